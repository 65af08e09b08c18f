"""Reads YAML from anywhere: maps, lists and plain values with the lines they stand in, and nothing that builds, repeats or explodes.

Words mean what they look like: `no`, `on` and `21:00` are texts, as in YAML 1.2; true, false, null and decimal numbers are values.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from foundation.errors import Refused

MOST_BYTES = 50_000_000
MOST_EVENTS = 3_000_000
DEEPEST = 40
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}
# Only what every version of YAML takes for a number.
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,18})")
_FRACTION = re.compile(r"[-+]?[0-9]+\.[0-9]*([eE][-+][0-9]+)?")


class Node(NamedTuple):
    """A value, or nodes in a list or under names, and the line where it begins."""

    value: Any
    line: int

    @property
    def plain(self) -> Any:
        """The value without lines."""
        if isinstance(self.value, dict):
            return {key: node.plain for key, node in self.value.items()}
        return [node.plain for node in self.value] if isinstance(self.value, list) else self.value


def read_yaml(data: bytes) -> Node:
    """The one document of a file.

    Raises:
        Refused: it is too large, no YAML, or uses what only programs need (anchors, tags, several documents).
    """
    if len(data) > MOST_BYTES:
        raise Refused(f"The file is larger than {MOST_BYTES // 1_000_000} MB.")
    try:
        return _Reader(yaml.parse(data, Loader=_LOADER)).document()
    except yaml.MarkedYAMLError as error:
        place = f"line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise Refused({place: f"This is no YAML: {error.problem}."}) from error
    except (yaml.YAMLError, ValueError) as error:
        raise Refused("This is no YAML in UTF-8.") from error


class _Reader:
    """Builds nodes from events, counting both ways: how many, and how deep."""

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self._events, self._count = events, 0

    def document(self) -> Node:
        self._next()
        if isinstance(self._next(), yaml.StreamEndEvent):
            return Node({}, 1)
        found = self._node(self._next(), depth=1)
        self._next()
        if not isinstance(after := self._next(), yaml.StreamEndEvent):
            raise _refused(after, "A second document begins; put everything into one.")
        return found

    def _next(self) -> yaml.Event:
        self._count += 1
        event = next(self._events, None)
        if event is None or self._count > MOST_EVENTS:
            raise Refused(f"The file ends too early, or holds more than {MOST_EVENTS:,} values.")
        return event

    def _node(self, event: yaml.Event, *, depth: int) -> Node:
        _check(event, depth=depth)
        line = line_of(event)
        if isinstance(event, yaml.ScalarEvent):
            return Node(_value(event), line)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(list(self._items(depth=depth + 1)), line)
        return Node(self._entries(depth=depth + 1), line)

    def _items(self, *, depth: int) -> Iterator[Node]:
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            yield self._node(event, depth=depth)

    def _entries(self, *, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            _check(event, depth=depth)
            if not isinstance(event, yaml.ScalarEvent):
                raise _refused(event, "A key is a text.")
            if event.value in found:
                raise _refused(event, f"The key {event.value[:60]!r} stands there twice.")
            if event.value == "<<" and not event.style:
                raise _refused(event, "Maps are not merged (<<); write everything out.")
            found[event.value] = self._node(self._next(), depth=depth)
        return found


def _check(event: yaml.Event, *, depth: int) -> None:
    if depth > DEEPEST:
        raise _refused(event, f"Values are nested deeper than {DEEPEST}.")
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
        raise _refused(event, "Anchors and aliases (& and *) are not taken; write everything out.")
    if (tag := getattr(event, "tag", None)) is not None:
        raise _refused(event, f"Tags such as {str(tag)[:60]!r} are not taken; write plain values.")


def _value(event: yaml.ScalarEvent) -> Any:
    text: str = event.value
    if event.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _FRACTION.fullmatch(text) else text


def _refused(event: yaml.Event, reason: str) -> Refused:
    return Refused({f"line {line_of(event)}": reason})


def line_of(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0
