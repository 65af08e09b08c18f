"""Reads the YAML of an export as maps, lists and texts, and nothing else.

Exports are written by a program: they hold no aliases, anchors, tags or merge keys, so a file that does is refused. Every plain
scalar is text, so that `Match: yes` and `Match: 1` mean what OTRS means. Parsing is done on events, bounded in number and depth.
"""

import re
from collections.abc import Iterator

import yaml

from bpm.otrs.errors import OtrsError
from bpm.sentences import Sentence

Plain = str | list["Plain"] | dict[str, "Plain"]

MAX_BYTES = 5_000_000
MAX_DEPTH = 50
MAX_EVENTS = 200_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOTHING = frozenset({"~", "null", "Null", "NULL"})
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_yaml(data: bytes) -> Plain:
    if len(data) > MAX_BYTES:
        raise OtrsError(Sentence("The file is larger than {most} MB. A process export is much smaller.", most=MAX_BYTES // 1_000_000))
    try:
        return _Reader(yaml.parse(data, Loader=_LOADER)).document()
    except yaml.MarkedYAMLError as error:
        raise OtrsError(_not_yaml(error)) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise OtrsError(Sentence("The file is not YAML in UTF-8. Export the process again.")) from error


class _Reader:
    """Builds the values of one document from its events."""

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self._events = events
        self._count = 0

    def document(self) -> Plain:
        self._skip(yaml.StreamStartEvent)
        first = self._next()
        if isinstance(first, yaml.StreamEndEvent):
            raise OtrsError(Sentence("The file is empty. Export the process again."))
        value = self._value(self._next(), depth=1)
        self._skip(yaml.DocumentEndEvent)
        self._skip(yaml.StreamEndEvent)
        return value

    def _next(self) -> yaml.Event:
        self._count += 1
        if self._count > MAX_EVENTS:
            raise OtrsError(Sentence("The file holds more than {most:,} values. A process export is much smaller.", most=MAX_EVENTS))
        event = next(self._events, None)
        if event is None:
            raise OtrsError(Sentence("The file ends too early. Export the process again."))
        return event

    def _skip(self, kind: type[yaml.Event]) -> None:
        event = self._next()
        if not isinstance(event, kind):
            raise _refused(event, Sentence("a second document begins; a process export is one document"))

    def _value(self, event: yaml.Event, *, depth: int) -> Plain:
        _check(event, depth=depth)
        if isinstance(event, yaml.ScalarEvent):
            return _text(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return list(self._items(depth=depth))
        return self._map(depth=depth)

    def _items(self, *, depth: int) -> Iterator[Plain]:
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            yield self._value(event, depth=depth + 1)

    def _map(self, *, depth: int) -> dict[str, Plain]:
        found: dict[str, Plain] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            _check(event, depth=depth + 1)
            if not isinstance(event, yaml.ScalarEvent):
                raise _refused(event, Sentence("a key is not a text"))
            key = event.value if event.style else event.value.strip()
            if key == "<<" and not event.style:
                raise _refused(event, Sentence("it merges maps (<<), which no process export does"))
            if key in found:
                raise _refused(event, Sentence("the key {key!r} stands there twice", key=key[:60]))
            _text(event)
            found[key] = self._value(self._next(), depth=depth + 1)
        return found


def _not_yaml(error: yaml.MarkedYAMLError) -> Sentence:
    problem = str(error.problem)
    if not error.problem_mark:
        return Sentence("The file is not YAML: {problem}. Export the process again.", problem=problem)
    line = error.problem_mark.line + 1
    return Sentence("The file is not YAML in line {line}: {problem}. Export the process again.", line=line, problem=problem)


def _check(event: yaml.Event, *, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise _refused(event, Sentence("values are nested deeper than {most}", most=MAX_DEPTH))
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
        raise _refused(event, Sentence("it uses an anchor or alias (& or *), which no process export does"))
    if (tag := getattr(event, "tag", None)) is not None:
        raise _refused(event, Sentence("it uses the tag {tag!r}, which no process export does", tag=str(tag)[:60]))


def _text(event: yaml.ScalarEvent) -> str:
    text: str = event.value
    if _NOT_IN_XML.search(text):
        raise _refused(event, Sentence("a text holds a control character, which a model cannot hold"))
    return "" if text in _NOTHING and not event.style else text


def _refused(event: yaml.Event, reason: Sentence) -> OtrsError:
    line = event.start_mark.line + 1 if event.start_mark else "?"
    return OtrsError(Sentence("The file is refused in line {line}: {reason}. Export the process again.", line=line, reason=reason))
