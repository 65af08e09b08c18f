"""What an incident leaves behind: everything as before, and a note until it is resolved; `retry` and `set`."""

import pytest

from bpm.playing.steps import UnknownStep
from tests.bpm.playing.models import action, after, chain, conditional, declared, flow, flows, opened, play, process, task, waits

FORK = process(
    "<startEvent id='s'/><parallelGateway id='g'/><userTask id='a'/><userTask id='b'/>"
    "<exclusiveGateway id='x' name='Which way?'/><endEvent id='e'/>" + flows("s g", "g a", "g b", "a x") + flow("f", "x", "e", "n &gt; 1")
)
AT_ONCE = process("<startEvent id='s'/><exclusiveGateway id='x'/><endEvent id='e'/>" + flows("s x") + flow("f", "x", "e", "n &gt; 1"))


def failed():
    player = play(FORK)
    player.step({"complete": "a", "answers": {"other": 1}})
    return player


class TestIncident:
    def test_everything_is_as_before(self):
        line = failed().line()
        assert line["incident"] == {"id": "x", "message": "x (Which way?): the condition 'n > 1' cannot be decided: 'n' has no value."}
        assert (opened(line), line["taken"], line["variables"], line["done"], line["refused"]) == (["a", "b"], [], {}, False, None)

    def test_it_stays_while_other_things_go_on(self):
        player = failed()
        assert player.step({"complete": "b"})["incident"]["id"] == "x"
        assert player.step({"advance": "P1D"})["incident"]["id"] == "x"
        assert player.step({"complete": "nowhere"})["incident"]["id"] == "x"

    def test_it_is_over_when_the_step_was_retried(self):
        player = failed()
        player.step({"set": {"n": 2}})
        line = player.step({"retry": "x"})
        assert (line["incident"], line["taken"], opened(line)) == (None, ["flow_a_x", "x", "f", "e"], ["b"])
        assert line["variables"] == {"n": 2, "other": 1}, "the answers of the failed step are written now"

    def test_or_when_the_step_was_made_again_otherwise(self):
        line = failed().step({"complete": "a", "answers": {"n": 5}})
        assert (line["incident"], opened(line)) == (None, ["b"])

    def test_a_retry_may_fail_as_often_as_it_likes(self):
        player = failed()
        for _ in range(5):
            assert player.step({"retry": "x"})["incident"]["id"] == "x"
        player.step({"set": {"n": 2}})
        assert player.step({"retry": "x"})["incident"] is None

    def test_what_has_no_incident_cannot_be_retried(self):
        assert play(FORK).step({"retry": "x"})["refused"] == "There is no incident at 'x'; there is none."
        assert failed().step({"retry": "a"})["refused"] == "There is no incident at 'a'; there is one at 'x'."

    def test_at_the_start(self):
        player = play(AT_ONCE)
        line = player.line()
        assert (line["incident"]["id"], line["taken"], line["done"], line["open"]) == ("x", [], False, [])
        assert player.step({"retry": "x"})["incident"]["id"] == "x"
        line = player.step({"set": {"n": 2}})
        assert (line["incident"]["id"], line["variables"]) == ("x", {"n": 2})
        line = player.step({"retry": "x"})
        assert (line["incident"], line["done"], line["taken"]) == (None, True, ["s", "flow_s_x", "x", "f", "e"])

    def test_given_values_may_save_it(self):
        assert play(AT_ONCE, given={"n": 2}).line()["done"]

    def test_a_failing_action(self):
        model = declared(
            "<lz:field name='amount' type='integer'/>",
            task(),
            "<serviceTask id='act'><extensionElements>"
            + action("ticket-title-set", title="changed")
            + action("field-set", field="amount", value="many")
            + "</extensionElements></serviceTask>",
        )
        line = play(model).step({"complete": "work"})
        assert line["incident"]["id"] == "act"
        assert "field-set failed" in line["incident"]["message"]
        assert (line["ticket"]["title"], line["effects"], opened(line)) == (None, [], ["work"])

    def test_an_endless_loop(self):
        model = process("<startEvent id='s'/><userTask id='a'/><task id='t'/>" + flows("s a", "a t", "t t"))
        line = play(model).step({"complete": "a"})
        assert line["incident"]["id"] == "t"
        assert "Endless loop" in line["incident"]["message"]
        assert opened(line) == ["a"]


