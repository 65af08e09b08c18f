"""Agents and customer users with nothing but what fields and house permissions ask about them."""

from typing import Any

from sqlalchemy import text

from desk.actors import Actor, ActorKind
from desk.house_permissions import AgentHousePermission, HousePermission
from foundation.db import db

TABLES = {
    "agent": "id BIGINT, login TEXT, validity TEXT",
    "customer_user": "id BIGINT, login TEXT",
    "role": "id BIGINT, validity TEXT",
    "agent_role": "agent_id BIGINT, role_id BIGINT",
    "agent_house_permission": "agent_id BIGINT, permission TEXT",
}
ANNA = Actor(ActorKind.AGENT, 1, "anna")


def let_people_in() -> None:
    """Two agents and a customer user, in temporary tables that stand before those of the same name."""
    for name, columns in TABLES.items():
        db.session.execute(text(f"CREATE TEMPORARY TABLE {name} ({columns})"))
    people: list[tuple[str, dict[str, Any]]] = [
        ("INSERT INTO agent VALUES (:id, :login, 'valid')", {"id": 1, "login": "anna"}),
        ("INSERT INTO agent VALUES (:id, :login, 'invalid')", {"id": 2, "login": "ben"}),
        ("INSERT INTO customer_user VALUES (:id, :login)", {"id": 7, "login": "carla@example.com"}),
    ]
    for statement, values in people:
        db.session.execute(text(statement), values)


def give(permission: HousePermission, actor: Actor) -> None:
    assert actor.id is not None
    db.session.add(AgentHousePermission(agent_id=actor.id, permission=permission))
    db.session.flush()
