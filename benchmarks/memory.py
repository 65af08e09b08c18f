"""How much memory the reader's child and a player hold (Linux: from /proc)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.checking import ELEMENTS, ROOT, checked, child_id, stored
from benchmarks.figures import Figure
from benchmarks.large_model import large_model
from benchmarks.linux import TELLS, mebibytes
from benchmarks.starting import SHIPPED
from bpm import reader

LIMIT = 512
CHECKS = 40


def measure() -> list[Figure]:
    """The child after large checks; a player that waits for its first step."""
    if not TELLS:
        return []
    with stored(large_model(ELEMENTS)) as path:
        players = [player("a player with a shipped model", SHIPPED), player("a player with a 300-element model", path)]
    return [*child(), *players]


def child() -> list[Figure]:
    """The reader's child: its caches may fill, but it must not grow for ever."""
    reader.stop()
    held = []
    for salt in range(2 * CHECKS):
        checked(large_model(ELEMENTS, salt=salt))
        held.append(mebibytes(child_id(), "now"))
    details = {
        "after_one_check": round(held[0], 1),
        f"after_{CHECKS}_checks": round(held[CHECKS - 1], 1),
        f"after_{2 * CHECKS}_checks": round(held[-1], 1),
    }
    return [
        Figure(
            what="memory of the reader's child, at most",
            value=mebibytes(child_id(), "most"),
            unit="MiB",
            target=LIMIT,
            details=details,
        ),
        Figure(
            what=f"memory of the reader's child after {2 * CHECKS} large checks / after {CHECKS}",
            value=held[-1] / held[CHECKS - 1],
            details=details,
        ),
    ]


def player(what: str, path: Path) -> Figure:
    """A `process play` that has told its first line, without its reader."""
    command = [sys.executable, "app.py", "process", "play", str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603 - our own command
        assert process.stdout is not None
        process.stdout.readline()
        most = mebibytes(process.pid, "most")
        process.kill()
    return Figure(what=f"memory of {what}", value=most, unit="MiB")
