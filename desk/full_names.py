"""What people are called, by what history calls them: "agent:anna" is Anna Anders."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select

from desk.actors import ActorKind
from desk.agents import Agent
from desk.customer_users import CustomerUser
from foundation.db import db

PEOPLE: Final[Mapping[str, Any]] = {ActorKind.AGENT: Agent, ActorKind.CUSTOMER_USER: CustomerUser}


def full_name(actor: str) -> str:
    """First and last name; "" of processes, and of the house itself."""
    kind, _, login = actor.partition(":")
    people = PEOPLE.get(kind)
    row = None if people is None else db.session.execute(select(people.first_name, people.last_name).where(people.login == login)).first()
    return "" if people is None else login if row is None else " ".join(part for part in row if part)
