"""The steps of `process play`, one function each."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from bpm import engine
from bpm.changes import OpenActivity
from bpm.errors import Incident, NoValue, Refused
from bpm.playing.answers import Answers
from bpm.playing.ticket import moment
from bpm.playing.timers import BareNames
from bpm.timing import parse_timer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bpm.instance import Token
    from bpm.model import Dialog, Offer
    from bpm.player import Player
    from bpm.playing.timers import Armed
    from bpm.specs.start_event import StartEvent

MOST_FIRINGS = 1_000


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
                if not isinstance(value, allowed[name]) or (isinstance(value, bool) and allowed[name] is int):
                    raise UnknownStep(f"The step {key!r}: {name!r} must be {WORDS[allowed[name]]}.")
            return cast("Callable[[Player, Mapping[str, Any]], None]", act)
    raise UnknownStep(f"{step!r} is no step; a step has one of {', '.join(STEPS)}.")


def start(player: Player, step: Mapping[str, Any]) -> None:
    """Choose a start event."""
    player.begin(step["start"])


def complete(player: Player, step: Mapping[str, Any]) -> None:
    """Answer a dialog, complete an activity, or start by a start dialog."""
    answers = Answers(player.model, player.now.ticket, step.get("answers") or {}, step.get("article"))
    if not player.has_started:
        start_by_dialog(player, step, answers)
        return
    activity = find_activity(player, step["complete"], step.get("at"))
    player.acting_for = activity.token
    offer = chosen_offer(player, activity.node.offers, step)
    token = player.running.token(activity.token)
    if token is not None and offer is not None and not offer.completes:
        note(player, token, answers, offer)
    else:
        answer = writer(player, answers, offer)
        player.after(engine.complete(player.running, activity.token, player.now.ticket, now=player.now.clock, answer=answer))


def note(player: Player, token: Token, answers: Answers, offer: Offer) -> None:
    """A dialog that keeps the activity open: a change like any other, but for what advances on change."""
    movement = engine.Step.of(player.running, player.now.ticket, player.now.clock)
    writer(player, answers, offer)(token)
    player.after(movement.finish())


def writer(player: Player, answers: Answers, offer: Offer | None) -> Callable[[Token], None]:
    """What writes the answers once the token is at hand."""
    if offer is None:
        return answers.write_freely
    dialog = player.model.dialogs[offer.dialog]
    return lambda token: answers.write_dialog(token, dialog)


def start_by_dialog(player: Player, step: Mapping[str, Any], answers: Answers) -> None:
    """Complete a start dialog."""
    starts = [] if player.starts_at_once else [each for each in player.model.main.start_events if each.offers]
    chosen = matching(starts, step["complete"])
    if not chosen:
        raise Refused(f"No start event {step['complete']!r} offers a dialog.")
    event: StartEvent = chosen[0]
    offer = chosen_offer(player, event.offers, step)
    player.begin(event.name, answer=writer(player, answers, offer))


def matching(nodes: Iterable[Any], wanted: str) -> list[Any]:
    """Nodes by id, else by exact name."""
    nodes = list(nodes)
    return [node for node in nodes if node.name == wanted] or [node for node in nodes if node.bpmn_name == wanted]


def find_activity(player: Player, wanted: str, at: int | None) -> OpenActivity:
    """The oldest open activity of that id or name, or the one of that iteration."""
    activities = list(player.standing.activities.values())
    found = [each for each in activities if each.node.name == wanted] or [each for each in activities if each.node.bpmn_name == wanted]
    if not found:
        opens = ", ".join(dict.fromkeys(each.node.name for each in activities)) or "nothing"
        raise Refused(f"{wanted!r} is not open; open: {opens}.")
    if at is not None:
        found = [each for each in found if each.iteration == at]
        if not found:
            raise Refused(f"{wanted!r} has no open iteration {at}.")
    return found[0]


def chosen_offer(player: Player, offers: tuple[Offer, ...], step: Mapping[str, Any]) -> Offer | None:
    """The dialog that is meant: named by id or label, or the only one; None where none is offered."""
    wanted = step.get("dialog")
    if wanted is None:
        if len(offers) > 1:
            raise Refused("Several dialogs are offered; name one: " + ", ".join(offer.dialog for offer in offers) + ".")
        return offers[0] if offers else None
    named: list[tuple[Offer, Dialog]] = [(offer, player.model.dialogs[offer.dialog]) for offer in offers]
    found = [offer for offer, dialog in named if dialog.id == wanted] or [offer for offer, dialog in named if dialog.label == wanted]
    if not found:
        raise Refused(f"The dialog {wanted!r} is not offered there.")
    return found[0]


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


def advance(player: Player, step: Mapping[str, Any]) -> None:
    """Let time pass, by a duration."""
    timer = parse_timer(step["advance"])
    if timer.kind not in ("duration", "working") or timer.repetitions != 1:
        raise Refused(f"{step['advance']!r} is no duration like PT1H.")
    target = timer.due(names=BareNames(player), add_working=player.now.ticket.add_working, since=player.now.clock, fired=0)
    run_clock(player, target or player.now.clock)


def until(player: Player, step: Mapping[str, Any]) -> None:
    """Let time pass, up to a moment."""
    target = moment(step["until"])
    if target < player.now.clock:
        raise Refused(f"The clock does not go back: it is {player.now.clock.isoformat()}.")
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


def set_values(player: Player, step: Mapping[str, Any]) -> None:
    """Change ticket values or variables outside any activity, then look at what waits on them."""
    if not player.has_started:
        for name, value in step["set"].items():
            player.give(name, value)
        start_by_condition(player)
        return
    instance = player.running
    movement = engine.Step.of(instance, player.now.ticket, player.now.clock)
    answers = Answers(player.model, player.now.ticket, step["set"], None)
    for name, value in answers.given.items():
        answers.write(holder_of(player, name), name, value)
    del movement
    player.after(engine.reevaluate(instance, player.now.ticket, now=player.now.clock))


def holder_of(player: Player, name: str) -> Token:
    """Where to set a name from: the main scope, or the outermost scope that knows it as a variable."""
    instance = player.running
    if not player.now.ticket.knows(name):
        for scope in instance.scopes:
            if scope.task_tree.names.declares(name):
                return scope.task_tree
    return instance.task_tree


def start_by_condition(player: Player) -> None:
    """A conditional start event whose condition has become true."""
    for event in () if player.starts_at_once else player.model.main.start_events:
        condition = event.definition.condition
        try:
            if condition is not None and condition.truth(BareNames(player)):
                player.begin(event.name)
                return
        except NoValue:
            continue


def retry(player: Player, step: Mapping[str, Any]) -> None:
    """Make the step once more that an incident undid."""
    problem = player.problem
    if problem is None or problem.element != step["retry"]:
        raise Refused(f"There is no incident at {step['retry']!r}.")
    failed = problem.step
    player.acting_for = problem.token
    if failed.get("start", "") is None:
        player.begin(None)
    else:
        understood(failed)(player, failed)
    player.problem = None


def reply(player: Player, step: Mapping[str, Any]) -> None:
    """The reply to a waiting action."""
    wait = player.wait_for("action", step["reply"])
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
