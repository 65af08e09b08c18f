"""The lint: what will run, but perhaps not as meant (engine.md 2). One file for each subject, and one table of words.

A subject is a function from the case to its warnings. It claims only what it can show; a warning that a careful modeller
would find wrong costs more than one that is missing.
"""

from collections.abc import Callable, Iterator, Sequence

from bpm.graph.building import build_model
from bpm.graph.words import Element
from bpm.linting import (
    catches,
    compensation,
    conditions,
    dialogs,
    labels,
    layout,
    loops,
    messages,
    names,
    reachability,
    soundness,
    ticket_ends,
    timers,
    who_may,
)
from bpm.linting.case import Case
from bpm.linting.warning import LintWarning

__all__ = ["LintWarning", "lint"]

SUBJECTS: tuple[Callable[[Case], Iterator[LintWarning]], ...] = (
    soundness.check,
    reachability.check,
    conditions.check,
    loops.check,
    names.check,
    dialogs.check,
    who_may.check,
    messages.check,
    catches.check,
    compensation.check,
    timers.check,
    ticket_ends.check,
    labels.check,
    layout.check,
)


def lint(root: Element, *, others: Sequence[Element] = ()) -> list[LintWarning]:
    """The warnings about a normalised definitions document, in the order of its lines. `others`: files checked together with it."""
    case = Case(build_model(root), others=[build_model(other) for other in others])
    found = dict.fromkeys((warning.line, warning.id, warning.rule, tuple(warning.params.items())) for warning in _all(case))
    warnings = [LintWarning(place, line, rule, dict(params)) for line, place, rule, params in found]
    return sorted(warnings, key=lambda warning: warning.line)


def _all(case: Case) -> Iterator[LintWarning]:
    for check in SUBJECTS:
        yield from check(case)
