"""A small random world of stored tickets, and what finds them in plain Python: what the queries are held to."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from desk.actors import SYSTEM
from desk.dynamic_fields import DynamicField
from desk.escalations import Sender
from desk.field_values import set_values
from desk.state_types import StateType
from desk.ticket_types import TicketType
from foundation.db import db
from processes.activities import Activity, ActivityPermit, PermitKind
from processes.incidents import Incident
from processes.instances import Instance, InstanceState
from processes.tickets.articles import Article, ArticleFlag, Channel, Flag
from processes.tickets.record import Lock
from processes.tickets.ticket import Ticket
from processes.tickets.watchers import Watcher
from processes.versions import ProcessDefinition, ProcessVersion
from tests.desk.people import agent, customer, customer_user, grant, group
from tests.desk.words import a_group, a_priority, a_queue, a_service, a_state, an_sla, found_or_made

BEGAN = datetime(2026, 3, 2, 10, tzinfo=UTC)
HIDDEN = "Mailing"  # from Anna, but for what she owns there or what an activity opens to her
QUEUES = ("Mail", "Mail::In", "Mail::In::Spam", "Mailing", "100%_Raw")
STATES = {each.value: each for each in StateType}
PEOPLE = ("anna", "ben")
TITLES = ("Ärger", "apple 100%", "Zebra", "ärger", "a_b", "Drucker! kaputt")
OPEN = {"new", "open", "pending reminder"}
Fact = dict[str, Any]


@dataclass
class Facts:
    """All tickets as plain data, by id, and the people who look for them."""

    tickets: dict[int, Fact] = field(default_factory=dict)
    anna: Any = None


def random_facts(seed: int, size: int = 36) -> Facts:
    """Tickets in which anything may hold, some of them equal in what they are sorted by."""
    dice, found = random.Random(seed), Facts()
    people = {login: agent(login) for login in PEOPLE}
    found.anna = people["anna"]
    a_queue(HIDDEN, group=group("others"))
    grant(found.anna, a_group(), "ro")
    acme = customer()
    ids: dict[str, dict[Any, int]] = {
        "queue": {name: a_queue(name).id for name in QUEUES},
        "state": {name: a_state(name, kind).id for name, kind in STATES.items()},
        "priority": {name: a_priority(name).id for name in ("1 low", "2 high")},
        "owner": {login: person.id for login, person in people.items()},
        "customer": {"ACME": acme.id},
        "customer_user": {"carla": customer_user(of=acme).id},
        "type": {name: found_or_made(TicketType, name).id for name in ("Incident", "Request")},
        "service": {name: a_service(name).id for name in ("Print", "Net")},
        "sla": {"Gold": an_sla().id},
    }
    DynamicField.create(name="room", label="Room", kind="text", actor=SYSTEM)
    DynamicField.create(name="size", label="Size", kind="integer", actor=SYSTEM)
    definition = ProcessDefinition(process_id="leave", name="Leave", created_by="system")
    db.session.add(definition)
    db.session.flush()
    versions = {
        number: ProcessVersion(definition_id=definition.id, number=number, sha256="", report={}, deployed_by="") for number in (1, 2)
    }
    db.session.add_all(versions.values())
    db.session.flush()
    ids["responsible"] = ids["owner"]
    for number in range(size):
        fact = random_fact(dice, number)
        ticket = stored(fact, ids)
        surround(ticket, fact, people, versions)
        found.tickets[ticket.id] = fact | {"id": ticket.id, "priority_id": ticket.priority_id}
    db.session.flush()
    return found


def random_fact(dice: random.Random, number: int) -> Fact:
    def maybe(*among: Any) -> Any:
        return dice.choice([None, *among])

    def moment() -> datetime:
        return BEGAN + timedelta(hours=dice.randrange(6))

    return {
        "number": f"2026{number:04}",
        "title": dice.choice(TITLES),
        "queue": dice.choice(QUEUES),
        "state": dice.choice(list(STATES)),
        "priority": dice.choice(["1 low", "2 high"]),
        "owner": dice.choice(PEOPLE),
        "responsible": dice.choice(PEOPLE),
        "type": maybe("Incident", "Request"),
        "service": maybe("Print", "Net"),
        "sla": maybe("Gold"),
        "customer": maybe("ACME", "Somebody Ltd."),
        "customer_user": maybe("carla", "dora@example.com"),
        "lock": dice.choice(list(Lock)).value,
        "created": moment(),
        "changed": moment(),
        "closed": maybe(moment(), moment()),
        "pending": maybe(moment(), moment()),
        "escalation": maybe(moment(), moment()),
        "archived": dice.random() < 0.2,
        "watcher": {login for login in PEOPLE if dice.random() < 0.3},
        "room": maybe("A1", "b2", "B2"),
        "size": maybe(3, 20, -1),
        "version": maybe(1, 2),
        "cancelled": dice.random() < 0.2,
        "activity": maybe("check", "sign"),
        "mine": dice.random() < 0.5,
        "incident": dice.random() < 0.3,
        "articles": [
            {"subject": dice.choice(["Hallo", "Re: Hallo", "Rechnung"]), "visible": dice.random() < 0.5, "seen": dice.random() < 0.7}
            for _ in range(dice.randrange(3))
        ],
    }


# ------------------------------------------------------------------------------------------------ storing
def stored(fact: Fact, ids: dict[str, dict[Any, int]]) -> Ticket:
    named = ("queue", "state", "priority", "type", "owner", "responsible", "service", "sla", "customer", "customer_user")
    ticket = Ticket(
        **{f"{name}_id": ids[name].get(fact[name]) for name in named},
        **{f"unknown_{name}": fact[name] for name in ("customer", "customer_user") if fact[name] and fact[name] not in ids[name]},
        **{f"{name}_at": fact[name] for name in ("created", "changed", "closed")},
        **{name: fact[name] for name in ("number", "title", "archived")},
        lock_state=Lock(fact["lock"]),
        pending_until=fact["pending"],
        escalates_at=fact["escalation"],
        created_by="system",
        changed_by="system",
    )
    ticket.store()
    return ticket


def surround(ticket: Ticket, fact: Fact, people: dict[str, Any], versions: dict[int, ProcessVersion]) -> None:
    """What hangs on the ticket: values, watchers, articles, an instance with an activity, an incident."""
    set_values("ticket", ticket.id, {name: fact[name] for name in ("room", "size")}, actor=SYSTEM)
    db.session.add_all(Watcher(ticket_id=ticket.id, agent_id=people[login].id) for login in fact["watcher"])
    for position, one in enumerate(fact["articles"], start=1):
        whose = {"sender": Sender.AGENT, "channel": Channel.INTERNAL, "visible_to_customer": one["visible"], "created_by": "system"}
        article = Article(ticket_id=ticket.id, position=position, subject=one["subject"], **whose)
        db.session.add(article)
        db.session.flush()
        if one["seen"]:
            db.session.add(ArticleFlag(article_id=article.id, agent_id=people["anna"].id, flag=Flag.SEEN))
    if fact["version"] is None:
        fact["activity"] = None
        fact["mine"] = False
    else:
        run(ticket, fact, people["anna"].id, versions[fact["version"]])
    if fact["incident"]:
        db.session.add(Incident(ticket_id=ticket.id, element="x", message="No.", verb="fire", arguments={}, actor="system"))


def run(ticket: Ticket, fact: Fact, agent_id: int, version: ProcessVersion) -> None:
    standing = InstanceState.CANCELLED if fact["cancelled"] else InstanceState.RUNNING
    instance = Instance(ticket_id=ticket.id, version_id=version.id, started_by="system", standing=standing)
    db.session.add(instance)
    db.session.flush()
    fact["mine"] = fact["mine"] and fact["activity"] is not None
    if fact["activity"] is not None:
        names = {"node_id": fact["activity"], "name": fact["activity"].capitalize()}
        activity = Activity(ticket_id=ticket.id, instance_id=instance.id, token=1, **names)
        db.session.add(activity)
        db.session.flush()
        kind, subject = (PermitKind.AGENT, agent_id) if fact["mine"] else (PermitKind.NOBODY, 0)
        permit = {"activity_id": activity.id, "ticket_id": ticket.id, "kind": kind, "subject_id": subject}
        db.session.execute(insert(ActivityPermit), [permit])


# ------------------------------------------------------------------------------------------------ what is right
def among(name: str) -> Callable[[Fact, Any], bool]:
    return lambda fact, value: fact[name] in (value if isinstance(value, list) else [value])


def within(name: str) -> Callable[[Fact, Any], bool]:
    def fits(fact: Fact, value: Any) -> bool:
        moment = fact[name]
        return moment is not None and value.get("from", moment) <= moment and (value.get("until") is None or moment < value["until"])

    return fits


def like(text: str, pattern: str) -> bool:
    """Whether the whole text is as the pattern says: the pieces between the stars stand in it in order."""
    first, *pieces = pattern.lower().split("*")
    rest = text.lower()
    if not pieces:
        return rest == first
    if not rest.startswith(first):
        return False
    rest = rest[len(first) :]
    *between, last = pieces
    for piece in between:
        if piece not in rest:
            return False
        rest = rest[rest.index(piece) + len(piece) :]
    return rest.endswith(last)


FITS: dict[str, Callable[[Fact, Any], bool]] = {
    **{
        name: among(name)
        for name in ("queue", "state", "priority", "owner", "responsible", "service", "sla", "lock", "state_type", "number")
    },
    **{name: among(name) for name in ("type", "customer", "customer_user")},
    **{name: within(name) for name in ("created", "changed", "closed", "pending", "escalation")},
    "state_type": lambda fact, value: fact["state"] in value,
    "queue_branch": lambda fact, value: fact["queue"] == value or fact["queue"].startswith(value + "::"),
    "view": lambda fact, value: (fact["state"] in OPEN) is (value == "open"),
    "archived": lambda fact, value: value == "all" or fact["archived"] is (value == "yes"),
    "watcher": lambda fact, value: value in fact["watcher"],
    "title": lambda fact, value: like(fact["title"], value),
    "subject": lambda fact, value: any(like(one["subject"], value) for one in fact["articles"]),
    "unseen": lambda fact, value: any(not one["seen"] for one in fact["articles"]) is value,
    "incident": lambda fact, value: fact["incident"] is value,
    "process": lambda fact, value: value == "leave" and fact["version"] is not None and not fact["cancelled"],
    "version": lambda fact, value: f"leave:{fact['version']}" == value and not fact["cancelled"],
    "activity": lambda fact, value: fact["activity"] is not None and value.lower() == fact["activity"],
    "my_activities": lambda fact, value: fact["mine"] is value,
    "mine": lambda fact, value: fact[value] == "anna",
}
VALUES: dict[str, list[Any]] = {
    "queue": ["Mail", ["Mail", "Mailing"], ["100%_Raw"]],
    "queue_branch": ["Mail", "Mail::In", "100%_Raw"],
    "state": ["open", ["closed", "merged"]],
    "state_type": [["closed", "removed"], ["pending auto"]],
    "view": ["open", "closed"],
    "priority": ["1 low"],
    "owner": ["anna", ["anna", "ben"]],
    "responsible": ["ben"],
    "type": ["Request", [None, "Incident"]],
    "service": ["Print", None, ["Net", None]],
    "sla": ["Gold", None],
    "customer": ["ACME", "Somebody Ltd.", None, ["ACME", "Somebody Ltd."]],
    "customer_user": ["carla", "dora@example.com", None],
    "lock": ["unlock", ["lock", "tmp_lock"]],
    "number": ["20260003", ["20260001", "20260002"]],
    "title": ["ÄRGER", "*a*", "a_b", "*100%*", "*!*", "A*"],
    "subject": ["Hallo", "re*", "*hallo"],
    **{
        name: [{"from": BEGAN + timedelta(hours=2)}, {"from": BEGAN, "until": BEGAN + timedelta(hours=3)}]
        for name in ("created", "changed", "closed", "pending", "escalation")
    },
    "archived": ["no", "yes", "all"],
    "watcher": ["anna"],
    "unseen": [True, False],
    "incident": [True, False],
    "process": ["leave"],
    "version": ["leave:1", "leave:2"],
    "activity": ["check", "Sign"],
    "my_activities": [True, False],
    "mine": ["owner", "responsible"],
}
FIELD_FITS: list[tuple[tuple[str, str, Any], Callable[[Fact], bool]]] = [
    (("room", "equals", "B2"), lambda fact: fact["room"] is not None and fact["room"] == "B2"),
    (("room", "like", "b*"), lambda fact: (fact["room"] or "").lower().startswith("b")),
    (("room", "empty", True), lambda fact: fact["room"] is None),
    (("size", "greater-than", 2), lambda fact: fact["size"] is not None and fact["size"] > 2),
]
KEYS: dict[str, Callable[[Fact], Any]] = {
    **{name: lambda fact, name=name: fact[name] for name in ("created", "changed", "closed", "pending", "escalation")},  # type: ignore[misc]
    **{
        name: lambda fact, name=name: fact[name] and fact[name].lower()  # type: ignore[misc]
        for name in (
            "number",
            "title",
            "queue",
            "state",
            "type",
            "owner",
            "responsible",
            "service",
            "sla",
            "customer",
            "customer_user",
            "lock",
        )
    },
    "priority": lambda fact: fact["priority_id"],
    "field:size": lambda fact: fact["size"],
}


def expected(facts: Facts, filters: dict[str, Any], fields: list[Callable[[Fact], bool]], order: list[tuple[str, bool]]) -> list[int]:
    """The ids of the tickets that fit, in order; those without a value last."""
    given = {"archived": "no"} | filters
    fitting = [fact for fact in facts.tickets.values() if all(FITS[name](fact, value) for name, value in given.items())]
    fitting = [fact for fact in fitting if all(fits(fact) for fits in fields)]
    fitting.sort(key=lambda fact: fact["id"], reverse=order[-1][1] if order else True)
    for name, descending in reversed(order):
        having = [fact for fact in fitting if KEYS[name](fact) is not None]
        having.sort(key=KEYS[name], reverse=descending)
        fitting = having + [fact for fact in fitting if KEYS[name](fact) is None]
    return [fact["id"] for fact in fitting]
