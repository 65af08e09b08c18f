"""Finding: the same as plain Python finds, page by page, on both databases; and what nobody may ask."""

import random
from typing import Any

import pytest
from sqlalchemy import event

from desk.actors import SYSTEM
from desk.escalations import Sender
from desk.switches import Switch, is_on
from foundation import keyset
from foundation.db import db
from foundation.errors import Refused
from processes.tickets import indexing
from processes.tickets.articles import Article, Channel
from processes.tickets.filters import filters
from processes.tickets.finding import By, Count, FieldFilter, Search, count, find
from processes.tickets.sorting import SORTINGS
from tests.desk.people import agent, customer, customer_user, grant, group
from tests.desk.words import a_queue, a_state
from tests.processes.tickets.finding_world import FIELD_FITS, FITS, HIDDEN, KEYS, VALUES, expected, random_facts
from tests.processes.tickets.stored import stored_ticket

pytestmark = pytest.mark.usefixtures("work")


def walked(search: Search, actor, size: int, most: int) -> list[int]:
    """All pages from first to last, and back again."""
    pages, page = [], find(search, actor=actor, size=size)
    while True:
        pages.append([ticket.id for ticket in page.tickets])
        if page.next is None:
            break
        assert len(pages) <= most
        page = find(search, actor=actor, size=size, after=page.next)
    back = [pages[-1]]
    while page.previous is not None:
        page = find(search, actor=actor, size=size, before=page.previous)
        back.insert(0, [ticket.id for ticket in page.tickets])
        assert len(back) <= most
    assert back == pages
    return [key for each in pages for key in each]


@pytest.mark.parametrize("seed", range(2))
def test_searches_find_what_plain_python_finds(seed):
    facts, dice = random_facts(seed), random.Random(seed)
    chosen = [{name: value} for name, values in VALUES.items() for value in values]
    chosen += [{name: dice.choice(VALUES[name]) for name in dice.sample(list(VALUES), dice.randrange(4))} for _ in range(40)]
    hits = 0
    for given in chosen:
        if given.keys() & {"my_activities", "unseen", "mine"}:
            given.pop("queue", None)  # Anna cannot ask for the hidden one
        fields = dice.sample(FIELD_FITS, dice.choice([0, 0, 0, 1, 2]))
        order = [(name, dice.random() < 0.5) for name in dice.sample(list(KEYS), dice.choice([0, 1, 1, 2, 3]))]
        search = Search(
            filters=given,
            fields=[FieldFilter(*asked) for asked, _ in fields],
            order=[By(name, descending=descending) for name, descending in order],
        )
        right = expected(facts, given, [fits for _, fits in fields], order)
        asks = SYSTEM
        if given.keys() & {"my_activities", "unseen", "mine"}:
            asks, right = facts.anna.actor, [key for key in right if may_see(facts.tickets[key])]
        assert walked(search, asks, size=dice.choice([1, 4, 7, 50]), most=40) == right, (given, order)
        assert count(search, actor=asks) == Count(number=len(right), is_more=False)
        hits += bool(right)
    assert hits > len(chosen) / 2


def may_see(fact: dict[str, Any]) -> bool:
    """Anna reads most queues, and wherever else she owns a ticket or an activity is for her."""
    return bool(fact["queue"] != HIDDEN or fact["owner"] == "anna" or fact["mine"])


# ------------------------------------------------------------------------------------------------ who may ask what
@pytest.mark.parametrize(
    ("asked", "problems"),
    [
        ({"colour": "red"}, {"colour": "There is no such filter."}),
        ({"queue": "Nowhere", "state": ["open", "odd"]}, {"queue": "There is no queue 'Nowhere'.", "state": "There is no state 'odd'."}),
        ({"queue": []}, {"queue": "At least one value is needed."}),
        ({"queue": True}, {"queue": "True is no name of a queue."}),
        ({"sla": "Lead"}, {"sla": "There is no SLA 'Lead'."}),
        ({"queue_branch": "Mai"}, {"queue_branch": "There is no queue 'Mai'."}),
        ({"view": "all"}, {"view": "'all' is no view; there are open and closed."}),
        ({"lock": "shut"}, {"lock": "There is no lock 'shut'; there are unlock, lock, tmp_lock."}),
        ({"archived": None}, {"archived": "None says nothing about the archive; there are no, yes, all."}),
        ({"created": "today"}, {"created": "'today' is no range of time; say from, until, newer_minutes, older_minutes, or some of them."}),
        (
            {"created": {"from": "2026-03-02T10:00"}},
            {"created": "'2026-03-02T10:00' has no zone; write it behind, such as 2026-03-02T10:00Z."},
        ),
        ({"created": {"from": "noon"}}, {"created": "'noon' is no moment; write 2026-03-02T10:00Z."}),
        ({"created": {"newer_minutes": "5"}}, {"created": "'5' is no number of minutes."}),
        ({"title": "a\0b"}, {"title": "'a\\x00b' is no text to look for."}),
        ({"title": "a" * 1_001}, {"title": "It has 1001 characters; at most 1000 fit."}),
        ({"body": "*a" * 17}, {"body": "A text to look for holds * 16 times at most."}),
        ({"incident": "yes"}, {"incident": "'yes' is neither true nor false."}),
        ({"process": "nothing"}, {"process": "There is no process 'nothing'."}),
        ({"version": "leave:9"}, {"version": "There is no version 'leave:9'; write the process, a colon, and the number."}),
        ({"mine": "all"}, {"mine": "Agents say owner, responsible, or both; customer users say own."}),
    ],
)
def test_what_is_wrong_is_named(asked: dict[str, Any], problems: dict[str, str]):
    a_queue("Mail")
    a_state("open")
    with pytest.raises(Refused) as refused:
        find(Search(filters=asked), actor=SYSTEM)
    assert refused.value.problems == problems


