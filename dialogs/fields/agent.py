"""An agent, found by login or name."""

from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Select

from desk.agents import Agent
from desk.name_search import agent_like
from desk.permissions import readable
from dialogs.fields import kinds
from dialogs.forms.people import PersonField


@kinds.register("agent")
class AgentField(PersonField):
    kind: ClassVar[str] = "agent"
    what: ClassVar[str] = "agent"
    person: ClassVar[type[Any]] = Agent

    def selectable(self) -> Select[Any]:
        return readable(self.situation.actor, Agent)

    def like(self, text: str) -> ColumnElement[bool]:
        return agent_like(text)
