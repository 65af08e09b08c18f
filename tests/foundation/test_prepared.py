"""Statements that go to the driver as they are: values, errors and listeners are as SQLAlchemy's own."""

from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from uuid import UUID

import pytest
from sqlalchemy import Column, Enum, LargeBinary, MetaData, String, Table, Uuid, bindparam, delete, event, insert, select, text, update
from sqlalchemy.exc import IntegrityError, ProgrammingError

from foundation import outbox, prepared
from foundation.clock import now
from foundation.db import Document, Id, UtcDateTime, db
from foundation.errors import Unavailable
from foundation.unit_of_work import unit_of_work


class Colour(StrEnum):
    RED = "r"
    BLUE = "b"


THINGS = Table(
    "thing",
    MetaData(),
    Column("id", Id, primary_key=True),
    Column("name", String(40), unique=True),
    Column("colour", Enum(Colour, native_enum=False, values_callable=lambda all_: [one.value for one in all_])),
    Column("at", UtcDateTime),
    Column("told", Document),
    Column("raw", LargeBinary),
    Column("key", Uuid),
    Column("made_at", UtcDateTime, default=now),
)
COLUMNS = ("id", "name", "colour", "at", "told", "raw", "key")
AT = datetime(2026, 3, 1, 12, 30, 15, 250, tzinfo=timezone(timedelta(hours=2)))
STORE = insert(THINGS)
ALL = select(*(THINGS.c[name] for name in COLUMNS)).order_by(THINGS.c.id)
NAME_OF = select(THINGS.c.name).where(THINGS.c.id == bindparam("key"))
GAY = select(THINGS.c.id).where(THINGS.c.colour.in_([Colour.RED, Colour.BLUE]), THINGS.c.name != "100 %").order_by(THINGS.c.id)
RENAME = update(THINGS).where(THINGS.c.id == bindparam("of_id")).values(name=bindparam("new_name"))
DROP = delete(THINGS).where(THINGS.c.id == bindparam("of_id"))


def thing(number, **values):
    return dict.fromkeys(COLUMNS) | {"id": number, "name": f"n{number}", "made_at": AT} | values


@pytest.fixture
def things(work):
    THINGS.create(db.session.connection())
    return work


def test_values_go_in_and_come_out_as_the_columns_have_them(things):
    full = {"colour": Colour.BLUE, "at": AT, "told": {"ü": [1, None]}, "raw": b"\0\xff", "key": UUID(int=7)}
    assert prepared.execute(STORE, thing(1, **full)) == 1
    assert prepared.execute(STORE, [thing(2), thing(3, name="100 %", colour=Colour.RED)]) == 2
    rows = [tuple(row) for row in prepared.rows(ALL)]
    assert rows[0] == (1, "n1", Colour.BLUE, AT, {"ü": [1, None]}, b"\0\xff", UUID(int=7))
    assert rows[0][3].tzinfo is UTC
    assert rows[1] == (2, "n2", None, None, None, None, None)
    assert rows == [tuple(row) for row in db.session.execute(ALL)]
    assert tuple(prepared.first(ALL) or ()) == rows[0]
    assert prepared.scalar(NAME_OF, key=3) == "100 %"
    assert prepared.scalar(NAME_OF, key=4) is prepared.first(NAME_OF, key=4) is None
    assert prepared.scalar(GAY) == 1  # a list that is part of the statement, and a percent sign in a value of it


AMONG = (
    select(THINGS.c.id)
    .where(THINGS.c.id.in_(bindparam("ids", expanding=True)), THINGS.c.colour.in_(bindparam("colours", expanding=True)))
    .order_by(THINGS.c.id)
)


@pytest.mark.parametrize("number", [0, 1, 2, 3, 5, 8, 33])
def test_a_list_that_is_given_may_have_any_length(things, number):
    prepared.execute(STORE, [thing(at, colour=Colour.RED if at % 2 else Colour.BLUE) for at in range(1, 41)])
    found = [row[0] for row in prepared.rows(AMONG, ids=set(range(1, number + 1)), colours=[Colour.RED])]
    assert found == list(range(1, number + 1, 2))
    assert not prepared.rows(AMONG, ids=range(1, number + 1), colours=[])


def test_few_texts_of_a_statement_serve_lists_of_all_lengths(things):
    told = set()

    def listen(_connection, _cursor, statement, *_):
        told.add(statement)

    event.listen(db.engine, "before_cursor_execute", listen)
    for number in range(1, 65):
        prepared.rows(AMONG, ids=range(number), colours=[Colour.RED, Colour.BLUE])
    event.remove(db.engine, "before_cursor_execute", listen)
    assert len(told) == 7  # of 1, 2, 4, up to 64


