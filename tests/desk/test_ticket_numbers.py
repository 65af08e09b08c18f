"""Ticket numbers: every format by hand, each number once on both databases, and found again in texts."""

from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from desk.number_formats import formats
from desk.number_formats.date_checksum import check_digit
from desk.numbering import Numbering
from desk.ticket_numbers import draw_ticket_number, format_of, ticket_number_in
from foundation.clock import moved_to
from foundation.errors import NotFound, Refused
from foundation.unit_of_work import unit_of_work
from tests.desk.drawing import drawn_by_processes
from tests.houses import PostgresqlHouses, settings_for

MONDAY = date(2026, 3, 2)
PROCESSES, DRAWS = 8, 50


# ------------------------------------------------------------------------------------------------ formats
@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        # The day 20260302: 2 + 0 + 2 + 12 + 0 + 6 + 0 + 4 = 26; the system id 10: 1 + 0; the counter begins with weight 1.
        ("202603021000001", "2"),  # 27 + 1 = 28
        ("202603021000002", "1"),  # 27 + 2 = 29
        ("202603021000003", "1"),  # 27 + 3 = 30: 10 becomes 1, too
        ("202603021000004", "9"),  # 27 + 4 = 31
        ("202603021000010", "1"),  # 27 + 2 * 1 = 29
        ("202603021012345", "2"),  # 27 + 1 + 4 + 3 + 8 + 5 = 48
        ("2026030210100000", "2"),  # 27 + 1 = 28: six digits
        ("200404051044048", "3"),  # 2 + 8 + 8 + 10 = 28; 1; 4 + 8 + 0 + 8 + 8 = 28: 57
        ("202612311099999", "1"),  # 2 + 2 + 12 + 1 + 4 + 3 + 2 = 26; 1; 9 + 18 + 9 + 18 + 9 = 63: 90
        ("0", "1"),
    ],
)
def test_check_digits_by_hand(digits: str, expected: str) -> None:
    assert check_digit(digits) == expected


@pytest.mark.parametrize(
    ("values", "counter", "expected"),
    [
        ({}, 1, "2026030210000012"),
        ({}, 12_345, "2026030210123452"),
        ({}, 100_000, "20260302101000002"),
        ({"least_digits": 8}, 1, "2026030210000012"),
        ({"system_id": "7"}, 1, "202603027000015"),  # 26 + 7, and the counter ends on a place that counts twice: 35
        ({"format": "Date"}, 1, "20260302101"),
        ({"format": "Date"}, 12_345, "202603021012345"),
        ({"format": "Date", "pads_date_counter": True}, 1, "202603021000001"),
        ({"format": "Date", "pads_date_counter": True, "least_digits": 7}, 1, "20260302100000001"),
        ({"format": "AutoIncrement"}, 1, "1000001"),
        ({"format": "AutoIncrement"}, 123_456, "10123456"),
        ({"format": "AutoIncrement", "system_id": "22", "least_digits": 8}, 42, "2200000042"),
    ],
)
def test_formats_by_hand(values: dict[str, Any], counter: int, expected: str) -> None:
    number_format = format_of(Numbering(**values))
    assert number_format.number(number_format.prefix(MONDAY), counter) == expected


