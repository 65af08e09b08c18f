"""Migration: what survives, what needs a mapping, what is refused by name."""

import pytest

from bpm import engine, state
from bpm.changes import standing
from bpm.migration import MigrationRefused, migrate, plan
from bpm.parser import parse
from bpm.player import CLOCK
from bpm.playing.ticket import StandInTicket
from tests.bpm.elements.playing import complete, normalised, played

OPEN = ["a", "b", "each", "each", "c", "later"]


def version(*changes: tuple[str, str], of: str = "migrating", adapted: str = ""):
    """Another version of a model: texts of its document replaced."""
    text = normalised(of, adapted=frozenset(adapted.split()))[0].decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return parse(text.encode())


@pytest.fixture
def running():
    """Everything at once: open activities, armed events, iterations, a subprocess with memory, a join with a token that waits."""
    player = played("migrating")
    player.step({"advance": "PT1H"})
    complete(player, "booked")
    complete(player, "undone")
    return player.running


def kept(instance):
    now = standing(instance)
    opened = {token: (each.node.name, each.iteration, each.inside) for token, each in now.activities.items()}
    return opened, {token: (each.element, each.fired) for token, each in now.waits.items()}


def test_the_same_places_survive_with_their_numbers(running):
    target = version(('name="Old name"', 'name="New name"'), ("<endEvent id=", '<userTask id="more"/><endEvent id='))
    before = kept(running)
    assert plan(running, target).verdict == "ok"
    moved = migrate(running, target)
    assert kept(moved) == before
    assert [name for name, _, _ in before[0].values()] == OPEN
    assert moved.data == {"text": "kept"}
    assert moved.model is target
    assert standing(moved).activities[next(iter(before[0]))].node.bpmn_name == "New name"
    assert kept(running) == before


def test_after_it_everything_goes_on_in_the_new_version(running):
    target = version(('targetRef="after"', 'targetRef="instead"'), ("<endEvent id=", '<userTask id="instead"/><endEvent id='))
    moved, ticket = migrate(running, target), StandInTicket(target)
    changes = engine.deliver(moved, "ping", {}, ticket, now=CLOCK)
    assert changes is not None
    assert changes.taken == ["told", "told-end", "end"]
    timer = next(token for token, wait in standing(moved).waits.items() if wait.element == "late")
    assert engine.fire(moved, timer, ticket, now=CLOCK).taken == ["late", "late-end", "end"]
    assert len(standing(moved).waits) == 1


def test_a_join_keeps_the_token_that_waits(running):
    ticket = StandInTicket(running.model)
    token = next(token for token, each in standing(running).activities.items() if each.node.name == "a")
    engine.complete(running, token, ticket, now=CLOCK)
    moved = migrate(running, version())
    for name in ("b", "c", "each", "each", "later"):
        token = next(token for token, each in standing(moved).activities.items() if each.node.name == name)
        changes = engine.complete(moved, token, ticket, now=CLOCK)
    assert changes.taken == ["later-join", "join", "join-after", "after"]


@pytest.mark.parametrize(
    "change, mapping",
    [
        (('"b"', '"b_new"'), {"b": "b_new"}),
        (('"late"', '"late_new"'), {"late": "late_new"}),
        (('"part"', '"part_new"'), {"part": "part_new"}),
        (('"c"', '"c_new"'), {"c": "c_new"}),
        (('"booked"', '"booked_new"'), {"booked": "booked_new"}),
        (('"undone"', '"undone_new"'), {"undone": "undone_new"}),
        (('"each"', '"each_new"'), {"each": "each_new"}),
    ],
    ids=["open activity", "armed event", "subprocess", "inside it", "remembered inside", "remembered in the process", "iterations"],
)
def test_a_renamed_node_needs_a_mapping(running, change, mapping):
    target = version(change)
    found = plan(running, target)
    assert found.verdict == "needs mapping"
    (old,) = mapping
    assert old in {each.element for each in found.obstacles}
    with pytest.raises(MigrationRefused, match=old):
        migrate(running, target)
    assert plan(running, target, mapping).verdict == "ok"
    moved = migrate(running, target, mapping)
    assert list(kept(moved)[0]) == list(kept(running)[0])
    assert list(kept(moved)[1]) == list(kept(running)[1])
    assert state.dump(state.load(target, state.dump(moved))) == state.dump(moved)


