"""The timers of a play, as rows a house would keep: when each is due, and in which order they were armed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bpm.errors import Incident, TimerError

if TYPE_CHECKING:
    from datetime import datetime

    from bpm.changes import Changes, Wait
    from bpm.player import Player
    from bpm.specs.start_event import StartEvent
    from bpm.timing import Timer


@dataclass(frozen=True, slots=True)
class Armed:
    """One armed timer; `key` is the token that waits, or the id of a start event before the start."""

    key: int | str
    due: datetime | None
    since: datetime
    fired: int
    timer: Timer | None
    element: str


class BareNames:
    """Names before there is an instance: the ticket's only."""

    def __init__(self, player: Player) -> None:
        self.player = player
        self.now = player.now.clock
        self.zone = player.now.ticket.zone

    def in_group(self, group: str) -> bool:
        """There are no groups in memory."""
        return self.player.now.ticket.in_group(group)

    def __call__(self, name: str) -> object:
        """A variable given for the start, else a ticket value."""
        given = self.player.now.variables
        return given[name] if name in given else self.player.now.ticket.read(name.removeprefix("ticket."))


@dataclass(slots=True)
class Timers:
    """All armed timers, in order of arming."""

    armed: dict[int | str, Armed] = field(default_factory=dict)

    def arm_start(self, start: StartEvent, timer: Timer | None, player: Player) -> None:
        """A start timer, before the start."""
        self.armed[start.name] = self.computed(start.name, timer, player.now.clock, 0, BareNames(player), player, start.name)

    def keep(self, changes: Changes, player: Player) -> None:
        """Follow what a step armed and disarmed; due dates that name fields are computed anew."""
        for gone in changes.disarmed:
            self.armed.pop(gone.token, None)
        for wait in changes.armed:
            if wait.definition.kind == "timer":
                self.arm(wait, player)
        self.recompute(player)

    def recompute(self, player: Player) -> None:
        """What a timer text names may have changed."""
        for key, each in list(self.armed.items()):
            if each.timer is not None and each.timer.names:
                self.armed[key] = self.computed(key, each.timer, each.since, each.fired, self.names(key, player), player, each.element)

    def arm(self, wait: Wait, player: Player) -> None:
        """A new timer counts from now, one that has fired from when it was due."""
        before = self.armed.get(wait.token)
        since = before.due if before is not None and before.due is not None and wait.fired else player.now.clock
        self.armed[wait.token] = self.computed(
            wait.token, wait.timer, since, wait.fired, self.names(wait.token, player), player, wait.element
        )

    def names(self, key: int | str, player: Player) -> Any:
        """What a timer text sees."""
        token = player.instance.token(key) if player.instance is not None and isinstance(key, int) else None
        return BareNames(player) if token is None else token.names

    def computed(self, key: int | str, timer: Timer | None, since: datetime, fired: int, names: Any, player: Player, element: str) -> Armed:  # noqa: PLR0913,PLR0917
        """An armed timer with its due time."""
        try:
            due = None if timer is None else timer.due(names=names, add_working=player.now.ticket.add_working, since=since, fired=fired)
        except TimerError as error:
            raise Incident(f"{element}: {error}", element=element) from error
        return Armed(key, due, since, fired, timer, element)

    def next_due(self, until: datetime) -> Armed | None:
        """The timer that is due first, at `until` at the latest; ties in order of arming."""
        due = [each for each in self.armed.values() if each.due is not None and each.due <= until]
        return min(due, key=lambda each: each.due, default=None)  # type: ignore[arg-type,return-value]
