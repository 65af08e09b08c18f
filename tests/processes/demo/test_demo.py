"""The demo company comes once, stands in all stages, and goes without a trace in what belongs to others."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from commands.demo import do
from desk.actors import SYSTEM
from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.house_permissions import HousePermission, grant
from desk.master_data import Validity
from desk.personal_queues import my_queues
from desk.queues import Queue
from desk.state_types import StateType
from foundation.clock import moved_to, now
from foundation.db import Base, db
from foundation.errors import Conflict
from foundation.outbox import Message, put
from foundation.unit_of_work import unit_of_work
from processes import definitions
from processes.activities import IS_OPEN, Activity
from processes.demo import loading, playing, removing
from processes.demo.known import Login
from processes.demo.marking import demo_tickets
from processes.demo.stories import STORIES, told
from processes.deploying import shipped
from processes.history import HistoryCheckpoint, HistoryEntry
from processes.notices import UNTOLD, Notice
from processes.proving.chains import one_moment, prove
from processes.proving.checkpoints import checkpoint
from processes.tickets.articles import Article, Sending
from processes.tickets.ticket import Ticket
from tests.desk.people import agent
from tests.processes.ticket_factories import a_ticket

ONCE = sum(story.tickets for story in STORIES)
COUNTS = "ticket_number_counter"  # no number is given twice
FRIDAY = datetime(2026, 3, 13, 14, 30, tzinfo=UTC)  # half past three in Berlin


def load(tickets: int = ONCE, **wanted: Any) -> list[Login]:
    return loading.load(do=do, tickets=tickets, progress=lambda _: None, **wanted)


def counted(statement: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0


def rows(but: tuple[str, ...] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, as they are stored."""
    with unit_of_work(reads_only=True):
        tables = [table for table in Base.metadata.sorted_tables if table.name not in but]
        return {table.name: [tuple(row) for row in db.session.execute(select(table).order_by(*table.primary_key))] for table in tables}


# ------------------------------------------------------------------------------------------------ loading
@pytest.mark.timeout(300)
def test_it_comes_once_stands_in_all_stages_and_goes_again(seeded_house):
    with unit_of_work():
        boss = agent("boss")
        grant(HousePermission.ADMIN, to=boss, actor=SYSTEM)
        own = a_ticket(queue=Queue.default(), title="A ticket of ours").id
    before = rows()
    with moved_to(FRIDAY):
        with pytest.raises(Conflict, match=r"Tickets of real people are in this house \(1\)"):
            load()
        assert rows() == before
        logins = load(beside_others=True)
        loaded = rows()
        assert load(beside_others=True) == []
        assert rows() == loaded
        assert loading.known_logins() == logins
        assert [(login.kind, login.login) for login in logins] == [("agent", "agent"), ("agent", "admin"), ("customer user", "customer")]
        with one_moment():
            assert prove().holds
            assert_people_are_right(logins)
            assert_all_stages()
            assert_nothing_leaves(before)
        with unit_of_work():
            made = checkpoint(most=100)
            assert sum(each.tickets for each in made) >= ONCE
            put(
                "workers.steps.deliver_message",
                {"ticket_id": max(db.session.scalars(demo_tickets())), "name": "x", "data": {}},
                job_queue="steps",
            )
        assert_it_goes(before, own)


def assert_people_are_right(logins: list[Login]) -> None:
    assert [login.password for login in logins] == ["agent-demo", "admin-demo", "customer-demo"]
    for login in logins:
        kind = Agent if login.kind == "agent" else CustomerUser
        assert kind.named(login.login).has_password(login.password)
    assert Agent.named("greta.hansen").is_out_of_office(now())
    assert [queue.name for queue in db.session.scalars(my_queues(Agent.named("agent").id))] == ["On call", "Service desk"]
    assert {Agent.named("ben.okoro").language, Agent.named("agent").language} == {"de", "en"}


def assert_all_stages() -> None:
    tickets = list(db.session.scalars(select(Ticket).where(Ticket.id.in_(demo_tickets()))))
    assert len(tickets) == ONCE
    types = {ticket.state_type for ticket in tickets}
    assert types == set(StateType) - {StateType.REMOVED}
    assert all(now() - timedelta(days=61) < ticket.created_at <= now() for ticket in tickets)
    assert sorted(ticket.number for ticket in tickets) == [t.number for t in sorted(tickets, key=lambda t: t.created_at)]
    late = [ticket for ticket in tickets if ticket.escalates_at and ticket.escalates_at <= now() and not ticket.is_closed]
    soon = [ticket for ticket in tickets if ticket.escalates_at and now() < ticket.escalates_at < now() + timedelta(hours=2)]
    due = [ticket for ticket in tickets if ticket.pending_until and now() < ticket.pending_until < now() + timedelta(hours=3)]
    assert late
    assert soon
    assert {ticket.state_type for ticket in due} == {StateType.PENDING_REMINDER, StateType.PENDING_AUTO}
    assert not [ticket for ticket in tickets if ticket.pending_until and ticket.pending_until <= now()]
    assert {ticket.is_locked for ticket in tickets if ticket.state_type is StateType.OPEN} == {True, False}
    assert counted(select(Activity.id).where(IS_OPEN, Activity.node_id == "correction")) == 1, "the applicant is asked"
    assert counted(select(HistoryEntry.id).where(HistoryEntry.event == "process.timer-fired")) > 1
    entries = db.session.execute(select(HistoryEntry.ticket_id, HistoryEntry.at).order_by(HistoryEntry.ticket_id, HistoryEntry.position))
    assert not [one for one, next_one in pairwise(entries.all()) if one[0] == next_one[0] and one[1] > next_one[1]], "time never goes back"
    assert {"Repairs", "Purchasing", "On call"} <= set(db.session.scalars(select(Queue.name).join(Ticket, Ticket.queue_id == Queue.id)))