@pytest.mark.parametrize(
    "changes, element, reason",
    [
        ([('<userTask id="b"/>', '<manualTask id="b"/>')], "b", "was a userTask and is a manualTask"),
        ([('attachedToRef="b"', 'attachedToRef="a"')], "told", "no longer attached to 'b'"),
        ([("<timerEventDefinition", "<signalEventDefinition"), ("</timerEventDefinition", "</signalEventDefinition")], "late", "timer"),
        ([("<loopCardinality", "<completionCondition"), ("</loopCardinality", "</completionCondition")], "", ""),
    ],
    ids=["another kind", "attached elsewhere", "another trigger", "still a loop"],
)
def test_what_would_lose_a_token_is_refused_by_name(running, changes, element, reason):
    found = plan(running, version(*changes))
    if not element:
        assert found.verdict == "ok"
        return
    assert found.verdict == "refused"
    assert [each.element for each in found.obstacles] == [element]
    assert reason in found.obstacles[0].reason
    with pytest.raises(MigrationRefused, match=reason):
        migrate(running, version(*changes))


def test_a_loop_that_is_none_any_more_is_refused(running):
    text = normalised("migrating")[0].decode()
    start, end = (
        text.index("<multiInstance"),
        text.index("</multiInstanceLoopCharacteristics>") + len("</multiInstanceLoopCharacteristics>"),
    )
    found = plan(running, parse((text[:start] + text[end:]).encode()))
    assert found.verdict == "refused"
    assert {each.reason for each in found.obstacles} == {"'each' loops in one version and not in the other."}


def test_a_flow_over_which_a_waiting_token_came_must_still_lead_to_the_join(running):
    token = next(token for token, each in standing(running).activities.items() if each.node.name == "a")
    engine.complete(running, token, StandInTicket(running.model), now=CLOCK)
    found = plan(running, version(('sourceRef="a" targetRef="join"', 'sourceRef="a" targetRef="end"')))
    assert found.verdict == "refused"
    assert "a-join" in found.obstacles[0].reason


def test_refusing_changes_nothing(running):
    before = state.dump(running)
    with pytest.raises(MigrationRefused) as refusal:
        migrate(running, version(('"b"', '"b_new"'), ('<userTask id="a"', '<manualTask id="a"')))
    assert refusal.value.plan.verdict == "refused"
    assert {each.element for each in refusal.value.plan.obstacles} >= {"a", "b"}
    assert state.dump(running) == before


@pytest.mark.parametrize(
    "name, changes, element, reason",
    [
        (
            "event_subprocess",
            [("<messageEventDefinition", "<conditionalEventDefinition")],
            "on_message",
            "waited for a message and waits for a conditional",
        ),
        ("event_based_gateway", [("<timerEventDefinition", "<signalEventDefinition"), ("</timerEvent", "</signalEvent")], "late", "timer"),
        ("conditional_catch_event", [("<condition>size > 10", "<condition>size > 20")], "", ""),
        ("service_task_waiting", [('<lz:action name="webhook" wait="true">', '<lz:action name="notify" wait="true">')], "buy", "webhook"),
        ("signal_throw_event", [("<signalEventDefinition", "<escalationEventDefinition")], "two", "signal"),
    ],
    ids=["event subprocess", "behind a gateway", "another condition is none", "action", "catch event"],
)
def test_what_waits_must_wait_for_the_same_kind(name, changes, element, reason):
    text = normalised(name)[0].decode()
    for old, new in changes:
        old, new = (each.replace(" > ", " &gt; ") for each in (old, new))  # noqa: PLW2901 - as it stands in the document
        assert old in text, old
        text = text.replace(old, new)
    found = plan(played(name).running, parse(text.encode()))
    assert element in {each.element for each in found.obstacles} | {""}
    assert (found.verdict, reason in " ".join(each.reason for each in found.obstacles)) == ("refused" if element else "ok", True)


def test_what_can_be_compensated_must_still_have_its_handler(running):
    target = version(('attachedToRef="undone"', 'attachedToRef="later"'))
    (obstacle,) = plan(running, target).obstacles
    assert (obstacle.element, obstacle.needs_mapping) == ("undone", False)
    assert "nothing compensates it" in obstacle.reason


def test_compensation_that_is_under_way_is_carried_over():
    player = played("compensation_throw_event")
    for activity in ("book", "pay"):
        complete(player, activity)
    complete(player, "ask", queue="All")
    target = version(('"book"', '"reserve"'), of="compensation_throw_event")
    assert [each.element for each in plan(player.running, target).obstacles] == ["book"]
    moved, ticket = migrate(player.running, target, {"book": "reserve"}), StandInTicket(target)
    (token,) = standing(moved).activities
    assert engine.complete(moved, token, ticket, now=CLOCK).taken == ["unbooked", "unbook"]
    (token,) = standing(moved).activities
    assert engine.complete(moved, token, ticket, now=CLOCK).taken == ["undoes-after", "after"]


def test_an_activity_that_is_called_must_still_call():
    player = played("call_activity", adapted="called")
    target = version(('calledElement="called"', 'other="called"'), of="call_activity", adapted="called")
    found = plan(player.running, target)
    assert found.verdict == "refused"
    assert "here" in {each.element for each in found.obstacles}
