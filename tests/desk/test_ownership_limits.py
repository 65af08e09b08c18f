import pytest

from desk.actors import SYSTEM
from desk.auditing import AuditEntry
from desk.ownership_limits import Relation, limit, rows_of
from desk.queues import Queue
from foundation.db import db
from foundation.errors import Forbidden, Refused
from tests.desk import people
from tests.desk.worlds import FIRST, VALID, World

pytestmark = pytest.mark.usefixtures("work")


@pytest.fixture
def queue() -> Queue:
    World(groups={FIRST: VALID}, queues={FIRST: (FIRST, VALID)}).store()
    return Queue.by_id(FIRST)


def test_limiting_twice_does_nothing_the_second_time(queue):
    steps: tuple[list[str] | None, ...] = (["note", "ro"], ["ro", "note"], [], None, None)
    assert [limit(queue, Relation.OWNER, listed, actor=SYSTEM) for listed in steps] == [True, False, True, True, False]
    entries = db.session.query(AuditEntry).filter_by(noun="queue", object_id=FIRST).order_by(AuditEntry.id)
    assert [entry.changes["worth of owner"] for entry in entries] == [
        [None, ["note", "ro"]],
        [["note", "ro"], ["nothing"]],
        [["nothing"], None],
    ]


def test_owner_and_responsible_are_limited_apart(queue):
    limit(queue, Relation.OWNER, ["ro"], actor=SYSTEM)
    limit(queue, Relation.RESPONSIBLE, ["note"], actor=SYSTEM)
    assert (rows_of(queue, Relation.OWNER), rows_of(queue, Relation.RESPONSIBLE)) == ({"ro"}, {"note"})


def test_what_is_refused(queue):
    with pytest.raises(Refused, match="'close' is none of ro, move_into"):
        limit(queue, Relation.OWNER, ["ro", "close"], actor=SYSTEM)
    with pytest.raises(Forbidden):
        limit(queue, Relation.OWNER, ["ro"], actor=people.agent().actor)
    assert rows_of(queue, Relation.OWNER) == set()