def test_the_shipped_formats_and_an_unknown_one() -> None:
    assert list(formats) == ["AutoIncrement", "Date", "DateChecksum"]
    with pytest.raises(NotFound, match="no format of ticket numbers 'Random'; there are AutoIncrement, Date, DateChecksum"):
        format_of(Numbering(format="Random"))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"system_id": ""}, "system_id"),
        ({"system_id": "1a"}, "system_id"),
        ({"system_id": "١٠"}, "system_id"),
        ({"system_id": "1" * 11}, "system_id"),
        ({"hook": " "}, "hook"),
        ({"least_digits": 0}, "least_digits"),
        ({"least_digits": 21}, "least_digits"),
    ],
)
def test_a_numbering_that_makes_no_sense_is_refused(values: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        Numbering(**values)
    assert list(refused.value.problems) == [field]


# ------------------------------------------------------------------------------------------------ found again
@pytest.mark.parametrize(
    ("values", "text", "expected"),
    [
        ({}, "Re: [Ticket#2026030210000012] Printer", "2026030210000012"),
        ({}, "tICKET#2026030210000012", "2026030210000012"),
        ({}, "Ticket#:2026030210000012", "2026030210000012"),
        ({}, "Ticket#:  2026030210000012", "2026030210000012"),
        ({}, "Ticket#:   2026030210000012", None),
        ({}, "Ticket# 2026030210000012", None),
        ({}, "Ticket#2026030299000012", None),
        ({"check_system_id": False}, "Ticket#2026030299000012", "2026030299000012"),
        ({}, "Ticket#202603021000", None),
        ({}, "Ticket#٢٠٢٦٠٣٠٢١٠٠٠٠٠١٢", None),
        ({}, "2026030210000012", None),
        ({}, "", None),
        ({}, "Ticket#: 2026030210000011 Ticket#2026030210000012", "2026030210000012"),
        ({"divider": " - "}, "[Ticket# - 2026030210000012]", "2026030210000012"),
        ({"divider": " - "}, "[Ticket#: 2026030210000012]", "2026030210000012"),
        ({"hook": "Call (C+)"}, "[call (c+)2026030210000012]", "2026030210000012"),
        ({"format": "Date"}, "Ticket#20260302101", "20260302101"),
        ({"format": "Date"}, "Ticket#2026030210", None),
        ({"format": "AutoIncrement"}, "Ticket#1000001", "1000001"),
        ({"format": "AutoIncrement"}, "Ticket#100001", None),
        ({"format": "AutoIncrement"}, "Ticket#101234567890", "101234567890"),
        ({"format": "AutoIncrement", "least_digits": 8}, "Ticket#1000001", None),
    ],
)
def test_numbers_are_found_in_texts(values: dict[str, Any], text: str, expected: str | None) -> None:
    assert ticket_number_in(text, Numbering(**values)) == expected


@pytest.mark.parametrize("name", ["DateChecksum", "Date", "AutoIncrement"])
@pytest.mark.parametrize("counter", [1, 99_999, 100_000])
def test_what_a_format_writes_it_recognises(name: str, counter: int) -> None:
    numbering = Numbering(format=name)
    number = format_of(numbering).number(format_of(numbering).prefix(MONDAY), counter)
    assert ticket_number_in(f"AW: [Ticket#{number}] Drucker", numbering) == number


# ------------------------------------------------------------------------------------------------ drawing
@pytest.mark.usefixtures("work")
def test_counters_begin_at_one_each_day_and_go_on_without_days() -> None:
    with moved_to(datetime(2026, 3, 2, 12, tzinfo=UTC)):
        assert [draw_ticket_number() for _ in range(3)] == ["2026030210000012", "2026030210000021", "2026030210000031"]
        assert [draw_ticket_number(Numbering(format="AutoIncrement")) for _ in range(2)] == ["1000001", "1000002"]
    with moved_to(datetime(2026, 3, 3, 12, tzinfo=UTC)):
        assert draw_ticket_number() == "20260303" + "1000001" + check_digit("202603031000001")
        assert draw_ticket_number(Numbering(format="AutoIncrement")) == "1000003"
    with moved_to(datetime(2026, 3, 2, 23, tzinfo=UTC)):  # the clock was put back: no number comes again
        assert draw_ticket_number() == "2026030210000049"


@pytest.mark.usefixtures("work")
def test_another_system_id_and_another_dated_format_do_not_meet_the_same_number() -> None:
    with moved_to(datetime(2026, 3, 2, 12, tzinfo=UTC)):
        assert draw_ticket_number(Numbering(format="Date")) == "20260302101"
        assert draw_ticket_number() == "2026030210000021"
        assert draw_ticket_number(Numbering(format="Date", system_id="11")) == "20260302111"


def test_the_day_is_that_of_the_house(house: Flask) -> None:
    house.extensions["settings"] = settings_for(Path(house.extensions["settings"].data_dir).parent, TIME_ZONE="Europe/Berlin")
    with unit_of_work(), moved_to(datetime(2026, 3, 1, 23, 30, tzinfo=UTC)):
        assert draw_ticket_number().startswith("20260302")


def test_a_draw_that_was_rolled_back_leaves_at_most_a_gap(house: Flask) -> None:
    with moved_to(datetime(2026, 3, 2, 12, tzinfo=UTC)):
        with unit_of_work():
            first = draw_ticket_number(Numbering(format="AutoIncrement"))
        with suppress(KeyError), unit_of_work():
            draw_ticket_number(Numbering(format="AutoIncrement"))
            raise KeyError
        with unit_of_work():
            second = draw_ticket_number(Numbering(format="AutoIncrement"))
    assert first == "1000001"
    assert second in {"1000002", "1000003"}


def test_who_only_reads_draws_nothing(house: Flask) -> None:
    with unit_of_work(reads_only=True), pytest.raises(RuntimeError, match="only reads"):
        draw_ticket_number()
    with pytest.raises(RuntimeError, match="No unit of work"):
        draw_ticket_number()


# ------------------------------------------------------------------------------------------------ many at once
def test_eight_processes_draw_no_number_twice(house: Flask) -> None:
    drawn = drawn_by_processes(house.extensions["settings"], processes=PROCESSES, draws=DRAWS)
    kept = [number for numbers in drawn for number in numbers]
    assert [len(numbers) for numbers in drawn] == [DRAWS * 4 // 5] * PROCESSES
    assert len(set(kept)) == len(kept)
    assert all(numbers == sorted(numbers, key=lambda number: number[:-1]) for numbers in drawn)


def test_on_postgresql_nobody_waits_for_a_ticket_being_created(postgresql_houses: PostgresqlHouses, tmp_path: Path) -> None:
    with postgresql_houses.house(tmp_path) as house, house.app_context():
        with unit_of_work():
            mine = draw_ticket_number()
            (theirs,) = drawn_by_processes(house.extensions["settings"], processes=1, draws=5)
        assert len({mine, *theirs}) == 5
