"""Customer users: the people tickets come from. Each has one primary customer and may speak for further ones."""

from collections.abc import Iterator
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, String, inspect, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from desk.actors import ActorKind
from desk.customers import Customer
from desk.people import Person, folded, nothing
from foundation.db import Base, Id, db


class CustomerUserCustomer(Base):
    """A customer user speaks for a customer beside the primary one."""

    __tablename__ = "customer_user_customer"

    customer_user_id: Mapped[int] = mapped_column(Id, ForeignKey("customer_user.id"), primary_key=True)
    customer_id: Mapped[int] = mapped_column(Id, ForeignKey("customer.id"), primary_key=True, index=True)


class CustomerUser(Person):
    """Somebody who asks for something."""

    __tablename__ = "customer_user"
    noun: ClassVar[str] = "customer user"
    actor_kind: ClassVar[ActorKind] = ActorKind.CUSTOMER_USER

    email_folded: Mapped[str] = mapped_column(String(500), unique=True, default=nothing)  # follows from `email`
    customer_id: Mapped[int] = mapped_column(Id, ForeignKey("customer.id"), index=True)
    phone: Mapped[str] = mapped_column(String(100), default="")
    fax: Mapped[str] = mapped_column(String(100), default="")
    street: Mapped[str] = mapped_column(String(200), default="")
    zip: Mapped[str] = mapped_column(String(200), default="")
    city: Mapped[str] = mapped_column(String(200), default="")
    country: Mapped[str] = mapped_column(String(200), default="")

    customer: Mapped[Customer] = relationship()
    further_customers: Mapped[list[Customer]] = relationship(secondary="customer_user_customer", order_by=Customer.number)

    # -------------------------------------------------------------------------------------------- rules
    @validates("email")
    def _fold_email(self, _name: str, value: Any) -> Any:
        self.email_folded = folded(str(value or ""))
        return value

    def problems(self) -> Iterator[tuple[str, str]]:
        yield from super().problems()
        others = select(CustomerUser.login).where(CustomerUser.email_folded == self.email_folded)
        twin = db.session.scalar(others.where(CustomerUser.id != self.id) if inspect(self).persistent else others)
        if twin is not None:
            yield "email", f"The customer user {twin!r} has this address already."
