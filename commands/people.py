"""`laufzettel user …` and `laufzettel customer …`: the people of the desk, from the command line of whoever owns the machine."""

from __future__ import annotations

import json
import sys
from typing import Any

import click
from sqlalchemy import select

from commands.opening import opened_house
from desk.actors import SYSTEM
from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.customers import Customer
from desk.groups import Group
from desk.house_permissions import HousePermission, grant
from desk.master_data import Validity
from desk.people import Person
from desk.roles import Role
from foundation.db import db
from foundation.errors import Refused
from foundation.unit_of_work import in_unit_of_work, unit_of_work

LONGEST_PASSWORD = 1_000
name_of = click.option("--name", required=True, help='First and last name: "Anna Schmidt"; the last word is the last name.')
email_of = click.option("--email", required=True, help="Mail address.")
password_of = click.option(
    "--password-stdin", "asks", is_flag=True, help="Read the password from standard input; without one nobody logs in."
)


@click.group()
def user() -> None:
    """Add agents, give them rights, set their passwords."""


@user.command("add")
@click.argument("login")
@email_of
@name_of
@password_of
@click.option("--group", "in_groups", multiple=True, metavar="GROUP[:PERMISSION]", help="A permission in a group; rw if none is named.")
@click.option("--role", "roles", multiple=True, help="A role. Repeatable.")
@click.option("--may", "house", multiple=True, type=click.Choice([each.value for each in HousePermission]), help="Of the house.")
def add_user(login: str, **options: Any) -> None:
    """Add the agent LOGIN.

    \b
    Examples:
      echo "$PASSWORD" | laufzettel user add anna --name "Anna Schmidt" --email anna@example.com --password-stdin --group users --may admin
      laufzettel user add ben --name "Ben Okoro" --email ben@example.com --group users:ro --group users:note
    """
    password = read_password(asks=options["asks"])
    first, last = split_name(options["name"])

    def add() -> None:
        agent = Agent.create(login=login, email=options["email"], first_name=first, last_name=last, actor=SYSTEM)
        if password:
            agent.set_password(password, actor=SYSTEM)
        for text in options["in_groups"]:
            name, _, permission = text.partition(":")
            Group.named(name).grant(permission or "rw", to=agent, actor=SYSTEM)
        for name in options["roles"]:
            Role.named(name).give(to=agent, actor=SYSTEM)
        for permission in options["house"]:
            grant(HousePermission(permission), to=agent, actor=SYSTEM)

    with opened_house():
        in_unit_of_work(add)
    click.echo(f"Agent {login} is added" + ("." if password else "; without a password, so nobody can log in as it yet."))


@user.command("password")
@click.argument("login")
@click.option("--none", "none", is_flag=True, help="Take the password away.")
def set_password(login: str, *, none: bool) -> None:
    """Give agent LOGIN the password that comes on standard input.

    \b
    Example:
      echo "$PASSWORD" | laufzettel user password anna
    """
    password = None if none else read_password(asks=True)
    with opened_house():
        in_unit_of_work(lambda: Agent.named(login).set_password(password, actor=SYSTEM))
    click.echo(f"Agent {login} has {'no password any more' if none else 'a new password'}.")


@user.command("invalidate")
@click.argument("login")
def invalidate(login: str) -> None:
    """Make agent LOGIN invalid: it keeps its history and can do nothing any more.

    \b
    Example:
      laufzettel user invalidate ben
    """
    with opened_house():
        in_unit_of_work(lambda: Agent.named(login).change(validity=Validity.INVALID, actor=SYSTEM))
    click.echo(f"Agent {login} is invalid.")


@user.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_users(*, as_json: bool) -> None:
    """List the agents.

    \b
    Example:
      laufzettel user list --json
    """
    with opened_house(), unit_of_work(reads_only=True):
        people = [told(agent) for agent in db.session.scalars(select(Agent).order_by(Agent.login_folded))]
    if as_json:
        click.echo(json.dumps({"agents": people}, ensure_ascii=False))
    else:
        for person in people:
            click.echo(f"{person['login']:<24} {person['name']:<32} {person['email']:<36} {person['validity']}")


@click.group()
def customer() -> None:
    """Add customers (organisations) and their users (people)."""


@customer.command("add")
@click.argument("number")
@click.option("--name", required=True, help="The organisation's name.")
def add_customer(number: str, *, name: str) -> None:
    """Add the customer NUMBER: any text by which people know an organisation.

    \b
    Example:
      laufzettel customer add acme --name "Acme Tools Ltd"
    """
    with opened_house():
        in_unit_of_work(lambda: Customer.create(number=number, name=name, actor=SYSTEM))
    click.echo(f"Customer {number} is added.")


@customer.command("add-user")
@click.argument("login")
@click.option("--customer", "number", required=True, help="The customer this person belongs to.")
@email_of
@name_of
@password_of
def add_customer_user(login: str, **options: Any) -> None:
    """Add the customer user LOGIN: somebody who may use the portal.

    \b
    Example:
      echo "$PASSWORD" | laufzettel customer add-user carla --customer acme --name "Carla Diaz" --email carla@example.com --password-stdin
    """
    password = read_password(asks=options["asks"])
    first, last = split_name(options["name"])

    def add() -> None:
        belongs_to = Customer.named(options["number"])
        person = CustomerUser.create(
            login=login, email=options["email"], first_name=first, last_name=last, customer=belongs_to, actor=SYSTEM
        )
        if password:
            person.set_password(password, actor=SYSTEM)

    with opened_house():
        in_unit_of_work(add)
    click.echo(f"Customer user {login} is added" + ("." if password else "; without a password, so nobody can log in as it yet."))


def told(person: Person) -> dict[str, Any]:
    """A person as a line of a list."""
    return {
        "login": person.login,
        "name": person.full_name,
        "email": person.email,
        "validity": person.validity.value,
        "may_log_in": person.may_log_in,
    }


def read_password(*, asks: bool) -> str | None:
    """The first line of standard input, never an argument: those are seen by everybody on the machine."""
    if not asks:
        return None
    if sys.stdin.isatty():
        found: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return found
    line = sys.stdin.readline(LONGEST_PASSWORD + 2).rstrip("\n")
    if not line:
        raise Refused({"password": "Standard input is empty; the password is read from there."})
    return line


def split_name(name: str) -> tuple[str, str]:
    """First and last name."""
    first, _, last = name.strip().rpartition(" ")
    if not first:
        raise Refused({"name": f"{name!r} is one word; first and last name are needed."})
    return first, last
