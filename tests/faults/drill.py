"""A drill: tickets whose timers fall due, whose mails leave and whose calls are answered, while workers, schedules and Redis are killed.

Each ticket waits four times, and in between every other one writes a mail, and the rest call a receiver outside the house, wait for its
receipt and note it. At the end everything is counted: in the history, at the articles, in the maildir the mails left into, and at the
receiver, who is asked again where a worker died, and must have been asked under the same key then.
"""

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path

from flask import Flask
from redis import Redis
from sqlalchemy import func, select

from desk.actors import SYSTEM
from desk.endpoints import Endpoint
from desk.queues import Queue
from foundation.application import settings
from foundation.db import db
from foundation.outbound import Outbound
from foundation.unit_of_work import in_unit_of_work, unit_of_work
from processes import runner
from processes.activities import IS_OPEN, Activity
from processes.events import Event
from processes.history import HistoryEntry
from processes.incidents import Incident
from processes.tickets.articles import Article, Sending
from processes.tickets.ticket import Ticket
from tests.desk.words import a_group
from tests.faults.killing import Killer
from tests.faults.receiver import Receiver
from tests.faults.soundness import assert_sound
from tests.houses import KEY
from tests.processes.bpmn_text import action, event, flows, node, ours, process
from tests.processes.models import deployed
from tests.workers.processes import Processes
from tests.workers.redis import RedisServer
from workers.outbox import connect

SEED = 20261201
HOUSE = ("timers 1", "timers 2", "steps 1", "steps 2", "mail 1", "mail 2", "background 1", "background 2")
WAITS = 4  # timers of a ticket
SLOWEST = 0.5  # seconds until an answer comes, in which a kill may hit
SECONDS_TO_FIRST_CALL = 30.0
TIMERS = tuple(node("intermediateCatchEvent", f"wait_{number}", event("timer", "PT0.3S")) for number in range(1, WAITS + 1))
MAIL = action("article-create", channel="email", to="ada@example.com", subject="Told", body="It is time.")
MAILING = process(
    "mailing",
    node("startEvent", "start"),
    *TIMERS,
    node("serviceTask", "tell", ours(MAIL)),
    node("userTask", "rest"),
    flows("start > wait_1 > tell > wait_2 > wait_3 > wait_4 > rest"),
)
CALLING = process(
    "calling",
    node("startEvent", "start"),
    *TIMERS,
    node("serviceTask", "call", ours(action("webhook", endpoint="drill", path="/{{ ticket.number }}", wait="true"))),
    node("serviceTask", "note", ours(action("article-create", subject="Receipt", body="{{ receipt }}"))),
    node("userTask", "rest"),
    flows("start > wait_1 > call > note > wait_2 > wait_3 > wait_4 > rest"),
    declares='<lz:variable name="receipt" type="text"/>',
)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The ids of tickets that write a mail, and of those that call, with their numbers."""

    mailing: list[int]
    calling: dict[int, str]

    @property
    def all(self) -> list[int]:
        return [*self.mailing, *self.calling]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What was counted; `wrong` says what was lost or doubled, and is empty if nothing was.

    `calls` are the effects at the receiver, `asked` is how often he was asked for them, and `replies` are those that tokens got.
    """

    kills: Counter[str]
    seconds: float
    timers: int
    mails: int
    calls: int
    asked: int
    replies: int
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        killed = ", ".join(f"{what} {times} times" for what, times in sorted(self.kills.items()))
        verdict = "; ".join(self.wrong) or "nothing lost, nothing doubled"
        counted = f"{self.timers} timers, {self.mails} mails, {self.calls} calls (asked for {self.asked} times) and {self.replies} replies"
        return f"{counted} in {self.seconds:.0f} s, killed: {killed}; {verdict}"


def drill(application: Flask, *, tickets: int, least_kills: int, patience: float, failing: float) -> Outcome:
    """Open tickets, kill until all is done, and count; the application's context is open, and its house has seeds.

    Args:
        tickets: half of which write a mail, and half of which call.
        least_kills: as often is killed at least; once in between, Redis forgets everything.
        patience: seconds within which all is to be done.
        failing: how often, of one, the receiver answers with a failure.
    """
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="laufzettel-redis-") as folder,
        Receiver(seed=SEED, failing=failing, slowest=SLOWEST) as receiver,
    ):
        redis_server = RedisServer(Path(folder))
        redis_server.start()
        connect(application, Redis.from_url(redis_server.url))
        application.extensions["outbound"] = Outbound(allowed_networks=["127.0.0.0/8"])
        processes = Processes(environment(redis_server))
        try:
            opened = open_tickets(tickets, receiver)
            killer = Killer(processes, redis_server, seed=SEED, house=HOUSE)
            kill_who_calls(killer, receiver)
            kill_until_done(killer, opened, least_kills=least_kills, until=began + patience)
        finally:
            processes.end()
            redis_server.kill()
    assert_sound()
    return outcome(opened, receiver, killer.kills, time.monotonic() - began)


def environment(redis_server: RedisServer) -> dict[str, str]:
    given = settings()
    return {
        "LAUFZETTEL_DATA_DIR": str(given.data_dir),
        "LAUFZETTEL_DATABASE_URL": given.database_url,
        "LAUFZETTEL_SECRET_KEY": KEY,
        "LAUFZETTEL_REDIS_URL": redis_server.url,
        "LAUFZETTEL_BASE_URL": "http://desk.example",  # the house does not send to itself, and the receiver is on this machine
    }


