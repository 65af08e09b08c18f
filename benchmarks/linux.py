"""What Linux tells about a process in /proc; other systems tell it elsewhere, and figures from here are left out there."""

from __future__ import annotations

import os
from pathlib import Path

TELLS = Path("/proc/self/status").exists()
STATUS = {"most": "VmHWM", "now": "VmRSS"}
USER, SYSTEM = 11, 12  # fields of stat, counted behind the name in brackets


def mebibytes(process_id: int, which: str) -> float:
    """The memory a process holds now, or held at most."""
    lines = Path(f"/proc/{process_id}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{STATUS[which]}:")) / 1024


def processor_seconds(process_id: int) -> float:
    """The time a process has spent on a processor."""
    fields = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[USER]) + int(fields[SYSTEM])) / os.sysconf("SC_CLK_TCK")
