"""Two people who send a dialog of one activity at the same moment, each in a transaction of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask

from dialogs import drafts
from dialogs.activity_dialog import at
from dialogs.overtaken import overtaken
from foundation.errors import Conflict
from foundation.unit_of_work import unit_of_work
from processes.tickets.ticket import Ticket
from tests.desk.words import a_queue
from tests.dialogs.models import ENGLISH, begun, dialog_of, one_dialog, opened, sent
from tests.processes.ticket_factories import a_worker

FIELD = '<lz:field name="answer" type="text" label="Answer"/>'
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
    assert told[second] == f"The activity 'work' is closed: completed by {first}."
    with unit_of_work():
        assert Ticket.for_update(ticket_id).field_values["answer"] == f"by {first.name}"
        found = overtaken(activity_id, "form", typed[second], actor=second, reader=ENGLISH)
        assert (found.closed_by, [each.text for each in found.kept]) == (str(first), [f"by {second.name}"])
        assert [draft.author for draft in drafts.of_ticket(ticket_id, actor=second)] == [str(second)]
        assert drafts.of_ticket(ticket_id, actor=first) == []