def test_a_search_that_would_take_long_is_refused():
    for ask in (find, count):
        with pytest.raises(Refused) as refused:
            ask(Search(text="a*" * 200), actor=SYSTEM)
        assert refused.value.problems == {"text": "A search takes 32 words at most; these are 200."}


def test_fields_columns_and_places_that_are_none_are_named():
    for search, problem in (
        (Search(fields=[FieldFilter("room", "equals", "A1")]), {"room": "There is no such field of tickets."}),
        (
            Search(order=[By("colour"), By("field:room")]),
            dict.fromkeys(["colour", "field:room"], "Lists of tickets cannot be sorted by this."),
        ),
    ):
        with pytest.raises(Refused) as refused:
            find(search, actor=SYSTEM)
        assert refused.value.problems == problem
    forged = (keyset.written([7, 7]), keyset.written(["2026-03-02T10:00Z"]), keyset.written(["2026-03-02T10:00", 1]), "§", "W10", "bnVsbA")
    for place in (*forged, keyset.written(["2026-03-02T10:00Z", 2**70]), keyset.written([None, 1])):
        with pytest.raises(Refused, match="no place in this list"):
            find(Search(), actor=SYSTEM, after=place)


def test_agents_do_not_learn_of_queues_they_may_not_read():
    crew, anna = group("crew"), agent("anna")
    grant(anna, crew, "ro")
    ours, theirs = stored_ticket(queue_id=a_queue("Ours", group=crew).id), stored_ticket(queue_id=a_queue("Theirs").id)
    owned = stored_ticket(queue_id=theirs.queue_id, owner_id=anna.id)
    assert {ticket.id for ticket in find(Search(), actor=anna.actor).tickets} == {ours.id, owned.id}
    assert [ticket.id for ticket in find(Search(filters={"queue": ["Ours"]}), actor=anna.actor).tickets] == [ours.id]
    for asked in ("Theirs", "Nowhere"):
        with pytest.raises(Refused, match=f"There is no queue '{asked}'"):
            find(Search(filters={"queue": asked}), actor=anna.actor)


def test_customer_users_find_their_tickets_by_what_they_can_read():
    acme = customer()
    carla = customer_user(of=acme)
    own = stored_ticket(customer_user_id=carla.id, customer_id=acme.id, title="Printer", state="pending auto")
    colleagues, strangers = stored_ticket(customer_id=acme.id, title="Printer"), stored_ticket(title="Printer")
    for ticket in (own, colleagues, strangers):
        for position, (subject, visible) in enumerate([("The toner is empty", True), ("What a nuisance", False)], start=1):
            about = {"subject": subject, "visible_to_customer": visible, "channel": Channel.INTERNAL, "created_by": "system"}
            db.session.add(Article(ticket_id=ticket.id, position=position, sender=Sender.AGENT, **about))
    db.session.flush()
    indexing.put_tickets([own.id, colleagues.id, strangers.id])

    def found(**asked: Any) -> set[int]:
        text = asked.pop("text", "")
        return {ticket.id for ticket in find(Search(filters=asked, text=text), actor=carla.actor).tickets}

    assert found() == found(text="printer") == found(text="toner") == found(subject="*toner*") == {own.id, colleagues.id}
    assert found(text="nuisance") == found(subject="*nuisance*") == set()
    assert found(mine="own") == {own.id}
    assert found(view="open") == {own.id, colleagues.id}
    assert {ticket.id for ticket in find(Search(text="nuisance"), actor=SYSTEM).tickets} == {own.id, colleagues.id, strangers.id}
    for name in ("owner", "incident", "unseen", "created_by", "escalation", "watcher"):
        with pytest.raises(Refused) as refused:
            found(**{name: True})
        assert refused.value.problems == {name: "There is no such filter."}
    with pytest.raises(Refused, match="cannot be sorted"):
        find(Search(order=[By("owner")]), actor=carla.actor)
    with pytest.raises(Refused, match="no such field"):
        find(Search(fields=[FieldFilter("room", "equals", "A1")]), actor=carla.actor)


def test_a_page_takes_four_statements_and_a_count_ends():
    anna = agent("anna")
    grant(anna, a_queue("Mail").group)
    for _ in range(5):
        stored_ticket(queue_id=a_queue("Mail").id)
    db.session.flush()
    search = Search(filters={"queue_branch": "Mail", "view": "open", "priority": "3 normal"}, order=[By("owner"), By("changed")])
    assert not is_on(Switch.WATCHERS)  # where switches stand is read once per unit of work
    asked_for: list[str] = []
    event.listen(db.session.connection(), "before_cursor_execute", lambda *told: asked_for.append(told[2]))
    page = find(search, actor=anna.actor, size=3)
    assert [ticket.words.queue for ticket in page.tickets] == ["Mail"] * 3
    assert len(asked_for) == 4  # what she may do, what the filters name, which tickets there are, these
    del asked_for[:]
    assert str(count(search, actor=anna.actor)) == "5"
    assert str(count(search, actor=anna.actor, most=4)) == "more than 4"
    assert str(Count(number=1_000, is_more=True)) == "more than 1,000"
    assert len(asked_for) == 6


def test_every_filter_and_column_is_compared_with_plain_python():
    unproven = {"first_response", "update", "solution", "article_created", "from", "to", "cc", "body", "attachment", "created_by"}
    assert set(FITS) == set(filters) - unproven
    assert {name for name in KEYS if not name.startswith("field:")} == set(SORTINGS) - {"first_response", "update", "solution"}
