"""Message start event (BPMN 10.5.2): the message begins the process and brings its data."""

from tests.bpm.elements.playing import expect, expect_refused, played


def test_it_waits_for_its_message():
    line = played("message_start_event").line()
    expect(line, "", waiting="ordered asked")
    assert [each["for"] for each in line["waiting"]] == ["order", "other"]


def test_its_message_begins_the_process_with_what_is_mapped():
    line = played("message_start_event").step({"message": "order", "data": {"amount": 3, "text": "unmapped"}})
    expect(line, "ordered ordered-work work", open="work")
    assert line["variables"] == {"pieces": 6}


def test_without_a_mapping_known_names_are_set():
    line = played("message_start_event").step({"message": "other", "data": {"text": "hello", "unheard_of": 1}})
    expect(line, "asked asked-work work", open="work")
    assert line["variables"] == {"text": "hello"}


def test_a_message_for_nobody_begins_nothing():
    player = played("message_start_event")
    expect(player.step({"message": "unheard of"}), "", waiting="ordered asked")
    expect_refused(player.step({"complete": "ordered"}), "offers a dialog")
    expect(player.step({"start": "asked"}), "asked asked-work work", open="work")


def test_a_mapping_that_cannot_be_computed_begins_nothing():
    line = played("message_start_event").step({"message": "order", "data": {}})
    assert line["incident"]["id"] == "ordered"
    assert [each["id"] for each in line["waiting"]] == ["ordered", "asked"]
