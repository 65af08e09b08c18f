"""The runner: each verb of the engine as one step on real rows, and what becomes of steps that fail."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from desk.actors import SYSTEM
from desk.escalations import Sender
from desk.groups import Group
from desk.priorities import Priority
from desk.queues import Queue
from desk.states import State
from foundation import blobs
from foundation.clock import moved_to
from foundation.db import db
from foundation.errors import Conflict, Forbidden, NotFound, Refused
from foundation.outbox import Message
from processes import runner, settling
from processes.activities import IS_OPEN, Activity, ActivityPermit, Closing, PermitKind
from processes.chains import ChainTooLong
from processes.events import Event
from processes.history import HistoryEntry
from processes.incidents import Incident, Resolution
from processes.instances import Instance, InstanceState
from processes.messages import IncomingMessage, Subscription
from processes.running.answering import Input
from processes.running.storing import CLOSE_OTHERS
from processes.tickets.articles import Article, ArticleAttachment, Channel
from processes.tickets.new_articles import NewArticle, NewAttachment
from processes.tickets.ticket import Ticket
from processes.timers import Timer
from tests.desk import people
from tests.desk.words import a_group, a_queue
from tests.processes.bpmn_text import action, event, flow, flows, node, ours, process
from tests.processes.models import deployed
from tests.processes.ticket_factories import a_worker, statements

pytestmark = pytest.mark.usefixtures("desk_work")
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
FIELD = '<lz:field name="decision" type="text" label="Decision"/>'
DIALOGS = (
    '<lz:dialog id="decide" label="Decide" for="agent"><lz:show field="decision" as="mandatory"/>'
    '<lz:article as="optional" channel="internal"/></lz:dialog>'
    '<lz:dialog id="note" label="Note" for="agent">'
    '<lz:article as="mandatory" channel="internal" subject="Note of {{ decision }}"/></lz:dialog>'
)
OFFERS = ours('<lz:offers dialog="decide"/>', '<lz:offers dialog="note" completes="false"/>')
LOOP = process(
    "loop",
    node("startEvent", "start"),
    node("userTask", "work", OFFERS),
    node("exclusiveGateway", "which", default="which-over"),
    flow("which", "open", "decision != 'over'"),
    node("serviceTask", "open", ours(action("ticket-state-set", state="open"))),
    node("endEvent", "over"),
    flows("start > work > which", "open > work", "which > over"),
    declares=FIELD + DIALOGS,
)


def begun(model: str, *, actor: Any = SYSTEM, **wanted: Any) -> Ticket:
    """A ticket in the process of a model."""
    version = deployed(model)
    return runner.open_ticket(queue=Queue.default(), title="T", actor=actor, process_id=version.definition.process_id, **wanted)


def opened(ticket: Ticket, name: str | None = None) -> Activity:
    """The open activity of that name, or the only one."""
    found = db.session.scalars(select(Activity).where(Activity.ticket_id == ticket.id, IS_OPEN).order_by(Activity.id)).all()
    return next(each for each in found if name in {None, each.node_id})


def names_of_open(ticket: Ticket) -> list[str]:
    return list(db.session.scalars(select(Activity.node_id).where(Activity.ticket_id == ticket.id, IS_OPEN).order_by(Activity.id)))


def answer(ticket: Ticket, name: str | None = None, *, actor: Any = SYSTEM, dialog: str | None = "decide", **answers: Any) -> Any:
    """Answer the dialog of an open activity."""
    return runner.complete(opened(ticket, name).id, actor=actor, given=Input(dialog=dialog, answers=answers))


def history(ticket: Ticket, *events: Event) -> list[HistoryEntry]:
    settling.settle()
    rows = select(HistoryEntry).where(HistoryEntry.ticket_id == ticket.id, *([HistoryEntry.event.in_(events)] if events else []))
    return list(db.session.scalars(rows.order_by(HistoryEntry.position)))


def incident_of(ticket: Ticket) -> Incident:
    return db.session.scalars(select(Incident).where(Incident.ticket_id == ticket.id).order_by(Incident.id.desc()).limit(1)).one()


@contextmanager
def refused(kind: type[Exception], sentence: str, ticket: Ticket) -> Iterator[None]:
    """An attempt that is refused, and changes nothing about the ticket."""
    settling.settle()
    before = (ticket.version, ticket.history_length)
    with pytest.raises(kind, match=sentence), settling.undoable():
        yield
    db.session.refresh(ticket)
    assert (ticket.version, ticket.history_length) == before


# ------------------------------------------------------------------------------------------------ people
def test_a_step_writes_what_was_said_and_tells_why_it_went_where_it_went():
    ticket = begun(LOOP)
    work = opened(ticket)
    with moved_to(NOON):
        runner.complete(
            work.id, actor=SYSTEM, given=Input(dialog="Decide", answers={"decision": "go on"}, article=NewArticle("Hm", "Let us go on."))
        )
    assert (ticket.words.state, ticket.field_values["decision"]) == ("open", "go on")
    db.session.refresh(work)
    assert (work.closing, work.closed_by, work.closed_at, work.dialog) == (Closing.COMPLETED, "system", NOON, "decide")
    assert names_of_open(ticket) == ["work"]
    entries = history(ticket)
    assert [entry.event for entry in entries[4:]] == [
        Event.FIELD_CHANGED,
        Event.NOTE_ADDED,
        Event.STATE_CHANGED,
        Event.ACTIVITY_COMPLETED,
        Event.ACTIVITY_OPENED,
        Event.TRANSITIONS_TAKEN,
    ]
    assert [entry.actor for entry in entries[4:7]] == ["system", "system", "process:loop"]
    way = entries[-1].data
    assert way["taken"] == ["work-which", "which", "which-open", "open", "open-work", "work"]
    assert way["conditions"] == [{"flow": "which-open", "text": "decision != 'over'", "holds": True, "values": {"decision": "go on"}}]
    assert way["actions"] == [{"action": "ticket-state-set", "element": "open", "outcome": "done"}]


def test_an_instance_that_ends_keeps_its_ticket_and_drops_its_state():
    ticket = begun(LOOP)
    answer(ticket, decision="over")
    instance = db.session.scalars(select(Instance)).one()
    assert (instance.standing, instance.state, instance.ended_with) == (InstanceState.ENDED, None, None)
    assert history(ticket)[-1].event is Event.PROCESS_ENDED
    assert (ticket.words.state, names_of_open(ticket)) == ("new", [])


def test_a_dialog_that_completes_nothing_leaves_the_activity_open():
    ticket = begun(LOOP)
    work = opened(ticket)
    runner.complete(work.id, actor=SYSTEM, given=Input(dialog="note", article=NewArticle("", "Only a note.")))
    assert opened(ticket).id == work.id
    assert [entry.event for entry in history(ticket)[-2:]] == [Event.NOTE_ADDED, Event.DIALOG_ANSWERED]


def test_whoever_comes_second_is_told_who_was_first():
    anna, ben = a_worker("anna"), a_worker("ben")
    ticket = begun(LOOP)
    work = opened(ticket)
    answer(ticket, actor=anna.actor, decision="mine")
    with refused(Conflict, "Anna Anders has completed", ticket):
        runner.complete(work.id, actor=ben.actor, given=Input(dialog="decide", answers={"decision": "mine, too"}))
    assert ticket.field_values["decision"] == "mine"


def test_what_may_not_be_answered_changes_nothing():
    ticket = begun(LOOP)
    work, nobody = opened(ticket), people.agent("nora")
    for kind, sentence, actor, given in (
        (NotFound, "no activity", nobody.actor, Input(dialog="decide", answers={"decision": "x"})),
        (Refused, "must be filled in", SYSTEM, Input(dialog="decide", answers={})),
        (Refused, "not shown there", SYSTEM, Input(dialog="decide", answers={"decision": "x", "state": "open"})),
        (Refused, "not offered", SYSTEM, Input(dialog="depart")),
        (Refused, "name one: decide, note", SYSTEM, Input()),
        (Refused, "needs a subject and a body", SYSTEM, Input(dialog="note")),
    ):
        with refused(kind, sentence, ticket):
            runner.complete(work.id, actor=actor, given=given)
    with refused(NotFound, "999", ticket):
        runner.complete(999, actor=SYSTEM)
    assert names_of_open(ticket) == ["work"]


def test_a_step_costs_the_same_however_old_the_ticket_is():
    anna = a_worker("anna")
    ticket = begun(LOOP)
    counts = []
    for number in range(1, 61):
        activity = opened(ticket)
        settling.settle()
        db.session.commit()  # each step in a session that knows nothing
        with statements() as sent:
            runner.complete(activity.id, actor=anna.actor, given=Input(dialog="decide", answers={"decision": str(number % 2)}))
            settling.settle()
        counts.append(len([sql for sql in sent if not sql.startswith(("BEGIN", "SAVEPOINT", "RELEASE"))]))
    assert max(counts[1:]) <= 15
    assert counts[5] == counts[-1]


def test_sqlite_works_no_more_for_a_step_with_every_activity_that_was_closed():
    if db.engine.dialect.name != "sqlite":
        pytest.skip("SQLite counts its instructions; PostgreSQL does not.")
    anna, ticket, counts = a_worker("anna"), begun(LOOP), []
    for number in range(1, 11):
        activity_id, instructions = opened(ticket).id, list[None]()
        line: Any = db.session.connection().connection.driver_connection
        line.set_progress_handler(partial(instructions.append, None), 1)
        runner.complete(activity_id, actor=anna.actor, given=Input(dialog="decide", answers={"decision": str(number % 2)}))
        line.set_progress_handler(None, 0)
        counts.append(len(instructions))
    assert len(set(counts[1:])) == 1


def test_an_activity_is_found_by_its_token_however_many_its_ticket_had():
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL decides by what it knows of the rows.")
    asked = str(CLOSE_OTHERS.compile(db.engine, compile_kwargs={"render_postcompile": True}))
    line: Any = db.session.connection().connection.driver_connection
    plan = line.execute(f"EXPLAIN QUERY PLAN {asked}", [None] * asked.count("?")).fetchall()
    assert [row[3] for row in plan] == ["SEARCH activity USING INDEX ix_activity_instance_id_token (instance_id=? AND token=?)"]


# ------------------------------------------------------------------------------------------------ whom an activity is for
def test_an_activity_is_for_those_the_model_names_and_opens_its_ticket_to_them():
    hidden = a_queue("Hidden", group=a_group("hidden"))
    mia = people.agent("mia")
    people.grant(mia, people.group("managers"), "rw")
    model = process(
        "permits",
        node("startEvent", "start"),
        node("userTask", "approve", ours('<lz:may group="managers"/>', '<lz:may agent="ticket.owner"/>', '<lz:may agent="=chosen"/>')),
        node("userTask", "after"),
        flows("start > approve > after"),
        declares='<lz:field name="chosen" type="text"/>',
    )
    version = deployed(model)
    ticket = runner.open_ticket(queue=hidden, title="T", actor=SYSTEM, process_id=version.definition.process_id)
    permits = db.session.execute(select(ActivityPermit.kind, ActivityPermit.subject_id)).all()
    assert set(permits) == {(PermitKind.GROUP, Group.named("managers").id), (PermitKind.OWNER, 0)}
    assert db.session.scalar(Ticket.visible_to(mia.actor).where(Ticket.id == ticket.id)) is ticket
    settling.settle()
    answer(ticket, actor=mia.actor, dialog=None)
    settling.settle()
    assert db.session.scalars(select(ActivityPermit)).all() == []
    assert db.session.scalar(Ticket.visible_to(mia.actor).where(Ticket.id == ticket.id)) is None


CHOOSING = process(
    "choosing",
    node("startEvent", "start"),
    node("userTask", "choose", ours('<lz:offers dialog="choose"/>')),
    node("userTask", "sign", ours('<lz:may agent="=deputy"/>')),
    flows("start > choose > sign"),
    declares='<lz:field name="deputy" type="agent" label="Deputy"/><lz:field name="told" type="text" label="Told"/>'
    '<lz:field name="reason" type="text" label="Reason"/>'
    '<lz:dialog id="choose" label="Choose" for="agent">'
    '<lz:show field="deputy" as="mandatory" check="deputy != \'anna\'" message="Nobody signs for themselves."/>'
    '<lz:show field="reason" as="optional" when="ticket.deputy == \'ben\'"/>'
    '<lz:show field="told" as="hidden" default="It is {{ deputy }}."/></lz:dialog>',
)


@pytest.mark.parametrize("by_id", [True, False])
def test_rules_and_permits_see_the_login_of_an_agent_who_was_chosen(by_id: bool):
    anna, ben = a_worker("anna"), people.agent("ben")
    ticket = begun(CHOOSING)

    def said(person: Any) -> Any:
        return person.id if by_id else person.login

    with pytest.raises(Refused, match="Nobody signs for themselves"), settling.undoable():
        answer(ticket, actor=anna.actor, dialog="choose", deputy=said(anna))
    answer(ticket, actor=anna.actor, dialog="choose", deputy=said(ben), reason="Holidays")
    assert (ticket.field_value("deputy"), ticket.field_value("told"), ticket.field_value("reason")) == ("ben", "It is ben.", "Holidays")
    permits = db.session.execute(select(ActivityPermit.kind, ActivityPermit.subject_id)).all()
    assert permits == [(PermitKind.AGENT, ben.id)]
    with pytest.raises(Forbidden):
        answer(ticket, actor=anna.actor, dialog=None)
    answer(ticket, actor=ben.actor, dialog=None)


# ------------------------------------------------------------------------------------------------ fields a process brings along
BRINGING = '<lz:field name="repaired" type="checkbox" label="Repaired" default="false"/>'


def test_fields_of_a_process_begin_with_it_and_not_with_every_ticket():
    deployed(process("repair", node("startEvent", "start"), node("userTask", "work"), flows("start > work"), declares=BRINGING))
    other = begun(LOOP)
    repair = runner.open_ticket(queue=Queue.default(), title="T", actor=SYSTEM, process_id="repair")
    assert other.field_value("repaired") is None
    assert repair.field_value("repaired") is False
    assert [entry.data["field"] for entry in history(other, Event.FIELD_CHANGED)] == []
    assert [entry.data["field"] for entry in history(repair, Event.FIELD_CHANGED)] == ["repaired"]


def test_a_field_that_has_a_value_keeps_it_when_its_process_begins():
    deployed(process("repair", node("startEvent", "start"), node("userTask", "work"), flows("start > work"), declares=BRINGING))
    ticket = runner.open_ticket(queue=Queue.default(), title="T", actor=SYSTEM, process_id="repair", fields={"repaired": True})
    assert ticket.field_value("repaired") is True


def test_a_default_is_no_change_that_an_activity_goes_on_by():
    advancing = process(
        "advancing",
        node("startEvent", "start"),
        node("userTask", "work", lz_advances="on-change"),
        node("exclusiveGateway", "which", default="which-back"),
        flow("which", "over", "repaired == false"),
        node("userTask", "back"),
        node("endEvent", "over"),
        flows("start > work > which", "which > back"),
        declares=BRINGING,
    )
    deployed(advancing)
    ticket = runner.open_ticket(queue=Queue.default(), title="T", actor=SYSTEM, process_id="advancing")
    settling.settle()
    assert names_of_open(ticket) == ["work"]


# ------------------------------------------------------------------------------------------------ incidents
FAILING = process(
    "failing",
    node("startEvent", "start"),
    node("userTask", "work", OFFERS),
    node("serviceTask", "give", ours(action("ticket-owner-set", owner="{{ decision }}"))),
    node("userTask", "given"),
    flows("start > work > give > given"),
    declares=FIELD + DIALOGS,
)


def test_a_step_that_fails_is_undone_and_can_be_made_again():
    ticket = begun(FAILING)
    outcome = runner.complete(
        opened(ticket).id, actor=SYSTEM, given=Input(dialog="decide", answers={"decision": "olga"}, article=NewArticle("S", "B"))
    )
    assert outcome.incident is incident_of(ticket)
    assert (names_of_open(ticket), ticket.field_values["decision"]) == (["work"], None)
    found = incident_of(ticket)
    assert (found.element, found.verb, found.attempts, found.resolved_at) == ("give", "complete", 1, None)
    assert "olga" in found.message
    assert [entry.event for entry in history(ticket)[-1:]] == [Event.INCIDENT_HAPPENED]
    runner.retry(found.id, actor=SYSTEM)
    assert (incident_of(ticket).id, found.attempts) == (found.id, 2)
    a_worker("olga")
    assert runner.retry(found.id, actor=SYSTEM).incident is None
    assert (ticket.words.owner, names_of_open(ticket), found.resolution) == ("olga", ["given"], Resolution.RETRIED)
    assert [entry.event for entry in history(ticket, Event.NOTE_ADDED)] == [Event.NOTE_ADDED]
    with pytest.raises(Conflict, match="is over"):
        runner.retry(found.id, actor=SYSTEM)


def test_the_files_of_an_answer_that_failed_are_kept_for_the_next_attempt():
    ticket = begun(FAILING)
    article = NewArticle("S", "B", attachments=[NewAttachment("photo.png", "image/png", b"picture")])
    runner.complete(opened(ticket).id, actor=SYSTEM, given=Input(dialog="decide", answers={"decision": "olga"}, article=article))
    (told,) = incident_of(ticket).arguments["article"]["attachments"]
    assert blobs.read_whole(told["sha256"]) == b"picture"
    assert blobs.referrers["incident"](told["sha256"])
    a_worker("olga")
    runner.retry(incident_of(ticket).id, actor=SYSTEM)
    assert [(file.filename, file.sha256) for file in db.session.scalars(select(ArticleAttachment))] == [("photo.png", told["sha256"])]
    assert not blobs.referrers["incident"](told["sha256"])


def test_an_administrator_may_skip_the_action_that_fails():
    ticket, anna = begun(FAILING), a_worker("anna")
    answer(ticket, decision="olga")
    with pytest.raises(Forbidden):
        runner.retry(incident_of(ticket).id, actor=anna.actor)
    runner.retry(incident_of(ticket).id, actor=SYSTEM, skip=True)
    assert (names_of_open(ticket), incident_of(ticket).resolution) == (["given"], Resolution.SKIPPED)
    assert ticket.field_values["decision"] == "olga"
    assert history(ticket, Event.TRANSITIONS_TAKEN)[-1].data["actions"][0]["outcome"] == "skipped"


def test_an_incident_is_over_when_its_activity_has_gone_on():
    ticket = begun(FAILING)
    answer(ticket, decision="olga")
    a_worker("anna")
    answer(ticket, decision="anna")
    assert incident_of(ticket).resolution is Resolution.GONE
    assert db.session.scalars(select(Instance.incidents)).one() == 0


@pytest.mark.parametrize(("on_error", "open_after"), [("continue", ["given"]), ("boundary", ["helped"]), ("incident", ["work"])])
def test_what_follows_from_a_failing_action_is_the_models_to_say(on_error: str, open_after: list[str]):
    model = process(
        "failures",
        node("startEvent", "start"),
        node("userTask", "work"),
        node("serviceTask", "give", ours(action("ticket-owner-set", on_error=on_error, owner="{{ title }}"))),
        node("boundaryEvent", "failed", "<bpmn:errorEventDefinition/>", attachedToRef="give"),
        node("userTask", "given"),
        node("userTask", "helped"),
        flows("start > work > give > given", "failed > helped"),
    )
    ticket = begun(model)
    answer(ticket, dialog=None)
    assert names_of_open(ticket) == open_after


def test_an_endless_loop_is_stopped_and_named():
    model = process(
        "endless",
        node("startEvent", "start"),
        node("userTask", "work"),
        node("task", "round"),
        node("exclusiveGateway", "on", default="on-round"),
        flow("on", "over", "title == 'never'"),
        node("endEvent", "over"),
        flows("start > work > round > on > round"),
    )
    ticket = begun(model)
    answer(ticket, dialog=None)
    assert "ndless loop" in incident_of(ticket).message
    assert names_of_open(ticket) == ["work"]


def test_a_process_that_cannot_begin_leaves_its_ticket_and_an_incident():
    model = process(
        "late",
        node("startEvent", "start"),
        node("serviceTask", "give", ours(action("ticket-owner-set", owner="{{ title }}"))),
        node("userTask", "given"),
        flows("start > give > given"),
    )
    ticket = begun(model)
    assert (incident_of(ticket).verb, names_of_open(ticket)) == ("start", [])
    ticket.set_title("anna", actor=SYSTEM)
    a_worker("anna")
    runner.retry(incident_of(ticket).id, actor=SYSTEM)
    assert (ticket.words.owner, names_of_open(ticket)) == ("anna", ["given"])


# ------------------------------------------------------------------------------------------------ changes outside a step
FOLLOWING = process(
    "following",
    node("startEvent", "start"),
    node("userTask", "work", lz_advances="on-change"),
    node("exclusiveGateway", "which", default="which-work"),
    flow("which", "give", "priority == '5 very high'"),
    flow("which", "calm", "priority == '1 very low'"),
    node("serviceTask", "give", ours(action("ticket-owner-set", owner="{{ title }}"))),
    node("userTask", "given"),
    node("userTask", "calm"),
    node("boundaryEvent", "moved", event("condition", "queue == 'Misc'"), attachedToRef="work", cancelActivity="false"),
    node("userTask", "moved_work"),
    flows("start > work > which > work", "give > given", "moved > moved_work"),
)


def test_a_change_outside_moves_tokens_before_the_commit():

    ticket = begun(FOLLOWING)
    ticket.move_to(Queue.named("Misc"), actor=SYSTEM)
    assert names_of_open(ticket) == ["work"]
    settling.settle()
    assert names_of_open(ticket) == ["work", "moved_work"]
    ticket.set_priority(Priority.named("1 very low"), actor=SYSTEM)
    settling.settle()
    assert names_of_open(ticket) == ["moved_work", "calm"]
    assert [entry.event for entry in history(ticket, Event.ACTIVITY_ADVANCED)] == [Event.ACTIVITY_ADVANCED]


def test_a_change_stays_when_what_follows_from_it_fails():

    ticket = begun(FOLLOWING)
    ticket.set_priority(Priority.named("5 very high"), actor=SYSTEM)
    settling.settle()
    assert (ticket.words.priority, names_of_open(ticket)) == ("5 very high", ["work"])
    assert (incident_of(ticket).verb, incident_of(ticket).element) == ("reevaluate", "give")
    ticket.set_title("anna", actor=SYSTEM)
    a_worker("anna")
    runner.retry(incident_of(ticket).id, actor=SYSTEM)
    settling.settle()
    assert names_of_open(ticket) == ["given"]


# ------------------------------------------------------------------------------------------------ time
TIMED = process(
    "timed",
    node("startEvent", "start"),
    node("userTask", "work", lz_due="PT4H working", lz_followUp="ticket.pending_until"),
    node("boundaryEvent", "hourly", event("cycle", "R3/PT1H"), attachedToRef="work", cancelActivity="false"),
    node("serviceTask", "open", ours(action("ticket-state-set", state="open"))),
    node("endEvent", "told"),
    node("boundaryEvent", "pending_over", event("date", "ticket.pending_until"), attachedToRef="work"),
    node("serviceTask", "give", ours(action("ticket-owner-set", owner="{{ title }}"))),
    node("userTask", "after"),
    flows("start > work", "hourly > open > told", "pending_over > give > after"),
)


def due_times(ticket: Ticket) -> dict[str, datetime | None]:
    settling.settle()
    return dict(db.session.execute(select(Timer.element, Timer.due_at).where(Timer.ticket_id == ticket.id)).all())


def fire(ticket: Ticket, element: str) -> bool:
    return runner.fire(db.session.scalars(select(Timer.id).where(Timer.ticket_id == ticket.id, Timer.element == element)).one())


def test_timers_follow_the_data_and_fire_once_for_cycles_that_were_missed():
    with moved_to(NOON):
        ticket = begun(TIMED)
        assert due_times(ticket) == {"hourly": NOON + timedelta(hours=1), "pending_over": None}
        assert (opened(ticket).due_at, opened(ticket).follow_up_at) == (NOON + timedelta(hours=4), None)
        ticket.set_state(State.named("pending reminder"), pending_until=NOON + timedelta(days=2), actor=SYSTEM)
        assert due_times(ticket)["pending_over"] == NOON + timedelta(days=2)
        db.session.refresh(opened(ticket))
        assert opened(ticket).follow_up_at == NOON + timedelta(days=2)
    with moved_to(NOON + timedelta(hours=2, minutes=30)):
        assert fire(ticket, "hourly")
        assert ticket.words.state == "open"
        assert due_times(ticket) == {"hourly": NOON + timedelta(hours=3), "pending_over": None}
        assert [entry.data.get("missed") for entry in history(ticket, Event.TIMER_FIRED)] == [None, 1]
    assert not runner.fire(999)


def test_a_timer_that_fails_waits_for_an_administrator():
    with moved_to(NOON):
        ticket = begun(TIMED)
        ticket.set_state(State.named("pending reminder"), pending_until=NOON + timedelta(hours=1), actor=SYSTEM)
        settling.settle()
        assert fire(ticket, "pending_over")
        assert (names_of_open(ticket), due_times(ticket)["pending_over"]) == (["work"], None)
        a_worker("anna")
        ticket.set_title("anna", actor=SYSTEM)
        settling.settle()
        runner.retry(incident_of(ticket).id, actor=SYSTEM)
        assert (names_of_open(ticket), ticket.words.owner) == (["after"], "anna")
        assert due_times(ticket) == {}


def test_a_timer_can_count_to_the_end_of_a_clock_and_a_condition_read_what_is_only_read():
    promising = a_queue("Promising", solution_minutes=60)
    model = process(
        "clocked",
        node("startEvent", "start"),
        node("exclusiveGateway", "new", default="new-work"),
        flow("new", "odd", "state_type != 'new'"),
        node("endEvent", "odd"),
        node("userTask", "work"),
        node("boundaryEvent", "late", event("date", "sla.solution"), attachedToRef="work", cancelActivity="false"),
        node("endEvent", "told"),
        flows("start > new > work", "late > told"),
    )
    with moved_to(NOON):
        ticket = begun(model)
        assert due_times(ticket) == {"late": None}
        ticket.move_to(promising, actor=SYSTEM)
        assert due_times(ticket) == {"late": NOON + timedelta(hours=1)}


# ------------------------------------------------------------------------------------------------ messages
TALKING = process(
    "talking",
    node("startEvent", "start"),
    node("userTask", "work"),
    node("receiveTask", "hear", messageRef="m_told"),
    node("intermediateCatchEvent", "woken", event("signal", "alarm")),
    node("serviceTask", "tell", ours(action("process-message", name="told", to="children"))),
    node("endEvent", "shout", event("signal", "all-clear")),
    flows("start > work > hear > woken > tell > shout"),
    declares='<lz:variable name="what" type="text"/>',
    messages=("told",),
    signals=("alarm", "all-clear"),
)


def test_messages_wait_for_who_waits_for_them_and_come_once():
    ticket = begun(TALKING)
    assert not runner.deliver(ticket, "told", {"what": "first"}, actor=SYSTEM, external_id="mail-1")
    assert not runner.deliver(ticket, "told", {"what": "again"}, actor=SYSTEM, external_id="mail-1")
    assert not runner.deliver(ticket, "unknown", {}, actor=SYSTEM)
    assert [message.data for message in db.session.scalars(select(IncomingMessage))] == [{"what": "first"}]
    answer(ticket, dialog=None)
    waits = db.session.execute(select(Subscription.kind, Subscription.name)).all()
    assert waits == [("signal", "alarm")]
    assert db.session.scalars(select(IncomingMessage.taken_at)).one() is not None
    assert not runner.signal(ticket, "other", {}, actor=SYSTEM)
    assert runner.signal(ticket, "alarm", {}, actor=SYSTEM)
    settling.settle()
    assert db.session.scalars(select(Instance.standing)).one() is InstanceState.ENDED
    sent = {message.job.rpartition(".")[2]: message for message in db.session.scalars(select(Message))}
    assert sent["send_message"].arguments["to"] == "children"
    assert sent["broadcast_signal"].arguments["name"] == "all-clear"
    assert {message.hops for message in sent.values()} == {1}
    assert {message.cause for message in sent.values()} == {ticket.number}


def test_messages_that_answer_each_other_for_ever_are_stopped():
    ticket = begun(TALKING)
    with pytest.raises(ChainTooLong, match="20260105"):
        runner.deliver(ticket, "told", {}, actor=SYSTEM, cause="2026010510000011", hops=51)


def test_the_customers_article_stays_when_the_process_fails_over_it():
    model = process(
        "touchy",
        node("startEvent", "start"),
        node("intermediateCatchEvent", "reply", event("message", "customer.reply")),
        node("serviceTask", "give", ours(action("ticket-owner-set", owner="{{ title }}"))),
        node("userTask", "given"),
        flows("start > reply > give > given"),
        messages=("customer.reply",),
    )
    from desk.escalations import Sender
    from processes.tickets.articles import Channel

    ticket = begun(model, customer_user="carla@example.com")
    said = NewArticle("Re: T", "And now?", sender=Sender.CUSTOMER, channel=Channel.EMAIL, visible_to_customer=True)
    ticket.add_article(said, actor=SYSTEM)
    settling.settle()
    assert db.session.scalars(select(Article.body)).all() == ["And now?"]
    assert (incident_of(ticket).verb, names_of_open(ticket)) == ("deliver", [])
    a_worker("anna")
    ticket.set_title("anna", actor=SYSTEM)
    settling.settle()
    runner.retry(incident_of(ticket).id, actor=SYSTEM)
    assert names_of_open(ticket) == ["given"]


# ------------------------------------------------------------------------------------------------ by hand
def test_a_token_is_moved_by_an_administrator():
    ticket, anna = begun(LOOP), a_worker("anna")
    with pytest.raises(Forbidden):
        runner.move(ticket, "open", actor=anna.actor)
    first = opened(ticket)
    runner.move(ticket, "open", actor=SYSTEM)
    db.session.refresh(first)
    assert (ticket.words.state, first.closing, names_of_open(ticket)) == ("open", Closing.CANCELLED, ["work"])
    with refused(Refused, "nowhere", ticket):
        runner.move(ticket, "nowhere", actor=SYSTEM)


def test_cancelling_ends_what_runs_and_forgets_what_was_awaited():
    with moved_to(NOON):
        ticket = begun(TIMED)
        assert runner.cancel(ticket, actor=SYSTEM, reason="no longer wanted")
        assert not runner.cancel(ticket, actor=SYSTEM, reason="no longer wanted")
        assert (names_of_open(ticket), due_times(ticket)) == ([], {})
        assert db.session.scalars(select(Instance.standing)).one() is InstanceState.CANCELLED
        assert history(ticket, Event.PROCESS_CANCELLED)[0].data["reason"] == "no longer wanted"


def test_a_process_can_wait_for_any_change_of_its_ticket():
    model = process(
        "watchful",
        node("startEvent", "start"),
        node("intermediateCatchEvent", "changed", event("message", "ticket.changed")),
        node("userTask", "look"),
        flows("start > changed > look"),
        declares='<lz:variable name="names" type="list"/>',
        messages=("ticket.changed",),
    )
    ticket = begun(model)
    ticket.set_title("Another", actor=SYSTEM)
    settling.settle()
    assert names_of_open(ticket) == ["look"]
    assert history(ticket, Event.MESSAGE_DELIVERED)[0].data["message"] == "ticket.changed"


def test_a_ticket_is_enrolled_in_another_process():
    deployed(TALKING)
    ticket = begun(LOOP)
    runner.enrol(ticket, "talking", actor=SYSTEM)
    rows = db.session.scalars(select(Instance).order_by(Instance.id)).all()
    assert [row.standing for row in rows] == [InstanceState.CANCELLED, InstanceState.RUNNING]
    assert names_of_open(ticket) == ["work"]
    with pytest.raises(NotFound):
        runner.enrol(ticket, "nothing", actor=people.agent("nora").actor)


def test_a_closed_ticket_that_is_opened_again_begins_its_queues_process():
    ticket = begun(LOOP)
    answer(ticket, decision="over")
    ticket.close(actor=SYSTEM)
    ticket.reopen(actor=SYSTEM)
    settling.settle()
    assert names_of_open(ticket) == ["work"]
    assert history(ticket, Event.PROCESS_STARTED)[-1].data == {"process": "request", "version": 1, "node": "old_ticket_reopened"}


def test_a_reply_to_a_ticket_whose_process_has_ended_begins_its_queues_process():
    ticket = begun(LOOP, customer_user="carla@example.com")
    answer(ticket, decision="over")
    ticket.close(actor=SYSTEM)
    said = NewArticle("Re: T", "Not yet.", sender=Sender.CUSTOMER, channel=Channel.EMAIL, visible_to_customer=True)
    ticket.follow_up(said, actor=SYSTEM)
    settling.settle()
    assert (ticket.words.state, names_of_open(ticket)) == ("open", ["work"])


# ------------------------------------------------------------------------------------------------ versions
def test_an_instance_goes_on_with_a_newer_version():
    ticket = begun(LOOP)
    work = opened(ticket)
    renamed = deployed(LOOP.replace('"work"', '"toil"').replace("work<", "toil<").replace(">work", ">toil"))
    assert runner.plan_migration(ticket, renamed).verdict == "needs mapping"
    assert runner.plan_migration(ticket, renamed, {"work": "toil"}).verdict == "ok"
    with refused(Refused, "work", ticket):
        runner.migrate(ticket, renamed, actor=SYSTEM)
    assert runner.migrate(ticket, renamed, mapping={"work": "toil"}, actor=SYSTEM)
    assert not runner.migrate(ticket, renamed, mapping={"work": "toil"}, actor=SYSTEM)
    db.session.refresh(work)
    assert (work.node_id, work.closed_at) == ("toil", None)
    answer(ticket, decision="on")
    assert names_of_open(ticket) == ["toil"]
    assert history(ticket, Event.PROCESS_MIGRATED)[0].data["mapping"] == {"work": "toil"}
    other = deployed(TALKING)
    with refused(Refused, "Enrol it", ticket):
        runner.plan_migration(ticket, other)


def test_the_everyday_verbs_can_be_narrowed():
    narrow = process(
        "narrow", node("startEvent", "start"), node("userTask", "work"), flows("start > work"), declares='<lz:ticket verbs="note move"/>'
    )
    assert runner.verbs_of(begun(narrow)) == frozenset({"note", "move"})
    assert runner.verbs_of(begun(LOOP)) is None
