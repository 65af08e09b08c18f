"""Messages and timers between tickets while workers, schedules and Redis are killed again and again: none is lost, and none comes twice."""

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from flask import Flask
from redis import Redis
from sqlalchemy import func, select

from desk.actors import SYSTEM
from desk.queues import Queue
from foundation.application import settings
from foundation.db import db
from foundation.outbox import Message
from foundation.unit_of_work import in_unit_of_work, unit_of_work
from processes import runner
from processes.events import Event
from processes.history import HistoryEntry
from processes.incidents import Incident
from processes.tickets.articles import Article
from processes.tickets.ticket import Ticket
from tests.faults import moves
from tests.faults.duels import DIALOG, OFFERS
from tests.faults.killing import Killer
from tests.faults.soundness import assert_sound
from tests.houses import KEY
from tests.processes.bpmn_text import action, event, flows, node, ours, process
from tests.processes.models import deployed
from tests.workers.processes import Processes
from tests.workers.redis import RedisServer
from workers.outbox import connect
from workers.steps import deliver_message, send_message

SEED = 20261130
HOUSE = ("timers 1", "timers 2", "steps 1", "steps 2")
RECEIVERS, EACH = 40, 5  # messages: 200
SECONDS_OF_KILLING = 8
PATIENCE = 120  # seconds for the rest to arrive
Tell = Callable[[str, object], None]
SENDING = process(
    "sending",
    node("startEvent", "start"),
    node("userTask", "say", OFFERS),
    node("serviceTask", "send", ours(action("process-message", name="told", to="{{ title }}", heard="{{ decision }}"))),
    flows("start > say > send > say"),
    declares=DIALOG,
)
HEARING = process(
    "hearing",
    node("startEvent", "start"),
    node("intermediateCatchEvent", "hear", event("message", "told")),
    node("serviceTask", "note", ours(action("article-create", subject="Heard", body="heard {{ heard }}"))),
    node("intermediateCatchEvent", "pause", event("timer", "PT0.3S")),
    node("serviceTask", "go_on", ours(action("article-create", subject="Later", body="later {{ heard }}"))),
    flows("start > hear > note > pause > go_on > hear"),
    declares='<lz:variable name="heard" type="text"/>',
    messages=("told",),
)


def test_no_message_and_no_timer_is_lost_and_none_comes_twice(seeded_house: Flask, record_property: Tell):
    senders, receivers = tickets()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="laufzettel-redis-") as folder:
        redis_server = RedisServer(Path(folder))
        redis_server.start()
        connect(seeded_house, Redis.from_url(redis_server.url))
        processes = Processes(environment(redis_server))
        try:
            killer = Killer(processes, redis_server, seed=SEED, house=HOUSE)
            say_and_kill(senders, killer)
            wait_until_done()
        finally:
            processes.end()
            redis_server.kill()
    killed = ", ".join(f"{what} {times} times" for what, times in sorted(killer.kills.items()))
    record_property("figure", f"killed: {killed}; {time.monotonic() - began:.0f} s in all")
    tell_and_check(senders, receivers, partial(record_property, "figure"))
    assert_sound()


def environment(redis_server: RedisServer) -> dict[str, str]:
    given = settings()
    return {
        "LAUFZETTEL_DATA_DIR": str(given.data_dir),
        "LAUFZETTEL_DATABASE_URL": given.database_url,
        "LAUFZETTEL_SECRET_KEY": KEY,
        "LAUFZETTEL_REDIS_URL": redis_server.url,
    }


def tickets() -> tuple[list[int], list[int]]:
    """Those who send, each to one of those who hear."""
    with unit_of_work():
        deployed(HEARING)
        deployed(SENDING)
        opened = partial(runner.open_ticket, queue=Queue.default(), actor=SYSTEM)
        receivers = [opened(title="T", process_id="hearing") for _ in range(RECEIVERS)]
        senders = [opened(title=receiver.number, process_id="sending") for receiver in receivers]
        return [ticket.id for ticket in senders], [ticket.id for ticket in receivers]


def say_and_kill(senders: Sequence[int], killer: Killer) -> None:
    """Say one thing after the other, killing all the while."""
    until = time.monotonic() + SECONDS_OF_KILLING
    for number in range(1, EACH + 1):
        for place, ticket_id in enumerate(senders):
            in_unit_of_work(partial(say, ticket_id, f"{ticket_id}/{number}"))
            if place % (RECEIVERS // 4) == 0:
                killer.kill_something()
        if number == EACH // 2:
            killer.flush_redis()
    while time.monotonic() < until:
        killer.kill_something()


def say(ticket_id: int, said: str) -> None:
    moves.complete(moves.newest_open(ticket_id), SYSTEM, said)


def wait_until_done() -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with unit_of_work(reads_only=True):
            done = db.session.scalar(select(func.count()).select_from(Article).where(Article.subject == "Later"))
        if done == RECEIVERS * EACH:
            return
        time.sleep(0.2)


def tell_and_check(senders: Sequence[int], receivers: Sequence[int], tell: Callable[[str], None]) -> None:
    with unit_of_work(reads_only=True):
        articles = db.session.execute(select(Article.ticket_id, Article.body).where(Article.subject != "Said"))
        written = Counter((row.ticket_id, row.body) for row in articles)
        entries = Counter((entry.event, entry.ticket_id) for entry in db.session.scalars(select(HistoryEntry)))
        left = list(db.session.scalars(select(Message.job).where(Message.job.in_([send_message.name, deliver_message.name]))))
        problems = list(db.session.scalars(select(Incident.message)))
        assert db.session.scalar(select(func.count()).select_from(Ticket)) == 2 * RECEIVERS
    intended = Counter(
        (receiver, f"{what} {sender}/{number}")
        for sender, receiver in zip(senders, receivers, strict=True)
        for number in range(1, EACH + 1)
        for what in ("heard", "later")
    )
    for what in ("heard", "later"):
        found = [times for (_, body), times in written.items() if body.startswith(what)]
        tell(f"{what}: {sum(found)}, {RECEIVERS * EACH - len(found)} lost, {sum(found) - len(found)} doubled")
    kept = sum(times for (name, _), times in entries.items() if name is Event.MESSAGE_BUFFERED)
    tell(f"{kept} messages came while nobody waited, and were kept")
    assert (left, problems) == ([], [])
    assert written == intended
    for name in (Event.MESSAGE_DELIVERED, Event.TIMER_FIRED):
        assert {ticket_id: entries[name, ticket_id] for ticket_id in receivers} == dict.fromkeys(receivers, EACH), name
