"""How the parts of the house are: facts for `/health`, the start page, `/metrics` and `laufzettel check`.

Each function looks at one part and answers with a sentence and, where something is not right, with the remedy. `Examination` asks them
all at once and waits for none longer than `SECONDS`, so that a part that hangs is told and not waited for.
"""

import dataclasses
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache, partial

from flask import Flask
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from sqlalchemy.exc import SQLAlchemyError

from foundation import migrating, outbox as messages, ticks
from foundation.clock import now
from foundation.deadlines import Question
from foundation.errors import HouseError
from foundation.settings import Settings
from foundation.unit_of_work import unit_of_work

SECONDS = 2.0
LITTLE_SPACE, NO_SPACE = 1 << 30, 100 << 20  # bytes
LATE = timedelta(minutes=5)  # for a message that is due and waits
VITAL = ("database", "redis", "data_dir")  # without these nothing works; the others wait for somebody who works


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True, kw_only=True)
class Part:
    """How one part is.

    Args:
        sentence: may be told to anybody.
        remedy: what to do where something is not right.
        detail: addresses, paths and the driver's own words, for those who run the house.
    """

    name: str
    state: State
    sentence: str
    remedy: str = ""
    detail: str = ""


class Examination:
    """Looks at all parts at once, as often as it is asked to.

    Args:
        looks: name of the part -> how to look at it, in a context of the application.
    """

    def __init__(self, application: Flask, looks: Mapping[str, Callable[[], Part]]) -> None:
        def in_context(look: Callable[[], Part]) -> Part:
            with application.app_context():
                return look()

        self._questions = {name: Question(partial(in_context, look), seconds=SECONDS) for name, look in looks.items()}

    def parts(self) -> list[Part]:
        """All parts, in the order they were given."""
        answers = {name: question.put() for name, question in self._questions.items()}
        return [self._answered(name, answer) for name, answer in answers.items()]

    def _answered(self, name: str, answer: Callable[[], Part]) -> Part:
        try:
            return answer()
        except TimeoutError:
            sentence = f"It gives no answer within {SECONDS:.0f} seconds."
            return Part(name=name, state=State.WRONG, sentence=sentence, remedy="See whether it hangs, and start it anew.")
        except (HouseError, SQLAlchemyError, RedisError, OSError) as error:
            sentence = "It cannot be told as long as another part is not right."
            return Part(name=name, state=State.WRONG, sentence=sentence, detail=in_a_line(error))


def usual_looks(settings: Settings, job_queues: Iterable[str]) -> dict[str, Callable[[], Part]]:
    """What everybody wants to know."""
    return {
        "database": partial(database, settings),
        "redis": partial(redis, settings),
        "data_dir": partial(data_dir, settings),
        "workers": partial(workers, settings, tuple(job_queues)),
        "schedule": schedule,
    }


def softened(part: Part) -> Part:
    """Where only the vital parts can be wrong: a house without workers still answers."""
    if part.state == State.WRONG and part.name not in VITAL:
        return dataclasses.replace(part, state=State.WARNING)
    else:
        return part


def in_a_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


# -------------------------------------------------------------------------------------------------------------- database
def database(settings: Settings) -> Part:
    """Whether it can be reached and has the schema this version works with."""
    try:
        have, want = migrating.revision(), newest_schema()
    except (HouseError, SQLAlchemyError) as error:
        folder = f"See that {settings.data_dir} can be written to, or correct LAUFZETTEL_DATA_DIR."
        server = "Start the database server, or correct LAUFZETTEL_DATABASE_URL."
        remedy = folder if settings.uses_sqlite else server
        return Part(name="database", state=State.WRONG, sentence="The database is away.", remedy=remedy, detail=in_a_line(error))
    if have != want:
        sentence = f"The database has {f'schema {have}' if have else 'no schema yet'}; this version needs {want}."
        return Part(name="database", state=State.WRONG, sentence=sentence, remedy="Run: laufzettel db upgrade")
    return Part(name="database", state=State.OK, sentence=f"It answers and has the newest schema, {have}.")


@cache
def newest_schema() -> str:
    """It changes with the version only, and finding it out takes longer than all the rest."""
    return migrating.newest()


def schedule() -> Part:
    """Whether recurring work happens."""
    with unit_of_work(reads_only=True):
        if ticks.never_scheduled():
            remedy = "Start `laufzettel schedule` (or `laufzettel run`)."
            return Part(name="schedule", state=State.WRONG, sentence="No schedule has run on this database yet.", remedy=remedy)
        late = ticks.overdue()
    if late:
        names = "; ".join(one.name for one in late)
        remedies = "; ".join(dict.fromkeys(remedy_without_words_of_errors(one.remedy) for one in late))
        detail = "; ".join(f"{one.name}: {one.remedy}" for one in late)
        return Part(name="schedule", state=State.WRONG, sentence=f"Overdue: {names}.", remedy=sentence_of(remedies), detail=detail)
    return Part(name="schedule", state=State.OK, sentence="All recurring work happens in time.")


