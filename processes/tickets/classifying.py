"""What a ticket is about: its type, the service it concerns, and the SLA it goes by. Each needs its feature to be switched on."""

from sqlalchemy import select

from desk.actors import Actor
from desk.customer_users import CustomerUser
from desk.queues import Queue
from desk.services import Service, services_for
from desk.slas import SLA_SERVICE, Sla
from desk.switches import Switch, is_on
from desk.ticket_types import TicketType
from foundation.db import db
from foundation.errors import Refused
from processes.events import Event
from processes.tickets.choosing import promised, usable
from processes.tickets.record import TicketRecord


class Classifying(TicketRecord):
    """Changing type, service and SLA."""

    __abstract__ = True

    def set_type(self, ticket_type: TicketType | None, *, actor: Actor) -> bool:
        """Give the ticket another type, or take it away.

        Raises:
            NotFound, Forbidden: the actor has no rw.
            Refused: the type is not valid, or tickets have no types here.
        """
        self.require("rw", actor=actor)
        new_id, new = (ticket_type.id, ticket_type.name) if ticket_type else (None, None)
        if new_id == self.type_id:
            return False
        if ticket_type is not None:
            type_fits(ticket_type)
        old = self.words.type
        self.change(actor=actor, type_id=new_id, words={"type": new})
        self.record(Event.TYPE_CHANGED, actor=actor, touched=("type",), old=old, new=new)
        return True

    def set_service(self, service: Service | None, *, actor: Actor) -> bool:
        """Say which service the ticket is about, or none; an SLA that does not belong to it goes.

        Raises:
            NotFound, Forbidden: the actor has no rw.
            Refused: the service is not one of the ticket's customer user, or tickets have no services here.
        """
        self.require("rw", actor=actor)
        new_id, new = (service.id, service.name) if service else (None, None)
        if new_id == self.service_id:
            return False
        if service is not None:
            service_fits(service, self.customer_user_id)
        old = self.words.service
        self.change(actor=actor, service_id=new_id, words={"service": new})
        self.record(Event.SERVICE_CHANGED, actor=actor, touched=("service",), old=old, new=new)
        if self.sla_id is not None and not belongs(self.sla_id, new_id):
            self._agree(None, actor=actor)
        return True

    def set_sla(self, sla: Sla | None, *, actor: Actor) -> bool:
        """Have the ticket go by an SLA, or by what its queue promises.

        Raises:
            NotFound, Forbidden: the actor has no rw.
            Refused: the SLA is not one of the ticket's service, or tickets have no services here.
        """
        self.require("rw", actor=actor)
        if (sla.id if sla else None) == self.sla_id:
            return False
        if sla is not None:
            sla_fits(sla, self.service_id)
        return self._agree(sla, actor=actor)

    def _agree(self, sla: Sla | None, *, actor: Actor) -> bool:
        old, new = self.words.sla, sla.name if sla else None
        promises = promised(db.session.get_one(Queue, self.queue_id), sla)
        self.change(actor=actor, sla_id=sla.id if sla else None, words={"sla": new, "promises": promises})
        self.record(Event.SLA_CHANGED, actor=actor, touched=("sla",), old=old, new=new)
        return True


# ------------------------------------------------------------------------------------------------ what fits
def type_fits(ticket_type: TicketType) -> None:
    """Go on only with a valid type, where tickets have types.

    Raises:
        Refused: under "type".
    """
    if not is_on(Switch.TICKET_TYPES):
        raise Refused({"type": f"Tickets have no types here; an administrator can turn the switch '{Switch.TICKET_TYPES}' on."})
    usable(ticket_type, "type")


def service_fits(service: Service, customer_user_id: int | None) -> None:
    """Go on only with a usable service that is assigned to the ticket's customer user or is for all of them.

    Raises:
        Refused: under "service".
    """
    services_are_on("service")
    usable(service, "service")
    customer_user = db.session.get_one(CustomerUser, customer_user_id) if customer_user_id is not None else None
    if customer_user is None:
        raise Refused({"service": "Services are for customer users the house knows; choose the ticket's customer user first."})
    if db.session.scalar(services_for(customer_user).where(Service.id == service.id).with_only_columns(Service.id)) is None:
        told = f"The service {service.name!r} is not for the customer user {customer_user.login!r}, or not valid above"
        raise Refused({"service": f"{told}; choose another, or have an administrator assign it."})


def sla_fits(sla: Sla, service_id: int | None) -> None:
    """Go on only with a valid SLA of the ticket's service.

    Raises:
        Refused: under "sla".
    """
    services_are_on("sla")
    usable(sla, "sla")
    if service_id is None:
        raise Refused({"sla": "SLAs are made for services; choose the ticket's service first."})
    if not belongs(sla.id, service_id):
        raise Refused({"sla": f"The SLA {sla.name!r} is not for the ticket's service; choose one that is."})


def belongs(sla_id: int, service_id: int | None) -> bool:
    """Whether an SLA covers a service."""
    covering = select(SLA_SERVICE.c.sla_id).where(SLA_SERVICE.c.sla_id == sla_id, SLA_SERVICE.c.service_id == service_id)
    return service_id is not None and db.session.scalar(covering) is not None


def services_are_on(attribute: str) -> None:
    """Go on only where tickets have services.

    Raises:
        Refused: under the attribute.
    """
    if not is_on(Switch.SERVICES):
        raise Refused({attribute: f"Tickets have no services here; an administrator can turn the switch '{Switch.SERVICES}' on."})
