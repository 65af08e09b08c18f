"""`lz:in` and `lz:out`: which names pass into a call or message and out of it, and with which values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bpm.errors import ExpressionError, NoValue
from bpm.expressions import compile_expression
from bpm.model import Assigned
from bpm.parsing.xml import ours, parameter

if TYPE_CHECKING:
    from bpm.expressions import Expression, Names
    from bpm.model import Parameter

NAME = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)?")


@dataclass(frozen=True, slots=True)
class NameOrText:
    """A value written as a bare name: what has that name, and where nothing has, the text itself."""

    text: str
    expression: Expression

    def value(self, names: Names) -> object:
        """The value of the name, or the text."""
        try:
            return self.expression.value(names)
        except NoValue:
            return self.text


def assigned(element: Any, tag: str) -> tuple[Assigned, ...]:
    """The mappings of an element; without a value the name stands for itself."""
    return tuple(Assigned(each.get("name"), value_of(each)) for each in ours(element, tag))


def value_of(element: Any) -> Parameter | NameOrText:
    """Where a mapping takes its value from."""
    text = element.get("value") or f"={element.get('name')}"
    if NAME.fullmatch(text):
        try:
            return NameOrText(text, compile_expression(text))
        except ExpressionError:
            pass
    return parameter(text, element)
