"""`complete`: which activity and dialog are meant, what may be answered, and what is written."""

from typing import Any

import pytest

from tests.bpm.playing.models import after, chain, declared, flows, opened, play, process, task

FIELDS = (
    "<lz:field name='amount' type='integer' label='Amount' min='1' max='100'/>"
    "<lz:field name='price' type='decimal'/>"
    "<lz:field name='sure' type='checkbox'/>"
    "<lz:field name='day' type='date'/>"
    "<lz:field name='moment' type='datetime'/>"
    "<lz:field name='colour' type='dropdown'><lz:value key='r'>Red</lz:value><lz:value key='g'>Green</lz:value></lz:field>"
    "<lz:field name='tags' type='multiselect'><lz:value key='a'>A</lz:value><lz:value key='b'>B</lz:value></lz:field>"
    "<lz:field name='code' type='text'><lz:check regex='^[A-Z]+$' message='Capital letters only'/></lz:field>"
    "<lz:field name='reason' type='textarea'/>"
    "<lz:variable name='count' type='integer'/>"
    "<lz:variable name='approved' type='boolean'/>"
)


def dialog(shows: str, key: str = "answer", label: str = "Give an answer") -> str:
    return f"<lz:dialog id='{key}' label='{label}'>{shows}</lz:dialog>"


def form(*shows: str) -> bytes:
    """A model whose only task shows these fields."""
    return declared(FIELDS + dialog("".join(f"<lz:show {show}/>" for show in shows)), task("work", "answer"))


def answered(model: bytes, given: dict | None = None, /, **answers: Any):
    return play(model, given=given).step({"complete": "work", "answers": answers})


class TestWhichActivity:
    TWO = process(
        "<startEvent id='s'/><parallelGateway id='g'/><userTask id='a' name='b'/>"
        "<userTask id='b' name='Same'/><userTask id='c' name='Same'/>" + flows("s g", "g a", "g b", "g c")
    )

    def test_the_id_comes_before_the_name(self):
        assert opened(after(play(self.TWO), {"complete": "b"})) == ["a", "c"]

    def test_an_exact_name_will_do(self):
        player = play(self.TWO)
        assert opened(after(player, {"complete": "Same"})) == ["a", "c"]
        assert "'same' is not open; open: a, c." in player.step({"complete": "same"})["refused"]

    def test_of_several_the_oldest(self):
        loop = process(
            "<startEvent id='s'/><parallelGateway id='g'/><userTask id='x'/><userTask id='y'/><userTask id='z'/>"
            + flows("s g", "g x", "g y", "x z", "y z")
        )
        player = play(loop)
        after(player, {"complete": "y"}, {"complete": "x"})
        assert opened(player.line()) == ["z", "z"]
        assert opened(after(player, {"complete": "z"})) == ["z"]

    def test_at_picks_one_iteration(self):
        several = chain(
            "<userTask id='vote' name='Vote'><multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality>"
            "</multiInstanceLoopCharacteristics></userTask>"
        )
        player = play(several)
        assert opened(player.line()) == ["vote@0", "vote@1", "vote@2"]
        assert opened(after(player, {"complete": "Vote", "at": 1})) == ["vote@0", "vote@2"]
        assert opened(after(player, {"complete": "vote"})) == ["vote@2"]
        assert player.step({"complete": "vote", "at": 1})["refused"] == "'vote' has no open iteration 1; open iterations: 2."

    def test_what_is_done_is_not_open(self):
        player = play(chain(task()))
        after(player, {"complete": "work"})
        assert player.step({"complete": "work"})["refused"] == "'work' is not open; open: nothing."


class TestWhichDialog:
    MODEL = declared(
        FIELDS + dialog("<lz:show field='amount'/>") + dialog("<lz:show field='reason'/>", "no", "Turn down"), task("work", "answer", "no")
    )

    @pytest.mark.parametrize("named", ["no", "Turn down"])
    def test_by_id_or_label(self, named):
        assert after(play(self.MODEL), {"complete": "work", "dialog": named, "answers": {"reason": "late"}})["ticket"]["reason"] == "late"

    def test_several_and_none_named_is_refused(self):
        line = play(self.MODEL).step({"complete": "work", "answers": {"amount": 1}})
        assert line["refused"] == "Several dialogs are offered at 'work'; name one: answer, no."

    def test_a_dialog_that_is_not_offered_is_refused(self):
        assert (
            "'another' is not offered at 'work'; offered: answer, no"
            in play(self.MODEL).step({"complete": "work", "dialog": "another"})["refused"]
        )
        assert "offered: none" in play(chain(task())).step({"complete": "work", "dialog": "another"})["refused"]

    def test_the_only_one_is_meant(self):
        assert answered(form("field='amount'"), amount=2)["ticket"]["amount"] == 2

    def test_one_that_does_not_complete_keeps_the_activity_open(self):
        model = declared(FIELDS + dialog("<lz:show field='amount'/>"), task("work", "answer", completes=" completes='false'"))
        line = answered(model, amount=2)
        assert (opened(line), line["ticket"]["amount"], line["taken"]) == (["work"], 2, [])


