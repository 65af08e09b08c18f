"""What the engine promises over and above single elements: loops at the same cost, nothing lost, nothing shared, nothing run."""

from itertools import permutations, product

import pytest
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine  # noqa: TID251 - to see that nobody constructs it

from bpm import engine, player as player_module, state
from bpm.parser import parse
from bpm.player import CLOCK, Player
from bpm.playing.ticket import StandInTicket
from tests.bpm.elements.playing import complete, expect, expect_incident, expect_refused, normalised, played
from tests.bpm.fingerprint import fingerprint
from tests.bpm.wandering import MODELS, player_of, wander

ROUND = "work-count count count-enough enough enough-again again again-work work"
BEGUN = "outer outer-left left left-a a left-b b outer-right right right-c c right-d d"


def test_a_loop_of_5000_rounds_loses_nothing_and_its_state_does_not_grow():
    player = played("loop")
    expect(player.line(), "start start-again again again-work work", open="work")
    sizes = []
    for _ in range(5_000):
        expect(player.step({"complete": "work"}), ROUND, open="work")
        sizes.append(len(player.now.stored or b""))
    assert player.line()["variables"] == {"rounds": 5_000}
    assert max(sizes) - sizes[0] <= 16  # the numbers in it grow by a few bytes
    expect(complete(player, "work", state="closed"), "work-count count count-enough enough enough-end end")


@pytest.mark.parametrize("second", ["abcd", "dcba", "bdac"])
@pytest.mark.parametrize("first", list(permutations("abcd")), ids="".join)
def test_nested_forks_in_a_loop_join_once_in_every_completion_order(first, second):
    player = played("nested_forks_in_a_loop")
    expect(player.line(), f"start start-again again again-outer {BEGUN}", open="a b c d")
    for number, order in enumerate((first, second), start=1):
        *others, last = order
        for done, activity in enumerate(others, start=1):
            line = complete(player, activity)
            assert [each["id"] for each in line["open"]] == sorted(set("abcd") - set(order[:done]))
            assert "outer_join-count" not in line["taken"]
        line = complete(player, last)
        assert line["taken"].count("count") == 1
        assert line["variables"] == {"rounds": number}
    expect(complete(player, "after"), "after-end end")


@pytest.mark.parametrize("orders", list(product(["abcd", "acbd", "dbca"], repeat=2)), ids="-".join)
def test_a_token_too_many_would_be_seen(orders):
    player = played("nested_forks_in_a_loop")
    taken = [*player.line()["taken"]]
    for activity in "".join(orders):
        taken += complete(player, activity)["taken"]
    assert {node: taken.count(node) for node in ("left_join", "right_join", "outer_join", "count", "after")} == {
        "left_join": 4, "right_join": 4, "outer_join": 4, "count": 2, "after": 1,
    }  # fmt: skip


def test_an_event_subprocess_fired_in_one_instance_is_armed_anew_in_the_next():
    (xml,) = normalised("event_subprocess_interrupting")
    model = parse(xml)
    first, _ = engine.start(model, StandInTicket(model), now=CLOCK)
    changes = engine.deliver(first, "knock", {}, StandInTicket(model), now=CLOCK)
    assert changes is not None
    assert changes.taken == ["on_message", "m_start", "m_start-m_work", "m_work"]
    second, begun = engine.start(model, StandInTicket(model), now=CLOCK)
    assert [each.node.name for each in begun.opened] == ["a", "b"]
    assert [each.element for each in begun.armed] == ["told", "m_start", "t_start", "s_start", "c_start"]
    assert engine.deliver(second, "knock", {}, StandInTicket(model), now=CLOCK) is not None
    fresh = state.load(model, state.dump(first))
    assert engine.deliver(fresh, "knock", {}, StandInTicket(model), now=CLOCK) is None


@pytest.mark.parametrize("name", MODELS)
def test_no_instance_changes_the_specs_it_shares(name, monkeypatch):
    model = player_of(name).model
    before = fingerprint(model)
    monkeypatch.setattr(player_module, "parse", lambda *_args, **_kwargs: model)
    for seed in range(5):
        assert all(wander(player_of(name), seed))
    assert fingerprint(model) == before


