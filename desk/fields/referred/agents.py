"""Agents, by login."""

from typing import ClassVar

from desk.fields.pointing import referred
from desk.fields.table_references import TableReferred


@referred.register("agent")
class Agents(TableReferred):
    table: ClassVar[str] = "agent"
    name: ClassVar[str] = "login"
