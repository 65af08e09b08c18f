"""Our side: one instance with its stand-in ticket, kept in memory or stored as bytes between steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bpm import engine, state
from bpm.changes import Changes
from bpm.model import Model
from bpm.playing.ticket import StandInTicket
from bpm.tokens import Token

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)


class Ours:
    """A running instance of a model; `open` holds the token and node id of each open activity, oldest first."""

    def __init__(self, model: Model, answers: Mapping[str, Any] | None = None) -> None:
        self.model = model
        self.answers = dict(answers or {})
        self.ticket = StandInTicket(model)
        self.open: dict[int, str] = {}
        self.instance, changes = engine.start(model, self.ticket, now=NOW)
        self.stored = state.dump(self.instance)
        self.keep(changes)

    def keep(self, changes: Changes) -> None:
        """What a host has to remember of a step."""
        for closed in changes.closed:
            del self.open[closed.token]
        for activity in changes.opened:
            self.open[activity.token] = activity.node.name
        self.ticket.effects.clear()

    def step(self, token: int | None = None) -> Changes:
        """Complete an open activity, the oldest one if none is named."""
        changes = engine.complete(
            self.instance, next(iter(self.open)) if token is None else token, self.ticket, now=NOW, answer=self.answer
        )
        self.keep(changes)
        return changes

    def stored_step(self, token: int | None = None) -> Changes:
        """The same with the state as bytes before and after."""
        self.instance = state.load(self.model, self.stored)
        changes = self.step(token)
        self.stored = state.dump(self.instance)
        return changes

    def answer(self, token: Token) -> None:
        """Write what the person said."""
        names = token.names
        for name, value in self.answers.items():
            names.set(name, value)
