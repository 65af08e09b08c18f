"""Full text: how fast words are found among 100,000 short documents, and how fast those are indexed, on both databases."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from statistics import median

from sqlalchemy import text

from benchmarks.both_databases import on_both
from benchmarks.figures import Figure
from foundation import fulltext
from foundation.application import make_application
from foundation.db import db
from foundation.fulltext import Parts
from foundation.settings import Settings
from foundation.unit_of_work import unit_of_work
from tests.houses import close, furnish

DOCUMENTS = 100_000
IN_ONE_WORK = 5_000
RARE_EVERY = 20_000
RUNS = 15
QUERIES = {
    "a rare word": ("Größenwahn ", 50.0),
    "two words of which one is rare": ("Größenwahn drucker ", 50.0),
    "the beginning of a rare word": ("größenwa", 50.0),
    "a phrase": ('"drucker papier" ', None),
    "a word in a tenth of them": ("drucker ", None),
}


def measure() -> list[Figure]:
    """Both databases, one after the other."""
    return on_both(figures_for)


def figures_for(database: str, settings: Settings) -> list[Figure]:
    """Index, then ask."""
    application = make_application(settings)
    furnish(application)
    with application.app_context():
        indexed = seconds(index_all)
        analyse()
        found = [asked(f"full text: {what} ({database})", query, target) for what, (query, target) in QUERIES.items()]
    close(application)
    details = {"documents": DOCUMENTS, "documents_per_second": round(DOCUMENTS / indexed)}
    per_thousand = Figure(
        what=f"full text: indexing 1,000 short documents ({database})",
        value=indexed / DOCUMENTS * 1e6,
        unit="ms",
        target=None,
        details=details,
    )
    return [*found, per_thousand]


def index_all() -> None:
    chance = random.Random(1)
    words = [f"wort{number}" for number in range(20_000)]
    for start in range(1, DOCUMENTS + 1, IN_ONE_WORK):
        documents = {number: short(number, words, chance) for number in range(start, start + IN_ONE_WORK)}
        with unit_of_work():
            fulltext.put_all("ticket", documents)


def short(number: int, words: list[str], chance: random.Random) -> Parts:
    """A title and a few lines, with umlauts; some words are common, most are not."""
    common = ["drucker"] if number % 10 == 0 else ["gerät"]
    rare = ["Größenwahn"] if number % RARE_EVERY == 0 else []
    return {"A": " ".join(chance.choices(words, k=5)), "D": " ".join([*common, "papier", *rare, *chance.choices(words, k=25)])}


def analyse() -> None:
    """As a database does by itself after a while."""
    with unit_of_work():
        db.session.execute(text("ANALYZE"))


def asked(what: str, query: str, target: float | None) -> Figure:
    with unit_of_work(reads_only=True):
        page = fulltext.newest(query, "ticket", limit=50)
        hits = len(db.session.scalars(page).all())
        assert hits, query
        newest = median(seconds(lambda: db.session.scalars(page).all()) for _ in range(RUNS))
        best = median(seconds(lambda: db.session.execute(fulltext.ranked(query, "ticket", limit=50)).all()) for _ in range(RUNS))
    return Figure(
        what=what, value=newest * 1000, unit="ms", target=target, details={"hits_on_page": hits, "ranked_ms": round(best * 1000, 2)}
    )


def seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
