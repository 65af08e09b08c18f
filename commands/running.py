"""`laufzettel run`, `web`, `worker`, `schedule`: everything in one, or each part on a machine of its own."""

from __future__ import annotations

import logging
import signal
import socket
import time
from collections.abc import Callable

import click

from commands.getting_ready import get_ready, require_secrets
from commands.opening import alone_in, introduce
from commands.serving import serve
from commands.supervisor import Child, Supervisor, answer_of
from foundation import logs
from foundation.errors import Conflict, Unavailable
from foundation.redis_server import RedisServer
from foundation.settings import Settings
from workers import schedule as schedules, worker as one_worker
from workers.job_queues import JOB_QUEUES, job_queue as known

log = logging.getLogger(__name__)
SCHEDULE_STOPS, WORKERS_STOP = 1, 2  # after the web server: whoever brings work first, whoever does it last
PATIENCE_OF_WORKERS = 30.0  # seconds for the job a worker is in the middle of


@click.command()
def run() -> None:
    """Run everything: the web server, workers, the schedule, and an embedded Redis unless LAUFZETTEL_REDIS_URL names one.

    The database is brought to this version's schema first, and a new one gets the demo company unless LAUFZETTEL_DEMO=no. Ctrl-C stops all
    in order; a second start goes on with the same data.

    \b
    Examples:
      laufzettel run
      LAUFZETTEL_DATA_DIR=/srv/desk LAUFZETTEL_PORT=8123 laufzettel run
    """
    settings = Settings.from_environment()
    logs.set_up(settings, "run")
    introduce()
    with alone_in(settings.data_dir):
        require_free(settings.host, settings.port)
        redis_server = None if settings.redis_url else RedisServer(settings.data_dir / "redis", settings.redis_socket)
        if redis_server:
            redis_server.start()
        try:
            logins = answer_of(lambda: get_ready(settings), name="getting ready")
            if logins is None:
                raise Conflict("The house could not be made ready to run; the message above says why.")
            House(settings, redis_server, logins=logins).run()
        finally:
            if redis_server:
                redis_server.stop()


@click.command()
def web() -> None:
    """Run the web server alone.

    \b
    Example:
      LAUFZETTEL_DATABASE_URL=postgresql://… LAUFZETTEL_REDIS_URL=redis://… LAUFZETTEL_SECRET_KEY=… laufzettel web
    """
    settings = Settings.from_environment()
    logs.set_up(settings, "web")
    introduce()
    require_free(settings.host, settings.port)
    require_secrets(settings)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # requests being answered are finished, as with Ctrl-C
    serve(settings)


@click.command()
@click.option("--queue", "queues", multiple=True, metavar="QUEUE", help="A job queue to work on; all of them if none is named. Repeatable.")
def worker(queues: tuple[str, ...]) -> None:
    """Run workers: LAUFZETTEL_WORKERS processes for each job queue named, or for all.

    \b
    Examples:
      laufzettel worker
      laufzettel worker --queue steps --queue mail
    """
    settings = Settings.from_environment()
    logs.set_up(settings, "worker")
    introduce()
    for name in queues:
        known(name)
    Supervisor(workers_of(settings, queues or tuple(JOB_QUEUES))).run()


@click.command()
def schedule() -> None:
    """Run the schedule and the relay of the outbox. Several may run; one of them leads.

    \b
    Example:
      laufzettel schedule
    """
    settings = Settings.from_environment()
    logs.set_up(settings, "schedule")
    introduce()
    schedules.run(settings)


class House:
    """All processes of one installation, and the sentence that it is up; `logins`: lines that follow it."""

    def __init__(self, settings: Settings, redis_server: RedisServer | None, *, logins: str) -> None:
        self._settings, self._redis_server, self._logins = settings, redis_server, logins
        self._told = False
        self._look_at = 0.0

    def run(self) -> None:
        settings = self._settings
        children = [
            Child("web", lambda: as_process("web", settings, serve)),
            Child("schedule", lambda: as_process("schedule", settings, schedules.run), stage=SCHEDULE_STOPS),
            *workers_of(settings, tuple(JOB_QUEUES)),
        ]
        Supervisor(children, look=self._look).run()

    def _look(self) -> None:
        if self._redis_server and not self._redis_server.can_be_reached:
            log.warning("the Redis server or its socket is gone; it starts anew")
            try:
                self._redis_server.start()
            except Unavailable as error:
                log.error("%s", error)  # noqa: TRY400 - it is a sentence already; the next round tries again
                time.sleep(1)
        if not self._told and time.monotonic() >= self._look_at:
            self._look_at = time.monotonic() + 0.2
            if is_healthy(self._settings):
                self._told = True
                self._tell()

    def _tell(self) -> None:
        click.echo(f"Laufzettel is running: {self._settings.base_url}   (Ctrl-C stops it; data in {self._settings.data_dir})")
        if self._logins:
            click.echo(f"These people of the demo company can log in, with the passwords shown:\n{self._logins}")


def workers_of(settings: Settings, names: tuple[str, ...]) -> list[Child]:
    """The worker processes of some job queues."""
    each = [name for name in names for _ in range(settings.workers)]
    return [Child(f"worker of {name}", worker_of(settings, name), patience=PATIENCE_OF_WORKERS, stage=WORKERS_STOP) for name in each]


def worker_of(settings: Settings, name: str) -> Callable[[], None]:
    return lambda: as_process(f"worker-{name}", settings, lambda found: one_worker.run(found, name))


def as_process(name: str, settings: Settings, act: Callable[[Settings], None]) -> None:
    """Do something under the log's name for it."""
    logs.set_up(settings, name)
    act(settings)


def require_free(host: str, port: int) -> None:
    """Find out before anything starts that the port is taken.

    Raises:
        Conflict: it is, or the address is not one of this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            raise Conflict(f"{host}:{port} cannot be used: {error.strerror}. Choose another LAUFZETTEL_PORT or LAUFZETTEL_HOST.") from None


def is_healthy(settings: Settings) -> bool:
    """Whether the web server says so; asked on a plain socket, since this process shall not grow by a client."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - asked, not bound
    try:
        with socket.create_connection((everywhere.get(settings.host, settings.host), settings.port), timeout=3) as connection:
            connection.sendall(b"GET /health HTTP/1.0\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            return b" 200 " in connection.recv(64)
    except OSError:
        return False
