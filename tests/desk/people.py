"""Factories for people and what they hold: `agent("anna")`, `group("crew")`, each made by the system with sensible values."""

from typing import Any

from desk import house_permissions
from desk.actors import SYSTEM
from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.customers import Customer
from desk.groups import Group, QueuePermission
from desk.house_permissions import HousePermission
from desk.roles import Role


def agent(login: str = "anna", **values: Any) -> Agent:
    names = {"first_name": login.capitalize(), "last_name": "Anders", "email": f"{login}@example.com"}
    return Agent.create(login=login, actor=SYSTEM, **names | values)


def admin(login: str = "root") -> Agent:
    """An agent who may change master data."""
    made = agent(login)
    house_permissions.grant(HousePermission.ADMIN, to=made, actor=SYSTEM)
    return made


def group(name: str = "crew", **values: Any) -> Group:
    return Group.create(name=name, actor=SYSTEM, **values)


def role(name: str = "Support", *agents: Agent, **values: Any) -> Role:
    """A role that these agents have."""
    made = Role.create(name=name, actor=SYSTEM, **values)
    for each in agents:
        made.give(to=each, actor=SYSTEM)
    return made


def grant(holder: Agent | Role, group: Group, *permissions: QueuePermission | str) -> None:
    for permission in permissions or (QueuePermission.RW,):
        group.grant(permission, to=holder, actor=SYSTEM)


def customer(number: str = "ACME", **values: Any) -> Customer:
    return Customer.create(number=number, actor=SYSTEM, **{"name": f"{number} Ltd."} | values)


def customer_user(login: str = "carla", *, of: Customer, **values: Any) -> CustomerUser:
    names = {"first_name": login.capitalize(), "last_name": "Cramer", "email": f"{login}@example.com"}
    return CustomerUser.create(login=login, customer=of, actor=SYSTEM, **names | values)
