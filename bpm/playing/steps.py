"""The steps of `process play`, one function each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from bpm import engine
from bpm.errors import Refused
from bpm.playing.clock import advance, until
from bpm.playing.completing import complete
from bpm.playing.setting import set_values

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bpm.player import Player


class UnknownStep(Exception):
    """A line that is no step: wrong usage, unlike a step that is refused."""


def understood(step: Mapping[str, Any]) -> Callable[[Player, Mapping[str, Any]], None]:
    """The function for a step.

    Raises:
        UnknownStep: its keys or their types are none of a step's.
    """
    for key, (act, kinds) in STEPS.items():
        if isinstance(step, dict) and key in step:
            allowed = {key: kinds[0], **kinds[1]}
            for name, value in step.items():
                if name not in allowed:
                    raise UnknownStep(f"The step {key!r} knows no {name!r}; it knows {', '.join(sorted(allowed))}.")
                if not fits(value, allowed[name], may_be_absent=name != key):
                    raise UnknownStep(f"The step {key!r}: {name!r} must be {WORDS[allowed[name]]}.")
            return cast("Callable[[Player, Mapping[str, Any]], None]", act)
    told = json.dumps(step, ensure_ascii=False, default=str)
    raise UnknownStep(f"{told[:80]}{'…' if len(told) > 80 else ''} is no step; a step is an object with one of {', '.join(STEPS)}.")


def fits(value: Any, kind: type, *, may_be_absent: bool) -> bool:
    """Whether a part of a step has the right type; null stands for a part that is not there, and true is no number."""
    if value is None:
        return may_be_absent
    return isinstance(value, kind) and not (isinstance(value, bool) and kind is int)


def start(player: Player, step: Mapping[str, Any]) -> None:
    """Choose a start event."""
    player.begin(step["start"])


def message(player: Player, step: Mapping[str, Any]) -> None:
    """Send a message, by name or by the id of its root element."""
    wanted, data = step["message"], step.get("data") or {}
    name = wanted if wanted in player.model.messages.values() else player.model.messages.get(wanted, wanted)
    if not player.has_started:
        starts = [each for each in player.model.main.start_events if each.waits_for("message", name)]
        if starts:
            player.begin(starts[0].name, data=data)
        else:
            player.now.messages.append((name, data))
        return
    player.now.messages.append((name, data))
    remember_wait(player, "message", name)
    player.hand_out_messages()


def signal(player: Player, step: Mapping[str, Any]) -> None:
    """Send a signal, by name or by the id of its root element."""
    wanted = step["signal"]
    name = wanted if wanted in player.model.signals.values() else player.model.signals.get(wanted, wanted)
    if not player.has_started:
        starts = [each for each in player.model.main.start_events if each.waits_for("signal", name)]
        if starts:
            player.begin(starts[0].name, data=step.get("data"))
        return
    remember_wait(player, "signal", name)
    player.after(engine.signal(player.running, name, player.now.ticket, now=player.now.clock, data=step.get("data") or {}))


def remember_wait(player: Player, kind: str, name: str) -> None:
    """For whom the step is made, should it fail."""
    for wait in player.standing.waits.values():
        if wait.definition.kind == kind and wait.definition.name == name:
            player.acting_for = wait.token
            return


def retry(player: Player, step: Mapping[str, Any]) -> None:
    """Make the step once more that an incident undid."""
    found = [each for each in player.problems if each.element == step["retry"]]
    if not found:
        places = ", ".join(repr(each.element) for each in player.problems)
        where = f"there is one at {places}" if places else "there is none"
        raise Refused(f"There is no incident at {step['retry']!r}; {where}.")
    problem = found[-1]
    failed = problem.step
    player.acting_for, player.retrying = problem.token, failed
    if failed.get("start", "") is None:
        player.begin(None)
    else:
        understood(failed)(player, failed)
    player.problems = [each for each in player.problems if each is not problem]


def reply(player: Player, step: Mapping[str, Any]) -> None:
    """The reply to a waiting action."""
    wait = player.waiting_action(step["reply"])
    player.acting_for = wait.token
    player.after(engine.reply(player.running, wait.token, step.get("data") or {}, player.now.ticket, now=player.now.clock))


WORDS = {str: "a text", dict: "an object", int: "a whole number"}
STEPS: dict[str, Any] = {
    "complete": (complete, (str, {"dialog": str, "answers": dict, "article": dict, "at": int})),
    "message": (message, (str, {"data": dict})),
    "signal": (signal, (str, {"data": dict})),
    "advance": (advance, (str, {})),
    "until": (until, (str, {})),
    "set": (set_values, (dict, {})),
    "start": (start, (str, {})),
    "retry": (retry, (str, {})),
    "reply": (reply, (str, {"data": dict})),
}
