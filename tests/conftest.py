"""What all tests share: the root of the project, the corpus of foreign files, and a summary of what was tested."""

import gc
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings

from foundation.unit_of_work import unit_of_work
from tests.corpus import CORPUS, corpus_files
from tests.houses import PostgresqlHouses, SqliteHouses
from tests.postgresql import Server

TESTS, BETWEEN_FREEZING = count(), 25
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


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A server with fast settings; one for each process that runs tests."""
    server = Server()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def sqlite_houses(tmp_path_factory: pytest.TempPathFactory) -> SqliteHouses:
    return SqliteHouses(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_houses(tmp_path_factory: pytest.TempPathFactory, postgresql: Server) -> PostgresqlHouses:
    return PostgresqlHouses(tmp_path_factory.mktemp("postgresql"), postgresql)


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application with a fresh database, in turn on SQLite and on PostgreSQL; its context is open, no unit of work is."""
    with request.getfixturevalue(f"{request.param}_houses").house(tmp_path) as application, application.app_context():
        yield application


@pytest.fixture
def work(house: Flask) -> Iterator[None]:
    """A unit of work around the whole test."""
    with unit_of_work():
        yield


@pytest.fixture(scope="session")
def seeded_sqlite_houses(tmp_path_factory: pytest.TempPathFactory) -> SqliteHouses:
    return SqliteHouses(tmp_path_factory.mktemp("seeded-sqlite"), seeded=True)


@pytest.fixture(scope="session")
def seeded_postgresql_houses(tmp_path_factory: pytest.TempPathFactory, postgresql: Server) -> PostgresqlHouses:
    return PostgresqlHouses(tmp_path_factory.mktemp("seeded-postgresql"), postgresql, seeded=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def seeded_house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """As `house`, with what a new house begins with: queues, states, priorities, the standard process."""
    with request.getfixturevalue(f"seeded_{request.param}_houses").house(tmp_path) as application, application.app_context():
        yield application


@pytest.fixture
def desk_work(seeded_house: Flask) -> Iterator[None]:
    """A unit of work around the whole test, in a house with seeds."""
    with unit_of_work():
        yield


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Have the garbage collector leave alone what is there by now, and stays: a fifth of the time went into looking at it again."""
    if next(TESTS) % BETWEEN_FREEZING == 0:
        gc.set_threshold(5_000, 20, 100)
        gc.collect()
        gc.freeze()


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
    tell_figures(terminalreporter)


def tell_figures(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests counted, as `record_property("figure", …)`."""
    counted = [(report, report.user_properties) for outcome in ("passed", "failed") for report in terminalreporter.getreports(outcome)]
    for report, properties in counted:
        lines = [str(value) for name, value in properties if name == "figure"]
        if lines and report.when == "call":
            terminalreporter.section(report.nodeid.rpartition("/")[2])
            for line in lines:
                terminalreporter.line(line)


def count_by_area(terminalreporter: pytest.TerminalReporter) -> dict[str, Counter[str]]:
    areas: dict[str, Counter[str]] = defaultdict(Counter)
    for outcome in ("passed", "failed", "skipped", "xfailed", "error"):
        reports: Iterable[pytest.TestReport] = terminalreporter.getreports(outcome)
        for report in reports:
            areas[report.nodeid.split("::")[0].removesuffix(".py")][outcome] += 1
    return areas
