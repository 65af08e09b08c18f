"""What the measurements rest on: both sides do the same, and what needs no clock is met."""

from benchmarks import state_size
from benchmarks.checking import ELEMENTS, checked
from benchmarks.large_model import large_model
from benchmarks.models import OUR_LOOP, SET_STATE, desk_loop, model
from benchmarks.ours import Ours
from benchmarks.stock import Stock


def test_the_state_of_an_instance_is_small():
    assert [figure.what for figure in state_size.measure() if figure.verdict != "met"] == []


def test_both_sides_go_round_the_same_loop():
    answers = {"verdict": "again"}
    ours, stock = Ours(model(OUR_LOOP), answers), Stock(desk_loop(SET_STATE.format(id="work")), "desk_loop", answers=answers)
    for _ in range(20):
        assert [*ours.open.values()] == stock.open == ["decide"]
        ours.stored_step()
        stock.step()
    ours.answers = stock.answers = {"verdict": "done"}
    assert ours.stored_step().ended
    stock.step()
    assert stock.workflow.is_completed()


def test_the_large_model_is_sound():
    report = checked(large_model(ELEMENTS))
    assert report.deployable
    assert len(report.elements) >= ELEMENTS
    assert not report.warnings
