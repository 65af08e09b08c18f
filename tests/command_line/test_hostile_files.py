"""Whatever the file holds: a sentence, a status, and bounds for time and memory."""

import json
import subprocess
import sys
import time
from dataclasses import dataclass

import pytest

from tests.command_line.commands import lines, run
from tests.command_line.hostile_files import CANNOT, RUNS
from tests.conftest import ROOT


@dataclass(frozen=True)
class Measured:
    """A command that has run, how long it took and what it and its children needed at most."""

    status: int
    stdout: bytes
    stderr: str
    seconds: float
    megabytes: float


PARENT = """
import os, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(done.returncode)
"""


def measured(*arguments: object) -> Measured:
    """The command, measured. What waits for its children knows the largest of them, and of theirs."""
    began = time.monotonic()
    command = [sys.executable, "-c", PARENT, sys.executable, str(ROOT / "app.py"), "process", *(str(each) for each in arguments)]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    told, _, kilobytes = done.stderr.decode().rstrip().rpartition("\n")
    return Measured(done.returncode, done.stdout, told, time.monotonic() - began, int(kilobytes) / 1024)


class TestHostileFiles:
    """A sentence, status 1, five seconds and 512 MiB at most, whatever the file holds."""

    @pytest.mark.parametrize("name", CANNOT)
    def test_what_cannot_be_read_is_explained(self, files, name):
        path = files(CANNOT[name]())
        result = run("check", "--json", path)
        assert result.exit_code == 1
        report = json.loads(result.stdout)["files"][0]
        assert not report["deployable"]
        reasons = report["errors"] or [each for each in report["elements"] if each["verdict"] == "refused"]
        assert reasons
        assert all(each["message"].endswith((".", "”.", ".”")) for each in reasons)
        played = run("play", path)
        assert (played.exit_code, played.stdout) == (1, "")
        assert "Traceback" not in played.stderr

    @pytest.mark.parametrize("name", RUNS)
    def test_what_is_only_unusual_runs(self, files, name):
        path = files(RUNS[name]())
        assert run("check", path).exit_code == 0
        assert lines(run("play", path))[0]["open"]

    @pytest.mark.parametrize("command", ["check", "play"])
    @pytest.mark.parametrize(
        "name", ["100 MB", "10,000 elements", "billion laughs", "a million levels", "deep subprocesses", "cyclic calls"]
    )
    def test_time_and_memory_are_bounded(self, files, command, name):
        done = measured(command, files(CANNOT[name]()))
        assert done.status == 1
        assert "Traceback" not in done.stderr
        assert done.seconds < 5 + 2  # two seconds for starting interpreters on a busy machine
        assert done.megabytes < 512

    def test_a_huge_import(self, files):
        done = measured("import-otrs", files(b"a: b\n" * 20_000_000, "export.yml"))
        assert (done.status, done.stdout) == (1, b"")
        assert done.megabytes < 512