class TestWhatIsWritten:
    def test_only_writable_fields_may_be_answered(self):
        model = form("field='amount' as='readonly'", "field='reason' as='hidden' default='because'", "field='price'")
        assert "'amount' is read-only there" in answered(model, amount=1)["refused"]
        assert "'reason' is not shown there" in answered(model, reason="x")["refused"]
        assert "'colour' is not shown there" in answered(model, colour="r")["refused"]
        assert answered(model, price="1.10")["ticket"]["price"] == 1.1

    def test_attributes_and_variables_can_be_shown(self):
        line = answered(
            form("field='title'", "field='pending_until'", "variable='count'"), title="T", pending_until="2026-02-01T08:00", count=3
        )
        assert (line["ticket"]["title"], line["ticket"]["pending_until"], line["variables"]["count"]) == ("T", "2026-02-01T08:00:00Z", 3)

    def test_ticket_dot_name_is_the_same_name(self):
        assert answered(form("field='amount'"), **{"ticket.amount": 3})["ticket"]["amount"] == 3

    def test_hidden_defaults_are_written_and_see_the_answers(self):
        model = form(
            "field='amount'",
            "variable='count' as='hidden' default='=amount * 2'",
            "field='reason' as='hidden' default='{{ amount }} of them'",
        )
        line = answered(model, amount=4)
        assert (line["variables"]["count"], line["ticket"]["reason"]) == (8, "4 of them")

    def test_a_hidden_default_that_is_not_shown_now_is_not_written(self):
        model = form("field='amount'", "field='reason' as='hidden' default='much' when='amount &gt; 9'")
        assert answered(model, amount=4)["ticket"]["reason"] is None
        assert answered(model, amount=10)["ticket"]["reason"] == "much"

    def test_a_hidden_default_that_cannot_be_told_is_refused(self):
        line = answered(form("field='amount'", "variable='count' as='hidden' default='=amount * 2'"))
        assert line["refused"].startswith("The dialog answer: the default of 'count', 'amount * 2', cannot be told:")

    def test_a_shown_field_that_is_not_answered_keeps_its_value(self):
        line = answered(form("field='amount' as='mandatory' default='9'", "field='price' default='9'"), {"amount": 5})
        assert (line["refused"], line["ticket"]["amount"], line["ticket"]["price"]) == (None, 5, None)

    def test_null_clears(self):
        model = form("field='amount'", "variable='count'")
        line = answered(model, {"amount": 5, "count": 6}, amount=None, count=None)
        assert (line["ticket"]["amount"], line["variables"]["count"]) == (None, None)


class TestWhatMustHold:
    @pytest.mark.parametrize("answers", [{}, {"amount": None}, {"amount": ""}])
    def test_mandatory(self, answers):
        line = answered(form("field='amount' as='mandatory'"), **answers)
        assert line["refused"] == "The dialog answer, amount: Amount must be filled in."
        assert (line["taken"], opened(line)) == ([], ["work"])

    def test_clearing_what_is_mandatory_is_refused(self):
        assert "must be filled in" in answered(form("field='amount' as='mandatory'"), {"amount": 5}, amount=None)["refused"]

    def test_a_check_with_its_message(self):
        model = form("field='amount' check='amount &lt; 10' message='Less than ten, please.'", "field='price' check='price &gt; amount'")
        assert answered(model, amount=10)["refused"] == "The dialog answer, amount: Less than ten, please."
        assert "price is not right: price > amount does not hold" in answered(model, amount=5, price=4)["refused"]
        assert answered(model, amount=5, price="5.01")["refused"] is None

    def test_what_is_not_shown_is_neither_asked_nor_taken(self):
        model = form("field='amount'", "field='reason' as='mandatory' when='amount &gt; 9' check='False'")
        assert answered(model, amount=4)["refused"] is None
        assert "reason must be filled in" in answered(model, amount=10)["refused"]
        assert "reason is not shown, since amount > 9 is not true" in answered(model, amount=4, reason="x")["refused"]

    @pytest.mark.parametrize(
        ("name", "value", "stored"),
        [
            ("amount", 7, 7),
            ("amount", "7", 7),
            ("price", "1.5", 1.5),
            ("price", 2, 2),
            ("sure", True, True),
            ("sure", "false", False),
            ("day", "2026-01-31", "2026-01-31"),
            ("moment", "2026-01-31T09:00:00Z", "2026-01-31T09:00:00Z"),
            ("colour", "r", "r"),
            ("tags", ["b", "a"], ["b", "a"]),
            ("code", "ABC", "ABC"),
            ("count", 3, 3),
            ("approved", True, True),
        ],
    )
    def test_a_value_that_fits(self, name, value, stored):
        line = answered(form(f"{'variable' if name in ('count', 'approved') else 'field'}='{name}'"), **{name: value})
        assert line["refused"] is None
        assert {**line["ticket"], **line["variables"]}[name] == stored

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("amount", "seven"),
            ("amount", 7.5),
            ("amount", True),
            ("amount", 0),
            ("amount", 101),
            ("amount", [7]),
            ("price", "cheap"),
            ("price", True),
            ("sure", "perhaps"),
            ("sure", 2),
            ("day", "2026-02-30"),
            ("day", 5),
            ("moment", "soon"),
            ("colour", "blue"),
            ("colour", ["r"]),
            ("tags", ["a", "z"]),
            ("tags", 5),
            ("code", "abc"),
            ("code", {"a": 1}),
            ("count", "three"),
            ("approved", 5),
            ("approved", "perhaps"),
        ],
    )
    def test_a_value_that_does_not_fit_is_refused_whole(self, name, value):
        kind = "variable" if name in ("count", "approved") else "field"
        line = answered(form("field='reason'", f"{kind}='{name}'"), reason="written first", **{name: value})
        assert line["refused"]
        assert line["refused"].endswith(".")
        assert line["ticket"]["reason"] is None
        assert opened(line) == ["work"]


