"""What can be done to a value in a text: `{{ ticket.title|truncate(40) }}`. Arguments are literals, so they are checked when saving."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from foundation.templating.values import MISSING, shown

MAX_ARGUMENT = 200  # characters
MAX_COUNT = 100_000
CUT = " [...]"


@dataclass(frozen=True)
class Filter:
    """A function of a value, the zone and arguments of these types."""

    function: Callable[..., Any]
    arguments: tuple[type, ...] = ()
    takes_nothing: bool = False  # else what is missing stays missing

    def __call__(self, value: Any, zone: tzinfo, *arguments: Any) -> Any:
        if (value is None or value is MISSING) and not self.takes_nothing:
            return value
        return self.function(value, zone, *arguments)

    def misused(self, arguments: list[Any]) -> str | None:
        """What is wrong with arguments, if anything."""
        if len(arguments) != len(self.arguments):
            return f"takes {len(self.arguments) or 'no'} argument{'' if len(self.arguments) == 1 else 's'}"
        for given, kind in zip(arguments, self.arguments, strict=True):
            if not isinstance(given, kind) or isinstance(given, bool):
                return f"takes {'a whole number' if kind is int else 'a text in quotes'}"
            if isinstance(given, int) and not 0 <= given <= MAX_COUNT:
                return f"takes a number from 0 to {MAX_COUNT}"
            if isinstance(given, str) and len(given) > MAX_ARGUMENT:
                return f"takes at most {MAX_ARGUMENT} characters"
        return None


def truncated(text: str, count: int) -> str:
    """The first `count` characters, marked if there were more."""
    return text if len(text) <= count else text[:count] + CUT


def first_lines(text: str, count: int) -> str:
    return "\n".join(text.split("\n", count)[:count])


def quoted(text: str) -> str:
    """Each line behind the sign of quotes."""
    return "\n".join(f"> {line}" for line in text.split("\n"))


def of_text(change: Callable[[str], Any]) -> Filter:
    return Filter(lambda value, zone: change(shown(value, zone)))


def default(value: Any, _zone: tzinfo, instead: str) -> Any:
    return value if value not in (None, MISSING, "", []) else instead


def joined(value: Any, zone: tzinfo, separator: str) -> str:
    return separator.join(shown(one, zone) for one in value) if isinstance(value, list | tuple) else shown(value, zone)


def length(value: Any, zone: tzinfo) -> int:
    return len(value) if isinstance(value, list | tuple | dict) else len(shown(value, zone))


def end(value: Any, zone: tzinfo, place: int) -> Any:
    sequence = value if isinstance(value, list | tuple) else shown(value, zone)
    return sequence[place] if sequence else MISSING


def moment(form: str) -> Filter:
    return Filter(lambda value, zone: value.astimezone(zone).strftime(form) if isinstance(value, datetime) else shown(value, zone))


FILTERS: dict[str, Filter] = {
    "upper": of_text(str.upper),
    "lower": of_text(str.lower),
    "capitalize": of_text(str.capitalize),
    "title": of_text(str.title),
    "trim": of_text(str.strip),
    "quote": of_text(quoted),
    "length": Filter(length),
    "first": Filter(lambda value, zone: end(value, zone, 0)),
    "last": Filter(lambda value, zone: end(value, zone, -1)),
    "date": moment("%Y-%m-%d"),
    "time": moment("%H:%M"),
    "truncate": Filter(lambda value, zone, count: truncated(shown(value, zone), count), (int,)),
    "lines": Filter(lambda value, zone, count: first_lines(shown(value, zone), count), (int,)),
    "join": Filter(joined, (str,)),
    "default": Filter(default, (str,), takes_nothing=True),
}
