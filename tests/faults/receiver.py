"""A stranger outside the house who takes each key once, counts how often he was asked, and sometimes fails before or after taking it.

Who asks again under the same key gets the same receipt; who asks for something else under it is turned away, and remembered.
"""

import json
import random
import threading
import time
from collections import Counter
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


class Receiver:
    """An HTTP server on loopback; `taken` is what became true out there: key -> what the path named.

    Args:
        seed: of the chance that decides who is failed.
        failing: how often, of one, an answer is a failure; half of them after taking.
        slowest: seconds for which an answer lets wait at most, as the first one does, so that who asks can be killed meanwhile.
    """

    def __init__(self, *, seed: int, failing: float = 0.02, slowest: float = 0.0) -> None:
        self.taken: dict[str, str] = {}
        self.receipts: dict[str, str] = {}
        self.misused: list[str] = []
        self._failing, self._slowest = failing, slowest
        self.asked: Counter[str] = Counter()
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.address = f"127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, told: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait(self) -> None:
        """Take some time to answer."""
        time.sleep(self._slowest if self.asked.total() == 1 else self._random.uniform(0, self._slowest))

    def take(self, key: str, what: str) -> tuple[HTTPStatus, str]:
        """One delivery: the status, and the receipt for the key."""
        with self._lock:
            chance = self._random.random()
            self.asked[key] += 1
            if chance < self._failing / 2:
                return HTTPStatus.SERVICE_UNAVAILABLE, ""
            if self.taken.setdefault(key, what) != what:
                self.misused.append(key)
                return HTTPStatus.CONFLICT, ""
            receipt = self.receipts.setdefault(key, f"{len(self.receipts) + 1} {self._random.randbytes(8).hex()}")
            return (HTTPStatus.SERVICE_UNAVAILABLE, "") if chance < self._failing else (HTTPStatus.OK, receipt)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        take, wait = self.take, self.wait

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, receipt = take(self.headers["Idempotency-Key"], self.path[1:])
                wait()
                body = json.dumps({"receipt": receipt}).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                with suppress(OSError):  # who asked was killed meanwhile
                    self.end_headers()
                    self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        return Handler
