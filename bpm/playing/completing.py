"""`complete` of `process play`: which activity or start event is meant, which dialog, and what the answers change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bpm import engine
from bpm.answers import Answers
from bpm.changes import OpenActivity
from bpm.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bpm.model import Dialog, Offer
    from bpm.player import Player
    from bpm.specs.start_event import StartEvent
    from bpm.tokens import Token


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
        offering = ", ".join(each.name for each in starts) or "none"
        raise Refused(
            f"The process has not been started, and no start event {step['complete']!r} offers a dialog; those that do: {offering}."
        )
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
    if at is None:
        return found[0]
    of_iteration = [each for each in found if each.iteration == at]
    if not of_iteration:
        opens = ", ".join(str(each.iteration) for each in found if each.iteration is not None) or "none, it does not repeat"
        raise Refused(f"{wanted!r} has no open iteration {at}; open iterations: {opens}.")
    return of_iteration[0]


def chosen_offer(player: Player, offers: tuple[Offer, ...], step: Mapping[str, Any]) -> Offer | None:
    """The dialog that is meant: named by id or label, or the only one; None where none is offered."""
    wanted = step.get("dialog")
    offered = ", ".join(offer.dialog for offer in offers) or "none"
    if wanted is None:
        if len(offers) > 1:
            raise Refused(f"Several dialogs are offered at {step['complete']!r}; name one: {offered}.")
        return offers[0] if offers else None
    named: list[tuple[Offer, Dialog]] = [(offer, player.model.dialogs[offer.dialog]) for offer in offers]
    found = [offer for offer, dialog in named if dialog.id == wanted] or [offer for offer, dialog in named if dialog.label == wanted]
    if not found:
        raise Refused(f"The dialog {wanted!r} is not offered at {step['complete']!r}; offered: {offered}.")
    return found[0]
