"""Dynamic fields of a million tickets: reading a page, setting the fields of one, and finding those with a value, on both databases."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any

from sqlalchemy import column, select, table, text

from benchmarks.both_databases import on_both
from benchmarks.figures import Figure
from desk.actors import SYSTEM
from desk.dynamic_fields import DynamicField
from desk.field_values import condition, set_values, values_of
from foundation.application import make_application
from foundation.db import db
from foundation.settings import Settings
from foundation.unit_of_work import unit_of_work
from tests.houses import close, furnish

TICKETS = 1_000_000
PAGE = 50
RUNS = 30
TICKET = table("ticket_to_find", column("id"))
COUNTING = f"WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < {TICKETS}) "  # noqa: S608 - a constant
DIGITS = "CAST(i AS TEXT)"
# What the kinds would write, written by the database itself, since a million rows by hand take minutes.
TEXTS = {
    "room": ("'room ' || i", "'room ' || i"),
    "size": (DIGITS, f"'1+' || CASE WHEN length({DIGITS}) < 10 THEN '0' ELSE '' END || length({DIGITS}) || '+' || i"),
    "impact": ("CASE WHEN i % 3 = 0 THEN 'many' ELSE 'one' END",) * 2,
}
FINDS = {
    "tickets found by a text": ("room", "equals", "room 777777"),
    "tickets found by the beginning of a text": ("room", "like", "ROOM 77777*"),
    "tickets found by a number above": ("size", "greater-than", TICKETS - 1_000),
    "the newest page with an option a third has": ("impact", "equals", "many"),
}


def measure() -> list[Figure]:
    """Both databases, one after the other."""
    return on_both(figures_for)


def figures_for(database: str, settings: Settings) -> list[Figure]:
    """Fill, read, set, find."""
    application = make_application(settings)
    furnish(application)
    with application.app_context():
        with unit_of_work():
            fill()
        with unit_of_work():
            fields = {name: DynamicField.named(name) for name in TEXTS}
            times = {f"a page of {PAGE} tickets with three fields": seconds(read_page), "three fields of a ticket set": seconds(set_three)}
            times |= {what: seconds(lambda find=find: find_page(fields[find[0]], *find[1:])) for what, find in FINDS.items()}
    close(application)
    return [figure(f"{what} ({database})", value) for what, value in times.items()]


def figure(what: str, taken: float) -> Figure:
    """Milliseconds."""
    return Figure(what=what, value=taken * 1000, unit="ms", details={"tickets": TICKETS, "runs": RUNS})


def fill() -> None:
    """A million tickets with a text, a number and an option each."""
    kinds = {"room": "text", "size": "integer", "impact": "dropdown"}
    db.session.execute(text(f"CREATE TABLE {TICKET.name} (id INTEGER PRIMARY KEY)"))
    db.session.execute(text(f"INSERT INTO {TICKET.name} {COUNTING} SELECT i FROM numbers"))  # noqa: S608 - constants
    for name, (written, key) in TEXTS.items():
        config = {"values": [["one", "One"], ["many", "Many"]]} if kinds[name] == "dropdown" else {}
        field = DynamicField.create(name=name, label=name, kind=kinds[name], config=config, actor=SYSTEM)
        rows = f"{COUNTING} SELECT i, {field.id}, 0, {written}, {key} FROM numbers"  # noqa: S608 - constants
        db.session.execute(text(f"INSERT INTO dynamic_field_value (object_id, field_id, position, value_text, value_key) {rows}"))
    db.session.execute(text("ANALYZE"))


def read_page(number: int) -> None:
    start = 1 + number * 7_919
    assert len(values_of("ticket", range(start, start + PAGE))[start]) == len(TEXTS)


def set_three(number: int) -> None:
    assert len(set_values("ticket", 1 + number * 7_919, {"room": "elsewhere", "size": -number, "impact": None}, actor=SYSTEM)) == len(TEXTS)


def find_page(field: DynamicField, operator: str, operand: Any) -> None:
    wanted = condition(field, operator, operand, object_id=TICKET.c.id)
    assert db.session.execute(select(TICKET.c.id).where(wanted).order_by(TICKET.c.id.desc()).limit(PAGE)).all()


def seconds(act: Callable[..., None]) -> float:
    """The median of what one run takes; `act` is told the number of the run if it wants to know."""
    taken = []
    for number in range(RUNS):
        begin = time.perf_counter()
        act(number) if act in (read_page, set_three) else act()
        taken.append(time.perf_counter() - begin)
    return median(taken)
