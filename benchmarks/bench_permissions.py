"""Permissions as queries: the queues an agent sees, and the page of tickets an agent or customer user may read, on both databases.

An agent has rw in 50 of 100 groups, half of them by roles; 500 queues belong to the groups, and 199 other agents have as much. The
tickets are 100,000, a page is the newest 50 of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from sqlalchemy import Index, insert, select

from benchmarks.both_databases import on_both
from benchmarks.figures import Figure
from desk.permissions import visible_queues
from desk.ticket_permissions import ticket_condition
from foundation.application import make_application
from foundation.db import db
from foundation.settings import Settings
from foundation.unit_of_work import unit_of_work
from tests.desk.worlds import COLUMNS, FIRST, TICKET, VALID, World, agent_actor, customer_actor
from tests.houses import close, furnish

AGENTS, GROUPS, QUEUES, TICKETS = 200, 100, 500, 100_000
HELD = 50
PAGE = 50
RUNS = 200


def measure() -> list[Figure]:
    """Both databases, one after the other."""
    return on_both(figures_for)


def figures_for(database: str, settings: Settings) -> list[Figure]:
    """Fill, then ask."""
    application = make_application(settings)
    furnish(application)
    with application.app_context():
        with unit_of_work():
            world().store()
            put_tickets()
        with unit_of_work(reads_only=True):
            assert ask_for_queues() == QUEUES * HELD // GROUPS
            queues, page = milliseconds(ask_for_queues), f"tickets of {TICKETS:,} ({database})"
            found = [
                Figure(what=f"visible queues, {HELD} groups, {QUEUES} queues ({database})", value=queues, unit="ms", target=2.0),
                Figure(what=f"a page of an agent's {page}", value=milliseconds(ask_as_agent), unit="ms"),
                Figure(what=f"a page of a customer user's {page}", value=milliseconds(ask_as_customer), unit="ms"),
            ]
    close(application)
    return found


def world() -> World:
    """Every agent has every second group: one half of them directly, the other by roles with five groups each."""
    made = World()
    made.agents = dict.fromkeys(range(FIRST, FIRST + AGENTS), VALID)
    made.groups = dict.fromkeys(range(FIRST, FIRST + GROUPS), VALID)
    made.roles = dict.fromkeys(range(FIRST, FIRST + 5), VALID)
    made.queues = {FIRST + number: (FIRST + number % GROUPS, VALID) for number in range(QUEUES)}
    made.customers = {FIRST + number: VALID for number in range(1_000)}
    made.customer_users = {key: (key, VALID) for key in made.customers}
    held = range(FIRST, FIRST + GROUPS, GROUPS // HELD)
    made.agent_grants = {(agent, group, "rw") for agent in made.agents for group in held[: HELD // 2]}
    made.role_grants = {(FIRST + place % 5, group, "rw") for place, group in enumerate(held[HELD // 2 :])}
    made.agent_roles = {(agent, role) for agent in made.agents for role in made.roles}
    return made


def put_tickets() -> None:
    """Each with an owner, a queue and a customer; indexed as the real ones are."""
    rows = [
        {
            "id": key,
            "queue_id": FIRST + key * 7 % QUEUES,
            "owner_id": FIRST + key * 11 % AGENTS,
            "responsible_id": FIRST,
            "customer_number": f"C{FIRST + key * 13 % 1_000}",
            "customer_user_login": f"user{FIRST + key * 17 % 1_000}",
        }
        for key in range(1, TICKETS + 1)
    ]
    db.session.execute(insert(TICKET), rows)
    for name in ("queue_id", "owner_id", "customer_number", "customer_user_login"):
        Index(f"ix_stand_in_{name}", TICKET.c[name]).create(db.session.connection(), checkfirst=True)


def ask_for_queues() -> int:
    return len(db.session.scalars(visible_queues(agent_actor(FIRST + 7))).all())


def ask_as_agent() -> int:
    allowed = ticket_condition(agent_actor(FIRST + 7), "ro", COLUMNS)
    return len(db.session.scalars(select(TICKET.c.id).where(allowed).order_by(TICKET.c.id.desc()).limit(PAGE)).all())


def ask_as_customer() -> int:
    allowed = ticket_condition(customer_actor(FIRST + 7), "ro", COLUMNS)
    return len(db.session.scalars(select(TICKET.c.id).where(allowed).order_by(TICKET.c.id.desc()).limit(PAGE)).all())


def milliseconds(act: Callable[[], object]) -> float:
    """The median of many, after the first."""
    act()
    taken = []
    for _ in range(RUNS):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return median(taken) * 1000