class TestSet:
    MODEL = declared(
        "<lz:field name='amount' type='integer'/><lz:variable name='count' type='integer'/>",
        "<intermediateCatchEvent id='wait'><conditionalEventDefinition><condition>amount &gt; 5</condition></conditionalEventDefinition>"
        "</intermediateCatchEvent>",
        task(),
    )

    def test_what_waits_on_a_value_is_looked_at(self):
        player = play(self.MODEL)
        assert waits(after(player, {"set": {"amount": 5}})) == {"wait": "amount > 5"}
        assert after(player, {"set": {"amount": 6}})["taken"] == ["to_work", "work"]

    def test_all_names_a_step_without_dialog_knows(self):
        line = after(
            play(self.MODEL), {"set": {"ticket.amount": "3", "count": "4", "title": "T", "customer.name": "Ada", "sla": {"name": "x"}}}
        )
        assert (line["ticket"]["amount"], line["ticket"]["title"], line["variables"]) == (3, "T", {"count": 4})

    @pytest.mark.parametrize("values", [{"nothing": 1}, {"amount": "many"}, {"count": "many"}, {"title": True}, {"title": {"a": 1}}])
    def test_what_does_not_fit_is_refused_whole(self, values):
        line = play(self.MODEL).step({"set": {"queue": "changed", **values}})
        assert line["refused"].endswith(".")
        assert line["ticket"]["queue"] == "Raw"

    def test_numbers_become_the_text_an_attribute_holds(self):
        assert after(play(self.MODEL), {"set": {"title": 5, "owner": 1.5}})["ticket"]["title"] == "5"

    def test_null_clears(self):
        line = after(
            play(self.MODEL), {"set": {"amount": 3, "count": 4, "title": "T"}}, {"set": {"amount": None, "count": None, "title": None}}
        )
        assert (line["ticket"]["amount"], line["ticket"]["title"], line["variables"]) == (None, None, {"count": None})

    def test_a_view_is_seen_by_conditions(self):
        model = declared(
            "<lz:field name='amount' type='integer'/>",
            "<intermediateCatchEvent id='wait'><conditionalEventDefinition><condition>customer.name == 'Ada'</condition>"
            "</conditionalEventDefinition></intermediateCatchEvent>",
        )
        assert after(play(model), {"set": {"customer.name": "Ada"}})["done"]
        assert after(play(model), {"set": {"customer": {"name": "Ada"}}})["done"]
        assert play(model, given={"customer": {"name": "Ada"}}).line()["done"]

    def test_a_refused_view_is_put_back(self):
        player = play(self.MODEL)
        player.step({"set": {"customer.name": "Ada", "nothing": 1}})
        assert player.now.ticket.read("customer.name") is None

    def test_an_activity_that_advances_on_change(self):
        model = process(
            "<extensionElements><lz:field name='amount' type='integer'/></extensionElements><startEvent id='s'/>"
            "<userTask id='work' lz:advances='on-change'/><exclusiveGateway id='x' default='back'/><endEvent id='e'/>"
            + flows("s work", "work x")
            + flow("out", "x", "e", "amount == 1")
            + flow("back", "x", "work")
        )
        player = play(model)
        assert opened(after(player, {"set": {"amount": 2}})) == ["work"]
        assert after(player, {"set": {"amount": 1}})["done"]


class TestValues:
    @pytest.mark.parametrize(
        ("value", "why"),
        [("\ud800", "half a character"), (float("inf"), "too large"), (float("nan"), "too large"), ({"\udfff": 1}, "half a character")],
    )
    def test_what_cannot_be_kept_is_refused(self, value, why):
        player = play(chain(task()))
        assert why in player.step({"set": {"x": [value]}})["refused"]
        assert why in player.step({"complete": "work", "answers": {"x": value}})["refused"]
        assert after(player, {"complete": "work"})["done"]

    def test_deep_values_are_refused(self):
        value: list = []
        for _ in range(60):
            value = [value]
        assert "levels deep" in play(chain(task())).step({"set": {"x": value}})["refused"]

    @pytest.mark.parametrize("value", [2**63, 2**64, -(2**63) - 1, 10**300, 0.1, "", [], {}, {"a": {"b": [1]}}, "ä\u2028\U0001f600\x00"])
    def test_the_rest_is_kept_as_it_is(self, value):
        player = play(chain(task()))
        after(player, {"set": {"x": value}})
        assert after(player, {"set": {"y": 1}})["variables"]["x"] == value


@pytest.mark.parametrize(
    "step",
    [
        {},
        [],
        None,
        5,
        "complete",
        {"finish": "a"},
        {"complete": 5},
        {"complete": None},
        {"complete": "a", "message": "b"},
        {"complete": "a", "answers": []},
        {"complete": "a", "at": "0"},
        {"complete": "a", "at": True},
        {"complete": "a", "answer": {}},
        {"message": {"name": "a"}},
        {"advance": 5},
        {"set": "x"},
        {"start": None},
        {"retry": 1},
        {"reply": "a", "data": "b"},
    ],
)
def test_what_is_no_step(step):
    with pytest.raises(UnknownStep):
        play(chain(task())).step(step)


def test_null_stands_for_a_part_that_is_not_there():
    assert after(play(chain(task())), {"complete": "work", "dialog": None, "answers": None, "article": None, "at": None})["done"]


def test_an_incident_of_set_stays_until_values_are_set_with_success():
    model = process(
        f"<startEvent id='s'/><parallelGateway id='g'/><intermediateCatchEvent id='w'>{conditional('n &gt; 1')}</intermediateCatchEvent>"
        "<exclusiveGateway id='x'/><endEvent id='e'/>" + task() + flows("s g", "g w", "g work", "w x") + flow("f", "x", "e", "n &gt; 5")
    )
    player = play(model)
    assert player.step({"set": {"n": 2}})["incident"]["id"] == "x"
    assert player.step({"advance": "PT1H"})["incident"]["id"] == "x"
    assert player.step({"retry": "x"})["incident"]["id"] == "x"
    line = player.step({"set": {"n": 6}})
    assert (line["incident"], line["taken"]) == (None, ["flow_w_x", "x", "f", "e"])
