"""Dynamic fields: what an administrator or a process adds to tickets, articles, customers and customer users.

Their values are in `desk/field_values.py`; what a kind of field is, in `desk/field_kinds/`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Self, cast
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Boolean,
    CursorResult,
    Index,
    Integer,
    Select,
    String,
    bindparam,
    column,
    delete,
    func,
    inspect,
    select,
    table,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from desk import auditing, house_permissions
from desk.actors import Actor
from desk.field_kinds import kinds
from desk.fields import names
from desk.fields.kind import FieldKind
from desk.house_permissions import HousePermission
from desk.master_data import MasterData, Validity, enumeration
from foundation import prepared
from foundation.application import settings
from foundation.db import db
from foundation.errors import Forbidden, Refused
from foundation.unit_of_work import once


class FieldObject(StrEnum):
    """What a field belongs to."""

    TICKET = "ticket"
    ARTICLE = "article"
    CUSTOMER = "customer"
    CUSTOMER_USER = "customer_user"


VALUES = table("dynamic_field_value", column("field_id"))  # the record of values lives above this file
UNCHANGING = ("name", "belongs_to")
_deploying: ContextVar[bool] = ContextVar("deploying", default=False)


class DynamicField(MasterData):
    """A field: its name in models, its kind, and the settings of the kind. `position` orders the fields of all objects."""

    __tablename__ = "dynamic_field"
    __table_args__ = (Index(None, "belongs_to", "position"),)
    noun: ClassVar[str] = "dynamic field"

    name: Mapped[str] = mapped_column(String(200), unique=True, active_history=True)
    label: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40), active_history=True)
    belongs_to: Mapped[FieldObject] = mapped_column(enumeration(FieldObject), default=FieldObject.TICKET, active_history=True)
    position: Mapped[int] = mapped_column(Integer, default=0)  # 0: behind all others
    config: Mapped[dict[str, Any]] = mapped_column(default=dict)
    made_by_process: Mapped[str | None] = mapped_column(String(255))
    is_internal: Mapped[bool] = mapped_column(Boolean, default=False)

    # -------------------------------------------------------------------------------------------- finding
    @classmethod
    def of(cls, belongs_to: FieldObject | str, *, also_invalid: bool = False) -> Sequence[Self]:
        """The fields of a kind of object, in order."""
        owner = FieldObject(belongs_to)
        wanted = in_order(cls, also_invalid=also_invalid)
        return once(("fields", owner, also_invalid), lambda: prepared.records(cls, wanted, belongs_to=owner))

    @property
    def rules(self) -> FieldKind:
        """What its kind says about values, under its settings."""
        return kinds[self.kind](self.config, ZoneInfo(settings().time_zone))

    @property
    def has_values(self) -> bool:
        return db.session.scalar(select(VALUES.c.field_id).where(VALUES.c.field_id == self.id).limit(1)) is not None

    @property
    def made_by(self) -> str:
        """Who answers for it, in sentences."""
        return f"the process {self.made_by_process!r}" if self.made_by_process else f"an administrator ({self.created_by})"

    # -------------------------------------------------------------------------------------------- verbs
    @classmethod
    def create(cls, *, actor: Actor, **values: Any) -> Self:
        """Make a field; those from its position on move one on."""
        record = super().create(actor=actor, **values)
        record._place(record.position)  # noqa: SLF001 - its own
        return record

    def delete(self, *, actor: Actor, confirm: str) -> int:
        """Delete the field with all its values, for good; returns how many values there were.

        Args:
            actor: an administrator.
            confirm: the name of the field, typed again.

        Raises:
            Refused: it was not confirmed, or the house itself needs the field.
            Forbidden: the actor is no administrator.
        """
        self.authorise(actor)
        if self.is_internal:
            raise Refused(f"The house itself uses the field {self.name!r}; it cannot be deleted.")
        if confirm != self.name:
            raise Refused({"confirm": f"All values of this field go with it. Type its name, {self.name!r}, to confirm."})
        gone = cast("CursorResult[Any]", db.session.execute(delete(VALUES).where(VALUES.c.field_id == self.id))).rowcount
        auditing.record("deleted", about=self.about, changes={"kind": (self.kind, None), "values": (gone, 0)}, actor=actor)
        db.session.delete(self)
        db.session.flush()
        return gone

    def changed(self, changes: dict[str, tuple[Any, Any]]) -> None:
        if "position" in changes:
            self._place(self.position)

    def _place(self, wanted: int) -> None:
        """Take a place in the order; the others keep theirs among themselves."""
        cls = type(self)
        places = dict(db.session.execute(select(cls.id, cls.position).order_by(cls.position, cls.id)).all())
        order = [field_id for field_id in places if field_id != self.id]
        order.insert(wanted - 1 if wanted else len(order), self.id)
        for position, field_id in enumerate(order, start=1):
            if places[field_id] != position:
                db.session.execute(update(cls).where(cls.id == field_id).values(position=position))
        db.session.refresh(self, ["position"])

    # -------------------------------------------------------------------------------------------- rules
    @classmethod
    def with_defaults(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {"config": {}} | super().with_defaults(values)

    @classmethod
    def authorise(cls, actor: Actor) -> None:
        """Administrators; while a process is deployed (`ensure`), designers, too."""
        if not (_deploying.get() and house_permissions.has(actor, HousePermission.DESIGNER)):
            super().authorise(actor)

    def problems(self) -> Iterable[tuple[str, str]]:
        if problem := names.problem_of(self.name or ""):
            yield "name", problem
        if not isinstance(self.position, int) or self.position < 0:
            yield "position", "Positions count from 1."
        if inspect(self).persistent:
            yield from self._unchanging()
        if self.kind not in kinds:
            yield "kind", f"There is no kind of field {self.kind!r}; there are {', '.join(kinds)}."
        else:
            yield from self._config_problems()

    def _unchanging(self) -> Iterator[tuple[str, str]]:
        """A process model and a stored value rely on what a field is called, belongs to and holds."""
        for name in UNCHANGING:
            if inspect(self).attrs[name].history.has_changes():
                yield name, "It cannot change any more; make another field."
        if inspect(self).attrs.kind.history.has_changes() and self.has_values:
            yield "kind", "There are values of this kind already; make another field."

    def _config_problems(self) -> Iterator[tuple[str, str]]:
        try:
            kinds[self.kind].check_config(self.config)
        except Refused as refused:
            yield from ((f"config.{entry}" if entry else "config", problem) for entry, problem in refused.problems.items())

    def _take(self, values: dict[str, Any]) -> None:
        super()._take(values)
        self.config = kinds[self.kind].check_config(self.config)  # as it is kept, which may differ from how it was written


@cache
def in_order(kind: type[DynamicField], *, also_invalid: bool) -> Select[Any]:
    """The question for the fields of a kind of object, as columns; built once."""
    wanted = select(prepared.table_of(kind)).where(kind.belongs_to == bindparam("belongs_to")).order_by(kind.position, kind.id)
    return wanted if also_invalid else wanted.where(kind.validity == Validity.VALID)


# ------------------------------------------------------------------------------------------------ deploying
def ensure(name: str, kind: str, label: str, config: Mapping[str, Any], *, process_id: str, actor: Actor) -> DynamicField:  # noqa: PLR0913 - as a model declares it
    """The ticket field a process needs: made if it is missing, completed by options it does not have yet.

    Raises:
        Refused: there is a field of that name which is something else; the sentence names who made it.
        Forbidden: the actor is neither designer nor administrator.
    """
    with deploying(actor):
        there = db.session.scalar(select(DynamicField).where(func.lower(DynamicField.name) == name.lower()))
        if there is None:
            made = {"name": name, "kind": kind, "label": label or name, "config": dict(config), "made_by_process": process_id}
            return DynamicField.create(actor=actor, **made)
        if problem := difference(there, name=name, kind=kind):
            raise Refused({name: problem})
        completed = there.rules.with_options_of(kinds[kind].check_config(config))
        there.change(actor=actor, config=dict(completed))
        return there


def difference(there: DynamicField, *, name: str, kind: str) -> str:
    """Why a process cannot use this field as its own; "" if it can."""
    owner = f"The field {there.name!r} was made by {there.made_by}"
    if there.name != name:
        return f"{owner}; names that differ in case only cannot be told apart."
    if there.belongs_to is not FieldObject.TICKET:
        return f"{owner} and belongs to {there.belongs_to.replace('_', ' ')}s, not to tickets; choose another name."
    if there.kind != kind:
        return f"{owner} and is of the kind {there.kind}, not {kind}; choose another name."
    return "" if there.is_valid else f"{owner} and is {there.validity}; make it valid again or choose another name."


@contextmanager
def deploying(actor: Actor) -> Iterator[None]:
    """Let designers make and complete fields inside the block.

    Raises:
        Forbidden: the actor is neither designer nor administrator.
    """
    if not any(house_permissions.has(actor, permission) for permission in HousePermission):
        raise Forbidden(f"{actor} needs the permission '{HousePermission.DESIGNER}' to deploy a field.")
    token = _deploying.set(True)
    try:
        yield
    finally:
        _deploying.reset(token)
