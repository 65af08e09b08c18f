"""Records that others rely on stay valid as long as they do: a queue's system address cannot be taken out of use under it.

The record that refers says so once, by the attribute that holds the id:

    keeps_valid(Queue.system_address_id, Queue.salutation_id, Queue.signature_id)

and both kinds of record ask in their `problems`: `in_use` on the one side, `out_of_use` on the other.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, inspect, select
from sqlalchemy.orm import InstrumentedAttribute

from desk.master_data import MasterData, Validity, mapper_of
from desk.pending_changes import became_invalid
from foundation.db import db

MOST_NAMED = 5  # in a sentence
_holding: list[InstrumentedAttribute[Any]] = []


def keeps_valid(*attributes: InstrumentedAttribute[Any]) -> None:
    """What these foreign keys lead to stays valid while the records that hold them are."""
    _holding.extend(attributes)


def users_of(record: MasterData) -> list[tuple[str, Select[str]]]:
    """The noun of each kind of record that can rely on this one, with the query for the names of those that do."""
    return [(_holder(attribute).noun, _names(attribute, record.id)) for attribute in _holding if _target(attribute) == record.__tablename__]


def in_use(record: MasterData) -> Iterator[tuple[str, str]]:
    """A problem when a record that others rely on is being made invalid: a rule for `problems`."""
    if not became_invalid(record):
        return
    # Whoever begins to refer to it now waits, and then sees what became of it; whoever began before has finished.
    db.session.execute(select(type(record).id).where(type(record).id == record.id).with_for_update())
    used = [told(noun, names) for noun, question in users_of(record) if (names := db.session.scalars(question.limit(MOST_NAMED + 1)).all())]
    if used:
        yield "validity", f"It is used by {' and '.join(used)}; choose another {record.noun} there first."


def out_of_use(record: MasterData) -> Iterator[tuple[str, str]]:
    """A problem for each invalid record that a valid one wants to rely on: a rule for `problems`."""
    for attribute in _holding if record.is_valid else ():
        if isinstance(record, _holder(attribute)):
            name = attribute.key.removesuffix("_id")
            target = _referred(record, attribute, name)
            if target is not None and not _is_still_valid(target):
                yield name, f"The {target.noun} {str(target)!r} is {target.validity}; choose a valid one, or make it valid first."


def told(noun: str, names: Any) -> str:
    """Some records in a sentence: "the queue 'A'", "the queues 'A', 'B'"."""
    shown = ", ".join(repr(str(name)) for name in names[:MOST_NAMED])
    return f"the {noun}{_plural(noun) if len(names) > 1 else ''} {shown}{' and others' if len(names) > MOST_NAMED else ''}"


def _plural(noun: str) -> str:
    return "es" if noun.endswith("s") else "s"


def _holder(attribute: InstrumentedAttribute[Any]) -> type[MasterData]:
    found: type[MasterData] = attribute.parent.class_
    return found


def _target(attribute: InstrumentedAttribute[Any]) -> str:
    (key,) = mapper_of(_holder(attribute)).column_attrs[attribute.key].columns[0].foreign_keys
    return key.target_fullname.partition(".")[0]


def _names(attribute: InstrumentedAttribute[Any], record_id: int) -> Select[str]:
    kind = _holder(attribute)
    known_by = getattr(kind, kind.key)
    return select(known_by).where(attribute == record_id, kind.validity == Validity.VALID).order_by(known_by)


def _referred(record: MasterData, attribute: InstrumentedAttribute[Any], name: str) -> MasterData | None:
    """The record referred to, whether it was given as such or by its id."""
    given: MasterData | None = getattr(record, name)
    record_id = getattr(record, attribute.key)
    if given is not None or record_id is None:
        return given
    kind = mapper_of(_holder(attribute)).relationships[name].mapper.class_
    found: MasterData | None = db.session.get(kind, record_id)
    return found


def _is_still_valid(target: MasterData) -> bool:
    if not inspect(target).persistent:
        return target.is_valid
    kind = type(target)
    stored = db.session.scalar(select(kind.validity).where(kind.id == target.id).with_for_update(read=True))
    return stored is Validity.VALID and target.is_valid
