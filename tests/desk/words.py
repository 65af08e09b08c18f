"""Queues and words for tests: each is found by its name or made, with what it needs."""

from typing import Any, TypeVar

from sqlalchemy import select

from desk.actors import SYSTEM
from desk.auto_responses import AutoResponse, AutoResponseType
from desk.groups import Group
from desk.master_data import MasterData
from desk.priorities import Priority
from desk.queues import Queue
from desk.services import Service
from desk.slas import Sla
from desk.state_types import StateType
from desk.states import State
from desk.system_addresses import SystemAddress
from desk.templates import Template
from foundation.db import db

Word = TypeVar("Word", bound=MasterData)


def found_or_made(kind: type[Word], name: str, **values: Any) -> Word:
    """The record of that name as it is, or a new one."""
    found = db.session.scalar(select(kind).where(getattr(kind, kind.key) == name))
    return found or kind.create(actor=SYSTEM, **{kind.key: name}, **values)


def a_group(name: str = "users") -> Group:
    return found_or_made(Group, name)


def a_queue(name: str = "Support", **values: Any) -> Queue:
    """A queue, with all those it stands below."""
    if "::" in name:
        a_queue(name.rpartition("::")[0])
    values.setdefault("group", a_group())
    return found_or_made(Queue, name, **values)


def a_service(name: str = "Mail", **values: Any) -> Service:
    """A service, with all those it stands below."""
    if "::" in name:
        a_service(name.rpartition("::")[0])
    return found_or_made(Service, name, **values)


def a_state(name: str = "open", state_type: StateType = StateType.OPEN) -> State:
    return found_or_made(State, name, type=state_type)


def a_priority(name: str = "3 normal", **values: Any) -> Priority:
    return found_or_made(Priority, name, **values)


def an_sla(name: str = "Gold", **values: Any) -> Sla:
    return found_or_made(Sla, name, **values)


def a_template(name: str = "Greeting", **values: Any) -> Template:
    return found_or_made(Template, name, **values)


def an_address(email: str = "support@company.example", **values: Any) -> SystemAddress:
    defaults = {"display_name": "Support", "queue": values.pop("queue", None) or a_queue()}
    return found_or_made(SystemAddress, email, **(defaults | values))


def a_response(name: str = "Received", response_type: AutoResponseType = AutoResponseType.REPLY, **values: Any) -> AutoResponse:
    defaults = {"type": response_type, "subject": "RE: your request", "sender_address": values.pop("sender_address", None) or an_address()}
    return found_or_made(AutoResponse, name, **(defaults | values))
