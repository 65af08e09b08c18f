"""The parent's side of the warm child: starts it, asks it under a clock, kills it when the clock runs out.

Thread-safe (one request at a time) and fork-safe (a forked process starts a child of its own).
"""

import contextlib
import os
import select
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Final

from bpm.reading.child import OUT_OF_MEMORY
from bpm.reading.frames import HEADER, MAX_JSON, packed, unpacked

# The promise is 5 s for whoever waits, starting and answering included.
SECONDS: Final = 4.0
STARTING: Final = 10.0
_CHUNK: Final = 1 << 16


class Lost(Exception):
    """The child did not answer; `rule` says why."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class Child:
    """One child process and its pipes."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("child.py")
        self.process = subprocess.Popen(
            [sys.executable, "-I", str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env={"LANG": "C.UTF-8", "PATH": os.defpath},
        )
        self.is_proven = False
        self._pipes = [pipe for pipe in (self.process.stdin, self.process.stdout) if pipe is not None]
        self._in, self._out = (pipe.fileno() for pipe in self._pipes)
        os.set_blocking(self._in, False)

    def ask(self, request: dict[str, Any], *, raw: bytes, seconds: float) -> tuple[dict[str, Any], bytes]:
        """The child's answer, or Lost; a child that is lost has to be ended."""
        until = time.monotonic() + seconds
        try:
            self._send(packed(request, raw=raw), until=until)
            length, raw_length = HEADER.unpack(self._receive(HEADER.size, until=until))
            if length > MAX_JSON:
                raise Lost("reader-failed")
            body = self._receive(length + raw_length, until=until)
        except BrokenPipeError:
            raise Lost(self._reason()) from None
        self.is_proven = True
        return unpacked(body, length=length)

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self.forget()

    def forget(self) -> None:
        """Close our ends of the pipes, and nothing else: the child may belong to the process we were forked from."""
        for pipe in self._pipes:
            with contextlib.suppress(OSError):
                pipe.close()

    def _send(self, frame: bytes, *, until: float) -> None:
        rest = memoryview(frame)
        while rest:
            self._await(until, writing=True)
            rest = rest[os.write(self._in, rest[:_CHUNK]) :]

    def _receive(self, size: int, *, until: float) -> bytes:
        parts = bytearray()
        while len(parts) < size:
            self._await(until, writing=False)
            part = os.read(self._out, min(_CHUNK * 16, size - len(parts)))
            if not part:
                raise Lost(self._reason())
            parts += part
        return bytes(parts)

    def _await(self, until: float, *, writing: bool) -> None:
        waiting = select.poll()
        waiting.register(self._in if writing else self._out, select.POLLOUT if writing else select.POLLIN)
        if not waiting.poll(max(0.0, until - time.monotonic()) * 1000):
            raise Lost("too-slow")

    def _reason(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = self.process.wait(timeout=1.0)
            return "too-much-memory" if code == OUT_OF_MEMORY else "reader-failed"
        return "reader-failed"


class Warm:
    """Keeps one child ready; replaces it when it is lost."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: Child | None = None
        os.register_at_fork(after_in_child=self._forget)

    def start(self) -> None:
        """Begin to start the child, without waiting for it."""
        with self._lock:
            self._ready()

    def ask(self, request: dict[str, Any], *, raw: bytes = b"", seconds: float = SECONDS) -> tuple[dict[str, Any], bytes]:
        with self._lock:
            child = self._ready()
            if not child.is_proven:
                self._prove(child)
            try:
                return child.ask(request, raw=raw, seconds=seconds)
            except Lost:
                self._drop()
                raise

    def stop(self) -> None:
        with self._lock:
            self._drop()

    def _prove(self, child: Child) -> None:
        """Starting is not the file's fault: it has a clock of its own."""
        try:
            child.ask({"do": "ready"}, raw=b"", seconds=STARTING)
        except Lost:
            self._drop()
            raise

    def _ready(self) -> Child:
        if self._child is not None and self._child.process.poll() is not None:
            self._drop()
        if self._child is None:
            self._child = Child()
        return self._child

    def _drop(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None

    def _forget(self) -> None:
        self._lock = threading.Lock()
        if self._child is not None:
            self._child.forget()
            self._child = None
