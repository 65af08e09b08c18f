"""What people and companies are called, by what history calls them: "agent:anna" is Anna Anders."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Select, bindparam, select

from desk.actors import ActorKind
from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.customers import Customer
from foundation import prepared
from foundation.db import db

KNOWN: Final = "names of people and companies"  # in the session, which ends with the unit of work
PEOPLE: Final = (ActorKind.AGENT, ActorKind.CUSTOMER_USER)
KINDS: Final[Mapping[str, Sequence[Any]]] = {
    ActorKind.AGENT: (Agent.login, Agent.first_name, Agent.last_name),
    ActorKind.CUSTOMER_USER: (CustomerUser.login, CustomerUser.first_name, CustomerUser.last_name),
    "customer_user": (CustomerUser.login, CustomerUser.first_name, CustomerUser.last_name),
    "customer": (Customer.number, Customer.name),
}

QUESTIONS: Final[Mapping[str, Select[Any]]] = {
    kind: select(known_by, *names).where(known_by.in_(bindparam("known_by", expanding=True))) for kind, (known_by, *names) in KINDS.items()
}


def names_of(named: Iterable[str]) -> dict[str, str]:
    """Names, by what they are and are known by; one statement for each kind, none for whom was asked for before."""
    known: dict[str, str] = db.session.info.setdefault(KNOWN, {})
    wanted: dict[str, set[str]] = {}
    for each in set(named) - known.keys():
        kind, _, known_by = each.partition(":")
        wanted.setdefault(kind, set()).add(known_by)
    for kind in KINDS.keys() & wanted.keys():
        rows = prepared.rows(QUESTIONS[kind], known_by=wanted[kind])
        known.update({f"{kind}:{row[0]}": " ".join(part for part in row[1:] if part) for row in rows})
    return known


def full_name(actor: str) -> str:
    """First and last name of a person, the login of one who is not there any more; "" of processes, and of the house itself."""
    kind, _, login = actor.partition(":")
    return names_of([actor]).get(actor, login) if kind in PEOPLE else ""
