"""How a play starts: which start event, with which ticket, and what a line shows before."""

from datetime import UTC, datetime

import pytest

from bpm.errors import Incident, Refused
from tests.bpm.playing.models import after, chain, conditional, declared, flows, opened, play, process, task, timer, waits

MESSAGE = "<message id='m1' name='order'/>"
SIGNAL = "<signal id='s1' name='alarm'/>"
DIALOG = (
    "<lz:field name='amount' type='integer'/><lz:dialog id='ask' label='Ask for it'><lz:show field='amount' as='mandatory'/></lz:dialog>"
)
OFFER = "<extensionElements><lz:offers dialog='ask'/></extensionElements>"
MANY_STARTS = process(
    f"<extensionElements>{DIALOG}</extensionElements>"
    f"<startEvent id='by_person' name='Someone asks'>{OFFER}</startEvent>"
    "<startEvent id='by_hand'/>"
    "<startEvent id='by_message'><messageEventDefinition messageRef='m1'/></startEvent>"
    "<startEvent id='by_signal'><signalEventDefinition signalRef='s1'/></startEvent>"
    f"<startEvent id='by_time'>{timer('Duration', 'PT1H')}</startEvent>"
    "<startEvent id='by_condition'>" + conditional("amount &gt; 5") + "</startEvent>"
    "<startEvent id='also_by_hand'/>"
    "<userTask id='work'/>"
    + flows(*(f"{start} work" for start in ["by_person", "by_hand", "by_message", "by_signal", "by_time", "by_condition", "also_by_hand"])),
    roots=MESSAGE + SIGNAL,
)


def test_the_only_plain_start_event_starts_at_once():
    line = play(chain(task())).line()
    assert line["taken"] == ["start", "to_work", "work"]
    assert opened(line) == ["work"]


def test_a_plain_start_event_beside_others_starts_at_once():
    model = process(
        "<startEvent id='plain'/><startEvent id='by_message'><messageEventDefinition messageRef='m1'/></startEvent><userTask id='work'/>"
        + flows("plain work", "by_message work"),
        roots=MESSAGE,
    )
    assert play(model).line()["taken"][0] == "plain"


def test_without_start_event_what_has_no_way_in_starts():
    assert opened(play(process("<userTask id='a'/><userTask id='b'/>")).line()) == ["a", "b"]


def test_before_the_start_dialogs_are_open_and_the_other_start_events_wait():
    line = play(MANY_STARTS).line()
    assert line["open"] == [{"id": "by_person", "name": "Someone asks", "type": "startEvent", "at": None, "in": [], "dialogs": ["ask"]}]
    assert waits(line) == {
        "by_hand": None,
        "by_message": "order",
        "by_signal": "alarm",
        "by_time": "2026-01-05T10:00:00Z",
        "by_condition": "amount > 5",
        "also_by_hand": None,
    }
    assert {each["type"] for each in line["waiting"]} == {"startEvent"}
    assert (line["taken"], line["done"], line["incident"], line["refused"]) == ([], False, None, None)


@pytest.mark.parametrize(
    ("step", "start"),
    [
        ({"start": "by_hand"}, "by_hand"),
        ({"start": "also_by_hand"}, "also_by_hand"),
        ({"start": "by_person"}, "by_person"),
        ({"complete": "by_person", "answers": {"amount": 3}}, "by_person"),
        ({"complete": "Someone asks", "dialog": "Ask for it", "answers": {"amount": 3}}, "by_person"),
        ({"message": "order"}, "by_message"),
        ({"message": "m1"}, "by_message"),
        ({"signal": "alarm"}, "by_signal"),
        ({"signal": "s1"}, "by_signal"),
        ({"advance": "PT1H"}, "by_time"),
        ({"until": "2026-01-06"}, "by_time"),
        ({"set": {"amount": 6}}, "by_condition"),
    ],
)
def test_one_of_several_start_events_is_chosen(step, start):
    line = after(play(MANY_STARTS), step)
    assert line["taken"][0] == start
    assert opened(line) == ["work"]
    assert not line["waiting"]


@pytest.mark.parametrize("step", [{"advance": "PT59M"}, {"set": {"amount": 5}}, {"message": "another"}, {"signal": "another"}])
def test_other_steps_leave_it_unstarted(step):
    line = after(play(MANY_STARTS), step)
    assert opened(line) == ["by_person"]
    assert not line["done"]


@pytest.mark.parametrize(
    ("step", "why"),
    [
        ({"start": "work"}, "no start event 'work'"),
        ({"complete": "work"}, "no start event 'work' offers a dialog"),
        ({"complete": "by_hand"}, "those that do: by_person"),
        ({"complete": "by_person"}, "amount must be filled in"),
        ({"retry": "work"}, "no incident"),
        ({"reply": "work"}, "No action waits for a reply at 'work'"),
    ],
)
def test_a_start_that_is_not_possible_is_refused(step, why):
    player = play(MANY_STARTS)
    before = player.line()
    line = player.step(step)
    assert why in line["refused"]
    assert {**line, "refused": None} == before


def test_it_starts_once():
    player = play(chain(task()))
    assert "started already" in player.step({"start": "start"})["refused"]


