"""Ends that are reached while the ticket is still open (dialect.md, "Ticket and instance": deployment warns of them)."""

from collections.abc import Iterator

from bpm.graph.parts import extensions
from bpm.linting.case import Case, warn
from bpm.linting.warning import LintWarning


def check(case: Case) -> Iterator[LintWarning]:
    for scope, findings in case.findings.items():
        if scope.owner is None and extensions(scope.element, "ticket"):
            for end in findings.open_ends:
                yield warn(end, "ticket-ends-open", process=scope.label)