def remedy_without_words_of_errors(remedy: str) -> str:
    """What an error says is for those who run the house."""
    return "it fails; the log of the workers says why" if remedy.startswith("it fails") else remedy


def sentence_of(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def outbox() -> Part:
    """Whether what is to leave the house leaves it."""
    with unit_of_work(reads_only=True):
        figures, failed = messages.figures(), messages.given_up(most=1)
    if figures.given_up:
        remedy = "Put right what the last error names; nothing of it is lost."
        detail = f"{failed[0].job}: {failed[0].last_error}" if failed else ""
        sentence = f"{counted(figures.given_up)} failed for good."
        return Part(name="outbox", state=State.WARNING, sentence=sentence, remedy=remedy, detail=detail)
    if figures.oldest_due_at is not None and now() - figures.oldest_due_at > LATE:
        sentence = f"{counted(figures.waiting)} not handed over; the oldest was due at {figures.oldest_due_at:%Y-%m-%d %H:%M} UTC."
        return Part(name="outbox", state=State.WARNING, sentence=sentence, remedy="Start `laufzettel schedule` (or `laufzettel run`).")
    return Part(name="outbox", state=State.OK, sentence=f"Nothing failed for good; {counted(figures.waiting)} not handed over yet.")


def counted(effects: int) -> str:
    return "1 effect" if effects == 1 else f"{effects} effects"


# ----------------------------------------------------------------------------------------------------------------- Redis
@contextmanager
def asking_redis(settings: Settings) -> Iterator["Redis"]:
    """A connection that tries once and soon gives up."""
    patience = {"socket_connect_timeout": SECONDS / 2, "socket_timeout": SECONDS / 2, "retry": Retry(NoBackoff(), 0)}
    with Redis.from_url(settings.redis_address, decode_responses=True, **patience) as connection:
        yield connection


def redis(settings: Settings) -> Part:
    """Whether it answers."""
    try:
        with asking_redis(settings) as connection:
            connection.ping()
    except RedisError as error:
        ours = "Start `laufzettel run`, which brings a server along; its log lies in the data dir under redis."
        remedy = "Start the server that LAUFZETTEL_REDIS_URL names, or correct the address." if settings.redis_url else ours
        return Part(name="redis", state=State.WRONG, sentence="Redis is away.", remedy=remedy, detail=in_a_line(error))
    return Part(name="redis", state=State.OK, sentence="It answers.")


def workers(settings: Settings, job_queues: tuple[str, ...]) -> Part:
    """Whether somebody works in each of these job queues, or in any if none is named."""
    alive = workers_alive(settings)
    idle = [name for name in job_queues if not alive[name]]
    if idle or not alive:
        options = "".join(f" --queue {name}" for name in idle)
        sentence = f"Nobody works in {' and '.join(idle)}." if idle else "No worker is alive."
        return Part(
            name="workers", state=State.WRONG, sentence=sentence, remedy=f"Start `laufzettel worker{options}` (or `laufzettel run`)."
        )
    told = ", ".join(f"{number} in {name}" for name, number in sorted(alive.items()) if name in job_queues or not job_queues)
    return Part(name="workers", state=State.OK, sentence=f"Alive: {told}.")


def workers_alive(settings: Settings) -> Counter[str]:
    """Job queue -> workers that gave a sign of life lately: what RQ knows of one is gone soon after its last."""
    with asking_redis(settings) as connection, connection.pipeline(transaction=False) as pipeline:
        for key in sorted(connection.smembers("rq:workers")):
            pipeline.hget(key, "queues")
        listened_on = pipeline.execute()
    return Counter(name for queues in listened_on if queues for name in queues.split(","))


def job_queue_lengths(settings: Settings) -> dict[str, int]:
    """Job queue -> jobs that wait in it."""
    with asking_redis(settings) as connection:
        keys = sorted(str(key) for key in connection.smembers("rq:queues"))
        with connection.pipeline(transaction=False) as pipeline:
            for key in keys:
                pipeline.llen(key)
            return dict(zip((key.removeprefix("rq:queue:") for key in keys), pipeline.execute(), strict=True))


# ------------------------------------------------------------------------------------------------------------------ disk
def data_dir(settings: Settings) -> Part:
    """Whether it can be written to, and for how long."""
    try:
        with tempfile.TemporaryFile(dir=settings.data_dir) as file:
            file.write(b"a sign")
        free = shutil.disk_usage(settings.data_dir).free
    except OSError as error:
        remedy = "Give the folder LAUFZETTEL_DATA_DIR names to the user that runs the house, on a disk with space."
        sentence = "The data dir cannot be written to."
        return Part(name="data_dir", state=State.WRONG, sentence=sentence, remedy=remedy, detail=f"{settings.data_dir}: {error.strerror}")
    state = State.WRONG if free < NO_SPACE else State.WARNING if free < LITTLE_SPACE else State.OK
    sentence = f"It can be written to; {free / (1 << 30):.1f} GiB are free."
    return Part(name="data_dir", state=state, sentence=sentence, remedy="" if state == State.OK else "Make space on its disk.")
