"""Tickets to point to, whose records come with the processes."""

import pytest

from desk.fields.pointing import referred
from tests.desk.field_kinds.values import Tickets


@pytest.fixture(autouse=True)
def tickets(monkeypatch: pytest.MonkeyPatch) -> None:
    len(referred)  # loads those there are
    monkeypatch.setitem(referred._things, "ticket", Tickets)
