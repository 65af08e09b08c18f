"""Tickets and people to point to."""

import pytest

from desk.fields.pointing import referred
from tests.desk.field_kinds.values import Tickets
from tests.desk.people_to_point_to import let_people_in


@pytest.fixture(autouse=True)
def tickets(monkeypatch: pytest.MonkeyPatch) -> None:
    len(referred)  # loads those there are
    monkeypatch.setitem(referred._things, "ticket", Tickets)


@pytest.fixture
def people(work: None) -> None:
    let_people_in()
