"""Printed tickets are what the runner writes, and can be worked on like any other."""

import json
from datetime import UTC, datetime
from random import Random

import pytest
from sqlalchemy import func, select, table, text

from desk.actors import SYSTEM
from desk.agents import Agent
from desk.queues import Queue
from foundation.clock import moved_to, now
from foundation.db import Base, db
from foundation.errors import Conflict
from foundation.fulltext import Entry
from foundation.text_search.documents import document
from foundation.unit_of_work import unit_of_work
from processes import runner
from processes.activities import IS_OPEN, Activity
from processes.bulk import loading
from processes.bulk.hiring import hire
from processes.bulk.patterns import pattern_of
from processes.bulk.planning import Plan, reserved_counters, reserved_ids
from processes.bulk.playing import play
from processes.bulk.printing import Copy, Printer
from processes.bulk.rows import leads_to, rows_of
from processes.bulk.spelling import spelling_of
from processes.bulk.stories import DAY, STORIES
from processes.bulk.words import words_of
from processes.history import HistoryEntry
from processes.incidents import Incident
from processes.proving.chains import one_moment, prove
from processes.running.answering import Input
from processes.tickets import indexing
from processes.tickets.articles import Article
from processes.tickets.new_articles import NewArticle
from processes.tickets.ticket import Ticket
from processes.timers import Timer
from tests.processes.ticket_factories import a_ticket

BY_NAME = {story.name: story for story in STORIES}
SOME = [BY_NAME[name] for name in ("answered mail", "answered mail, archived", "mail in work", "put off", "leave asked for")]
COMPUTED = {"hash", "history_head"}  # verified by the proof; and digests of what names the ticket
COUNTERS = {"ticket_number_counter"}


# ------------------------------------------------------------------------------------------------ the same rows
@pytest.mark.timeout(600)
def test_a_printed_ticket_is_what_the_runner_writes(seeded_house):
    company = hire(40, seed=1)
    spelling = loading.spelling()
    chance = Random(1)
    for story in STORIES:
        before = counts()
        pattern = pattern_of(story, company.cast(chance, is_leave=story.is_leave), spelling)
        assert counts() == before, "what a pattern is made from is taken away again"
        plan = Plan(1, company=company, patterns=[pattern], end=now(), seed=7)
        played, printed = both(pattern, plan, company.cast(chance, is_leave=story.is_leave), chance)
        assert played.keys() == printed.keys()
        for name, rows in played.items():
            for place, (row, copy) in enumerate(zip(rows, printed[name], strict=True)):
                assert row == copy, f"{story.name}: {name} {place}"
    with one_moment():
        proof = prove()
    assert [str(finding) for finding in proof.findings] == []
    assert proof.tickets == 2 * len(STORIES)


def both(pattern, plan, cast, chance):
    """All rows of a ticket that was played, and of one that was printed, with the same people, words and moments."""
    story = pattern.story
    times = story.times(datetime(2025, 2, 11, 22, 55, 31, 123457, tzinfo=UTC), chance)
    lot = plan.lot(0)
    script = plan.script(type(lot)(pattern, times, lot.prefix, chance), "17")
    counted = counts()
    *_, played_id = play(story, cast, script, times.beats)
    after = counts()
    with unit_of_work():
        number = f"{lot.prefix}{reserved_counters(lot.prefix, 1):05}7"
        first_ids = {name: reserved_ids(name, many) for name, many in pattern.numbers.items()}
        printer = Printer(spelling_of(db.session.connection()))
        printer.put(Copy(pattern, cast, script, times, number, first_ids))
        printer.write(db.session.connection())
    with unit_of_work(reads_only=True):
        found = [told(played_id), told(first_ids["ticket"])]
    assert growth(counted, after) == growth(after, counts()), story.name
    return found


def told(ticket_id):
    """All rows of a ticket, and its words, without ids, its number, and hashes."""
    rows = rows_of(ticket_id)
    places = {(name, row["id"]): f"{name} {place}" for name, of in rows.items() for place, row in enumerate(of) if "id" in row}
    number = rows["ticket"][0]["number"]
    found = {name: [plain(Base.metadata.tables[name], row, places, number) for row in of] for name, of in rows.items()}
    return found | {"words": words_by_place(rows, number)}


def plain(of, row, places, number):
    told = {}
    for column in of.columns:
        value = row[column.name]
        if column.name in COMPUTED or (of.name == "history_entry" and column.name == "content_sha256"):
            assert len(value) == 32
        elif of.name == "message_in" and column.name == "data":
            told["data"] = value | {"article": places["article", value["article"]]}
        else:
            told[column.name] = places.get((leads_to(column, row), value), value) if isinstance(value, int) else value
    return json.loads(json.dumps(told, default=repr).replace(number, "number"))


