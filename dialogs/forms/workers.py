"""Agents who work on a ticket, chosen among those who can in its queue."""

from typing import Any, ClassVar

from desk.agents import Agent
from dialogs.forms.chosen import ChosenField
from foundation.clock import now
from foundation.db import db
from processes.tickets.ownership import nobody, selectable_owners


class WorkerField(ChosenField):
    """A login; none for nobody, who is agent 1 to the house."""

    depends_on: ClassVar[frozenset[str]] = frozenset({"queue"})
    for_customers: ClassVar[bool] = False

    def names(self) -> list[str]:
        queue = self.situation.queue
        return [] if queue is None else list(self._agents(queue.id))

    def _agents(self, queue_id: int) -> dict[str, Agent]:
        """Those who can, by login; asked for once for owner and responsible."""

        def look() -> dict[str, Agent]:
            return {agent.login: agent for agent in db.session.scalars(selectable_owners(queue_id)) if agent.id != nobody().id}

        return self.situation.once(("agents", queue_id), look)

    @property
    def standing(self) -> str:
        """Who has it may keep it, unless it goes to another queue."""
        found = super().standing
        is_moved = self.situation.value("queue") != self.situation.asking.value("queue")
        return "" if is_moved or found == nobody().login else found

    def fill(self, value: Any) -> None:
        super().fill(None if value == nobody().login else value)

    def label_of(self, name: str) -> str:
        queue = self.situation.queue
        agent = None if queue is None else self._agents(queue.id).get(name)
        if agent is None:
            return name
        away = f", {self.say('out of office')}" if agent.is_out_of_office(now()) else ""
        return f"{agent.full_name} ({name}{away})"

    @property
    def shown_text(self) -> str:
        return super().shown_text or self.say("nobody")
