"""A whole house as a process of its own, seen as its owner sees it: a command, an address, processes that can be killed."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil

from tests.postgresql import free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0  # seconds, on a crowded machine


class RunningHouse:
    """`laufzettel run` on a data dir."""

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.port = free_port()
        self.data_dir = data_dir
        self._environment = {
            **os.environ,
            "LAUFZETTEL_DATA_DIR": str(data_dir),
            "LAUFZETTEL_PORT": str(self.port),
            "LAUFZETTEL_DEMO": "no",
            **{f"LAUFZETTEL_{name}": value for name, value in environment.items()},
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> "RunningHouse":
        with (self.data_dir.parent / "run.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(ROOT / "app.py"), "run"], env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self.wait_until(self.is_healthy)
        return self

    def command(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Another command on the same data dir."""
        command = [sys.executable, str(ROOT / "app.py"), *arguments]
        return subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False)

    def health(self) -> tuple[int, dict[str, object]]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def is_healthy(self) -> bool:
        with contextlib.suppress(OSError):
            status, told = self.health()
            return status == 200 and told["status"] == "ok"
        return False

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def children(self) -> list[psutil.Process]:
        """Its processes, the server of Redis among them; those that workers fork for a job come and go."""
        return psutil.Process(self.pid).children()

    def redis(self) -> psutil.Process:
        return next(child for child in self.children() if "valkey" in child.name() or "redis" in child.name())

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to stop; its exit status."""
        assert self._process is not None
        self._process.send_signal(number)
        return self._process.wait(PATIENCE)

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def log(self) -> str:
        return (self.data_dir.parent / "run.log").read_text(encoding="utf-8")

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not is_so():
            assert self._process is not None
            assert self._process.poll() is None, f"it ended: {self.log()[-3000:]}"
            assert time.monotonic() < end, f"it did not come to be: {self.log()[-3000:]}"
            time.sleep(0.05)