def test_a_changed_spec_would_be_seen():
    model = played("loop").model
    before = fingerprint(model)
    model.main.nodes["enough"].flows = model.main.nodes["enough"].flows[::-1]
    assert fingerprint(model) != before


@pytest.mark.parametrize("name", MODELS)
def test_the_script_engine_of_spiffworkflow_is_never_constructed(name, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("the script engine was constructed")

    monkeypatch.setattr(PythonScriptEngine, "__init__", refuse)
    for seed in range(3):
        assert all(wander(player_of(name), seed))


def test_two_pools_run_in_one_instance():
    player = played("pools")
    assert [each["id"] for each in player.line()["waiting"]] == ["noted"]
    complete(player, "work")
    assert [each["id"] for each in player.line()["open"]] == ["look", "pack"]
    complete(player, "pack")
    complete(player, "look")
    expect(complete(player, "after"), "after-end end")


@pytest.mark.parametrize(
    "order, undone",
    [("acbde", "e d c b a"), ("cdbae", "e a b d c"), ("bcade", "e d c a b")],
    ids=["the subprocess ends last", "it ends first", "it began second"],
)
def test_compensation_undoes_in_reverse_order_of_completion(order, undone):
    player = played("compensation_order", adapted="undo_a undo_b undo_c undo_d undo_e")
    for activity in order[:-1]:
        complete(player, activity)
    way = " ".join(f"un_{each} undo_{each}" for each in undone.split())
    expect(complete(player, order[-1]), f"e-undoes undoes {way}")


def test_an_error_goes_through_two_call_activities_and_takes_everything_in_them_along():
    player = played("error_boundary_event_through_calls", adapted="middle deepest")
    complete(player, "d_work")
    assert [each["id"] for each in player.line()["open"]] == ["mend"]
    assert len(player.running.scopes) == 1


def test_an_endless_loop_is_stopped_and_named():
    player = played("endless_loop")
    before = player.now.stored
    line = player.step({"complete": "work"})
    assert line["incident"]["id"] in {"again", "count", "enough"}
    assert f"Endless loop at {line['incident']['id']}" in line["incident"]["message"]
    assert (line["taken"], line["variables"], player.now.stored) == ([], {"rounds": 0}, before)
    line = complete(player, "work", rounds=99_999)
    expect(line, "work-again again again-count count count-enough enough enough-end end")


def test_a_step_that_takes_too_long_is_stopped_and_named(monkeypatch):
    monkeypatch.setattr(engine, "MOST_SECONDS", -1.0)
    line = played("endless_loop").step({"complete": "work"})
    assert "took too long" in line["incident"]["message"]
    assert [each["id"] for each in line["open"]] == ["work"]


STORED = "work-fork fork fork-beside beside fork-store store store-end end"


def test_an_incident_undoes_the_step_and_it_can_be_made_again():
    player = played("incident", given={"wanted": 11})
    line = complete(player, "work", amount=3)
    expect_incident(line, "store", "above 10", open="work")
    assert (line["ticket"]["queue"], line["variables"], line["effects"]) == ("Raw", {"amount": 0}, [])
    expect_incident(player.step({"retry": "store"}), "store", "above 10", open="work")
    expect_refused(player.step({"retry": "work"}), "no incident at 'work'")
    expect_incident(player.step({"set": {"wanted": 10}}), "store", "above 10", open="work")
    line = player.step({"retry": "store"})
    expect(line, STORED, open="beside")
    assert (line["ticket"]["queue"], line["ticket"]["size"], line["variables"]) == ("Second", 10, {"amount": 3})
    expect_refused(player.step({"retry": "store"}), "no incident")


def test_an_incident_is_over_when_another_step_completes_what_it_was_for():
    player = played("incident", given={"wanted": 11})
    complete(player, "work")
    expect(complete(player, "work", wanted=9), STORED, open="beside")


def test_an_incident_at_the_beginning_begins_nothing_until_it_is_retried():
    player = played("exclusive_gateway")
    expect_incident(player.line(), "which", "amount")
    assert player.now.stored is None
    assert not player.has_started
    assert isinstance(player, Player)
