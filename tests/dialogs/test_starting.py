"""Dialogs before there is a ticket, for one that goes on elsewhere, in a rehearsal; and shipped processes from their first dialog on."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from desk.actors import SYSTEM, Actor
from desk.customer_users import CustomerUser
from dialogs import beginnings, offers, uploads
from dialogs.activity_dialog import Afterwards, at, in_rehearsal, to_enrol, to_start
from dialogs.beginnings import Beginning
from dialogs.reader import Reader
from foundation.clock import moved_to, now
from foundation.db import db
from foundation.errors import Forbidden, NotFound, Refused
from processes import definitions, settling
from processes.deploying import shipped
from processes.tickets.articles import Article
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_group, a_queue
from tests.dialogs.models import ENGLISH, GERMAN, dialog_xml, opened, sent
from tests.processes.bpmn_text import flows, node, ours, process
from tests.processes.models import deployed
from tests.processes.ticket_factories import a_ticket, a_worker

pytestmark = pytest.mark.usefixtures("desk_work")
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
STARTS = process(
    "starts",
    node("startEvent", "start", ours('<lz:offers dialog="form"/>')),
    node("userTask", "work"),
    node("endEvent", "over"),
    flows("start > work > over"),
    declares='<lz:ticket title="About {{ thing }}" queue="Support" priority="4 high"/>'
    '<lz:field name="thing" type="text" label="Thing"/><lz:field name="size" type="integer" label="Size" default="3"/>'
    '<lz:variable name="loud" type="boolean" default="true"/>'
    + dialog_xml(
        '<lz:show field="thing" as="mandatory" default="Lamp"/><lz:show field="size"/><lz:show field="priority"/><lz:show field="queue"/>'
        '<lz:show variable="loud"/><lz:show field="title" when="size &gt; 5"/><lz:show field="state" as="readonly"/>'
    ),
)


def carla() -> CustomerUser:
    return people.customer_user("carla", of=people.customer())


def use(process_id: str) -> None:
    """Have a shipped process active."""
    definitions.activate(definitions.deploy(shipped.files_of(process_id), actor=SYSTEM), actor=SYSTEM)


def say(actor: Actor, button: Any, *, reader: Reader = ENGLISH, **answers: Any) -> Afterwards:
    dialog = at(button.activity_id, button.dialog_id, actor=actor, reader=reader, held=True)
    return dialog.answer(dialog.form(sent(**answers)))


def button_of(ticket_id: int, actor: Actor, dialog: str) -> Any:
    found = offers.offered(Ticket.for_update(ticket_id), actor=actor, reader=ENGLISH)
    return next(button for each in found for button in each.buttons if button.dialog_id == dialog)


# ------------------------------------------------------------------------------------------------ once
def test_a_form_that_is_sent_twice_begins_one_ticket():
    anna, ben = a_worker("anna"), a_worker("ben")
    a_queue("Support")
    deployed(STARTS)
    shown = to_start("starts", None, actor=anna.actor, reader=ENGLISH).form()

    def send(number: str, *, actor: Actor = anna.actor, **answers: Any) -> Afterwards:
        dialog = to_start("starts", None, actor=actor, reader=ENGLISH)
        typed = sent(**({"thing": "Lamp", "size": "3", "priority": "4 high", "queue": "Support"} | answers))
        typed["form"] = number
        return dialog.answer(dialog.form(typed))

    number = shown.hidden["form"]
    with pytest.raises(Refused), settling.undoable():
        send(number, size="many")
    first = send(number)
    assert send(number, size="many").number == first.number, "what is wrong the second time does not count"
    assert send(number, actor=ben.actor).number != first.number, "somebody else's form is another one"
    assert send(to_start("starts", None, actor=anna.actor, reader=ENGLISH).form().hidden["form"]).number != first.number
    for none in ("", "x", "0" * 500, "\ud800"):
        assert send(none).number != send(none).number
    assert db.session.query(Beginning).count() == 3
    with moved_to(now() + timedelta(days=6)):
        assert beginnings.forget_old() == 0
    with moved_to(now() + timedelta(days=8)):
        assert beginnings.forget_old() == 3


def test_the_number_of_a_form_stays_while_it_is_filled_in():
    anna = a_worker("anna")
    a_queue("Support")
    deployed(STARTS)
    dialog = to_start("starts", None, actor=anna.actor, reader=ENGLISH)
    number = dialog.form().hidden["form"]
    assert dialog.form().hidden["form"] != number
    assert dialog.refreshed({"form": [number]}).hidden["form"] == dialog.form({"form": [number]}).hidden["form"] == number


# ------------------------------------------------------------------------------------------------ before there is a ticket
def test_a_start_dialog_begins_with_what_the_ticket_will_begin_with():
    anna, support = a_worker("anna"), a_queue("Support")
    a_queue("Secret", group=a_group("secret"))
    deployed(STARTS)
    dialog = to_start("starts", None, actor=anna.actor, reader=ENGLISH)
    form = dialog.form()
    assert (dialog.ticket, dialog.activity_name, form.hidden["shown"]) == (None, "", "thing size priority queue loud")
    assert {field.asked.name: field.text for field in form.shown} == {
        "thing": "Lamp",
        "size": "3",
        "priority": "4 high",
        "queue": "Support",
        "loud": "1",
        "state": "new",
    }
    assert "Secret" not in [choice.value for choice in form.fields["queue"].choices or []]
    assert "title" in {field.asked.name for field in dialog.refreshed(sent(size="6")).shown}
    after = dialog.answer(dialog.form(sent(thing="Radio", size="7", title="Mine", queue="Support", priority="2 low", shown="loud")))
    ticket = Ticket.for_update(after.ticket_id)
    assert (ticket.title, ticket.queue_id, ticket.words.priority) == ("Mine", support.id, "2 low")
    assert (ticket.field_values["thing"], ticket.field_values["size"]) == ("Radio", 7)
    assert after.next is None, "the ticket is nobody's yet: anybody of the team may go on"
    assert [(each.activity_id, each.who) for each in after.waiting] == [(opened(ticket).id, "the team of Support")]


def test_an_agent_says_for_whom():
    anna, caller = a_worker("anna"), carla()
    a_queue("Support")
    deployed(STARTS)
    dialog = to_start("starts", "form", actor=anna.actor, reader=ENGLISH)
    form = dialog.form()
    assert form.customer is not None
    assert (form.customer.name, form.customer.suggests) == ("ticket-customer", True)
    assert [choice.value for choice in dialog.suggestions("customer", "car")] == ["carla"]
    people.customer_user("otto", of=people.customer("1002", name="Gasthof Lindenberg"))
    assert [choice.value for choice in dialog.suggestions("customer", "linden")] == ["otto", "1002"]
    assert dialog.suggestions("customer", "indenberg") == []
    given = sent(thing="Radio")
    given["ticket-customer"] = "carla"
    assert Ticket.for_update(dialog.answer(dialog.form(given)).ticket_id).customer_user_id == caller.id
    given["ticket-customer"] = "x" * 256
    refused = dialog.form(given)
    assert not refused.validate()
    assert set(refused.errors) == {"ticket-customer"}


def test_a_start_is_for_those_it_is_for():
    a_queue("Support")
    deployed(STARTS)
    with pytest.raises(Forbidden):
        to_start("starts", None, actor=people.agent("nora").actor, reader=ENGLISH)
    with pytest.raises(NotFound):
        to_start("nothing", None, actor=SYSTEM, reader=ENGLISH)
    with pytest.raises(NotFound):
        to_start("starts", "other", actor=SYSTEM, reader=ENGLISH)
    customer = carla()
    own = to_start("starts", None, actor=customer.actor, reader=GERMAN)
    form = own.form()
    assert (form.customer, own.submit) == (None, "Absenden")
    after = own.answer(own.form(sent(thing="Radio")))
    assert (Ticket.for_update(after.ticket_id).customer_user_id, after.next) == (customer.id, None)
    assert [(each.name, each.who) for each in after.waiting] == [("", "uns")]


def test_a_ticket_is_enrolled_by_a_start_dialog_that_knows_it():
    anna, ida = a_worker("anna"), a_worker("ida", "ro")
    ticket = a_ticket(title="Old", fields=None)
    deployed(STARTS)
    Ticket.for_update(ticket.id).set_fields({"thing": "Kettle", "size": 8}, actor=SYSTEM)
    with pytest.raises(Forbidden):
        to_enrol(ticket.id, "starts", None, actor=ida.actor, reader=ENGLISH)
    dialog = to_enrol(ticket.id, "starts", None, actor=anna.actor, reader=ENGLISH, held=True)
    form = dialog.form()
    assert {field.asked.name: field.text for field in form.shown} == {
        "thing": "Kettle",
        "size": "8",
        "priority": "3 normal",
        "queue": "Support",
        "loud": "1",
        "title": "Old",
        "state": "new",
    }
    dialog.answer(dialog.form(sent(thing="Kettle", size="9")))
    assert Ticket.for_update(ticket.id).field_values["size"] == 9
    assert opened(ticket).node_id == "work"


def test_a_rehearsal_shows_a_dialog_and_sends_nothing():
    a_queue("Support")
    version = deployed(STARTS)
    dialog = in_rehearsal(version.id, "form", actor=a_worker("anna").actor, reader=ENGLISH)
    form = dialog.form(sent(thing="Radio"))
    assert (form.validate(), form.customer) == (True, None)
    with pytest.raises(Refused, match="rehearsal"):
        dialog.answer(form)
    assert db.session.scalars(select(Ticket)).all() == []
    with pytest.raises(NotFound):
        in_rehearsal(version.id, "other", actor=SYSTEM, reader=ENGLISH)


# ------------------------------------------------------------------------------------------------ shipped processes
def test_a_repair_from_the_photo_to_the_parcel():
    desk, works = people.agent("dora"), people.agent("will")
    for name, agent in (("repair-desk", desk), ("workshop", works)):
        people.grant(agent, a_group(name))
    a_group("supervisors")
    a_queue("Repairs", group=a_group("repair-desk"))
    use("repair_rma")
    customer = carla()
    with moved_to(NOON):
        photo = uploads.take(b"a photo", "broken.jpg", "image/jpeg", actor=customer.actor)
        start = to_start("repair_rma", "report_damage", actor=customer.actor, reader=GERMAN)
        wrong = start.form(sent(rma_article="Vacuum cleaner", rma_serial="!", rma_bought_on="6.1.2026", rma_photo=photo.id))
        with pytest.raises(Refused):
            start.answer(wrong)
        assert set(wrong.errors) == {"answer-rma_serial", "answer-rma_bought_on", "answer-rma_damage"}
        assert wrong.errors["answer-rma_serial"][0].startswith("Eine Seriennummer")
        assert wrong.fields["rma_photo"].shown_text == "broken.jpg"
        answers = {"rma_serial": "VC-20-0817", "rma_bought_on": "5.1.2026", "rma_damage": "It smells burnt.", "rma_photo": photo.id}
        after = start.answer(start.form(sent(rma_article="Vacuum cleaner", **answers)))
        assert (after.next, [(each.name, each.who) for each in after.waiting]) == (None, [("Wir sehen uns Ihr Gerät an", "uns")])
        ticket = Ticket.for_update(after.ticket_id)
        assert (ticket.title, ticket.field_values["rma_photo"]) == ("Repair: Vacuum cleaner", "broken.jpg")
        assert ticket.field_values["rma_bought_on"] == date(2026, 1, 5)

        button = button_of(ticket.id, desk.actor, "finding")
        finding = at(button.activity_id, "finding", actor=desk.actor, reader=ENGLISH)
        shown = {field.asked.name: field.shown_text for field in finding.form().shown if field.is_readonly}
        assert shown["rma_photo"] == "broken.jpg"
        assert "rma_part" not in {field.asked.name for field in finding.refreshed(sent(rma_finding="beyond")).shown}
        after = say(desk.actor, button, rma_finding="paid", rma_diagnosis="The motor is burnt out.", rma_part="Motor M7")
        assert after.next is not None
        assert (after.next.dialog_id, Ticket.for_update(ticket.id).words.owner) == ("pricing", "dora")
        after = say(desk.actor, after.next, reader=GERMAN, rma_price="1.089,50")
        assert after.next is None, "the desk may answer for the customer, whose turn it is"
        assert [each.who for each in after.waiting] == ["die Kundenseite, die Gruppe repair-desk"]
        assert Ticket.for_update(ticket.id).field_values["rma_price"] == Decimal("1089.50")

        button = button_of(ticket.id, customer.actor, "answer")
        offer = at(button.activity_id, "answer", actor=customer.actor, reader=GERMAN).form()
        assert offer.fields["rma_price"].shown_text == "1089,50"
        say(customer.actor, button, rma_answer="accepted", article_body="Please hurry.")
        last = db.session.scalars(select(Article).where(Article.ticket_id == ticket.id).order_by(Article.position.desc()).limit(1)).one()
        assert (last.subject, last.body, last.visible_to_customer) == ("About the offer", "Please hurry.", True)

        after = say(works.actor, button_of(ticket.id, works.actor, "part_ordered"), rma_part="Motor M7", rma_part_due="2026-01-09")
        assert (after.next, [each.who for each in after.waiting]) == (None, ["the group workshop"])
        say(works.actor, button_of(ticket.id, works.actor, "part_here"))
        after = say(works.actor, button_of(ticket.id, works.actor, "repair_done"), rma_work="A new motor.")
        assert [each.who for each in after.waiting] == ["the group repair-desk"]
        say(desk.actor, button_of(ticket.id, desk.actor, "parcel"), rma_parcel="00340434")
    closed = Ticket.for_update(ticket.id)
    assert (closed.words.state, closed.field_values["rma_repaired"]) == ("closed successful", True)


def test_first_level_hands_an_incident_on_to_whoever_takes_it_at_the_second():
    first, second = people.agent("first"), people.agent("second")
    for name, agent in (("service-desk", first), ("specialists", second)):
        people.grant(agent, a_group(name))
    for name in ("incident-managers", "service-desk-leads"):
        a_group(name)
    a_queue("Service desk", group=a_group("service-desk"))
    a_queue("Second level", group=a_group("specialists"))
    use("incident_management")
    start = to_start("incident_management", "report", actor=first.actor, reader=ENGLISH)
    reported = sent(what_fails="Mail", impact="one")
    reported["ticket-customer"] = carla().login
    after = start.answer(start.form(reported))
    assert after.next is not None
    handed_on = say(first.actor, after.next, result="handed_on", solution="Nothing found.")
    assert not Ticket.for_update(after.ticket_id).is_locked
    assert [each.who for each in handed_on.waiting] == ["the group specialists"]
    button = button_of(after.ticket_id, second.actor, "work_on")
    assert button.reason == ""
    assert say(second.actor, button, result="solved", solution="A cable.").incident == ""
    assert Ticket.for_update(after.ticket_id).field_values["solution"] == "A cable."


def test_leave_that_is_asked_back_about_and_granted():
    boss = people.agent("boss")
    people.grant(boss, a_group("managers"))
    a_queue("Human resources", group=a_group("managers"))
    use("leave_application")
    customer = carla()
    with moved_to(NOON):
        start = to_start("leave_application", None, actor=customer.actor, reader=GERMAN)
        wrong = start.form(sent(first_day="2026-02-10", last_day="2026-02-01"))
        assert not wrong.validate()
        assert wrong.errors == {"answer-last_day": ["Der letzte Tag liegt vor dem ersten."]}
        after = start.answer(start.form(sent(first_day="2026-02-01", last_day="2026-02-10")))
        button = button_of(after.ticket_id, boss.actor, "ruling")
        ruling = at(button.activity_id, "ruling", actor=boss.actor, reader=GERMAN)
        assert ruling.notice == "Mit dem Absenden werden Sie Besitzer des Tickets."
        no_reason = ruling.form(sent(decision="question"))
        assert not no_reason.validate()
        assert set(no_reason.errors) == {"answer-decision_reason"}
        assert ruling.form(sent(decision="granted", decision_reason="forged")).answers == {"decision": "granted"}
        say(boss.actor, button, decision="question", decision_reason="Who stands in for you?")
        again = say(
            customer.actor,
            button_of(after.ticket_id, customer.actor, "application"),
            stand_in="Dora",
            first_day="2026-02-02",
            last_day="2026-02-10",
        )
        assert again.next is None
        say(boss.actor, button_of(after.ticket_id, boss.actor, "aside"), article_body="Fine with me.")
        say(boss.actor, button_of(after.ticket_id, boss.actor, "ruling"), decision="granted")
    ticket = Ticket.for_update(after.ticket_id)
    assert (ticket.field_values["stand_in"], ticket.is_closed) == ("Dora", True)
    assert offers.offered(ticket, actor=boss.actor, reader=ENGLISH) == []


def test_all_shipped_dialogs_can_be_seen_in_a_rehearsal():
    """By an agent and a customer, in both languages."""
    for group in ("managers", "repair-desk", "workshop", "supervisors"):
        a_group(group)
    a_queue("Human resources")
    a_queue("Repairs")
    anna, customer = a_worker("anna"), carla()
    for process_id in ("leave_application", "repair_rma", "request"):
        version = definitions.deploy(shipped.files_of(process_id), actor=SYSTEM)
        for dialog_id, dialog in definitions.model_of(version.id).dialogs.items():
            for actor in (anna.actor, customer.actor):
                for reader in (ENGLISH, GERMAN):
                    form = in_rehearsal(version.id, dialog_id, actor=actor, reader=reader).form()
                    assert len(form.fields) <= len(dialog.shows)
                    assert all(field.asked.label for field in form.shown)


# ------------------------------------------------------------------------------------------------ where it belongs
def queue_asked(actor: Actor) -> Any:
    """The field of the dialog in which agents take down what somebody wants."""
    return to_start("request", "take_down", actor=actor, reader=ENGLISH).form().fields["queue"]


def test_the_queue_for_what_no_rule_knows_is_no_suggestion():
    anna = a_worker("anna")
    a_queue("Support")
    asked = queue_asked(anna.actor)
    assert (asked.data, asked.offers_none, asked.is_required) == (None, True, True)
    assert {choice.value for choice in asked.choices} >= {"Raw", "Support"}
    dialog = to_start("request", "take_down", actor=anna.actor, reader=ENGLISH)
    with pytest.raises(Refused, match="Queue must be filled in"):
        dialog.answer(dialog.form(sent(title="T", customer="x@example.com", queue="", article_subject="S", article_body="B")))


def test_a_queue_that_the_house_made_its_usual_one_is_suggested():
    anna = a_worker("anna")
    a_queue("Support").change(actor=SYSTEM, is_default=True)
    assert queue_asked(anna.actor).data == "Support"


def test_who_may_use_one_queue_only_is_not_asked():
    eve, support = people.agent("eve"), a_queue("Support", group=a_group("support"))
    people.grant(eve, support.group, "create")
    asked = queue_asked(eve.actor)
    assert (asked.data, asked.offers_none) == ("Support", False)


def test_the_usual_queue_is_offered_to_those_only_who_may_create_there():
    eve, usual = people.agent("eve"), a_queue("Usual", group=a_group("insiders"))
    usual.change(actor=SYSTEM, is_default=True)
    for name in ("East", "West"):
        people.grant(eve, a_queue(name, group=a_group("outside")).group, "create")
    asked = queue_asked(eve.actor)
    assert (asked.data, [choice.value for choice in asked.choices]) == (None, ["East", "West"])
    dialog = to_start("request", "take_down", actor=eve.actor, reader=ENGLISH)
    form = dialog.form(sent(title="T", customer="x@example.com", queue="Usual", article_body="B"))
    with pytest.raises(Refused):
        dialog.answer(form)
    assert set(form.errors) == {"answer-queue"}


def test_what_a_verb_does_not_let_happen_is_said_at_the_form():
    eve, made = people.agent("eve"), a_queue("Support", group=a_group("support"))
    people.grant(eve, made.group, "create")
    dialog = to_start("request", "take_down", actor=eve.actor, reader=ENGLISH)
    form = dialog.form(sent(title="T", customer="x@example.com", queue="Support", article_body="What was told"))
    assert form.validate()
    made.change(actor=SYSTEM, group=a_group("others"))
    with pytest.raises(Refused), settling.undoable():
        dialog.answer(form)
    assert form.problem
    assert form.article is not None
    assert form.article.fields["body"].text == "What was told"


def test_a_dialog_that_asks_whose_it_is_takes_companies_and_people():
    anna, acme = a_worker("anna"), people.customer("ACME")
    people.customer_user("carla", of=acme)
    a_queue("Support")
    start = to_start("request", "take_down", actor=anna.actor, reader=ENGLISH)

    def whose(text: str) -> tuple[str | None, str | None]:
        form = start.form(sent(title="T", customer=text, queue="Support", article_body="B"))
        ticket = Ticket.for_update(start.answer(form).ticket_id)
        return ticket.words.customer, ticket.words.customer_user

    assert [whose("ACME"), whose("carla")] == [("ACME", None), ("ACME", "carla")]
    assert whose("x@example.com") == ("x@example.com", "x@example.com")


# ------------------------------------------------------------------------------------------------ the standard process
def test_a_request_is_closed_and_put_off_by_its_own_buttons():
    anna = a_worker("anna")
    a_queue("Support")
    start = to_start("request", "take_down", actor=anna.actor, reader=ENGLISH)
    after = start.answer(start.form(sent(title="No paper", customer="x@example.com", queue="Support", article_body="It ran out.")))
    assert (after.next, [each.who for each in after.waiting]) == (None, ["the team of Support"]), "to put off, or to close?"
    (article,) = db.session.scalars(select(Article).where(Article.ticket_id == after.ticket_id))
    assert article.subject == "No paper"

    def state_in(dialog: str) -> Any:
        return at(opened(Ticket.for_update(after.ticket_id)).id, dialog, actor=anna.actor, reader=ENGLISH).form().fields["state"]

    put_off, finish = state_in("put_off"), state_in("finish")
    assert (put_off.data, {choice.value.split()[0] for choice in put_off.choices}) == ("pending reminder", {"pending"})
    assert (finish.data, [choice.value for choice in finish.choices]) == ("closed successful", ["closed successful", "closed unsuccessful"])
    button = button_of(after.ticket_id, anna.actor, "finish")
    with pytest.raises(Refused, match="Choose one of the closed states"), settling.undoable():
        say(anna.actor, button, state="open")
    say(anna.actor, button, state=finish.text)
    assert Ticket.for_update(after.ticket_id).words.state == "closed successful"