class TestArticle:
    @pytest.mark.parametrize("article", [None, {"body": "b"}, {"subject": "s"}, {"subject": "", "body": ""}])
    def test_a_mandatory_one_needs_subject_and_body(self, article):
        model = declared(FIELDS + dialog("<lz:article as='mandatory'/>"), task("work", "answer"))
        assert "needs a subject and a body" in play(model).step({"complete": "work", "article": article})["refused"]
        after(play(model), {"complete": "work", "article": {"subject": "s", "body": "b"}})

    def test_the_subject_may_come_from_the_dialog(self):
        model = declared(FIELDS + dialog("<lz:article as='mandatory' subject='Note'/>"), task("work", "answer"))
        after(play(model), {"complete": "work", "article": {"body": "b"}})

    def test_an_optional_one_may_be_left_out(self):
        after(play(declared(FIELDS + dialog("<lz:article as='optional'/>"), task("work", "answer"))), {"complete": "work"})

    @pytest.mark.parametrize("model", [form("field='amount'"), chain(task())])
    def test_where_there_is_none_it_is_refused(self, model):
        assert "article" in play(model).step({"complete": "work", "article": {"subject": "s", "body": "b"}})["refused"]


class TestWithoutDialog:
    def test_each_key_sets_field_attribute_or_variable(self):
        line = after(
            play(declared(FIELDS, task())), {"complete": "work", "answers": {"amount": 3, "title": "T", "count": 4, "ticket.queue": "Q"}}
        )
        assert (line["ticket"]["amount"], line["ticket"]["title"], line["ticket"]["queue"], line["variables"]["count"]) == (3, "T", "Q", 4)

    def test_an_unknown_name_makes_a_variable_in_a_foreign_model(self):
        assert after(play(chain(task(), task("more"))), {"complete": "work", "answers": {"anything": 1}})["variables"] == {"anything": 1}

    def test_and_is_refused_in_one_of_ours(self):
        line = play(declared(FIELDS, task())).step({"complete": "work", "answers": {"amount": 3, "anything": 1}})
        assert line["refused"] == "There is no field, attribute or variable 'anything'."
        assert line["ticket"]["amount"] is None

    def test_null_clears(self):
        player = play(chain(task(), task("more")), given={"x": 1, "title": "T"})
        line = after(player, {"complete": "work", "answers": {"x": None, "title": None, "queue": None}})
        assert (line["variables"], line["ticket"]["title"], line["ticket"]["queue"]) == ({"x": None}, None, None)

    def test_types_hold(self):
        assert "Amount" in play(declared(FIELDS, task())).step({"complete": "work", "answers": {"amount": "many"}})["refused"]

    def test_rights_and_locks_are_not_checked(self):
        model = declared(
            FIELDS + "<lz:dialog id='answer' requiredLock='true' permission='rw'><lz:show field='amount'/></lz:dialog>",
            "<userTask id='work'><extensionElements><lz:offers dialog='answer'/><lz:may group='nobody'/></extensionElements></userTask>",
        )
        assert answered(model, amount=3)["done"]


def test_a_refused_step_changes_nothing_and_play_goes_on():
    player = play(form("field='amount' as='mandatory'", "field='reason'"))
    before = player.line()
    for step in ({"complete": "work", "answers": {"reason": "r"}}, {"complete": "nowhere"}, {"advance": "soon"}, {"until": "2020-01-01"}):
        line = player.step(step)
        assert line["refused"]
        assert {**line, "refused": None} == {**before, "taken": []}
    assert after(player, {"complete": "work", "answers": {"amount": 1}})["done"]
