"""How long a large model takes to be checked: in the warm child, and as a whole command that starts everything."""

from __future__ import annotations

import math
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure
from benchmarks.interleaving import seconds_of_each
from benchmarks.large_model import large_model
from benchmarks.linux import TELLS, processor_seconds
from bpm import reader
from bpm.model import Model
from bpm.parser import parse
from bpm.reader import Report, Source

ROOT = Path(__file__).resolve().parent.parent
ELEMENTS = 300
WARM_RUNS, COLD_RUNS = 30, 9


def measure() -> list[Figure]:
    """Warm, cold, and what the parser makes of the result."""
    models = [large_model(ELEMENTS, salt=salt) for salt in range(WARM_RUNS + 1)]
    reports = [checked(models[-1])]
    size: dict[str, float] = {"bytes": len(models[0]), "elements": len(reports[0].elements)}
    unseen, worked = iter(models), child_seconds()
    warm = seconds_of_each(lambda: reports.append(checked(next(unseen))), WARM_RUNS)
    on_processor = {"milliseconds_on_a_processor": round((child_seconds() - worked) / WARM_RUNS * 1000, 1)}
    prepared = (ready(report) for report in reports)
    return [
        figure("check of a 300-element model, warm", warm, target=150, details=size | on_processor),
        figure("check of a 300-element model, cold: the whole command", cold(models[0]), target=1_500, details=size),
        figure("the checked model made ready to run, once per version", seconds_of_each(lambda: next(prepared), WARM_RUNS), details=size),
    ]


def child_id() -> int:
    """The process that reads models."""
    child = reader._warm._child
    assert child is not None
    return child.process.pid


def child_seconds() -> float:
    """How long it has worked; others on the machine make a check wait, but not work longer."""
    return processor_seconds(child_id()) if TELLS else math.nan


def ready(report: Report) -> Model:
    """What the parser makes of a checked model."""
    assert report.xml is not None, report.errors
    return parse(report.xml)


def checked(xml: bytes) -> Report:
    """What the reader says."""
    return reader.check([Source("large.bpmn", xml)])[0]


def cold(xml: bytes) -> list[float]:
    """Seconds of `process check` as a command."""
    with stored(xml) as path:
        command = [sys.executable, "app.py", "process", "check", "--json", str(path)]
        return seconds_of_each(lambda: subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL), COLD_RUNS)  # noqa: S603


@contextmanager
def stored(xml: bytes) -> Iterator[Path]:
    """A model as a file, for a while."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.bpmn"
        path.write_bytes(xml)
        yield path


def figure(what: str, times: list[float], *, target: float | None = None, details: Mapping[str, object]) -> Figure:
    """The median in milliseconds."""
    spread: dict[str, object] = {
        "quickest_milliseconds": round(min(times) * 1000, 1),
        "slowest_milliseconds": round(max(times) * 1000, 1),
        "runs": len(times),
    }
    return Figure(what=what, value=median(times) * 1000, unit="ms", target=target, details={**spread, **details})
