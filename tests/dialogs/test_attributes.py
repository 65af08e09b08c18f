"""The attributes of tickets in dialogs: what this person may choose now, and how one choice follows from another."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desk.actors import SYSTEM
from desk.agents import Agent
from desk.services import assign
from desk.switches import Switch, SwitchRecord
from dialogs.forms.form import DialogForm
from foundation.clock import moved_to
from foundation.errors import Refused
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_group, a_queue, a_service, an_sla
from tests.dialogs.models import GERMAN, begun, dialog_of, one_dialog, sent
from tests.processes.ticket_factories import a_worker

pytestmark = pytest.mark.usefixtures("desk_work")
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
NAMES = ("title", "queue", "state", "priority", "type", "service", "sla", "owner", "responsible", "lock", "pending_until", "customer")
ALL = one_dialog("".join(f'<lz:show field="{name}"/>' for name in NAMES), may='<lz:may group="users"/><lz:may customer="ticket"/>')


def choices(form: DialogForm, name: str) -> list[str]:
    return [choice.value for choice in form.fields[name].choices or []]


def on_page(form: DialogForm) -> set[str]:
    return {field.asked.name for field in form.shown}


def switch_on(*switches: Switch) -> None:
    for switch in switches:
        SwitchRecord.create(name=switch, value=True, actor=SYSTEM)


def after(ticket: Ticket) -> Any:
    return Ticket.for_update(ticket.id)


def test_an_agent_chooses_among_what_agents_may():
    anna = a_worker("anna")
    ticket = begun(ALL, queue=a_queue("Support"))
    a_queue("Second", group=a_group("second"))
    a_queue("Third", group=a_group("third"))
    people.grant(anna, a_group("second"), "move_into")
    form = dialog_of(ticket, actor=anna.actor).form()
    assert on_page(form) == {"title", "queue", "state", "priority", "owner", "lock", "customer"}
    assert {"Support", "Second"} <= set(choices(form, "queue"))
    assert "Third" not in choices(form, "queue")
    assert set(choices(form, "state")) == {
        *("new", "open", "pending reminder", "pending auto close+", "pending auto close-", "closed successful", "closed unsuccessful"),
    }
    assert choices(form, "priority") == ["1 very low", "2 low", "3 normal", "4 high", "5 very high"]
    assert choices(form, "lock") == ["unlock", "lock"]
    assert [form.fields[name].text for name in ("title", "queue", "state", "priority", "owner", "lock")] == [
        *("T", "Support", "new", "3 normal", "", "unlock")
    ]
    assert form.fields["owner"].shown_text == "nobody"
    assert [form.fields[name].offers_none for name in ("queue", "owner")] == [False, True]
    given = sent(title=" Lamp ", queue="Second", state="open", priority="5 very high", customer="acme@example.com", lock="lock")
    dialog_of(ticket, actor=anna.actor).answer(dialog_of(ticket, actor=anna.actor).form(given))
    words = after(ticket).words
    assert (after(ticket).title, words.queue, words.state, words.priority, words.customer) == (
        *("Lamp", "Second", "open", "5 very high", "acme@example.com"),
    )


def test_what_cannot_be_chosen_is_refused_whoever_sends_it():
    ticket, anna = begun(ALL, queue=a_queue("Support")), a_worker("anna")
    a_queue("Third", group=a_group("third"))
    people.agent("nora")
    forged = sent(queue="Third", state="merged", priority="9 now", owner="nora", lock="tmp_lock", title="x" * 256, pending_until="tomorrow")
    form = dialog_of(ticket, actor=anna.actor).form(forged)
    assert not form.validate()
    assert set(form.errors) == {f"answer-{name}" for name in ("queue", "state", "priority", "owner", "lock", "title")}
    assert form.errors["answer-queue"] == ["‘Third’ cannot be chosen here."]
    with pytest.raises(Refused):
        dialog_of(ticket, actor=anna.actor).answer(form)
    assert after(ticket).words.queue == "Support"


def test_what_every_ticket_has_stays_when_nothing_is_chosen():
    ticket, anna = begun(ALL, queue=a_queue("Support")), a_worker("anna")
    form = dialog_of(ticket, actor=anna.actor).form(sent(title="", queue="", state="", priority="", lock="", owner="", customer=""))
    assert form.answers == {"owner": None, "customer": None}
    dialog_of(ticket, actor=anna.actor).answer(form)
    assert (after(ticket).title, after(ticket).words.queue) == ("T", "Support")


def test_the_owners_are_those_of_the_queue_that_is_chosen():
    anna, ben = a_worker("anna"), people.agent("ben", out_of_office_from="2026-01-01", out_of_office_to="2026-01-31")
    second = a_queue("Second", group=a_group("second"))
    people.grant(ben, a_group("second"), "owner")
    people.grant(anna, a_group("second"), "move_into")
    ticket = begun(ALL, queue=a_queue("Support"), owner=anna)
    with moved_to(NOON):
        dialog = dialog_of(ticket, actor=anna.actor)
        form = dialog.form()
        assert (choices(form, "owner"), form.fields["owner"].text, form.fields["queue"].refreshes) == (["anna"], "anna", True)
        moved = dialog.refreshed(sent(queue="Second", owner="anna"))
        assert [(choice.value, choice.label) for choice in moved.fields["owner"].choices or []] == [
            ("ben", "Ben Anders (ben, out of office)")
        ]
        stays = dialog.form(sent(queue="Second", owner="anna"))
        assert not stays.validate()
        assert set(stays.errors) == {"answer-owner"}
        dialog.answer(dialog.form(sent(queue="Second", owner="ben")))
    assert (after(ticket).words.owner, after(ticket).queue_id) == ("ben", second.id)


def test_the_slas_are_those_of_the_service_and_the_services_those_of_the_customer():
    switch_on(Switch.SERVICES, Switch.TICKET_TYPES, Switch.RESPONSIBLE)
    anna, carla = a_worker("anna"), people.customer_user("carla", of=people.customer())
    mail, print_ = a_service("Mail"), a_service("Print")
    assign(mail, carla, actor=SYSTEM)
    an_sla("Gold", services=[mail])
    an_sla("Paper", services=[print_])
    ticket = begun(ALL, queue=a_queue("Support"), customer_user=carla)
    dialog = dialog_of(ticket, actor=anna.actor)
    form = dialog.form()
    assert {"type", "service", "sla", "responsible"} <= on_page(form)
    assert (choices(form, "service"), choices(form, "sla")) == (["Mail"], [])
    assert choices(dialog.refreshed(sent(service="Mail")), "sla") == ["Gold"]
    wrong = dialog.form(sent(service="Mail", sla="Paper"))
    assert not wrong.validate()
    dialog.answer(dialog.form(sent(service="Mail", sla="Gold", responsible="anna")))
    words = after(ticket).words
    assert (words.service, words.sla, words.responsible) == ("Mail", "Gold", "anna")


def test_an_sla_goes_with_its_service():
    switch_on(Switch.SERVICES)
    anna, carla = a_worker("anna"), people.customer_user("carla", of=people.customer())
    mail, print_ = a_service("Mail", for_all=True), a_service("Print", for_all=True)
    gold = an_sla("Gold", services=[mail])
    ticket = begun(ALL, queue=a_queue("Support"), customer_user=carla, service=mail, sla=gold)
    dialog = dialog_of(ticket, actor=anna.actor)
    assert dialog.form().fields["sla"].text == "Gold"
    changed = dialog.form(sent(service=print_.name, sla="Gold"))
    assert not changed.validate()
    assert set(changed.errors) == {"answer-sla"}
    dialog.answer(dialog.form(sent(service=print_.name, sla="")))
    assert (after(ticket).words.service, after(ticket).words.sla) == ("Print", None)


def test_until_when_is_asked_where_the_state_waits_for_a_moment():
    ticket, anna = begun(ALL, queue=a_queue("Support")), a_worker("anna")
    with moved_to(NOON):
        dialog = dialog_of(ticket, actor=anna.actor, reader=GERMAN)
        assert "pending_until" not in on_page(dialog.form(sent(state="open")))
        assert "pending_until" in on_page(dialog.refreshed(sent(state="pending reminder")))
        past = dialog.form(sent(state="pending reminder", pending_until="2026-01-05T12:59"))
        assert not past.validate()
        assert past.errors == {"answer-pending_until": ["Dieser Zeitpunkt ist schon vorbei."]}
        dialog.answer(dialog.form(sent(state="pending reminder", pending_until="2026-01-06T09:00")))
    assert after(ticket).pending_until == datetime(2026, 1, 6, 8, tzinfo=UTC)


def test_a_default_of_the_model_is_the_pending_time():
    part = '<lz:show field="state"/><lz:show field="pending_until" default="=now() + hours(2)"/>'
    ticket, anna = begun(one_dialog(part), queue=a_queue("Support")), a_worker("anna")
    with moved_to(NOON):
        form = dialog_of(ticket, actor=anna.actor).refreshed(sent(state="pending reminder"))
        assert form.fields["pending_until"].data == NOON + timedelta(hours=2)


def test_customers_see_what_is_for_them_and_reach_no_more():
    carla = people.customer_user("carla", of=people.customer())
    ticket = begun(ALL, queue=a_queue("Support"), customer_user=carla)
    dialog = dialog_of(ticket, actor=carla.actor)
    form = dialog.form()
    assert on_page(form) == {"title", "state", "priority"}
    assert choices(form, "state") == ["new", "open"]
    forged = dialog.form(
        sent(queue="Junk", owner="root@localhost", lock="lock", pending_until="2030-01-01T00:00", customer="else", state="new")
    )
    assert forged.answers == {"state": "new"}
    closing = dialog.form(sent(state="closed successful"))
    assert not closing.validate()


def test_a_customer_keeps_the_state_that_stands():
    carla = people.customer_user("carla", of=people.customer())
    from desk.states import State

    ticket = begun(ALL, queue=a_queue("Support"), customer_user=carla, state=State.named("pending reminder"))
    form = dialog_of(ticket, actor=carla.actor).form()
    assert choices(form, "state") == ["pending reminder", "new", "open"]


def test_agents_are_hidden_from_customers():
    ticket_parts = '<lz:show field="colleague"/><lz:show field="caller"/>'
    declares = '<lz:field name="colleague" type="agent" label="A"/><lz:field name="caller" type="customer-user" label="C"/>'
    carla, dora = (people.customer_user(login, of=people.customer(login.upper())) for login in ("carla", "dora"))
    a_worker("anna")
    ticket = begun(one_dialog(ticket_parts, declares=declares, may='<lz:may customer="ticket"/>'), customer_user=carla)
    dialog = dialog_of(ticket, actor=carla.actor)
    assert (dialog.suggestions("colleague", "a"), dialog.suggestions("caller", "d")) == ([], [])
    form = dialog.form(sent(colleague="anna", caller=dora.login))
    assert not form.validate()
    assert set(form.errors) == {"answer-colleague", "answer-caller"}
    assert dialog.form(sent(caller="carla")).answers == {"caller": carla.id}
    assert Agent.named("anna").is_valid
