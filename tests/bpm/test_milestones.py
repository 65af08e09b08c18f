"""The step track: only what is sure to come is promised, in the order in which it comes."""

from pathlib import Path

import pytest
from lxml import etree

from bpm.graph.words import LZ
from bpm.milestones import Ahead, milestones
from tests.bpm.linting.models import document, flows

SHIPPED = Path(__file__).resolve().parents[2] / "bpmn"


def shipped(name: str):
    return milestones(etree.parse(SHIPPED / name / "model.bpmn").getroot())


def marked(*lines: str, **names: str):
    """A model with milestones at the nodes that are named."""
    root = document(flows(*lines))
    for node, name in names.items():
        root.find(f".//*[@id='{node}']").set(f"{LZ}milestone", name)
    return milestones(root)


@pytest.mark.parametrize(
    "process, node, names, ends_openly",
    [
        ("leave_application", "leave_wanted", ("With your manager",), True),
        ("leave_application", "correction", ("With your manager",), True),
        ("repair_rma", "check_device", ("On its way back",), True),
        ("repair_rma", "no_answer_yet", ("On its way back",), True),
        ("repair_rma", "device_repaired", (), False),
        ("order", "order_came", ("Payment", "Being packed", "On its way"), True),
        ("purchase_order", "place_order", ("On its way", "Received"), False),
        ("travel_expense", "check_by_head", ("Being paid",), True),
        ("request", "work", ("Closed",), False),
        ("request", "reply_while_pending", ("Closed",), False),
    ],
)
def test_what_the_shipped_processes_promise(process, node, names, ends_openly):
    assert shipped(process).ahead([node]) == Ahead(names, ends_openly)


def test_without_a_good_end_every_way_has_to_pass():
    model = marked("s -> t1 -> x1 -> t2 -> e1", "x1 -> e2", t1="Looked at", t2="Done", e1="Good", e2="Bad")
    assert model.ahead(["s"]) == Ahead(("Looked at",), ends_openly=True)
    assert model.ahead(["t2"]) == Ahead(("Good",))
    assert not model.ahead(["t2"]).is_empty
    assert model.ahead(["e2"]).is_empty
    assert model.ahead(["nowhere"]) == model.ahead([]) == Ahead()


def test_of_what_is_done_at_once_all_is_sure_and_each_token_has_its_own_way():
    lines = ("s -> p1 -> t1 -> p2 -> t3 -> e", "p1 -> t2 -> p2")
    model = marked(*lines, t1="Paid", t2="Packed", t3="Sent", e="There")
    assert model.ahead(["s"]) == Ahead(("Paid", "Packed", "Sent", "There"))
    assert model.ahead(["t1", "t2"]) == Ahead(("Sent", "There"))


def test_loops_come_to_an_end():
    model = marked("s -> x1 -> t1 -> x2 -> x1 [again]", "x2 -> e", t1="At work", e="Over")
    assert model.ahead(["s"]) == Ahead(("At work", "Over"))
    assert model.ahead(["t1"]) == Ahead(("Over",))


def test_public_names_are_told_by_node():
    assert shipped("repair_rma").public_names["check_device"] == "We look at your device"
