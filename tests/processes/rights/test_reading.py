"""Who reads what: the same tickets by every way to them, and of each what is meant for the reader."""

from typing import Any

import pytest
from sqlalchemy import select

from desk.actors import Actor
from desk.priorities import Priority
from foundation.db import db
from foundation.errors import Forbidden, NotFound, Refused
from processes import activities_access, settling
from processes.activities import Activity
from processes.history import HistoryEntry
from processes.telling.entries import Entry, entries_of
from processes.telling.reasons import why
from processes.tickets.articles import Article
from processes.tickets.finding import By, FieldFilter, Search, count, find
from processes.tickets.reading import articles_visible_to, attachments_visible_to
from processes.tickets.ticket import Ticket
from tests.processes.rights.world import PUBLIC, SECRET, World, a_world

pytestmark = pytest.mark.usefixtures("desk_work")
CREWS = {"open", "closed", "archived", "other", "related", "stuck"}
ALL = {"archived": "all"}
# Which tickets each of them reads; whoever is not named here reads none. Activities let in whom they are for, and administrators to those
# that are for nobody.
READ = {
    **dict.fromkeys(("ro", "rw", "owner_of", "responsible", "watches", "customer", "company", "process"), CREWS),
    "let_in": {"open", "closed", "archived", "other"},
    "admin": {"related"},
    "foreign": {"hidden"},
    "system": CREWS | {"hidden"},
}
READ_SWITCHED_OFF = {"responsible": {"related"}, "company": {"related"}}  # for an activity there is still for them
MAY_DO = {  # the open activities of the tickets "open" and "related"
    "ro": {"for_role"},
    "note": set(),
    "rw": {"work", "noting", "claimed", "for_group"},
    "owner_of": {"work", "noting", "claimed", "for_owner"},
    "responsible": {"work", "noting", "claimed", "for_responsible"},
    "watches": set(),
    "let_in": {"for_let_in"},
    "admin": {"for_nobody"},
    "stranger": set(),
    "ex": set(),
    "customer": {"for_customer", "for_company"},
    "company": {"for_company"},
    "rival": set(),
    "process": set(),
}

ABOUT_THE_HOUSE = (  # what customers cannot ask
    Search(filters={"owner": "owner_of"}),
    Search(filters={"watcher": "watches"}),
    Search(filters={"lock": "lock"}),
    Search(filters={"incident": True}),
    Search(filters={"activity": "work"}),
    Search(filters={"created_by": "system"}),
    Search(fields=(FieldFilter("decision", "equals", SECRET),)),
    Search(order=(By("owner"),)),
    Search(order=(By("field:decision"),)),
)


def names(world: World, ticket_ids: Any) -> set[str]:
    by_id = {key: name for name, key in world.tickets.items()}
    return {by_id[each] for each in ticket_ids if each in by_id}


def reads_history(actor: Actor, ticket_id: int) -> bool:
    try:
        return entries_of(ticket_id, actor=actor) != []
    except NotFound:
        return False


def ways(world: World, actor: Actor) -> dict[str, set[str]]:
    """The tickets of the world that are found by each way to them."""
    page = find(Search(filters=ALL), actor=actor).tickets
    numbered = [find(Search(filters=ALL | {"number": number}), actor=actor).tickets for number in sorted(world.numbers)]
    return {
        "query": names(world, db.session.scalars(Ticket.visible_to(actor).with_only_columns(Ticket.id))),
        "list": names(world, [ticket.id for ticket in page]),
        "numbers": names(world, [ticket.id for found in numbered for ticket in found]),
        "history": names(world, [key for key in world.tickets.values() if reads_history(actor, key)]),
    }


@pytest.mark.parametrize("switches", [True, False])
def test_every_way_leads_to_the_same_tickets(switches: bool):
    world = a_world(switches=switches)
    read = READ if switches else READ | {"watches": set()} | READ_SWITCHED_OFF
    for person, actor in world.actors.items():
        seen = read.get(person, set())
        assert ways(world, actor) == dict.fromkeys(("query", "list", "numbers", "history"), seen), person
        assert count(Search(filters=ALL), actor=actor).number == len(seen), person
        with_articles = seen - {"hidden"}
        assert names(world, db.session.scalars(articles_visible_to(actor).with_only_columns(Article.ticket_id))) == with_articles, person
        assert names(world, [each.id for each in find(Search(filters=ALL, text=PUBLIC), actor=actor).tickets]) == with_articles, person


def test_everybody_finds_the_activities_that_are_theirs_and_customers_nothing_of_the_house():
    world = a_world()
    here = Activity.ticket_id.in_([world.tickets["open"], world.tickets["related"]])
    found = {person: db.session.scalars(activities_access.visible_to(world.actors[person]).where(here)) for person in MAY_DO}
    assert {person: {activity.node_id for activity in activities} for person, activities in found.items()} == MAY_DO
    internal = [Search(text=SECRET), *(Search(filters={name: f"*{SECRET}*"}) for name in ("subject", "body", "attachment"))]
    public = [Search(text=PUBLIC), *(Search(filters={name: f"*{PUBLIC}*"}) for name in ("subject", "body", "attachment"))]
    for person in ("customer", "company"):
        actor = world.actors[person]
        assert [count(search, actor=actor).number for search in internal] == [0, 0, 0, 0]
        assert [count(search, actor=actor).number for search in public] == [5, 5, 5, 5]
        assert {article.subject for article in db.session.scalars(articles_visible_to(actor))} == {PUBLIC}
        assert {file.filename for file in db.session.scalars(attachments_visible_to(actor))} == {f"{PUBLIC}.txt"}
    assert [count(search, actor=world.actors["ro"]).number for search in (*internal, *public)] == [5] * 8
    for person in ("stranger", "ex", "rival", "note", "designer"):
        assert [count(search, actor=world.actors[person]).number for search in (*internal, *public)] == [0] * 8
        assert db.session.scalars(attachments_visible_to(world.actors[person])).all() == []

    for search in ABOUT_THE_HOUSE:
        assert find(search, actor=world.actors["ro"])
        with pytest.raises(Refused):
            find(search, actor=world.actors["customer"])


def told(entries: list[Entry]) -> str:
    return " ".join(f"{entry.actor} {entry.data} {entry.sentence()}" for entry in entries)


def test_the_history_tells_customers_nothing_of_the_house():
    world = a_world()
    key = world.tickets["open"]
    ticket = world.ticket()
    ticket.set_owner(world.agent("rw"), actor=world.actors["rw"])
    ticket.set_priority(Priority.named("5 very high"), actor=world.actors["rw"])
    settling.settle()
    customers = entries_of(key, actor=world.actors["customer"])
    agents = entries_of(key, actor=world.actors["ro"], limit=200)
    assert PUBLIC in told(customers)
    assert SECRET in told(agents)
    assert "owner_of" in told(agents)
    for word in (SECRET, "owner_of", "agent:", "process:", "system", "priority", "Crew", "work"):
        assert word not in told(customers)
    assert len(agents) == len(db.session.scalars(select(HistoryEntry.id).where(HistoryEntry.ticket_id == key)).all())
    assert why(key, actor=world.actors["ro"]) is not None
    with pytest.raises(Forbidden):
        why(key, actor=world.actors["customer"])
    for person in ("stranger", "ex", "rival", "note"):
        with pytest.raises(NotFound):
            why(key, actor=world.actors[person])