def words_by_place(rows, number):
    """The words of the ticket and of its articles, as the database holds them."""
    if db.engine.dialect.name == "postgresql":
        content = select(text("words::text")).select_from(table("fulltext_words")).where(text("entry_id = :entry_id"))
    else:
        content = select(text("a, b, c, d")).select_from(table("fulltext_words")).where(text("rowid = :entry_id"))
    found = []
    for name, kinds in (("ticket", [indexing.TICKETS]), ("article", [indexing.ARTICLES, indexing.INTERNAL_ARTICLES])):
        for row in rows[name]:
            entries = db.session.execute(select(Entry.kind, Entry.id).where(Entry.kind.in_(kinds), Entry.object_id == row["id"])).all()
            found += [(kind, str(db.session.execute(content, {"entry_id": key}).one()).replace(number, "number")) for kind, key in entries]
    return found


def counts():
    """How many rows each table has, those of words too."""
    with unit_of_work(reads_only=True):
        names = [*(each.name for each in Base.metadata.sorted_tables if each.name not in COUNTERS), "fulltext_words"]
        each = (select(func.count()).select_from(table(name)).scalar_subquery().label(name) for name in names)
        return dict(db.session.execute(select(*each)).mappings().one())


def growth(before, after):
    return {name: number - before[name] for name, number in after.items() if number != before[name]}


# ------------------------------------------------------------------------------------------------ a house full of them
def test_printed_tickets_go_on_like_any_other(seeded_house):
    jobs = 2 if db.engine.dialect.name == "postgresql" else 1
    done = loading.load(60, seed=3, jobs=jobs, stories=SOME)
    before = counts()
    assert {name: before[name] for name in done.rows} == done.rows
    assert 0 < done.open_tickets < 60
    with one_moment():
        assert prove().holds
    with unit_of_work(reads_only=True):
        working = db.session.scalars(
            select(Ticket).join(Activity, Activity.ticket_id == Ticket.id).where(IS_OPEN, Ticket.owner_id > 1)
        ).all()
        in_work = next(each for each in working if each.words.state == "new" and not each.title.startswith("Leave"))
        owner = db.session.get_one(Agent, in_work.owner_id).actor
        activity_id = db.session.scalars(select(Activity.id).where(Activity.ticket_id == in_work.id, IS_OPEN)).one()
        quarter = select(Timer.id, Timer.due_at).where(Timer.element == "quarter_over", Timer.due_at.is_not(None)).limit(1)
        timer_id, due_at = db.session.execute(quarter).one()
        assert due_at is not None
        bodies = select(Article.body).where(Article.ticket_id == in_work.id).order_by(Article.position).limit(1)
        body = db.session.scalars(bodies).one()
    with unit_of_work():
        outcome = runner.complete(activity_id, given=Input(dialog="finish", answers={"state": "closed successful"}), actor=owner)
        assert outcome.incident is None
    with moved_to(due_at + DAY), unit_of_work():
        assert runner.fire(timer_id)
    with unit_of_work():
        new = runner.open_ticket(queue=Queue.default(), title="New", actor=SYSTEM, article=NewArticle("Note", "New"))
    with unit_of_work(reads_only=True):
        assert db.session.get_one(Ticket, in_work.id).words.state == "closed successful"
        assert db.session.get(Timer, timer_id) is None
        rare = body.splitlines()[2].split()[0]
        found = db.session.scalars(indexing.found(rare, also_internal=True)).all()
        assert in_work.id in found
        assert len(found) < 60
        assert db.session.scalars(select(Incident)).all() == []
        assert new.id > max(db.session.scalars(select(HistoryEntry.ticket_id).where(HistoryEntry.ticket_id != new.id)))
    with one_moment():
        assert prove().holds


def test_more_can_be_printed_beside_those_that_were_but_not_among_real_ones(seeded_house):
    loading.require_no_strangers()
    for seed in (1, 2):
        loading.load(4, seed=seed, stories=SOME)
        loading.require_no_strangers()
    with unit_of_work(reads_only=True):
        assert len(set(db.session.scalars(select(Ticket.number)))) == 8
    with unit_of_work():
        a_ticket(queue=Queue.default())
    with pytest.raises(Conflict, match="Tickets of real people"):
        loading.require_no_strangers()


# ------------------------------------------------------------------------------------------------ words
@pytest.mark.parametrize(
    "parts",
    [
        {"A": "17 Größe: Ünfug", "B": "ACME carla"},
        {"B": "Drucker", "C": 'Re: Drucker "Jörg Böhm" <j@x.example>', "D": "Guten Tag,\n\nStraße-17 ﬁnden.\n\nViele Grüße"},
        {"D": "plain\nwords"},
        {"A": "", "D": "lang " * 2_500},
    ],
)
def test_words_of_known_lines_are_those_of_the_whole_text(parts):
    assert words_of(parts) == document(parts)
