"""A customer user."""

from dataclasses import dataclass
from typing import ClassVar

from desk.field_kinds import kinds
from desk.fields.pointing import PointingKind


@kinds.register("customer-user")
@dataclass(frozen=True)
class CustomerUserField(PointingKind):
    label: ClassVar[str] = "customer user"
    to: ClassVar[str] = "customer-user"
