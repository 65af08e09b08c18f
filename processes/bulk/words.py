"""Having many new objects found by their words at once: as `foundation/fulltext.py` writes them, without asking which are there already."""

from collections.abc import Mapping
from functools import lru_cache

from sqlalchemy import text
from sqlalchemy.engine import Connection

from foundation import fulltext
from foundation.folding import words
from foundation.fulltext import Entry, Parts
from foundation.text_search.documents import MARK, WEIGHTS, Weight, document
from foundation.text_search.postgresql import vector
from processes.bulk.spelling import Copying, Spelling

NEXT_IDS = text("SELECT nextval(pg_get_serial_sequence('fulltext_entry', 'id')) FROM generate_series(1, :number)")


MOST_SIGNS = 10_000  # a longer text might hold more words than are indexed, which `document` counts


def add_words(connection: Connection, kind: str, objects: Mapping[int, Parts], spelling: Spelling) -> None:
    """Index objects of a kind that nothing is known of yet."""
    if not isinstance(spelling, Copying):
        fulltext.put_all(kind, objects)
        return
    keys = list(connection.scalars(NEXT_IDS, {"number": len(objects)}))
    # Neither kinds nor words, which have letters and digits only, hold anything that would have to be spelt.
    entries = [f"{key}\t{kind}\t{object_id}\n" for key, object_id in zip(keys, objects, strict=True)]
    vectors = [f"{key}\t{vector(words_of(parts))}\n" for key, parts in zip(keys, objects.values(), strict=True)]
    spelling.write(connection, Entry.__tablename__, ("id", "kind", "object_id"), entries)
    spelling.write(connection, "fulltext_words", ("entry_id", "words"), vectors)


def words_of(parts: Parts) -> Mapping[Weight, list[str]]:
    """The same as `document`; lines that come again are taken apart once."""
    if sum(map(len, parts.values())) > MOST_SIGNS:
        return document(parts)
    found: dict[Weight, list[str]] = {}
    for weight in WEIGHTS:
        lines = [spelt(line) for line in parts.get(weight, "").split("\n")]
        part = [MARK] if weight == "A" else []
        for plain, _ in lines:
            part += plain
        if any(plain != long for plain, long in lines):
            part.append(MARK)
            for _, long in lines:
                part += long
        found[weight] = part
    return found


@lru_cache(maxsize=10_000)
def spelt(line: str) -> tuple[list[str], list[str]]:
    """The words of a line, plainly and with umlauts written out."""
    found = list(words(line))
    return [word.spellings[0] for word in found], [word.spellings[-1] for word in found]
