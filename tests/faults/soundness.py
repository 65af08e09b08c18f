"""What must hold whatever was raced or killed: histories are whole, and the rows of each instance are what its tokens wait for."""

from collections import Counter

from sqlalchemy import select

from bpm.changes import standing
from foundation.db import db
from processes.activities import IS_OPEN, Activity, ActivityPermit
from processes.instances import RUNNING, Instance
from processes.messages import Subscription
from processes.proving.chains import one_moment, prove
from processes.running import loading
from processes.tickets.articles import Article
from processes.tickets.ticket import Ticket
from processes.timers import Timer


def assert_sound() -> None:
    """Look at the whole house, at one moment."""
    with one_moment():
        assert prove().findings == []
        assert_tokens_are_rows()
        assert_articles_are_counted()


def assert_tokens_are_rows() -> None:
    """Open activities, armed timers and subscriptions of each instance, by token; of instances that are over, none."""
    running = Counter(db.session.scalars(select(Instance.ticket_id).where(RUNNING)))
    assert [ticket_id for ticket_id, times in running.items() if times > 1] == []
    expected = {each for ticket_id in running for each in awaited(ticket_id)}
    activities = select(Activity.instance_id, Activity.token, Activity.node_id).where(IS_OPEN)
    rows = [tuple(row) for row in db.session.execute(activities)]
    rows += [(*row, "timer") for row in db.session.execute(select(Timer.instance_id, Timer.token, Timer.element))]
    others = select(Subscription.instance_id, Subscription.token, Subscription.element, Subscription.kind)
    rows += [tuple(row) for row in db.session.execute(others)]
    assert sorted(rows) == sorted(expected)
    finished = select(ActivityPermit).join(Activity, Activity.id == ActivityPermit.activity_id).where(~IS_OPEN)
    assert list(db.session.scalars(finished)) == []


def awaited(ticket_id: int) -> list[tuple[object, ...]]:
    """What the tokens of a ticket's instance wait for, as rows."""
    running = loading.loaded(db.session.get_one(Ticket, ticket_id))
    assert running is not None
    assert running.tokens is not None
    stands = standing(running.tokens)
    activities = [(running.id, token, activity.node.name) for token, activity in stands.activities.items()]
    return [*activities, *((running.id, token, wait.element, wait.definition.kind) for token, wait in stands.waits.items())]


def assert_articles_are_counted() -> None:
    """The articles of each ticket are numbered from 1, without gaps."""
    positions: dict[int, list[int]] = {}
    for ticket_id, position in db.session.execute(select(Article.ticket_id, Article.position).order_by(Article.position)):
        positions.setdefault(ticket_id, []).append(position)
    assert {ticket_id: found for ticket_id, found in positions.items() if found != list(range(1, len(found) + 1))} == {}
