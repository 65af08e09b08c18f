"""`advance` and `until` of `process play`: time passes, and each timer fires when it is due."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from bpm import engine
from bpm.errors import Incident, Refused, TimerError
from bpm.playing.ticket import moment
from bpm.playing.timers import BareNames
from bpm.timing import parse_timer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpm.player import Player
    from bpm.playing.timers import Armed
    from bpm.timing import Timer

MOST_FIRINGS = 1_000


def advance(player: Player, step: Mapping[str, Any]) -> None:
    """Let time pass, by a duration."""
    timer = duration(step["advance"])
    target = timer.due(names=BareNames(player), add_working=player.now.ticket.add_working, since=player.now.clock, fired=0)
    run_clock(player, target or player.now.clock)


def duration(text: str) -> Timer:
    """How far to go.

    Raises:
        BpmError: the text is no duration.
    """
    wanted = f"{text!r} is no duration; write one like PT1H, P1DT12H or PT4H working."
    try:
        timer = parse_timer(text)
    except TimerError as error:
        raise Refused(str(error) if text.lstrip("-+").upper().startswith("P") else wanted) from error
    if timer.kind not in ("duration", "working") or timer.repetitions != 1:
        raise Refused(wanted)
    return timer


def until(player: Player, step: Mapping[str, Any]) -> None:
    """Let time pass, up to a moment."""
    target = moment(step["until"])
    if target < player.now.clock:
        raise Refused(f"The clock does not go back: it is {player.now.clock.isoformat().replace('+00:00', 'Z')} already.")
    run_clock(player, target)


def run_clock(player: Player, target: datetime) -> None:
    """Go to each due time in turn, and end at the target."""
    fired = 0
    while (armed := player.now.timers.next_due(target)) is not None:
        fired += 1
        if fired > MOST_FIRINGS:
            raise Incident(f"{armed.element}: more than {MOST_FIRINGS:,} timers fired in one step.", element=armed.element)
        fire(player, armed)
    player.now.clock = max(player.now.clock, target)


def fire(player: Player, armed: Armed) -> None:
    """One timer is due."""
    player.now.clock = max(player.now.clock, armed.due or player.now.clock)
    if isinstance(armed.key, str):
        player.begin(armed.key)
    else:
        player.acting_for = armed.key
        player.after(engine.fire(player.running, armed.key, player.now.ticket, now=player.now.clock))
