"""`message` and `signal`: who gets them, where their data goes, and what becomes of a message nobody awaits."""

import pytest

from tests.bpm.playing.models import after, chain, conditional, declared, flows, opened, play, process, task, timer, waits

ORDER = "<message id='m1' name='order'/><message id='order' name='other'/>"
ALARM = "<signal id='s1' name='alarm'/><signal id='alarm' name='other alarm'/>"
FIELDS = "<lz:field name='amount' type='integer'/><lz:variable name='who'/>"


def receive(key: str, extensions: str = "", message: str = "m1") -> str:
    inside = f"<extensionElements>{extensions}</extensionElements>" if extensions else ""
    return f"<receiveTask id='{key}' messageRef='{message}'>{inside}</receiveTask>"


def catch(key: str, signal: str = "s1") -> str:
    return f"<intermediateCatchEvent id='{key}'><signalEventDefinition signalRef='{signal}'/></intermediateCatchEvent>"


class TestMessage:
    def test_by_name_then_by_id_of_the_root_element(self):
        model = chain(receive("first"), receive("second", message="order"), roots=ORDER)
        player = play(model)
        assert waits(after(player, {"message": "m1"})) == {"second": "other"}
        assert waits(after(player, {"message": "order"})) == {"second": "other"}, "the name comes before the id"
        assert after(player, {"message": "other"})["done"]

    def test_the_oldest_catch_gets_it_and_only_that(self):
        model = process(
            "<startEvent id='s'/><parallelGateway id='g'/><userTask id='late'/>"
            + receive("a")
            + receive("b")
            + receive("c")
            + flows("s g", "g late", "late a", "g b", "g c"),
            roots=ORDER,
        )
        player = play(model)
        after(player, {"complete": "late"})
        assert list(waits(player.line())) == ["b", "c", "a"]
        for left in (["c", "a"], ["a"], []):
            assert list(waits(after(player, {"message": "order"}))) == left

    def test_nobody_waiting_it_is_kept(self):
        player = play(chain(task(), receive("wait"), receive("again"), roots=ORDER))
        assert after(player, {"message": "order"})["taken"] == []
        line = after(player, {"complete": "work"})
        assert line["taken"] == ["to_wait", "wait", "to_again", "again"]
        assert waits(line) == {"again": "order"}

    def test_kept_ones_are_delivered_in_order_of_arrival(self):
        player = play(chain(task(), receive("one"), task("between"), receive("two"), roots=ORDER))
        after(player, {"message": "order", "data": {"x": 1}}, {"message": "order", "data": {"x": 2}})
        assert after(player, {"complete": "work"})["variables"] == {"x": 1}
        assert after(player, {"complete": "between"})["variables"] == {"x": 2}

    def test_a_name_no_model_knows_is_kept_and_harms_nobody(self):
        player = play(chain(receive("wait"), roots=ORDER))
        assert waits(after(player, {"message": "nobody's"})) == {"wait": "order"}

    def test_data_goes_where_the_model_says(self):
        model = declared(
            FIELDS, receive("wait", "<lz:in name='who' value='=sender'/><lz:in name='amount' value='=number + 1'/>"), roots=ORDER
        )
        line = after(play(model), {"message": "order", "data": {"sender": "Ada", "number": 2, "unused": 3}})
        assert (line["variables"], line["ticket"]["amount"]) == ({"who": "Ada"}, 3)

    def test_else_to_the_fields_and_variables_of_its_names(self):
        model = declared(FIELDS, receive("wait"), roots=ORDER)
        line = after(play(model), {"message": "order", "data": {"who": "Ada", "amount": 2, "unknown": 3}})
        assert (line["variables"], line["ticket"]["amount"]) == ({"who": "Ada"}, 2)

    def test_a_start_by_message_brings_data_too(self):
        model = process(
            f"<extensionElements>{FIELDS}</extensionElements>"
            "<startEvent id='s'><messageEventDefinition messageRef='m1'/></startEvent><userTask id='work'/>" + flows("s work"),
            roots=ORDER,
        )
        line = after(play(model), {"message": "order", "data": {"who": "Ada", "amount": 2}})
        assert (line["variables"], line["ticket"]["amount"], opened(line)) == ({"who": "Ada"}, 2, ["work"])

    def test_data_that_does_not_fit_changes_nothing(self):
        player = play(declared(FIELDS, receive("wait"), roots=ORDER))
        line = player.step({"message": "order", "data": {"amount": "many"}})
        assert line["incident"] or line["refused"]
        assert (line["ticket"]["amount"], waits(line)) == (None, {"wait": "order"})


