"""Priorities of tickets: `1 very low` to `5 very high`. The name carries the number, so that every list and every filter can show it."""

import re
from collections.abc import Iterable
from typing import Any, ClassVar

from sqlalchemy import Integer, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column, validates

from desk.defaults import WithDefault
from desk.master_data import Validity

NUMBERED = re.compile(r"(\d{1,3}) +\S")
COLOUR = re.compile(r"#[0-9a-f]{6}")


class Priority(WithDefault):
    """A priority; `number` is the one its name begins with."""

    __tablename__ = "priority"
    noun: ClassVar[str] = "priority"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    number: Mapped[int] = mapped_column(Integer, default=0)
    colour: Mapped[str] = mapped_column(String(7), default="#cdcdcd")

    @validates("name")
    def _read_number(self, _attribute: str, value: Any) -> Any:
        numbered = NUMBERED.match(value) if isinstance(value, str) else None
        self.number = int(numbered[1]) if numbered else 0
        return value

    @validates("colour")
    def _read_colour(self, _attribute: str, value: Any) -> str:
        colour = value.lower() if isinstance(value, str) else ""
        if not COLOUR.fullmatch(colour):
            raise ValueError(f"{value!r} is no colour; write one such as #ff505e.")
        return colour

    def problems(self) -> Iterable[tuple[str, str]]:
        yield from super().problems()
        numbered = NUMBERED.match(self.name)
        if not numbered:
            yield "name", "It begins with a number, by which priorities are ordered, such as '3 normal'."
        elif self.number != int(numbered[1]):
            yield "number", f"It follows from the name, and is {numbered[1]}."


def priorities() -> Select[Priority]:
    """The valid priorities, the lowest first."""
    return select(Priority).where(Priority.validity == Validity.VALID).order_by(Priority.number, Priority.id)
