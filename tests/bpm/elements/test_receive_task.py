"""Receive task (BPMN 10.3.3.1): waits for its message."""

import pytest

from tests.bpm.elements.playing import expect, expect_refused, played


@pytest.mark.parametrize("named", ["the order", "order"], ids=["by name", "by id"])
def test_it_waits_for_its_message_and_takes_what_is_mapped(named):
    player = played("receive_task")
    expect(player.line(), "start start-hear hear", waiting="hear")
    assert player.line()["waiting"] == [{"id": "hear", "type": "receiveTask", "for": "the order"}]
    line = player.step({"message": named, "data": {"amount": 4, "text": "unmapped"}})
    expect(line, "hear-again again", waiting="again")
    assert line["variables"] == {"pieces": 5}


def test_without_a_mapping_known_names_are_set():
    player = played("receive_task")
    player.step({"message": "order", "data": {"amount": 4}})
    line = player.step({"message": "order", "data": {"text": "hello", "queue": "Second", "unheard_of": 1}})
    expect(line, "again-end end")
    assert (line["variables"], line["ticket"]["queue"]) == ({"pieces": 5, "text": "hello"}, "Second")


def test_one_message_is_for_one_task_and_those_too_early_are_kept():
    player = played("receive_task")
    expect(player.step({"message": "another", "data": {"amount": 1}}), "", waiting="hear")
    expect(player.step({"message": "order", "data": {"amount": 1}}), "hear-again again", waiting="again")
    expect(player.step({"message": "order"}), "again-end end")


def test_a_mapping_that_cannot_be_computed_keeps_it_waiting():
    player = played("receive_task")
    line = player.step({"message": "order", "data": {}})
    assert line["incident"]["id"] == "hear"
    assert "amount" in line["incident"]["message"]
    assert [each["id"] for each in line["waiting"]] == ["hear"]


def test_a_person_cannot_complete_it():
    expect_refused(played("receive_task").step({"complete": "hear"}), "not open")


def test_without_a_start_event_it_begins_the_process():
    player = played("receive_task_instantiating", adapted="receive_task_instantiating")
    expect(player.line(), "ordered", waiting="ordered")
    expect(player.step({"message": "order"}), "ordered-work work", open="work")