def assert_nothing_leaves(before: dict[str, list[tuple[Any, ...]]]) -> None:
    known = {value for row in before[Message.__tablename__] for value in row if isinstance(value, UUID)}
    jobs = set(db.session.scalars(select(Message.job).where(Message.id.not_in(known))))
    assert jobs <= {"workers.escalation.recompute_escalations"}, "which follows from new queues and calendars"
    assert counted(select(Article.id).where(Article.sending == Sending.QUEUED)) == 0
    assert counted(select(Article.id).where(Article.sending == Sending.SENT)) > ONCE // 3
    assert counted(select(Notice.id).where(UNTOLD)) == 0


# ------------------------------------------------------------------------------------------------ removing
def assert_it_goes(before: dict[str, list[tuple[Any, ...]]], own: int) -> None:
    """What others have is as it was; only the audit and what it was made of, out of use, tell of it."""
    loaded, removed = rows(), removing.remove()
    assert (removed.tickets, removed.kept) == (ONCE, [])
    after = rows()
    of_tickets = {table.name for table in removing.hanging()} | {"ticket", "dynamic_field_value", "fulltext_entry"}
    for name in of_tickets:
        assert after[name] == before[name], name
    assert len(loaded["fulltext_entry"]) > len(before["fulltext_entry"]) + ONCE
    for name, theirs in before.items():
        assert name == COUNTS or all(row in after[name] for row in theirs), name
    with one_moment():
        assert prove().holds, "also by the checkpoint that had listed its tickets"
        assert_the_rest_is_stated()
        assert counted(select(Message.id).where(Message.job_queue == "steps")) == 0, "the id of the ticket may be another one's soon"
        assert db.session.get_one(Ticket, own).title == "A ticket of ours"
        assert definitions.find_active("leave_application") is None
        assert definitions.find_active("request") is not None
        assert Agent.named("boss").is_valid
        assert db.session.scalar(select(Agent.id).where(Agent.login_folded == "agent")) is None
        gone = db.session.scalars(select(Agent).where(Agent.login.startswith("agent-removed-"))).one()
        assert (gone.validity, gone.may_log_in) == (Validity.INVALID, False)


def assert_the_rest_is_stated() -> None:
    """Checkpoints list what is left, and cover no entry that is still to come."""
    stated = db.session.scalars(select(HistoryCheckpoint)).all()
    newest = db.session.scalar(select(func.max(HistoryEntry.id))) or 0
    assert sum(each.tickets for each in stated) == 1
    assert max(each.covers_id for each in stated) <= newest


@pytest.mark.timeout(300)
def test_what_was_cut_off_begins_anew_and_what_others_rely_on_stays(seeded_sqlite_houses, tmp_path, monkeypatch):
    with seeded_sqlite_houses.house(tmp_path) as house, house.app_context(), moved_to(FRIDAY):
        happen, happened = playing.happen, iter(range(8))

        def cut(*arguments: Any) -> None:
            if next(happened, None) is None:
                raise KeyboardInterrupt
            happen(*arguments)

        monkeypatch.setattr(playing, "happen", cut)
        with pytest.raises(KeyboardInterrupt):
            load(6)
        monkeypatch.setattr(playing, "happen", happen)
        assert len(load(6)) == 3
        with unit_of_work():
            assert counted(demo_tickets()) == counted(select(Ticket.id)) == 6
            a_ticket(queue="Service desk", title="Somebody began to use the queue")
        kept = removing.remove().kept
        assert [each.partition(" is kept")[0] for each in kept if "queue" in each.split()[1]] == ["The queue 'Service desk'"]
        assert any("group 'service-desk'" in each for each in kept)
        assert any("agent 'admin'" in each for each in kept), "nobody else looks after this house"
        with unit_of_work(reads_only=True):
            assert Queue.named("Service desk").is_valid
            assert not Agent.named("admin").may_log_in


def test_nobody_else_is_given_rights_by_it(seeded_house):
    with unit_of_work():
        agent("admin")
    with pytest.raises(Conflict, match="names that others have: the agent 'admin'"):
        load(3)


def test_a_process_that_was_changed_is_not_played(seeded_sqlite_houses, tmp_path):
    with seeded_sqlite_houses.house(tmp_path) as house, house.app_context():
        with unit_of_work():
            (name, model), *others = shipped.files_of("request")
            changed = definitions.deploy([(name, model.replace(b"Put off", b"Later")), *others], actor=SYSTEM)
            definitions.activate(changed, actor=SYSTEM)
        with pytest.raises(Conflict, match="Version 2 of the process 'request' is active, which is not the one that is shipped"):
            load(3)
        with unit_of_work(reads_only=True):
            assert definitions.active_version("request").number == 2
        assert removing.remove().tickets == 0


# ------------------------------------------------------------------------------------------------ stories
@pytest.mark.parametrize("tickets", [1, 12, ONCE, 200])
def test_as_many_tickets_as_are_wanted(tickets):
    stories = list(told(tickets))
    assert sum(story.tickets for story in stories) == tickets
    assert len({story.name for story in stories}) >= min(tickets, len(STORIES)) - 1
