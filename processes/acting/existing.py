"""What a model names and must exist: queues, states, people, fields, processes. Asked at deployment, and again when an action runs."""

from typing import Any, TypeVar

from sqlalchemy import select

from desk.dynamic_fields import DynamicField, FieldObject
from desk.master_data import MasterData, Validity
from foundation.db import db
from processes.acting.parameters import is_known, items_of, needed_text, text_of
from processes.actions import TransitionActionError
from processes.tickets.choosing import named, nearest, suggestion
from processes.versions import ProcessDefinition

Kind = TypeVar("Kind", bound=MasterData)


def valid(kind: type[Kind], name: Any, parameter: str) -> Kind:
    """The valid record of that name.

    Raises:
        Refused, TransitionActionError: there is none, with the nearest names.
    """
    wanted = needed_text(name, parameter)
    found = named(kind, wanted, parameter)
    if not found.is_valid:
        raise TransitionActionError(f"The {found.noun} {wanted!r} is {found.validity}; choose a valid one.")
    return found


def check(kind: type[MasterData], name: Any, parameter: str, *, may_be_empty: bool = False) -> None:
    """Refuse a name that is known already and does not exist.

    Raises:
        Refused, TransitionActionError: as `valid`.
    """
    if is_known(name) and not (may_be_empty and not text_of(name, parameter)):
        valid(kind, name, parameter)


def check_all(kind: type[MasterData], names: Any, parameter: str) -> None:
    """The same for a list of names.

    Raises:
        Refused, TransitionActionError: as `valid`.
    """
    for name in items_of(names, parameter) if is_known(names) else ():
        valid(kind, name, parameter)


def check_field(name: Any, parameter: str, *also: FieldObject) -> None:
    """Refuse a field of tickets (or of what else has fields) that is known already and does not exist.

    Raises:
        TransitionActionError: naming it.
    """
    if not is_known(name):
        return
    wanted = needed_text(name, parameter)
    there = select(DynamicField.id).where(
        DynamicField.name == wanted, DynamicField.belongs_to.in_([FieldObject.TICKET, *also]), DynamicField.validity == Validity.VALID
    )
    if db.session.scalar(there) is None:
        raise TransitionActionError(f"There is no valid field {wanted!r}. {suggestion(nearest(DynamicField, wanted))}")


def process(process_id: Any, parameter: str) -> ProcessDefinition:
    """The definition of a process.

    Raises:
        TransitionActionError: there is none.
    """
    wanted = needed_text(process_id, parameter)
    found = db.session.scalar(select(ProcessDefinition).where(ProcessDefinition.process_id == wanted))
    if found is None:
        raise TransitionActionError(f"There is no process {wanted!r}; deploy it first.")
    return found