def test_what_is_written_says_how_many_rows_there_were(things):
    prepared.execute(STORE, [thing(1), thing(2)])
    assert prepared.execute(RENAME, {"of_id": 1, "new_name": "first"}) == 1
    assert prepared.execute(RENAME, {"of_id": 9, "new_name": "none"}) == 0
    assert prepared.execute(DROP, [{"of_id": 1}, {"of_id": 2}, {"of_id": 3}]) == 2
    changed = update(THINGS).where(THINGS.c.id == bindparam("of_id"))  # sets whatever columns are given
    prepared.execute(STORE, thing(4))
    assert prepared.execute(changed, {"of_id": 4, "name": "fourth", "colour": Colour.RED}) == 1
    assert prepared.execute(changed, {"of_id": 4, "at": AT}) == 1
    assert tuple(prepared.first(ALL) or ())[:4] == (4, "fourth", Colour.RED, AT)


def test_what_the_session_has_not_written_yet_is_written_first(work):
    key = outbox.put("workers.mail.send_mail", [1], job_queue="mail")
    assert prepared.scalar(select(outbox.Message.arguments).where(outbox.Message.id == bindparam("key")), key=key) == [1]


def test_errors_are_those_of_sqlalchemy(house):
    with unit_of_work():
        THINGS.create(db.session.connection())
        prepared.execute(STORE, thing(1))
    with pytest.raises(IntegrityError) as met, unit_of_work():
        prepared.execute(STORE, [thing(2), thing(3, name="n1")])
    assert met.value.orig is not None
    with pytest.raises((Unavailable, ProgrammingError), match="nowhere"), unit_of_work():
        prepared.scalar(select(text("1")).select_from(text("nowhere")))
    with unit_of_work(reads_only=True):
        assert [row[0] for row in prepared.rows(ALL)] == [1]


def test_what_is_missing_is_a_mistake_of_the_program(things):
    with pytest.raises(KeyError, match="key"):
        prepared.scalar(NAME_OF)
    with pytest.raises(TypeError, match=r"give thing\.made_at, too"):
        prepared.execute(STORE, {"id": 1})


def test_listeners_hear_of_each_statement(things):
    told = []

    def listen(_connection, _cursor, statement, parameters, _context, executemany):
        told.append((statement.split()[0], len(parameters), executemany))

    for moment in ("before_cursor_execute", "after_cursor_execute"):
        event.listen(db.engine, moment, listen)
    prepared.execute(STORE, [thing(1), thing(2), thing(3)])
    prepared.scalar(NAME_OF, key=1)
    prepared.execute(DROP, [{"of_id": 8}, {"of_id": 9}])
    for moment in ("before_cursor_execute", "after_cursor_execute"):
        event.remove(db.engine, moment, listen)
    prepared.scalar(NAME_OF, key=1)
    insert_of_all = ("INSERT", 3 * (len(COLUMNS) + 1), False)
    assert told == [insert_of_all] * 2 + [("SELECT", 1, False)] * 2 + [("DELETE", 2, True)] * 2


def test_many_rows_are_as_good_as_few(things):
    assert prepared.execute(STORE, [thing(number, told=[number]) for number in range(1, 31)]) == 30
    assert [tuple(row)[4] for row in prepared.rows(ALL)] == [[number] for number in range(1, 31)]


def test_several_writes_are_one_where_the_database_can(things):
    """PostgreSQL is asked once, and tells of each how many rows there were; with many rows, or on SQLite, they are done one by one."""
    told = []

    def listen(_connection, _cursor, statement, *_):
        told.append(statement.split()[0])

    prepared.execute(STORE, [thing(1), thing(2)])
    event.listen(db.engine, "before_cursor_execute", listen)
    few = ((RENAME, {"of_id": 1, "new_name": "first"}), (STORE, [thing(3), thing(4)]), (DROP, {"of_id": 2}), (DROP, {"of_id": 9}))
    assert prepared.together(*few) == [1, 2, 1, 0]
    assert prepared.together() == []
    assert prepared.together((DROP, {"of_id": 3}), (STORE, [thing(number) for number in range(10, 40)])) == [1, 30]
    assert prepared.together((DROP, [{"of_id": 10}, {"of_id": 11}]), (DROP, {"of_id": 12})) == [2, 1]
    assert prepared.together(*((DROP, {"of_id": number}) for number in range(50, 55))) == [0] * 5
    event.remove(db.engine, "before_cursor_execute", listen)
    one_by_one = ["DELETE", "INSERT", "DELETE", "DELETE", *["DELETE"] * 5]
    joined = ["WITH"] if db.engine.dialect.name == "postgresql" else ["UPDATE", "INSERT", "DELETE", "DELETE"]
    assert told == joined + one_by_one
    assert [tuple(row)[:2] for row in prepared.rows(ALL)] == [
        (1, "first"),
        (4, "n4"),
        *((number, f"n{number}") for number in range(13, 40)),
    ]


