"""What is sent at the same moment, each in a transaction of its own: a dialog of one activity by two people, one start form twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask

from desk.full_names import full_name
from dialogs import drafts
from dialogs.activity_dialog import at, to_start
from dialogs.overtaken import overtaken
from foundation.db import db
from foundation.errors import Conflict
from foundation.unit_of_work import in_unit_of_work, unit_of_work
from processes.tickets.ticket import Ticket
from tests.desk.words import a_queue
from tests.dialogs.models import ENGLISH, begun, dialog_of, dialog_xml, one_dialog, opened, sent
from tests.processes.bpmn_text import flows, node, ours, process
from tests.processes.models import deployed
from tests.processes.ticket_factories import a_worker

FIELD = '<lz:field name="answer" type="text" label="Answer"/>'
STARTS = process(
    "starts",
    node("startEvent", "start", ours('<lz:offers dialog="form"/>')),
    node("userTask", "work"),
    flows("start > work"),
    declares='<lz:ticket title="{{ answer }}" queue="Support"/>' + FIELD + dialog_xml('<lz:show field="answer" as="mandatory"/>'),
)
ASKS = one_dialog('<lz:show field="answer" as="mandatory"/>', declares=FIELD)


def test_one_goes_through_and_the_other_keeps_every_word(seeded_house: Flask):
    with unit_of_work():
        agents = [a_worker("anna").actor, a_worker("ben").actor]
        ticket = begun(ASKS, queue=a_queue())
        ticket_id, activity_id = ticket.id, opened(ticket).id
    with unit_of_work():
        seen = dialog_of(Ticket.for_update(ticket_id), actor=agents[0]).form().hidden["seen"]
    typed = {actor: sent(answer=f"by {actor.name}", seen=seen) for actor in agents}
    ready = Barrier(2, timeout=30)

    def send(actor) -> str:
        with seeded_house.app_context():
            with unit_of_work():
                at(activity_id, "form", actor=actor, reader=ENGLISH).save_draft(typed[actor])
            ready.wait()
            try:
                with unit_of_work():
                    dialog = at(activity_id, "form", actor=actor, reader=ENGLISH, held=True)
                    dialog.answer(dialog.form(typed[actor]))
            except Conflict as conflict:
                return str(conflict)
            return ""

    with ThreadPoolExecutor(2) as threads:
        told = dict(zip(agents, threads.map(send, agents), strict=True))
    first, second = sorted(agents, key=lambda actor: told[actor])
    assert told[first] == ""
    assert told[second] == f"{full_name(str(first))} has completed the activity 'work'."
    with unit_of_work():
        assert Ticket.for_update(ticket_id).field_values["answer"] == f"by {first.name}"
        found = overtaken(activity_id, "form", typed[second], actor=second, reader=ENGLISH)
        assert (found.closed_by, [each.text for each in found.kept]) == (full_name(str(first)), [f"by {second.name}"])
        assert [draft.author for draft in drafts.of_ticket(ticket_id, actor=second)] == [str(second)]
        assert drafts.of_ticket(ticket_id, actor=first) == []


def test_one_start_form_sent_twice_at_once_begins_one_ticket(seeded_house: Flask):
    with unit_of_work():
        anna = a_worker("anna").actor
        a_queue("Support")
        deployed(STARTS)
        number = to_start("starts", None, actor=anna, reader=ENGLISH).form().hidden["form"]
    ready = Barrier(4, timeout=30)

    def send(_time: int) -> str:
        def act() -> str:
            dialog = to_start("starts", None, actor=anna, reader=ENGLISH)
            typed = sent(answer="A double click")
            typed["form"] = number
            return dialog.answer(dialog.form(typed)).number

        with seeded_house.app_context():
            ready.wait()
            return in_unit_of_work(act)

    with ThreadPoolExecutor(4) as threads:
        numbers = set(threads.map(send, range(4)))
    with unit_of_work():
        assert numbers == {ticket.number for ticket in db.session.query(Ticket).filter(Ticket.title == "A double click")}
    assert len(numbers) == 1
