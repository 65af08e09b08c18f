"""The verbs of the engine: what each changes, and what it refuses."""

from typing import Any

import pytest

from bpm import engine
from bpm.changes import standing
from bpm.errors import Incident, Refused
from bpm.instance import Instance
from bpm.parser import parse
from bpm.player import CLOCK
from bpm.playing.ticket import StandInTicket
from tests.bpm.elements.playing import complete, expect, normalised, played


class Case:
    """One instance without a player: a model, a ticket, and what is open by name."""

    def __init__(self, name: str, event: str | None = None) -> None:
        self.model = parse(normalised(name)[0])
        self.ticket = StandInTicket(self.model)
        beginning = engine.Beginning(event=event)
        self.instance, self.begun = engine.start(self.model, self.ticket, now=CLOCK, beginning=beginning)

    def __getattr__(self, verb: str) -> Any:
        """A verb of the engine, for this instance and ticket."""
        act = getattr(engine, verb)
        return lambda *args, **kwargs: act(self.instance, *args, self.ticket, now=CLOCK, **kwargs)

    @property
    def open(self) -> dict[str, int]:
        return {each.node.name: token for token, each in standing(self.instance).activities.items()}

    @property
    def awaited(self) -> dict[str, int]:
        return {each.element: token for token, each in standing(self.instance).waits.items()}


@pytest.fixture
def case():
    return Case("moving")


def names(activities):
    return [each.node.name for each in activities]


def test_start_tells_what_is_open_and_armed(case):
    begun = case.begun
    assert " ".join(begun.taken) == "start start-fork fork fork-a a fork-b b fork-part part begin begin-c c"
    assert (names(begun.opened), begun.closed, begun.ended) == (["a", "b", "c"], [], False)
    assert ([each.element for each in begun.armed], begun.disarmed) == (["pinged", "late"], [])
    assert [each.inside for each in begun.opened] == [(), (), ("part",)]


def test_start_needs_a_choice_where_there_are_several():
    with pytest.raises(Refused, match="ordered, asked"):
        Case("message_start_event")
    with pytest.raises(Refused, match="'nowhere'"):
        Case("message_start_event", "nowhere")
    assert names(Case("message_start_event", "asked").begun.opened) == ["work"]


def tokens(gone):
    return [each.token for each in gone]


def test_complete_tells_what_it_closed_opened_and_disarmed(case):
    token, armed = case.open["b"], case.awaited["late"]
    changes = case.complete(token)
    assert changes.taken == ["b-join", "join"]
    assert (tokens(changes.closed), tokens(changes.disarmed), changes.opened, changes.armed) == ([token], [armed], [], [])
    with pytest.raises(Refused, match="no longer open"):
        case.complete(token)


def test_complete_is_for_what_is_open(case):
    with pytest.raises(Refused, match="not open"):
        case.complete(case.awaited["late"])


def test_fire_is_for_what_waits(case):
    changes = case.fire(case.awaited["late"])
    assert (changes.taken, names(changes.opened)) == (["late", "late-end", "end"], [])
    with pytest.raises(Refused, match="does not wait"):
        case.fire(case.open["a"])
    with pytest.raises(Refused, match="no longer open"):
        case.fire(10_000)


def test_deliver_is_none_if_nobody_waits(case):
    before = standing(case.instance)
    assert case.deliver("unheard of", {}) is None
    assert standing(case.instance) == before
    assert names(case.deliver("ping", {}).opened) == ["e"]


def test_reply_is_for_an_action_that_waits(case):
    with pytest.raises(Refused, match="waits for no reply"):
        case.reply(case.open["a"], {})
    with pytest.raises(Refused, match="waits for no reply"):
        case.fail(case.open["a"], "nobody is there")


def test_what_follows_when_a_waiting_action_fails_is_what_the_model_says():
    case = Case("service_task_waiting_in_vain")
    (token,) = case.awaited.values()
    changes = case.fail(token, "nobody is there")
    assert [call.name for call in changes.performed] == ["ticket-title-set", "webhook"]
    assert case.ticket.read("title") == "Nobody answers"
    case.reply(token, {})
    assert case.fail(token, "nobody is there").taken == ["failed", "failed-chase", "chase"]
    assert list(case.open) == ["chase"]
    case = Case("service_task_waiting_in_vain")
    (token,) = case.awaited.values()
    case.reply(token, {})
    with pytest.raises(Incident, match="the action webhook failed: nobody is there"):
        case.fail(token, "nobody is there")


def test_cancel_ends_everything(case):
    opened, armed = list(case.open.values()), list(case.awaited.values())
    changes = case.cancel()
    assert (changes.taken, tokens(changes.closed), tokens(changes.disarmed), changes.ended) == ([], opened, armed, True)
    assert case.instance.is_finished
    assert not list(case.instance.tokens)


def test_move_cancels_what_is_open_and_keeps_event_subprocesses_armed(case):
    changes = case.move("after")
    assert (changes.taken, names(changes.opened), len(changes.closed)) == (["after"], ["after"], 3)
    assert list(case.awaited) == ["pinged"]
    assert case.complete(case.open["after"]).ended


def test_move_can_close_one_activity_only(case):
    changes = case.move("after", close=case.open["b"])
    assert (names(changes.opened), list(case.open)) == (["after"], ["a", "c", "after"])
    assert list(case.awaited) == ["pinged"]


def test_move_inside_a_subprocess_that_runs(case):
    changes = case.move("d")
    assert (changes.taken, list(case.open)) == (["d"], ["a", "b", "d"])


def test_move_closing_the_last_activity_of_a_subprocess_ends_it(case):
    changes = case.move("after", close=case.open["c"])
    assert list(case.open) == ["a", "b", "after"]
    assert changes.taken == ["after", "part-join", "join"]


@pytest.mark.parametrize("node", ["nowhere", "e"], ids=["no such node", "not running"])
def test_move_to_what_is_not_running_is_refused(case, node):
    with pytest.raises(Refused, match=repr(node)):
        case.move(node)
    assert list(case.open) == ["a", "b", "c"]


def test_reevaluate_advances_one_transition_for_one_change():
    player = played("advancing")
    expect(player.line(), "start start-work work", open="work")
    expect(player.step({"set": {"queue": "Second"}}), "", open="work")
    expect(player.step({"set": {"state": "closed"}}), "work-closed closed closed-other other", open="other")
    expect(player.step({"set": {"priority": "4 high"}}), "other-moved moved moved-look look", open="look")
    expect(player.step({"set": {"state": "open"}}), "", open="look")


def test_reevaluate_without_advancing_looks_at_conditions_only():
    case = Case("advancing")
    case.ticket.write("state", "closed")
    assert case.reevaluate(advance=False).taken == []
    changes = case.reevaluate()
    assert changes.taken == ["work-closed", "closed", "closed-other", "other"]
    assert [(each.text, each.holds, each.values) for each in changes.decisions] == [("state == 'closed'", True, {"state": "closed"})]


def test_a_person_advances_by_the_default_flow():
    player = played("advancing")
    expect(complete(player, "work"), "work-closed closed closed-work work", open="work")


def test_instances_of_one_model_do_not_know_each_other(case):
    other, _ = engine.start(case.model, StandInTicket(case.model), now=CLOCK)
    assert isinstance(other, Instance)
    case.complete(case.open["a"])
    assert [each.node.name for each in standing(other).activities.values()] == ["a", "b", "c"]