def test_a_message_that_nobody_awaits_before_the_start_is_delivered_when_awaited():
    model = process(
        f"<startEvent id='a'/><startEvent id='b'/><receiveTask id='wait' messageRef='m1'/>{flows('a wait', 'b wait')}", roots=MESSAGE
    )
    player = play(model)
    assert after(player, {"message": "order"})["taken"] == []
    assert after(player, {"start": "a"})["done"]


def test_a_start_dialog_writes_its_answers_before_the_first_token_moves():
    model = process(
        f"<extensionElements>{DIALOG}</extensionElements><startEvent id='s'>{OFFER}</startEvent><exclusiveGateway id='g'/>"
        "<userTask id='much'/><userTask id='little'/>"
        + flows("s g")
        + "<sequenceFlow id='f1' sourceRef='g' targetRef='much'><conditionExpression>amount &gt; 9</conditionExpression></sequenceFlow>"
        "<sequenceFlow id='f2' sourceRef='g' targetRef='little'><conditionExpression>amount &lt; 10</conditionExpression></sequenceFlow>"
    )
    assert opened(after(play(model), {"complete": "s", "answers": {"amount": 10}})) == ["much"]


class TestTicket:
    def test_it_begins_with_the_defaults_of_the_house(self):
        ticket = play(chain(task())).line()["ticket"]
        assert {name: value for name, value in ticket.items() if value is not None} == {
            "queue": "Raw",
            "state": "new",
            "lock": "unlock",
            "priority": "3 normal",
        }

    def test_the_model_says_otherwise(self):
        ticket = play(declared("<lz:ticket queue='Orders' state='open' title='An order'/>", task())).line()["ticket"]
        assert (ticket["queue"], ticket["state"], ticket["title"], ticket["lock"]) == ("Orders", "open", "An order", "unlock")

    def test_given_says_otherwise_again(self):
        ticket = play(
            declared("<lz:ticket queue='Orders'/><lz:field name='amount' type='integer' default='3'/>", task()),
            given={"queue": "Any name at all", "amount": 7},
        ).line()["ticket"]
        assert (ticket["queue"], ticket["amount"]) == ("Any name at all", 7)

    def test_it_is_flat(self):
        ticket = play(declared("<lz:field name='amount' type='integer' default='3'/>", task())).line()["ticket"]
        assert ticket["amount"] == 3
        assert not [value for value in ticket.values() if isinstance(value, (dict, list))]

    def test_a_title_made_of_answers_is_written_at_the_start(self):
        model = declared(f"<lz:ticket title='For {{{{ customer.name }}}}: {{{{ amount }}}}'/>{DIALOG}", task()).replace(
            b"<startEvent id='start'/>", f"<startEvent id='start'>{OFFER}</startEvent>".encode()
        )
        player = play(model, given={"customer": {"name": "Ada"}})
        assert player.line()["ticket"]["title"] is None
        assert after(player, {"complete": "start", "answers": {"amount": 4}})["ticket"]["title"] == "For Ada: 4"


class TestGiven:
    MODEL = declared(
        "<lz:field name='amount' type='integer'/><lz:variable name='count' type='integer'/><lz:variable name='day' type='date'/>", task()
    )

    def test_attributes_fields_variables_and_views(self):
        line = play(self.MODEL, given={"title": "T", "ticket.amount": "4", "count": "5", "day": "2026-01-31", "customer.name": "A"}).line()
        assert (line["ticket"]["title"], line["ticket"]["amount"]) == ("T", 4)
        assert line["variables"] == {"count": 5, "day": "2026-01-31"}

    @pytest.mark.parametrize("given", [{"nothing": 1}, {"amount": "many"}, {"count": 1.5}, {"title": ["a"]}, {"pending_until": "soon"}])
    def test_what_does_not_fit_is_refused(self, given):
        with pytest.raises(Exception, match=r"\.$"):
            play(self.MODEL, given=given)

    def test_a_foreign_model_makes_variables_of_other_names(self):
        assert play(chain(task()), given={"anything": [1, "a"]}).line()["variables"] == {"anything": [1, "a"]}

    def test_half_a_character_is_refused(self):
        with pytest.raises(Refused):
            play(chain(task()), given={"anything": "\ud800"})


class TestClock:
    MODEL = chain(f"<intermediateCatchEvent id='wait'>{timer('Duration', 'PT1H')}</intermediateCatchEvent>")

    def test_it_starts_on_a_monday_morning(self):
        assert waits(play(self.MODEL).line()) == {"wait": "2026-01-05T10:00:00Z"}

    def test_or_when_told(self):
        assert waits(play(self.MODEL, clock=datetime(2027, 2, 1, 23, 30, tzinfo=UTC)).line()) == {"wait": "2027-02-02T00:30:00Z"}


@pytest.mark.parametrize("title", ["{{ amount / 0 }}", "{{ 9 ** 9999 }}"])
def test_a_title_that_cannot_be_filled_in_is_an_incident(title):
    model = process(
        f"<extensionElements>{DIALOG}<lz:ticket title='{title}'/></extensionElements>"
        f"<startEvent id='s'>{OFFER}</startEvent><userTask id='work'/>" + flows("s work")
    )
    try:
        line = play(model).step({"complete": "s", "answers": {"amount": 1}})
    except Incident as incident:
        line = {"incident": {"message": incident.message}}
    assert "the title of lz:ticket" in line["incident"]["message"]
