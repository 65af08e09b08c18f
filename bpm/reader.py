"""The only door for models: bytes nobody trusts -> a normalised document and a verdict for every element.

`check` never raises for bad input and never hangs: the work is done by a child process with limits for time, memory, size and
depth, kept warm between calls and replaced when it is lost. What the rules are: `bpm/reading/rules/` and `docs/semantics.md`.
"""

import atexit
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from bpm.reading.limits import MAX_BYTES
from bpm.reading.report import Advice, Note, Report, Trouble, Verdict
from bpm.reading.table import table
from bpm.reading.warm import Lost, Warm
from bpm.sentences import Say, in_english

__all__ = ["Advice", "Note", "Report", "Say", "Source", "Trouble", "Verdict", "check", "in_english", "start", "stop", "table"]


@dataclass(frozen=True)
class Source:
    """A file as it was given: its name for the report, its bytes for the reader."""

    name: str
    data: bytes

    @classmethod
    def read(cls, path: Path) -> Self:
        """Reads no more than it takes to know that a file is too big."""
        with path.open("rb") as file:
            return cls(str(path), file.read(MAX_BYTES + 1))


_warm = Warm()
atexit.register(_warm.stop)


def start() -> None:
    """Start the child now, while the caller does something else; `check` does it otherwise."""
    _warm.start()


def stop() -> None:
    """End the child; the next check starts another."""
    _warm.stop()


def check(sources: Sequence[Source]) -> list[Report]:
    """A report for each file, in their order. Files given together see each other's processes and decisions."""
    known = [_contents(source) if len(sources) > 1 else {} for source in sources]
    return [_report(source, others=known[:at] + known[at + 1 :]) for at, source in enumerate(sources)]


def ask(request: dict[str, Any], *, raw: bytes, seconds: float) -> tuple[dict[str, Any], bytes]:
    """What the child answers to another question about a file; raises Lost where it does not answer. For `bpm/layout.py`."""
    if len(raw) > MAX_BYTES:
        raise Lost("too-big")
    return _warm.ask(request, raw=raw, seconds=seconds)


def _contents(source: Source) -> dict[str, Any]:
    if len(source.data) > MAX_BYTES:
        return {}
    try:
        return _warm.ask({"do": "contents"}, raw=source.data)[0]
    except Lost:
        return {}


def _report(source: Source, *, others: list[dict[str, Any]]) -> Report:
    if len(source.data) > MAX_BYTES:
        return Report.of_trouble(source.name, rule="too-big")
    try:
        record, xml = _warm.ask({"do": "check", "file": source.name, "others": others}, raw=source.data)
    except Lost as lost:
        return Report.of_trouble(source.name, rule=lost.rule)
    return Report.from_record(record, xml=xml or None)
