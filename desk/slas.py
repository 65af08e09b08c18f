"""Service level agreements: what is promised for services, instead of what the queue promises."""

from collections.abc import Iterable
from typing import ClassVar

from sqlalchemy import Column, ForeignKey, Select, String, Table, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from desk.master_data import Validity
from desk.services import Service
from desk.targets import WithTargets
from foundation.db import Base, Id

SLA_SERVICE = Table(
    "sla_service",
    Base.metadata,
    Column("sla_id", Id, ForeignKey("sla.id"), primary_key=True),
    Column("service_id", Id, ForeignKey("service.id"), primary_key=True, index=True),
)


class Sla(WithTargets):
    """Targets for some services. A ticket with an SLA goes by it alone, also where it says 0."""

    __tablename__ = "sla"
    noun: ClassVar[str] = "SLA"

    name: Mapped[str] = mapped_column(String(200), unique=True)

    services: Mapped[list[Service]] = relationship(secondary=SLA_SERVICE, order_by=Service.name)

    def problems(self) -> Iterable[tuple[str, str]]:
        yield from super().problems()
        if len(set(self.services)) < len(self.services):
            yield "services", "One of the services is named twice."


def slas_for(service: Service | None) -> Select[Sla]:
    """The valid SLAs that can be chosen for a service, by name; none without a service."""
    covering = select(SLA_SERVICE.c.sla_id).where(SLA_SERVICE.c.service_id == (service.id if service else None))
    return select(Sla).where(Sla.id.in_(covering), Sla.validity == Validity.VALID).order_by(Sla.name)
