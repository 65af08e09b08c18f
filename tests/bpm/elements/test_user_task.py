"""User task (BPMN 10.3.3): waits for a person, who answers a dialog."""

import pytest

from tests.bpm.elements.playing import complete, expect, expect_refused, played


def test_it_is_open_with_its_dialogs():
    line = played("user_task").line()
    expect(line, "start start-ask ask", open="ask")
    assert line["open"] == [{"id": "ask", "name": "Ask for leave", "type": "userTask", "at": None, "in": [], "dialogs": ["ask", "remark"]}]
    assert line["ticket"]["queue"] == "Second"


@pytest.mark.parametrize("activity", ["ask", "Ask for leave"], ids=["by id", "by name"])
@pytest.mark.parametrize("dialog", ["ask", "Ask for it"], ids=["id", "label"])
def test_answers_and_hidden_defaults_are_written(activity, dialog):
    player = played("user_task")
    line = player.step({"complete": activity, "dialog": dialog, "answers": {"reason": "rest", "length": 2, "kind": "b"}})
    expect(line, "ask-plain plain", open="plain")
    assert (line["ticket"]["reason"], line["ticket"]["kind"], line["ticket"]["priority"]) == ("rest", "b", "5 very high")
    assert line["variables"] == {"length": 2}


@pytest.mark.parametrize(
    "answers, sentence",
    [
        ({}, "Reason must be filled in"),
        ({"reason": ""}, "Reason must be filled in"),
        ({"reason": "x", "length": 0}, "Length must be positive"),
        ({"reason": "x", "length": "many"}, "many"),
        ({"reason": "x", "queue": "Raw"}, "read-only"),
        ({"reason": "x", "priority": "1 very low"}, "not shown"),
        ({"reason": "x", "kind": "a"}, "not shown"),
        ({"reason": "x", "length": 2, "kind": "c"}, "none of its options"),
    ],
    ids=["missing", "empty", "check", "type", "read-only", "hidden", "when is false", "no option"],
)
def test_answers_that_do_not_fit_are_refused_whole(answers, sentence):
    player = played("user_task")
    line = player.step({"complete": "ask", "dialog": "ask", "answers": answers})
    expect_refused(line, sentence)
    assert (line["open"][0]["id"], line["ticket"]["reason"], line["variables"]) == ("ask", None, {})


def test_a_dialog_that_does_not_complete_keeps_it_open():
    player = played("user_task")
    expect_refused(player.step({"complete": "ask", "dialog": "remark"}), "subject and a body")
    article = {"subject": "By the way", "body": "I may be late."}
    expect(player.step({"complete": "ask", "dialog": "remark", "article": article}), "", open="ask")
    expect(player.step({"complete": "ask", "dialog": "ask", "answers": {"reason": "rest"}}), "ask-plain plain", open="plain")


def test_several_dialogs_and_none_named_is_refused():
    expect_refused(complete(played("user_task"), "ask", reason="rest"), "Several dialogs are offered")
    expect_refused(played("user_task").step({"complete": "ask", "dialog": "other"}), "not offered")
    expect_refused(played("user_task").step({"complete": "plain"}), "not open")


def test_without_a_dialog_names_are_set_freely_but_must_be_known():
    player = played("user_task")
    player.step({"complete": "ask", "dialog": "ask", "answers": {"reason": "rest"}})
    expect_refused(complete(player, "plain", unheard_of=1), "unheard_of")
    line = complete(player, "plain", length=4, state="open", reason=None)
    expect(line, "plain-end end")
    assert (line["variables"], line["ticket"]["state"], line["ticket"]["reason"]) == ({"length": 4}, "open", None)
    expect_refused(complete(player, "plain"), "not open")
