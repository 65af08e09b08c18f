"""How long `process play` takes from the command to its first line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.checking import ELEMENTS, ROOT, figure, stored
from benchmarks.figures import Figure
from benchmarks.interleaving import seconds_of_each
from benchmarks.large_model import large_model

SHIPPED = ROOT / "bpmn" / "incident_management" / "model.bpmn"
RUNS = 11


def measure() -> list[Figure]:
    """With a shipped model, and with a large one."""
    xml = large_model(ELEMENTS)
    with stored(xml) as path:
        large = seconds_of_each(lambda: first_line(path), RUNS)
    return [
        figure(
            "`process play` to its first line",
            seconds_of_each(lambda: first_line(SHIPPED), RUNS),
            target=700,
            details={"bytes": SHIPPED.stat().st_size},
        ),
        figure("`process play` of a 300-element model to its first line", large, details={"bytes": len(xml)}),
    ]


def first_line(path: Path) -> None:
    """Start the command, wait for its first line, and let it end."""
    command = [sys.executable, "app.py", "process", "play", str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603 - our own command
        assert process.stdout is not None
        assert process.stdout.readline().startswith(b"{")
        process.kill()
