"""Customers who make their own account in the portal, where that is switched on (OTRS's `CustomerPanelCreateAccount`)."""

from sqlalchemy import select

from desk import switches
from desk.actors import SYSTEM
from desk.customer_users import CustomerUser
from desk.customers import Customer
from desk.people import folded
from desk.switches import Switch
from foundation.db import db
from foundation.errors import NotFound

CLOSED = "Accounts are made by the people of this house; ask them for one."


def require_open() -> None:
    """Go on only where customers may register.

    Raises:
        NotFound: they may not.
    """
    if not switches.is_on(Switch.REGISTRATION):
        raise NotFound(CLOSED)


def register(email: str, first_name: str, last_name: str) -> tuple[CustomerUser, bool]:
    """The account behind an address, and whether it is new; a new one has no password yet, and a customer of its own.

    Nobody becomes a part of a company by saying so: whoever belongs to one is moved there by an administrator.

    Raises:
        NotFound: registration is switched off.
        Refused: a name or the address is wrong.
    """
    require_open()
    known = db.session.scalar(select(CustomerUser).where(CustomerUser.email_folded == folded(email)))
    if known is not None:
        return known, False
    name = f"{first_name} {last_name}".strip()
    customer = db.session.scalar(select(Customer).where(Customer.number == email))
    if customer is None:
        customer = Customer.create(number=email, name=name or email, actor=SYSTEM)
    values = {"first_name": first_name, "last_name": last_name, "email": email}
    return CustomerUser.create(login=email, customer=customer, actor=SYSTEM, **values), True