def test_errors_of_several_writes_are_those_of_sqlalchemy(house):
    with unit_of_work():
        THINGS.create(db.session.connection())
        prepared.execute(STORE, [thing(1), thing(2)])
    with pytest.raises(IntegrityError), unit_of_work():
        prepared.together((DROP, {"of_id": 1}), (STORE, thing(3, name="n2")))
    with pytest.raises(RuntimeError, match="only reads"), unit_of_work(reads_only=True):
        prepared.together((DROP, {"of_id": 1}))
    with unit_of_work(reads_only=True):
        assert [row[0] for row in prepared.rows(ALL)] == [1, 2]


# ------------------------------------------------------------------------------------------------ savepoints
def failing(*numbers):
    """Store things in a savepoint and undo it."""
    with pytest.raises(ZeroDivisionError), prepared.savepoint():
        for number in numbers:
            prepared.execute(STORE, thing(number))
        raise ZeroDivisionError


def going_well(*numbers):
    with prepared.savepoint():
        for number in numbers:
            prepared.execute(STORE, thing(number))


def numbers_left():
    return [row[0] for row in prepared.rows(ALL)]


def test_what_is_undone_is_what_was_done_inside_and_nothing_else(things):
    prepared.execute(STORE, thing(1))
    going_well(2)
    failing(3)
    assert numbers_left() == [1, 2]
    going_well(4)
    prepared.execute(STORE, thing(5))
    failing(6)
    failing(7)
    assert numbers_left() == [1, 2, 4, 5]


def test_an_outer_one_undoes_the_inner_ones_however_they_went(things):
    going_well(1)
    with pytest.raises(ZeroDivisionError), prepared.savepoint():
        prepared.execute(STORE, thing(2))
        going_well(3)
        going_well(4)
        failing(5)
        assert numbers_left() == [1, 2, 3, 4]
        raise ZeroDivisionError
    assert numbers_left() == [1]
    with prepared.savepoint():
        failing(6)
        going_well(7)
        failing(8)
    assert numbers_left() == [1, 7]


def test_one_that_is_left_open_ends_with_the_unit_of_work(house):
    with unit_of_work():
        THINGS.create(db.session.connection())
        going_well(1)
    with pytest.raises(ZeroDivisionError), unit_of_work():
        going_well(2)
        raise ZeroDivisionError
    with unit_of_work():
        going_well(3)
        failing(4)
    with unit_of_work(reads_only=True):
        assert numbers_left() == [1, 3]


def the_only(statement, **parameters):
    (row,) = prepared.rows(statement, **parameters)
    return row


def test_records_belong_to_the_session(work):
    key = outbox.put("workers.mail.send_mail", [1], job_queue="mail", hops=3)
    of_key = select(prepared.table_of(outbox.Message)).where(outbox.Message.id == bindparam("key"))
    db.session.flush()
    db.session.expunge_all()
    message = prepared.record(outbox.Message, the_only(of_key, key=key))
    assert (message.hops, message.arguments, message in db.session) == (3, [1], True)
    assert db.session.get(outbox.Message, key) is message
    message.hops, message.last_error = 4, None
    write = prepared.change_of(message)
    assert write is not None
    prepared.execute(*write)
    assert prepared.change_of(message) is None
    assert not db.session.dirty
    assert prepared.scalar(select(outbox.Message.hops).where(outbox.Message.id == bindparam("key")), key=key) == 4
    db.session.connection().execute(update(outbox.Message).values(hops=5))
    assert prepared.record(outbox.Message, the_only(of_key, key=key)).hops == 4
    assert prepared.record(outbox.Message, the_only(of_key, key=key), anew=True) is message
    assert message.hops == 5
    assert prepared.records(outbox.Message, of_key, key=key) == [message]
    message.hops = 6
    db.session.flush()
    assert prepared.scalar(select(outbox.Message.hops).where(outbox.Message.id == bindparam("key")), key=key) == 6


def test_records_of_several_tables_stand_side_by_side(work):
    """As an outer join finds them: what is not there is None."""
    first, second = sorted(outbox.put("workers.mail.send_mail", [number], job_queue="mail") for number in (1, 2))
    here, there = prepared.table_of(outbox.Message), prepared.table_of(outbox.Message).alias()
    joined = select(here, there).outerjoin(there, there.c.id > here.c.id).order_by(here.c.id)
    found = [prepared.side_by_side(row, outbox.Message, outbox.Message) for row in prepared.rows(joined)]
    assert [[each and each.id for each in row] for row in found] == [[first, second], [second, None]]
    assert found[0][1] is found[1][0] is db.session.get(outbox.Message, second)
    assert found[0][0] is db.session.get(outbox.Message, first)


def test_where_nothing_is_written_it_cannot_be(house):
    with pytest.raises(RuntimeError, match="only reads"), unit_of_work(reads_only=True):
        prepared.execute(DROP, {"of_id": 1})
