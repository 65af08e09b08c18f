"""`python -m benchmarks [name …]`: take all measurements, or those named, and write them to `benchmarks/results/`."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks import (
    bench_data,
    bench_escalating,
    bench_fields,
    bench_finding,
    bench_fulltext,
    bench_growing,
    bench_nodes,
    bench_outbox,
    bench_pages,
    bench_permissions,
    bench_persisted,
    bench_races,
    bench_running,
    bench_sqlite_writers,
    bench_timers,
    bench_working_time,
    checking,
    conditions,
    loops,
    memory,
    starting,
    state_size,
    steps,
)
from benchmarks.figures import Figure
from bpm import reader

MEASUREMENTS: dict[str, Callable[[], list[Figure]]] = {
    "steps": steps.measure,
    "persisted": bench_persisted.measure,
    "loops": loops.measure,
    "state_size": state_size.measure,
    "conditions": conditions.measure,
    "checking": checking.measure,
    "starting": starting.measure,
    "memory": memory.measure,
    "working_time": bench_working_time.measure,
    "permissions": bench_permissions.measure,
    "fields": bench_fields.measure,
    "fulltext": bench_fulltext.measure,
    "finding": bench_finding.measure,
    "escalating": bench_escalating.measure,
    "outbox": bench_outbox.measure,
    "races": bench_races.measure,
    "sqlite_writers": bench_sqlite_writers.measure,
    "running": bench_running.measure,
    "timers": bench_timers.measure,
    "nodes": bench_nodes.measure,
    "growing": bench_growing.measure,
    "data": bench_data.measure,
    "pages": bench_pages.measure,
}
DRILL = "faults"  # takes its time, and writes its own: `benchmarks/faults.py`
RESULTS = Path(__file__).with_name("results")
HEAD = """\
# Figures of the latest run

Ratios have no unit. What each figure means and how it is taken: [docs/performance.md](../../docs/performance.md).

| what | figure | target | |
|---|---:|---:|---|
"""


def main(names: list[str]) -> int:
    """Measure, print and write; the exit status tells a wrong name only, since a missed target is a finding and not a failure."""
    unknown = [name for name in names if name not in MEASUREMENTS]
    if unknown:
        print(f"There is no measurement {unknown[0]!r}; there are {', '.join(MEASUREMENTS)}.", file=sys.stderr)
        return 2
    RESULTS.mkdir(exist_ok=True)
    for name in names or MEASUREMENTS:
        begin = circumstances()
        figures = MEASUREMENTS[name]()
        write(name, figures, begin)
        for figure in figures:
            print(f"{figure.what}: {figure.shown(figure.value)} {figure.verdict}".rstrip(), flush=True)
    reader.stop()
    (RESULTS / "latest.md").write_text(table(), encoding="utf-8")
    return 0


def circumstances() -> dict[str, object]:
    """When and on what a measurement is taken; `load` is the number of processes that wanted a core in the minute before."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "spiffworkflow": version("SpiffWorkflow"),
    }


def write(name: str, figures: list[Figure], begin: dict[str, object]) -> None:
    """One measurement as JSON."""
    content = {**begin, "figures": [asdict(figure) | {"verdict": figure.verdict.strip("*")} for figure in figures]}
    (RESULTS / f"{name}.json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def table() -> str:
    """All figures there are, each with when it was taken."""
    lines: list[str] = []
    conditions_of: list[str] = []
    for name in (*MEASUREMENTS, DRILL):
        path = RESULTS / f"{name}.json"
        if path.exists():
            content = json.loads(path.read_text(encoding="utf-8"))
            conditions_of.append(told(name, content))
            lines += [row(Figure(**{key: value for key, value in each.items() if key != "verdict"})) for each in content["figures"]]
    return f"{HEAD}{''.join(lines)}\n{''.join(conditions_of)}"


def told(name: str, content: dict[str, object]) -> str:
    """The circumstances of a measurement as a list item."""
    return (
        f"- {name}: {content['at']}, {content['cores']} shared cores, load {content['load']} before it began, "
        f"Python {content['python']}, SpiffWorkflow {content['spiffworkflow']}\n"
    )


def row(figure: Figure) -> str:
    """One line of the table."""
    return f"| {figure.what} | {figure.shown(figure.value)} | {figure.bound} | {figure.verdict} |\n"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
