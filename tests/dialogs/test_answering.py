"""Sending a dialog: what is written, what follows, and what becomes of those who come second."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from desk.actors import SYSTEM
from dialogs import activity_dialog, drafts, uploads
from dialogs.activity_dialog import at
from dialogs.drafts import Draft
from dialogs.news import Stale
from dialogs.overtaken import overtaken
from foundation import blobs
from foundation.clock import moved_to
from foundation.db import db
from foundation.errors import Conflict, Forbidden, NotFound, Refused
from processes import runner, settling
from processes.activities import Closing
from processes.claiming import claim
from processes.history import HistoryEntry
from processes.runner import Input
from processes.tickets.articles import Article
from processes.tickets.new_articles import NewArticle
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_group, a_queue
from tests.dialogs.models import ENGLISH, GERMAN, begun, dialog_of, dialog_xml, one_dialog, opened, sent
from tests.processes.bpmn_text import action, flows, node, ours, process
from tests.processes.ticket_factories import a_worker, statements

pytestmark = pytest.mark.usefixtures("desk_work")
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
FIELD = '<lz:field name="answer" type="text" label="Answer"/><lz:field name="picture" type="file" label="Picture"/>'
SHOW = '<lz:show field="answer" as="mandatory"/><lz:show field="picture"/><lz:show field="priority"/><lz:article as="optional"/>'
ASKS = one_dialog(SHOW, declares=FIELD)
LOCKING = one_dialog(SHOW, declares=FIELD, attributes='requiredLock="true"')
ASIDE = dialog_xml('<lz:show field="answer"/>', dialog_id="aside", audience="agent")
TWO_STEPS = process(
    "steps",
    node("startEvent", "start"),
    node("userTask", "first", ours('<lz:offers dialog="form"/>', '<lz:offers dialog="aside" completes="false"/>')),
    node("userTask", "second", ours('<lz:offers dialog="form"/>', '<lz:may group="second"/>'), lz_due="PT2H"),
    node("endEvent", "over"),
    flows("start > first > second > over"),
    declares=FIELD + dialog_xml(SHOW) + ASIDE,
)
FAILING = process(
    "fails",
    node("startEvent", "start"),
    node("userTask", "work", ours('<lz:offers dialog="form"/>')),
    node("serviceTask", "breaks", ours(action("ticket-owner-set", owner="nobody-here-{{ answer }}"))),
    node("endEvent", "over"),
    flows("start > work > breaks > over"),
    declares=FIELD + dialog_xml(SHOW),
)


def answered(ticket: Ticket, *, actor: Any = SYSTEM, reader: Any = ENGLISH, **answers: Any) -> activity_dialog.Afterwards:
    dialog = dialog_of(ticket, actor=actor, reader=reader)
    return dialog.answer(dialog.form(sent(**answers)))


def value(ticket: Ticket, name: str = "answer") -> Any:
    return Ticket.for_update(ticket.id).field_values[name]


# ------------------------------------------------------------------------------------------------ what follows
def test_the_same_person_goes_on_with_the_next_dialog_and_others_are_named():
    anna, ben = a_worker("anna"), a_worker("ben")
    people.grant(ben, a_group("second"))
    ticket = begun(TWO_STEPS, queue=a_queue())
    with moved_to(NOON):
        for actor, follows in ((ben.actor, "second"), (anna.actor, "")):
            with pytest.raises(RuntimeError, match="undo"), settling.undoable():
                after = answered(ticket, actor=actor, answer="yes")
                second = opened(ticket)
                assert (after.ticket_id, after.number, after.incident) == (ticket.id, ticket.number, "")
                if follows:
                    assert after.next is not None
                    assert (after.next.activity_id, after.next.dialog_id, after.next.label) == (second.id, "form", "Form")
                    assert after.waiting == ()
                else:
                    (waits,) = after.waiting
                    assert (after.next, waits.activity_id, waits.name) == (None, second.id, "second")
                    assert (waits.who, waits.due_at) == ("the group second", datetime(2026, 1, 5, 14, tzinfo=UTC))
                raise RuntimeError("undo")


def test_a_dialog_that_completes_nothing_leads_nowhere():
    a_group("second")
    anna, ticket = a_worker("anna"), begun(TWO_STEPS, queue=a_queue())
    dialog = dialog_of(ticket, actor=anna.actor, dialog="aside")
    after = dialog.answer(dialog.form(sent(answer="by the way")))
    assert (after.next, after.waiting, value(ticket), opened(ticket).node_id) == (None, (), "by the way", "first")


def test_a_process_that_cannot_go_on_says_why_and_keeps_what_was_typed():
    anna, ticket = a_worker("anna"), begun(FAILING, queue=a_queue())
    dialog = dialog_of(ticket, actor=anna.actor)
    dialog.save_draft(sent(answer="yes"))
    after = answered(ticket, actor=anna.actor, answer="yes")
    assert "nobody-here-yes" in after.incident
    assert (after.next, value(ticket), opened(ticket).node_id) == (None, None, "work")
    draft = dialog.draft()
    assert draft is not None
    assert dialog.restored(draft).answers["answer"] == "yes"


def test_an_activity_without_dialogs_is_just_completed():
    model = process("plain", node("startEvent", "start"), node("userTask", "work"), node("endEvent", "over"), flows("start > work > over"))
    anna, ticket = a_worker("anna"), begun(model, queue=a_queue())
    dialog = at(opened(ticket).id, None, actor=anna.actor, reader=GERMAN)
    assert (dialog.id, dialog.label, dialog.submit, dialog.form().parts) == ("", "work", "Absenden", [])
    dialog.answer(dialog.form({}))
    assert opened(ticket) is None


# ------------------------------------------------------------------------------------------------ who may
def test_whoever_may_not_is_told_as_much_as_they_may_know():
    ticket = begun(ASKS, queue=a_queue())
    ida, nora, carla = a_worker("ida", "ro"), people.agent("nora"), people.customer_user("carla", of=people.customer())
    work = opened(ticket)
    for actor, error in ((ida.actor, Forbidden), (nora.actor, NotFound), (carla.actor, NotFound)):
        with pytest.raises(error):
            at(work.id, "form", actor=actor, reader=ENGLISH)
    with pytest.raises(NotFound):
        at(work.id + 1, "form", actor=SYSTEM, reader=ENGLISH)
    with pytest.raises(Refused):
        at(work.id, "other", actor=SYSTEM, reader=ENGLISH)


def test_a_dialog_that_wants_the_lock_says_what_will_happen_and_what_stands_in_the_way():
    anna, ben = a_worker("anna"), a_worker("ben")
    ticket = begun(LOCKING, queue=a_queue())
    dialog = dialog_of(ticket, actor=anna.actor)
    assert (dialog.obstacle, dialog.notice) == ("", "You become the owner when you send this.")
    Ticket.for_update(ticket.id).lock(actor=ben.actor)
    dialog = dialog_of(ticket, actor=anna.actor)
    assert (dialog.obstacle, dialog.notice) == ("It is locked by Ben Anders.", "")
    with pytest.raises(Conflict, match="locked by ben"):
        answered(ticket, actor=anna.actor, answer="yes")
    assert value(ticket) is None
    assert dialog_of(ticket, actor=ben.actor).notice == ""
    answered(ticket, actor=ben.actor, answer="mine")
    assert value(ticket) == "mine"


def test_answering_takes_the_lock_and_what_is_refused_does_not():
    model = one_dialog('<lz:show field="title"/><lz:show field="state"/>', attributes='requiredLock="true"')
    anna, ticket = a_worker("anna"), begun(model, queue=a_queue())
    form = dialog_of(ticket, actor=anna.actor).form(sent(title="x" * 300))
    with pytest.raises(Refused):
        dialog_of(ticket, actor=anna.actor).answer(form)
    assert not Ticket.for_update(ticket.id).is_locked
    dialog = dialog_of(ticket, actor=anna.actor)
    dialog.answer(dialog.form(sent(title="Lamp", state="open")))
    held = Ticket.for_update(ticket.id)
    assert (held.is_locked, held.words.owner, held.title) == (True, "anna", "Lamp")


def test_what_somebody_has_claimed_is_left_to_them():
    anna, ben = a_worker("anna"), a_worker("ben")
    ticket = begun(ASKS, queue=a_queue())
    claim(opened(ticket).id, actor=ben.actor)
    with pytest.raises(Conflict, match="claimed by Ben Anders"):
        dialog_of(ticket, actor=anna.actor)
    assert dialog_of(ticket, actor=ben.actor).form().parts


# ------------------------------------------------------------------------------------------------ who comes second
def test_a_stale_form_tells_what_happened_and_goes_through_the_second_time():
    anna, ben = a_worker("anna"), a_worker("ben")
    ticket = begun(ASKS, queue=a_queue())
    shown = dialog_of(ticket, actor=anna.actor).form().hidden["seen"]
    with moved_to(NOON):
        held = Ticket.for_update(ticket.id)
        held.set_fields({"answer": "no"}, actor=ben.actor)
        held.add_article(NewArticle("About it", "No."), actor=ben.actor)
    settling.settle()
    dialog = dialog_of(ticket, actor=anna.actor, reader=GERMAN)
    form = dialog.form(sent(answer="yes", seen=shown))
    assert dialog.refreshed(sent(answer="yes", seen=shown)).hidden["seen"] == shown
    with pytest.raises(Stale) as stale:
        dialog.answer(form)
    told = [(each.at, each.who, each.name) for each in stale.value.news]
    assert told == [(NOON, "Ben Anders", "answer"), (NOON, "Ben Anders", "")]
    assert [(each.label, each.yours, each.theirs) for each in stale.value.differences] == [("Answer", "yes", "no")]
    assert "Während Sie geschrieben haben" in str(stale.value)
    assert (form.fields["answer"].text, value(ticket)) == ("yes", "no")
    again = dialog.form(sent(answer="yes", seen=form.hidden["seen"]))
    dialog.answer(again)
    assert value(ticket) == "yes"


def test_what_one_did_oneself_or_nobody_writes_about_makes_no_form_stale():
    anna, ben = a_worker("anna"), a_worker("ben")
    ticket = begun(ASKS, queue=a_queue())
    shown = dialog_of(ticket, actor=anna.actor).form().hidden["seen"]
    Ticket.for_update(ticket.id).set_title("Lamp", actor=anna.actor)
    claim(opened(ticket).id, actor=anna.actor)
    settling.settle()
    assert ben.is_valid
    answered(ticket, actor=anna.actor, answer="yes", seen=shown)
    assert value(ticket) == "yes"


def test_two_agents_collide_and_nobody_loses_a_word():
    anna, ben = a_worker("anna"), a_worker("ben")
    ticket = begun(ASKS, queue=a_queue())
    work, shown = opened(ticket), dialog_of(ticket, actor=anna.actor).form().hidden["seen"]
    typed = sent(answer="What Anna typed", article_body="A long text", article_subject="S", picture="x.y", seen=shown)
    dialog_of(ticket, actor=anna.actor).save_draft(typed)
    with moved_to(NOON):
        answered(ticket, actor=ben.actor, answer="What Ben typed")
    settling.settle()
    with pytest.raises(Conflict, match="Ben Anders has completed"):
        at(work.id, "form", actor=anna.actor, reader=ENGLISH, held=True)
    found = overtaken(work.id, "form", typed, actor=anna.actor, reader=ENGLISH)
    assert (found.closing, found.closed_by, found.closed_at) == (Closing.COMPLETED, "Ben Anders", NOON)
    assert [(each.label, each.text) for each in found.kept] == [("Answer", "What Anna typed"), ("Subject", "S"), ("Text", "A long text")]
    assert [each.name for each in found.news][:1] == ["answer"]
    (draft,) = drafts.of_ticket(ticket.id, actor=anna.actor)
    assert draft.content["sent"]["answer-answer"] == ["What Anna typed"]
    with pytest.raises(NotFound):
        overtaken(work.id, "form", typed, actor=people.agent("nora").actor, reader=ENGLISH)
    with pytest.raises(NotFound):
        overtaken(work.id, "other", typed, actor=anna.actor, reader=ENGLISH)


# ------------------------------------------------------------------------------------------------ drafts
def test_a_draft_is_kept_while_typing_restored_and_gone_once_it_was_sent():
    anna, ticket = a_worker("anna"), begun(ASKS, queue=a_queue())
    dialog = dialog_of(ticket, actor=anna.actor)
    photo = uploads.take(b"picture", "photo.jpg", "image/jpeg", actor=anna.actor)
    assert dialog.draft() is None
    typed = sent(answer="half a sen", priority="nonsense", picture=photo.id, article_body="Dear", seen="1", shown="answer picture")
    typed.add("csrf_token", "secret")
    draft = dialog.save_draft(typed)
    assert draft is not None
    assert "csrf_token" not in draft.content["sent"]
    assert blobs.referrers["draft"](photo.sha256)
    restored = dialog.restored(draft)
    assert (restored.fields["answer"].text, restored.fields["picture"].shown_text) == ("half a sen", "photo.jpg")
    assert restored.article is not None
    assert (restored.article.fields["body"].text, restored.errors) == ("Dear", {})
    assert dialog_of(ticket, actor=a_worker("ben").actor).draft() is None
    answered(ticket, actor=anna.actor, answer="a sentence")
    assert db.session.scalars(select(Draft)).all() == []


def test_there_is_no_draft_before_there_is_a_ticket():
    begun(ASKS)
    start = process(
        "starts",
        node("startEvent", "start", ours('<lz:offers dialog="form"/>')),
        node("endEvent", "over"),
        flows("start > over"),
        declares=FIELD + dialog_xml(SHOW),
    )
    begun(start)
    dialog = activity_dialog.to_start("starts", None, actor=SYSTEM, reader=ENGLISH)
    assert (dialog.save_draft(sent(answer="a")), dialog.draft()) == (None, None)


# ------------------------------------------------------------------------------------------------ the runner has the last word
def test_what_only_the_runner_refuses_stands_in_the_form():
    model = one_dialog('<lz:show field="answer" check="answer != \'no\'" message="Not no."/>', declares=FIELD)
    ticket = begun(model)
    dialog = dialog_of(ticket)
    with pytest.raises(Refused, match="Not no"):
        runner.complete(opened(ticket).id, actor=SYSTEM, given=Input(dialog="form", answers={"answer": "no"}))
    form = dialog.form(sent(answer="yes"))
    form.refuse(Refused({"answer": "Somebody forbids it.", "": "And more."}))
    assert form.errors == {"answer-answer": ["Somebody forbids it."], "": ["And more."]}


def test_a_dialog_page_asks_the_database_little():
    anna, ticket = a_worker("anna"), begun(ASKS, queue=a_queue())
    Ticket.for_update(ticket.id).add_article(NewArticle("S", "B"), actor=anna.actor)
    settling.settle()
    key = opened(ticket).id
    db.session.expunge_all()
    with statements() as asked:
        form = at(key, "form", actor=anna.actor, reader=ENGLISH).form()
        assert len(form.parts) == 4
    assert len(asked) <= 12, asked
    assert db.session.scalars(select(Article)).all()
    assert db.session.scalars(select(HistoryEntry).limit(1)).all()
