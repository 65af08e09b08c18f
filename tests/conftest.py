"""What all tests share: the root of the project, the corpus of foreign files, and a summary of what was tested."""

import os
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.corpus import CORPUS, corpus_files

ROOT = Path(__file__).resolve().parent.parent

# Seeded, so that a red run is red again; without deadlines, since the cores are shared.
settings.register_profile("seeded", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "seeded"))


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of files nobody here wrote; the test is skipped where it is absent."""
    if not CORPUS.is_dir():
        pytest.skip("the corpus of foreign models is not here (set LAUFZETTEL_CORPUS to its folder)")
    return CORPUS


def pytest_report_header() -> str:
    files = len(corpus_files("bpmn/**/*")) + len(corpus_files("otrs-processes/**/*"))
    return f"corpus: {files} foreign files" if files else "corpus: absent, its tests are skipped"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many tests of each area passed, failed or were skipped; the reasons of skips follow from pytest itself."""
    areas = count_by_area(terminalreporter)
    if areas:
        terminalreporter.section("what was tested")
    for area, counts in sorted(areas.items()):
        told = ", ".join(f"{number} {outcome}" for outcome, number in sorted(counts.items()))
        terminalreporter.line(f"{area:<40} {told}")


def count_by_area(terminalreporter: pytest.TerminalReporter) -> dict[str, Counter[str]]:
    areas: dict[str, Counter[str]] = defaultdict(Counter)
    for outcome in ("passed", "failed", "skipped", "xfailed", "error"):
        reports: Iterable[pytest.TestReport] = terminalreporter.getreports(outcome)
        for report in reports:
            areas[report.nodeid.split("::")[0].removesuffix(".py")][outcome] += 1
    return areas
