"""Many tickets as bare rows, for measuring what is asked of them: no articles, no history, no instances."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, text

from desk.actors import SYSTEM, Actor
from desk.escalations import Sender
from desk.groups import QueuePermission
from desk.state_types import StateType
from foundation.db import db
from processes.activities import Activity, ActivityPermit, PermitKind
from processes.instances import Instance
from processes.tickets.articles import Article, Channel
from processes.tickets.record import Lock, UpdateBasis
from processes.tickets.ticket import Ticket
from processes.versions import ProcessDefinition, ProcessVersion
from tests.desk.people import agent, customer, group
from tests.desk.words import a_priority, a_queue, a_state

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
AGENTS, GROUPS, QUEUES, CUSTOMERS = 40, 20, 100, 500
PROMISED = {"first_response_minutes": 60, "update_minutes": 240, "solution_minutes": 1_200}
STATES = {"closed successful": "closed", "open": "open", "new": "new", "pending reminder": "pending reminder"}
SHARES = (70, 18, 7, 5)  # percent of the tickets in each of these states
CHUNK = 10_000


def nothing(_number: int) -> dict[str, Any]:
    return {}


def fill(
    tickets: int,
    *,
    articles: bool = False,
    shares: tuple[int, ...] = SHARES,
    further: Callable[[int], dict[str, Any]] = nothing,
) -> Actor:
    """Queues, people and tickets, spread unevenly; an agent who has rw in half of the groups.

    Args:
        tickets: how many.
        articles: each with one article, and every tenth with an open activity.
        shares: percent of the tickets in each of `STATES`.
        further: values of a ticket by its number, beside the usual ones.
    """
    world, dice = people_and_words(), random.Random(4)
    for start in range(1, tickets + 1, CHUNK):
        numbers = range(start, min(start + CHUNK, tickets + 1))
        db.session.execute(insert(Ticket), [ticket_row(number, world, dice, shares) | further(number) for number in numbers])
        if articles:
            db.session.execute(insert(Article), [article_row(number) | {"id": number} for number in numbers])
            open_activities([number for number in numbers if number % 10 == 0], world)
    db.session.execute(text("ANALYZE"))
    found: Actor = world["anna"]
    return found


def people_and_words() -> dict[str, Any]:
    """What tickets point to, as lists of ids."""
    groups = [group(f"group {number}") for number in range(GROUPS)]
    agents = [agent(f"agent{number}") for number in range(AGENTS)]
    for each in groups[::2]:
        each.grant(QueuePermission.RW, to=agents[0], actor=SYSTEM)
    queues = [a_queue(f"Queue {number}", group=groups[number % GROUPS], **PROMISED) for number in range(QUEUES)]
    below = [a_queue(f"{queue.name}::Below", group=queue.group, **PROMISED) for queue in queues[:10]]
    definition = ProcessDefinition(process_id="in bulk", name="In bulk", created_by="system")
    db.session.add(definition)
    db.session.flush()
    version = ProcessVersion(definition_id=definition.id, number=1, sha256="", report={}, deployed_by="system")
    db.session.add(version)
    db.session.flush()
    return {
        "anna": agents[0].actor,
        "agents": [each.id for each in agents],
        "queues": [each.id for each in queues + below],
        "customers": [customer(f"C{number}").id for number in range(CUSTOMERS)],
        "states": [a_state(name, StateType(kind)).id for name, kind in STATES.items()],
        "priorities": [a_priority(f"{number} level").id for number in range(1, 6)],
        "groups": [each.id for each in groups],
        "version": version.id,
    }


def ticket_row(number: int, world: dict[str, Any], dice: random.Random, shares: tuple[int, ...]) -> dict[str, Any]:
    """A ticket; few queues and customers have most of them."""
    created = NOW - timedelta(minutes=number)
    state = dice.choices(world["states"], shares)[0]
    answered = dice.random() < 0.5
    return {
        "id": number,
        "number": f"{number:012}",
        "title": f"Ticket {number} about {dice.choice(['a printer', 'the network', 'an invoice'])}",
        "queue_id": unevenly(world["queues"], dice),
        "state_id": state,
        "priority_id": dice.choice(world["priorities"]),
        "owner_id": dice.choice(world["agents"]),
        "responsible_id": world["agents"][-1],
        "lock_state": Lock.UNLOCKED,
        "customer_id": unevenly(world["customers"], dice),
        "created_at": created,
        "created_by": "system",
        "changed_at": created + timedelta(minutes=dice.randrange(600)),
        "changed_by": "system",
        "closed_at": created if state == world["states"][0] else None,
        "first_response_at": created + timedelta(minutes=30) if answered else None,
        "update_basis": UpdateBasis.CUSTOMER,
        "update_counts_from": created,
    }


def unevenly(among: list[int], dice: random.Random) -> int:
    """The first are chosen much more often than the last."""
    return among[min(int(dice.paretovariate(0.8)) - 1, len(among) - 1)]


def article_row(number: int) -> dict[str, Any]:
    about = {"ticket_id": number, "position": 1, "subject": f"Ticket {number}", "created_at": NOW, "created_by": "system"}
    return about | {"sender": Sender.CUSTOMER, "channel": Channel.EMAIL, "visible_to_customer": True, "body": body_of(number)}


def body_of(number: int) -> str:
    """A sentence in which one ticket of 20,000 has a rare word."""
    return f"The printer number{number} in room {number % 977} is out of {'zirconium' if number % 20_000 == 7 else 'toner'}."


def open_activities(numbers: list[int], world: dict[str, Any]) -> None:
    """An instance with an open activity each, half of them for a group, the others for whoever has rw."""
    instances = [{"id": number, "ticket_id": number, "version_id": world["version"], "started_by": "system"} for number in numbers]
    db.session.execute(insert(Instance), instances)
    about = {"token": 1, "node_id": "work", "name": "Work"}
    db.session.execute(insert(Activity), [about | {"id": number, "ticket_id": number, "instance_id": number} for number in numbers])
    for_groups = [
        {"activity_id": number, "ticket_id": number, "kind": PermitKind.GROUP, "subject_id": world["groups"][number // 20 % GROUPS]}
        for number in numbers[::2]
    ]
    db.session.execute(insert(ActivityPermit), for_groups)
