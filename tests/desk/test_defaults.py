"""Kinds with a default: there is always one, and it is valid."""

from typing import Any

import pytest
from sqlalchemy import select

from desk.actors import SYSTEM
from desk.auditing import AuditEntry
from desk.defaults import WithDefault
from desk.priorities import Priority
from desk.ticket_types import TicketType
from foundation.db import db
from foundation.errors import NotFound
from tests.desk.refusals import problems_of_changing, problems_of_creating

pytestmark = pytest.mark.usefixtures("work")
KINDS = pytest.mark.parametrize("kind", [Priority, TicketType])


def made(kind: type[WithDefault], name: str, **values: Any) -> WithDefault:
    return kind.create(actor=SYSTEM, name=name, **values)


@KINDS
def test_none_is_the_default_until_one_is_chosen(kind: type[WithDefault]) -> None:
    made(kind, "1 one")
    with pytest.raises(NotFound, match=f"No {kind.noun} is the default"):
        kind.default()


@KINDS
def test_another_default_takes_over_and_both_changes_are_audited(kind: type[WithDefault]) -> None:
    one, two = made(kind, "1 one", is_default=True), made(kind, "2 two")
    two.change(actor=SYSTEM, is_default=True)
    assert (kind.default(), one.is_default) == (two, False)
    three = made(kind, "3 three", is_default=True)
    assert (kind.default(), two.is_default) == (three, False)
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "changed").order_by(AuditEntry.id)).all()
    told = [(entry.object_name, entry.changes["is_default"]) for entry in entries]
    assert told == [("2 two", [False, True]), ("1 one", [True, False]), ("2 two", [True, False])]


@KINDS
def test_the_default_can_neither_become_invalid_nor_step_down(kind: type[WithDefault]) -> None:
    one = made(kind, "1 one", is_default=True)
    assert "make another one the default first" in problems_of_changing(one, validity="invalid")["validity"]
    assert "make another one the default instead" in problems_of_changing(one, is_default=False)["is_default"]
    assert "validity" in problems_of_creating(kind, name="2 two", is_default=True, validity="invalid")
    assert kind.default() is one
