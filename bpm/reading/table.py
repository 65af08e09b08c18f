"""A report in words, for whoever drew the model.

What stands in the way comes first, then what runs otherwise than drawn, then the rest in numbers.
"""

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from bpm.reading.report import Report, Verdict

WIDTH: Final = 110
_COUNTED: Final = {
    "runs": ("runs", "run"),
    "adapted": ("runs adapted", "run adapted"),
    "documentation": ("is documentation only", "are documentation only"),
    "refused": ("is refused", "are refused"),
}


def table(report: Report) -> str:
    """The report about one file."""
    return "\n".join(_block(report))


def _block(report: Report) -> Iterator[str]:
    yield f"{report.file}: {_outcome(report)}"
    if report.elements:
        yield "  " + _counts(report)
    for trouble in report.errors:
        yield ""
        yield from _entry(_place(trouble.line), said=trouble.note.message, hint=trouble.note.hint)
    yield from _section("Refused", report, verdict="refused")
    yield from _section("Runs, adapted", report, verdict="adapted")
    yield from _warnings(report)
    yield from _summary("Documentation only", report, verdict="documentation")
    yield from _summary("Runs as drawn", report, verdict="runs")


def _outcome(report: Report) -> str:
    if not report.deployable:
        return "cannot be deployed"
    return "can be deployed" if report.kind == "bpmn" else "can be deployed with the models that ask it"


def _counts(report: Report) -> str:
    found = Counter(element.verdict for element in report.elements)
    said = ", ".join(f"{found[verdict]} {words[found[verdict] > 1]}" for verdict, words in _COUNTED.items() if found[verdict])
    warned = f"; {_several(len(report.warnings), 'warning')}" if report.warnings else ""
    return f"{_several(len(report.elements), 'element')}: {said}{warned}."


def _several(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _section(title: str, report: Report, *, verdict: str) -> Iterator[str]:
    elements = [element for element in report.elements if element.verdict == verdict]
    if elements:
        yield from ("", f"  {title}")
    for element in elements:
        said = element.as_json()
        yield from _entry(f"{_place(element.line)}  {_title(element)}", said=said["message"], hint=said["hint"])


def _warnings(report: Report) -> Iterator[str]:
    if report.warnings:
        yield from ("", "  Warnings")
    names = {element.id: _title(element) for element in report.elements}
    for advice in report.warnings:
        yield from _entry(f"{_place(advice.line)}  {names.get(advice.id, advice.id)}", said=advice.message, hint=advice.hint)


def _summary(title: str, report: Report, *, verdict: str) -> Iterator[str]:
    found = Counter(element.type for element in report.elements if element.verdict == verdict)
    if found:
        text = f"{title}: " + ", ".join(f"{count} {kind}" for kind, count in found.items())
        yield ""
        yield from textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ")


def _entry(head: str, *, said: str, hint: str) -> Iterator[str]:
    if head.strip():
        yield f"    {head}".rstrip()
    yield from _wrapped(said, mark="")
    if hint:
        yield from _wrapped(hint, mark="→ ")


def _wrapped(text: str, *, mark: str) -> Iterable[str]:
    indent = " " * 14
    return textwrap.wrap(text, WIDTH, initial_indent=indent + mark, subsequent_indent=indent + " " * len(mark), break_long_words=False)


def _place(line: int | None) -> str:
    return f"line {line}".ljust(9) if line else "".ljust(9)


def _title(element: Verdict) -> str:
    return f"{element.type} {element.name!r} ({element.id})" if element.name else f"{element.type} {element.id}"
