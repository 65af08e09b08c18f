"""A drill: tickets whose timers fall due and whose mails leave, while workers, schedules and Redis are killed again and again.

Each ticket waits four times and writes one mail in between. At the end everything is counted: in the history, at the articles and in the
maildir the mails left into.
"""

import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path

from flask import Flask
from redis import Redis
from sqlalchemy import func, select

from desk.actors import SYSTEM
from desk.queues import Queue
from foundation.application import settings
from foundation.db import db
from foundation.unit_of_work import in_unit_of_work, unit_of_work
from processes import runner
from processes.events import Event
from processes.history import HistoryEntry
from processes.incidents import Incident
from processes.tickets.articles import Article, Sending
from tests.faults.killing import Killer
from tests.faults.soundness import assert_sound
from tests.houses import KEY
from tests.processes.bpmn_text import action, event, flows, node, ours, process
from tests.processes.models import deployed
from tests.workers.processes import Processes
from tests.workers.redis import RedisServer
from workers.outbox import connect

SEED = 20261201
HOUSE = ("timers 1", "timers 2", "steps 1", "steps 2", "mail 1", "mail 2")
WAITS = 4  # timers of a ticket
MAIL = action("article-create", channel="email", to="ada@example.com", subject="Told", body="It is time.")
MODEL = process(
    "drill",
    node("startEvent", "start"),
    *(node("intermediateCatchEvent", f"wait_{number}", event("timer", "PT0.3S")) for number in range(1, WAITS + 1)),
    node("serviceTask", "tell", ours(MAIL)),
    node("userTask", "rest"),
    flows("start > wait_1 > tell > wait_2 > wait_3 > wait_4 > rest"),
)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What was counted; `wrong` says what was lost or doubled, and is empty if nothing was."""

    kills: Counter[str]
    seconds: float
    timers: int
    mails: int
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        killed = ", ".join(f"{what} {times} times" for what, times in sorted(self.kills.items()))
        verdict = "; ".join(self.wrong) or "nothing lost, nothing doubled"
        return f"{self.timers} timers and {self.mails} mails in {self.seconds:.0f} s, killed: {killed}; {verdict}"


def drill(application: Flask, *, tickets: int, least_kills: int, patience: float) -> Outcome:
    """Open tickets, kill until all is done, and count; the application's context is open, and its house has seeds.

    Args:
        least_kills: as often is killed at least; once in between, Redis forgets everything.
        patience: seconds within which all is to be done.
    """
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="laufzettel-redis-") as folder:
        redis_server = RedisServer(Path(folder))
        redis_server.start()
        connect(application, Redis.from_url(redis_server.url))
        processes = Processes(environment(redis_server))
        try:
            opened = open_tickets(tickets)
            killer = Killer(processes, redis_server, seed=SEED, house=HOUSE)
            kill_until_done(killer, opened, least_kills=least_kills, until=began + patience)
        finally:
            processes.end()
            redis_server.kill()
    assert_sound()
    return outcome(opened, killer.kills, time.monotonic() - began)


def environment(redis_server: RedisServer) -> dict[str, str]:
    given = settings()
    return {
        "LAUFZETTEL_DATA_DIR": str(given.data_dir),
        "LAUFZETTEL_DATABASE_URL": given.database_url,
        "LAUFZETTEL_SECRET_KEY": KEY,
        "LAUFZETTEL_REDIS_URL": redis_server.url,
    }


def open_tickets(number: int) -> list[int]:
    with unit_of_work():
        deployed(MODEL)
    return [in_unit_of_work(open_ticket) for _ in range(number)]


def open_ticket() -> int:
    return runner.open_ticket(queue=Queue.default(), title="Drill", process_id="drill", actor=SYSTEM).id


def kill_until_done(killer: Killer, opened: list[int], *, least_kills: int, until: float) -> None:
    """Kill as often as was asked for, then until the last mail is noted as sent, with pauses in which something can be done."""
    is_flushed = False
    while time.monotonic() < until:
        killed = killer.kills.total()
        if killed < least_kills:
            killer.kill_something()
        if not is_flushed and killed >= least_kills // 2:
            killer.flush_redis()
            is_flushed = killer.kills["flush of redis"] > 0  # not if Redis was just away
        if killed >= least_kills:
            if is_done(opened):
                return
            time.sleep(0.5)


def is_done(opened: list[int]) -> bool:
    with unit_of_work(reads_only=True):
        fired = select(func.count()).select_from(HistoryEntry).where(HistoryEntry.event == Event.TIMER_FIRED)
        sent = select(func.count()).select_from(Article).where(Article.sending == Sending.SENT)
        return (db.session.scalar(fired) or 0) >= WAITS * len(opened) and (db.session.scalar(sent) or 0) >= len(opened)


# ------------------------------------------------------------------------------------------------ counting
def outcome(opened: list[int], kills: Counter[str], seconds: float) -> Outcome:
    with unit_of_work(reads_only=True):
        fired = Counter(db.session.scalars(select(HistoryEntry.ticket_id).where(HistoryEntry.event == Event.TIMER_FIRED)))
        articles = list(db.session.scalars(select(Article).where(Article.subject == "Told")))
        incidents = list(db.session.scalars(select(Incident.message)))
    left = mails_in(Path(settings().smtp_url.partition(":")[2]) / "new")
    wrong = [
        *(f"ticket {each}: {fired[each]} of {WAITS} timers" for each in opened if fired[each] != WAITS),
        *(f"ticket {each}: {times} mails written" for each, times in Counter(found.ticket_id for found in articles).items() if times != 1),
        *(f"article {each.id} is {each.sending}" for each in articles if each.sending is not Sending.SENT),
        *(f"article {each.id} left {left[each.message_id or '']} times" for each in articles if left[each.message_id or ""] != 1),
        *incidents,
    ]
    if len(articles) != len(opened) or left.total() != len(opened):
        wrong.append(f"{len(articles)} mails were written and {left.total()} left, of {len(opened)}")
    return Outcome(kills=kills, seconds=seconds, timers=fired.total(), mails=left.total(), wrong=wrong)


def mails_in(folder: Path) -> Counter[str]:
    """How often each Message-ID is there."""
    files = folder.iterdir() if folder.is_dir() else ()
    return Counter(str(message_from_bytes(path.read_bytes(), policy=policy.default)["Message-ID"]) for path in files)
