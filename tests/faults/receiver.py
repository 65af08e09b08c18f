"""A stranger outside the house who takes each key once, counts how often he was asked, and sometimes fails before or after taking it."""

import random
import threading
from collections import Counter
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


class Receiver:
    """An HTTP server on loopback; `taken` is what became true out there: key -> number."""

    def __init__(self, *, seed: int) -> None:
        self.taken: dict[str, int] = {}
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

    def take(self, key: str, number: int) -> HTTPStatus:
        """One delivery."""
        with self._lock:
            chance = self._random.random()
            self.asked[key] += 1
            if chance > 0.01:
                self.taken.setdefault(key, number)
            return HTTPStatus.SERVICE_UNAVAILABLE if chance < 0.02 else HTTPStatus.NO_CONTENT

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        take = self.take

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                status = take(self.headers["Idempotency-Key"], int(self.path[1:]))
                self.send_response(status)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        return Handler