def open_tickets(number: int, receiver: Receiver) -> Opened:
    with unit_of_work():
        Endpoint.create(name="drill", url=f"http://{receiver.address}", groups=[a_group()], actor=SYSTEM)
        deployed(MAILING)
        deployed(CALLING)
    tickets = [in_unit_of_work(open_ticket_of(place)) for place in range(number)]
    return Opened(
        mailing=[ticket.id for ticket in tickets[::2]],
        calling={ticket.id: ticket.number for ticket in tickets[1::2]},
    )


def open_ticket_of(place: int) -> Callable[[], Ticket]:
    process_id = "calling" if place % 2 else "mailing"
    return lambda: runner.open_ticket(queue=Queue.default(), title="Drill", process_id=process_id, actor=SYSTEM)


def kill_who_calls(killer: Killer, receiver: Receiver) -> None:
    """Kill them between the first call and its answer: what random kills may miss in a short drill."""
    until = time.monotonic() + SECONDS_TO_FIRST_CALL
    while not receiver.asked and time.monotonic() < until:
        time.sleep(0.01)
    killer.kill_each("background")


def kill_until_done(killer: Killer, opened: Opened, *, least_kills: int, until: float) -> None:
    """Kill as often as was asked for, then until the last effect is noted, with pauses in which something can be done."""
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


def is_done(opened: Opened) -> bool:
    """Whether all has happened that is to happen, once or more often."""
    with unit_of_work(reads_only=True):
        happened = select(HistoryEntry.event, func.count()).group_by(HistoryEntry.event)
        times = {row[0]: row[1] for row in db.session.execute(happened)}
        sent = db.session.scalar(select(func.count()).select_from(Article).where(Article.sending == Sending.SENT)) or 0
    is_fired = times.get(Event.TIMER_FIRED, 0) >= WAITS * len(opened.all)
    return is_fired and sent >= len(opened.mailing) and times.get(Event.ACTION_REPLIED, 0) >= len(opened.calling)


# ------------------------------------------------------------------------------------------------ counting
def outcome(opened: Opened, receiver: Receiver, kills: Counter[str], seconds: float) -> Outcome:
    with unit_of_work(reads_only=True):
        fired, replied = happened(Event.TIMER_FIRED), happened(Event.ACTION_REPLIED)
        articles = list(db.session.scalars(select(Article).where(Article.subject.in_(["Told", "Receipt"]))))
        resting = Counter(db.session.scalars(select(Activity.ticket_id).where(Activity.node_id == "rest", IS_OPEN)))
        incidents = list(db.session.scalars(select(Incident.message)))
    left = mails_in(Path(settings().smtp_url.partition(":")[2]) / "new")
    wrong = [
        *(f"ticket {each}: {fired[each]} of {WAITS} timers" for each in opened.all if fired[each] != WAITS),
        *(f"ticket {each}: rests {resting[each]} times" for each in opened.all if resting[each] != 1),
        *wrong_mails(opened, [article for article in articles if article.subject == "Told"], left),
        *wrong_calls(opened, receiver, [article for article in articles if article.subject == "Receipt"], replied),
        *incidents,
    ]
    return Outcome(
        kills=kills,
        seconds=seconds,
        timers=fired.total(),
        mails=left.total(),
        calls=len(receiver.taken),
        asked=receiver.asked.total(),
        replies=replied.total(),
        wrong=wrong,
    )


def happened(what: Event) -> Counter[int]:
    """How often, by ticket."""
    return Counter(db.session.scalars(select(HistoryEntry.ticket_id).where(HistoryEntry.event == what)))


def wrong_mails(opened: Opened, articles: list[Article], left: Counter[str]) -> Iterator[str]:
    """What was lost or doubled: each ticket wrote one mail, which is known to have left, and did once."""
    written = Counter(article.ticket_id for article in articles)
    yield from (f"ticket {each}: {written[each]} mails written" for each in opened.mailing if written[each] != 1)
    yield from (f"article {each.id} is {each.sending}" for each in articles if each.sending is not Sending.SENT)
    yield from (f"article {each.id} left {left[each.message_id or '']} times" for each in articles if left[each.message_id or ""] != 1)
    if left.total() != len(opened.mailing):
        yield f"{left.total()} mails left, of {len(opened.mailing)}"


def wrong_calls(opened: Opened, receiver: Receiver, notes: list[Article], replied: Counter[int]) -> Iterator[str]:
    """What was lost or doubled: each ticket called under one key, got one reply, and noted the receipt that was given for that key."""
    keys = Counter(receiver.taken.values())
    receipts = {number: receiver.receipts[key] for key, number in receiver.taken.items()}
    noted = Counter((note.ticket_id, note.body.strip()) for note in notes)
    for each, number in opened.calling.items():
        if (keys[number], replied[each], noted[each, receipts.get(number, "")]) != (1, 1, 1):
            yield f"ticket {each}: called under {keys[number]} keys, {replied[each]} replies"
    if noted.total() != len(opened.calling) or replied.total() != len(opened.calling):
        yield f"{noted.total()} receipts were noted and {replied.total()} replies taken, of {len(opened.calling)}"
    yield from (f"{key} was used for two things" for key in receiver.misused)


def mails_in(folder: Path) -> Counter[str]:
    """How often each Message-ID is there."""
    files = folder.iterdir() if folder.is_dir() else ()
    return Counter(str(message_from_bytes(path.read_bytes(), policy=policy.default)["Message-ID"]) for path in files)