class TestSignal:
    def test_by_name_then_by_id(self):
        player = play(chain(catch("first"), catch("second", "alarm"), roots=ALARM))
        assert waits(after(player, {"signal": "s1"})) == {"second": "other alarm"}
        assert waits(after(player, {"signal": "alarm"})) == {"second": "other alarm"}
        assert after(player, {"signal": "other alarm"})["done"]

    def test_everyone_who_waits_gets_it(self):
        model = process(
            "<startEvent id='s'/><parallelGateway id='g'/>" + catch("a") + catch("b") + task() + flows("s g", "g a", "g b", "g work"),
            roots=ALARM,
        )
        line = after(play(model), {"signal": "alarm"})
        assert (line["waiting"], opened(line)) == ([], ["work"])

    def test_one_that_nobody_awaits_is_gone(self):
        player = play(chain(task(), catch("wait"), roots=ALARM))
        after(player, {"signal": "alarm"})
        assert waits(after(player, {"complete": "work"})) == {"wait": "alarm"}


class TestReply:
    MODEL = declared(
        FIELDS,
        "<serviceTask id='call'><extensionElements><lz:action name='webhook' wait='true'><lz:param name='endpoint'>shop</lz:param>"
        "<lz:param name='body'>=coalesce(amount, 0) + 1</lz:param></lz:action>"
        "<lz:action name='ticket-title-set'><lz:param name='title'>{{ who }}</lz:param></lz:action></extensionElements></serviceTask>",
    )

    def test_an_action_that_waits_is_listed(self):
        line = play(self.MODEL).line()
        assert line["waiting"] == [{"id": "call", "type": "serviceTask", "for": "webhook"}]
        assert line["effects"] == [{"action": "webhook", "element": "call", "params": {"endpoint": "shop", "body": 1}, "outside": True}]
        assert not line["done"]

    def test_the_reply_brings_values_and_the_next_action_runs(self):
        line = after(play(self.MODEL), {"reply": "call", "data": {"who": "Ada", "amount": 4, "unknown": 1}})
        assert (line["done"], line["ticket"]["title"], line["ticket"]["amount"]) == (True, "Ada", 4)
        assert [(each["action"], each["outside"]) for each in line["effects"]] == [("ticket-title-set", False)]

    @pytest.mark.parametrize("element", ["nowhere", "end"])
    def test_nobody_waits_there(self, element):
        assert play(self.MODEL).step({"reply": element})["refused"] == f"No action waits for a reply at {element!r}; those that wait: call."


def test_kinds_of_waiting():
    model = process(
        "<startEvent id='s'/><parallelGateway id='g'/>"
        "<eventBasedGateway id='first_of'/>"
        "<intermediateCatchEvent id='by_message'><messageEventDefinition messageRef='m1'/></intermediateCatchEvent>"
        f"<intermediateCatchEvent id='by_time'>{timer('Duration', 'P1D')}</intermediateCatchEvent>"
        "<intermediateCatchEvent id='by_condition'>"
        + conditional("x &gt; 5")
        + "</intermediateCatchEvent>"
        + receive("receive")
        + task()
        + "".join(
            f"<boundaryEvent id='{key}' attachedToRef='work'>{definition}</boundaryEvent>"
            for key, definition in {
                "b_message": "<messageEventDefinition messageRef='m1'/>",
                "b_signal": "<signalEventDefinition signalRef='s1'/>",
                "b_timer": timer("Date", "2026-02-01T00:00:00Z"),
                "b_condition": conditional("x == 1"),
                "b_error": "<errorEventDefinition/>",
            }.items()
        )
        + "<subProcess id='alarmed' triggeredByEvent='true'><startEvent id='es'>"
        "<signalEventDefinition signalRef='s1'/></startEvent></subProcess>"
        + "<subProcess id='around'><startEvent id='is'/><userTask id='inner'/>"
        + flows("is inner")
        + "</subProcess><parallelGateway id='join'/>"
        + flows(
            "s g",
            "g first_of",
            "first_of by_message",
            "first_of by_time",
            "g by_condition",
            "g receive",
            "g work",
            "g around",
            "g join",
            "work join",
        ),
        roots=ORDER + ALARM,
    )
    line = play(model).line()
    assert {each["id"]: (each["type"], each["for"]) for each in line["waiting"]} == {
        "by_message": ("intermediateCatchEvent", "order"),
        "by_time": ("intermediateCatchEvent", "2026-01-06T09:00:00Z"),
        "by_condition": ("intermediateCatchEvent", "x > 5"),
        "receive": ("receiveTask", "order"),
        "b_message": ("boundaryEvent", "order"),
        "b_signal": ("boundaryEvent", "alarm"),
        "b_timer": ("boundaryEvent", "2026-02-01T00:00:00Z"),
        "b_condition": ("boundaryEvent", "x == 1"),
        "es": ("startEvent", "alarm"),
    }
    assert [(each["id"], each["in"]) for each in line["open"]] == [("work", []), ("inner", ["around"])]
