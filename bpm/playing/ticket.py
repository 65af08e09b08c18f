"""A ticket that exists in memory only: the host of the player.

Attributes and fields by name; the `…-set` actions act on it, every other action is listed and not done.  There is no desk: names of
queues, states and people are not checked.
"""

from __future__ import annotations

from copy import copy
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bpm.catalogue import ATTRIBUTES, CATALOGUE, READABLE, SETTERS, VIEWS
from bpm.errors import BpmError, NoValue
from bpm.host import ActionCall, Done, Failed, Waits
from bpm.playing.checks import checked
from bpm.timing import parse_timer
from bpm.typed_values import plain

if TYPE_CHECKING:
    from bpm.expressions import Names
    from bpm.model import Model

DEFAULTS = {"queue": "Raw", "state": "new", "lock": "unlock", "priority": "3 normal"}
OPENS, CLOSES = time(8), time(21)
WEEKEND = 5


class StandInTicket:
    """The ticket of one play.  `values` holds attributes and fields, `views` what `customer.name` and the like read."""

    def __init__(self, model: Model) -> None:
        self.fields = model.fields
        self.values: dict[str, Any] = dict.fromkeys(ATTRIBUTES) | DEFAULTS | dict.fromkeys(model.fields)
        self.views: dict[str, Any] = {}
        self.effects: list[dict[str, Any]] = []
        for name, field in model.fields.items():
            if field.default is not None:
                self.values[name] = checked(field, field.default)

    @property
    def zone(self) -> ZoneInfo:
        """Plays happen in UTC."""
        return ZoneInfo("UTC")

    @property
    def names(self) -> list[str]:
        """Its attributes and fields."""
        return list(self.values)

    def first(self, name: str) -> object:
        """What an attribute is before anything sets it."""
        return DEFAULTS.get(name)

    def copied(self) -> StandInTicket:
        """The same once more, so that this one may change."""
        twin = copy(self)
        twin.values, twin.views, twin.effects = dict(self.values), dict(self.views), list(self.effects)
        return twin

    def read(self, name: str) -> object:
        """An attribute, a field, or an attribute of a view."""
        if name in self.values:
            return self.values[name]
        if name in self.views or name.split(".", maxsplit=1)[0] in VIEWS or name in READABLE:
            return self.views.get(name)
        raise NoValue(name)

    def write(self, name: str, value: object) -> None:
        """Set an attribute or field to a value that fits it."""
        self.values[name] = self.fitting(name, value)

    def fitting(self, name: str, value: object) -> object:
        """A value as the attribute or field stores it.

        Raises:
            NoValue: there is no such name.
            BpmError: the value does not fit.
        """
        if name in self.fields:
            return checked(self.fields[name], value)
        if name not in self.values:
            raise NoValue(name)
        if name == "pending_until":
            return as_moment(value)
        if isinstance(value, (dict, list, bool)):
            raise BpmError(f"{name}: a text is needed.")
        return value if value is None or isinstance(value, str) else str(plain(value))

    def expressed(self, _name: str, value: object) -> object:
        """A value as conditions see it: as it is, since nothing is an id here."""
        return value

    def knows(self, name: str) -> bool:
        """Whether a name is an attribute or a field."""
        return name in self.values

    def in_group(self, _group: str) -> bool:
        """There are no groups in memory."""
        return False

    def run(self, call: ActionCall, names: Names) -> Done | Waits | Failed:
        """Do what concerns the ticket, list the rest."""
        acts_here = call.name in SETTERS or call.name == "field-set"
        self.effects.append({"action": call.name, "element": call.element, "params": dict(call.params), "outside": not acts_here})
        if call.name not in CATALOGUE:
            return Failed(f"there is no action {call.name!r}")
        if acts_here:
            try:
                self.change(call, names)
            except BpmError as error:
                return Failed(str(error).rstrip("."))
            return Done()
        return Waits() if call.waits or call.name == "children-wait" else Done()

    def change(self, call: ActionCall, names: Names) -> None:
        """One `…-set` action."""
        if call.name == "field-set":
            self.write(str(call.params.get("field", "")), call.params.get("value"))
            return
        for param in SETTERS[call.name]:
            if param in call.params:
                self.write(param, call.params[param])
        if call.params.get("pending"):
            timer = parse_timer(str(call.params["pending"]))
            self.write("pending_until", timer.due(names=names, add_working=self.add_working, since=names.now, fired=0))

    def add_working(self, start: datetime, duration: timedelta) -> datetime:
        """Working time is Monday to Friday, 08 to 21 UTC, without holidays."""
        at, left = start.astimezone(UTC), duration
        while True:
            opens, closes = (datetime.combine(at.date(), edge, UTC) for edge in (OPENS, CLOSES))
            begins = max(at, opens)
            if at.weekday() < WEEKEND and begins < closes:
                if left <= closes - begins:
                    return begins + left
                left -= closes - begins
            at = datetime.combine(at.date() + timedelta(days=1), time(), UTC)


def as_moment(value: object) -> datetime | None:
    """What `pending_until` holds.

    Raises:
        BpmError: the value is no moment.
    """
    if value is None or value == "":
        return None
    if isinstance(value, (date, str)):
        return moment(str(value))
    raise BpmError("pending_until: a moment like 2026-01-31T09:00Z is needed.")


def moment(text: str) -> datetime:
    """A moment in UTC from ISO 8601.

    Raises:
        BpmError: it is none.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BpmError(f"{text!r} is not a moment like 2026-01-31T09:00Z.") from None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
