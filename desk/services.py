"""Services: what customers may ask for, as a tree. Customer users see those assigned to them and those that are for all."""

from collections.abc import Sequence
from typing import ClassVar

from sqlalchemy import Boolean, ForeignKey, Select, false, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from desk import auditing
from desk.actors import Actor
from desk.customer_users import CustomerUser
from desk.trees import Tree
from foundation.db import Base, Id, db


class Service(Tree):
    """Something the house does for customers. `for_all`: for every customer user, without being assigned."""

    __tablename__ = "service"
    noun: ClassVar[str] = "service"

    for_all: Mapped[bool] = mapped_column(Boolean, default=False)


class CustomerUserService(Base):
    """A service assigned to a customer user."""

    __tablename__ = "customer_user_service"

    customer_user_id: Mapped[int] = mapped_column(Id, ForeignKey("customer_user.id"), primary_key=True)
    service_id: Mapped[int] = mapped_column(Id, ForeignKey("service.id"), primary_key=True, index=True)


def services_for(customer_user: CustomerUser | None) -> Select[Service]:
    """The usable services a ticket of that customer user can be about; none for somebody who is no customer user."""
    if customer_user is None:
        return select(Service).where(false())
    assigned = select(CustomerUserService.service_id).where(CustomerUserService.customer_user_id == customer_user.id)
    return select(Service).where(Service.usable(), or_(Service.for_all, Service.id.in_(assigned))).order_by(Service.name)


def assigned_services(customer_user: CustomerUser) -> Sequence[Service]:
    """What is assigned by name, usable or not: what an administrator ticks."""
    assigned = select(CustomerUserService.service_id).where(CustomerUserService.customer_user_id == customer_user.id)
    return db.session.scalars(select(Service).where(Service.id.in_(assigned)).order_by(Service.name)).all()


def assign(service: Service, customer_user: CustomerUser, *, actor: Actor) -> bool:
    """Let a customer user ask for a service; True if that changed anything."""
    Service.authorise(actor)
    key = (customer_user.id, service.id)
    if db.session.get(CustomerUserService, key) is not None:
        return False
    db.session.add(CustomerUserService(customer_user_id=customer_user.id, service_id=service.id))
    db.session.flush()
    auditing.record("granted", about=customer_user.about, changes={"service": (None, service)}, actor=actor)
    return True


def withdraw(service: Service, customer_user: CustomerUser, *, actor: Actor) -> bool:
    """Take a service from a customer user; True if that changed anything."""
    Service.authorise(actor)
    assigned = db.session.get(CustomerUserService, (customer_user.id, service.id))
    if assigned is None:
        return False
    db.session.delete(assigned)
    db.session.flush()
    auditing.record("revoked", about=customer_user.about, changes={"service": (service, None)}, actor=actor)
    return True
