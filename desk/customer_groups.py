"""Groups for customer users: which queues they see, given to a person or to all people of a customer. Heeded when switched on."""

from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, delete
from sqlalchemy.orm import Mapped, mapped_column

from desk import auditing, house_permissions
from desk.actors import Actor
from desk.customer_users import CustomerUser
from desk.customers import Customer
from desk.groups import Group
from desk.house_permissions import HousePermission
from desk.master_data import enumeration, one_of
from foundation.db import Base, Id, db
from foundation.errors import Refused


class CustomerPermission(StrEnum):
    """What customer users may do in a group's queues: read, or also write and open tickets."""

    RO = "ro"
    RW = "rw"


class Context(StrEnum):
    """Whose tickets a customer's permission is about."""

    SAME = "same"  # those of the customer itself
    OTHER = "other"  # those of anybody, where OTHER_CUSTOMERS is switched on


class CustomerUserGroupPermission(Base):
    """A permission in a group, given to one customer user."""

    __tablename__ = "customer_user_group_permission"

    customer_user_id: Mapped[int] = mapped_column(Id, ForeignKey("customer_user.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(Id, ForeignKey("agent_group.id"), primary_key=True, index=True)
    permission: Mapped[CustomerPermission] = mapped_column(enumeration(CustomerPermission), primary_key=True)


class CustomerGroupPermission(Base):
    """A permission in a group, given to all customer users of a customer."""

    __tablename__ = "customer_group_permission"

    customer_id: Mapped[int] = mapped_column(Id, ForeignKey("customer.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(Id, ForeignKey("agent_group.id"), primary_key=True, index=True)
    context: Mapped[Context] = mapped_column(enumeration(Context), primary_key=True)
    permission: Mapped[CustomerPermission] = mapped_column(enumeration(CustomerPermission), primary_key=True)


def grant(
    permission: CustomerPermission | str, group: Group, *, to: Customer | CustomerUser, actor: Actor, context: Context | str = Context.SAME
) -> bool:
    """Give a permission in a group; True if it was not there yet. The context is a matter of customers.

    Raises:
        Forbidden: the actor is no administrator.
        Refused: there is no such permission or context.
    """
    house_permissions.require(actor, HousePermission.ADMIN)
    kind, key = grant_of(to, group, permission, context)
    if db.session.get(kind, key) is not None:
        return False
    db.session.add(kind(**key))
    db.session.flush()
    auditing.record("granted", about=to.about, changes={told(group, key): (None, key["permission"])}, actor=actor)
    return True


def revoke(
    permission: CustomerPermission | str, group: Group, *, to: Customer | CustomerUser, actor: Actor, context: Context | str = Context.SAME
) -> bool:
    """Take a permission in a group away; True if it was there.

    Raises:
        Forbidden, Refused: as `grant`.
    """
    house_permissions.require(actor, HousePermission.ADMIN)
    kind, key = grant_of(to, group, permission, context)
    if db.session.get(kind, key) is None:
        return False
    db.session.execute(delete(kind).filter_by(**key))
    auditing.record("revoked", about=to.about, changes={told(group, key): (key["permission"], None)}, actor=actor)
    return True


def grant_of(
    holder: Customer | CustomerUser, group: Group, permission: CustomerPermission | str, context: Context | str
) -> tuple[Any, dict[str, Any]]:
    """The kind of record that says so, and its key."""
    try:
        named = one_of(CustomerPermission, permission)
        about = one_of(Context, context)
    except ValueError as error:
        raise Refused({"permission": str(error)}) from None
    if isinstance(holder, Customer):
        return CustomerGroupPermission, {"customer_id": holder.id, "group_id": group.id, "context": about, "permission": named}
    if about is not Context.SAME:
        raise Refused({"context": "Only customers are given groups with the tickets of others, not single customer users."})
    return CustomerUserGroupPermission, {"customer_user_id": holder.id, "group_id": group.id, "permission": named}


def told(group: Group, key: dict[str, Any]) -> str:
    """What was granted, as it stands in the audit entry."""
    others = key.get("context") is Context.OTHER
    return f"group {group}, tickets of other customers" if others else f"group {group}"
