"""Having many new objects found by their words at once: as `foundation/fulltext.py` writes them, without asking which are there already."""

from collections.abc import Mapping

from sqlalchemy import text
from sqlalchemy.engine import Connection

from foundation import fulltext
from foundation.fulltext import Entry, Parts
from foundation.text_search.documents import document
from foundation.text_search.postgresql import vector
from processes.bulk.spelling import Copying, Spelling

NEXT_IDS = text("SELECT nextval(pg_get_serial_sequence('fulltext_entry', 'id')) FROM generate_series(1, :number)")


def add_words(connection: Connection, kind: str, objects: Mapping[int, Parts], spelling: Spelling) -> None:
    """Index objects of a kind that nothing is known of yet."""
    if not isinstance(spelling, Copying):
        fulltext.put_all(kind, objects)
        return
    keys = list(connection.scalars(NEXT_IDS, {"number": len(objects)}))
    value = spelling.value
    entries = [f"{key}\t{kind}\t{object_id}\n" for key, object_id in zip(keys, objects, strict=True)]
    vectors = [f"{key}\t{value(vector(document(parts)))}\n" for key, parts in zip(keys, objects.values(), strict=True)]
    spelling.write(connection, Entry.__tablename__, ("id", "kind", "object_id"), entries)
    spelling.write(connection, "fulltext_words", ("entry_id", "words"), vectors)
