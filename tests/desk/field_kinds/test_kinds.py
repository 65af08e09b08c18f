"""What each kind makes of values: a table of what is taken as what, and of what is refused."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from desk.field_kinds import kinds
from desk.field_values import FieldValue
from desk.fields.kind import FieldKind
from desk.fields.search import Row
from foundation.clock import moved_to
from foundation.errors import Refused

NOW = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)  # in Berlin it is the second of March already
BERLIN = ZoneInfo("Europe/Berlin")
ROOMS = {"values": [["r1", "Room 1"], ["r2", "Room 2"], ["r2::a", "Room 2::A"]]}
FILE = {"sha256": "ab" * 32, "name": "bill.pdf", "size": 12}


def kind(name: str, **config: Any) -> FieldKind:
    return kinds[name](kinds[name].check_config(config), BERLIN)


TAKEN = [
    ("text", {}, " a \x00b\n c ", "a b  c"),
    ("text", {}, "\u202egpj.exe", "gpj.exe"),
    ("text", {}, "e\u0301", "é"),
    ("text", {}, 12, "12"),
    ("text", {}, Decimal("12.50"), "12.50"),
    ("text", {}, date(2026, 1, 31), "2026-01-31"),
    ("text", {}, "  ", None),
    ("text", {"regexes": [[r"^\d", "x"], [r"\d$", "y"]]}, "1 and 2", "1 and 2"),
    ("textarea", {}, "a\r\nb\rc\n", "a\nb\nc"),
    ("integer", {}, " +12 ", 12),
    ("integer", {}, 3.0, 3),
    ("integer", {"min": "1", "max": "10"}, "10", 10),
    ("decimal", {}, "0.10", Decimal("0.10")),
    ("decimal", {}, 0.1, Decimal("0.1")),
    ("decimal", {}, Decimal("0.1") + Decimal("0.2"), Decimal("0.3")),
    ("decimal", {}, "-0.00", Decimal("0.00")),
    ("decimal", {}, "1e3", Decimal(1000)),
    ("checkbox", {}, "True", True),
    ("checkbox", {}, "0", False),
    ("checkbox", {}, "", None),
    ("dropdown", ROOMS, "r2::a", "r2::a"),
    ("multiselect", ROOMS, ["r2", "r1", "r2", ""], ["r1", "r2"]),
    ("multiselect", ROOMS, "r2, r1", ["r1", "r2"]),
    ("multiselect", {}, ["b", "a"], ["b", "a"]),
    ("multiselect", ROOMS, [], None),
    ("date", {}, "2026-01-31", date(2026, 1, 31)),
    ("date", {}, datetime(2026, 1, 31, 9, tzinfo=UTC), date(2026, 1, 31)),
    ("date", {"restriction": "no-future"}, "2026-03-02", date(2026, 3, 2)),
    ("date", {"restriction": "no-past"}, "2026-03-02", date(2026, 3, 2)),
    ("datetime", {}, "2026-01-31T09:00", datetime(2026, 1, 31, 8, tzinfo=UTC)),
    ("datetime", {}, "2026-07-31T09:00", datetime(2026, 7, 31, 7, tzinfo=UTC)),
    ("datetime", {}, "2026-01-31T09:00Z", datetime(2026, 1, 31, 9, tzinfo=UTC)),
    ("datetime", {}, date(2026, 1, 31), datetime(2026, 1, 30, 23, tzinfo=UTC)),
    ("file", {}, FILE, FILE),
    ("ticket-reference", {}, "2026112510000011", 1),
    ("ticket-reference", {}, 12, 12),
]

REFUSED = [
    ("text", {"max_length": 3}, "abcd", "It has 4 characters; at most 3 fit."),
    ("text", {"regexes": [[r"^\d+$", "Digits only."]]}, "a1", "Digits only."),
    ("text", {"regexes": [["^a", ""]]}, "b", "'b' does not match ^a."),
    ("text", {}, ["a"], "A list is not a text."),
    ("textarea", {}, "x" * 3801, "It has 3801 characters; at most 3800 fit."),
    ("integer", {}, "1_000", "'1_000' is not a number."),
    ("integer", {}, "1.5", "'1.5' is not a whole number."),
    ("integer", {}, True, "True is not a number."),
    ("integer", {}, 10**18, "A whole number has at most 18 digits."),
    ("integer", {"regexes": [["^4", "Four first."]]}, 54, "Four first."),
    ("integer", {"min": 1}, 0, "0 is below 1."),
    ("integer", {"max": "10"}, "11", "11 is above 10."),
    ("decimal", {}, "1,5", "'1,5' is not a number."),
    ("decimal", {}, float("nan"), "nan is not a number."),
    ("decimal", {}, "1e24", "At most 24 digits before the point and 40 behind it fit."),
    ("decimal", {"max": "0.3"}, "0.30000000000000004", "0.30000000000000004 is above 0.3."),
    ("checkbox", {}, 1, "1 is neither true nor false."),
    ("dropdown", ROOMS, "Room 1", "'Room 1' is none of its options."),
    ("multiselect", ROOMS, ["r1", "r9"], "'r9': none of its options."),
    ("multiselect", ROOMS, 5, "5 is not a list of at most 500 keys."),
    ("date", {}, "31.01.2026", "'31.01.2026' is not a date (2026-01-31)."),
    ("date", {"regexes": [["-01$", ""]]}, "2026-03-02", "'2026-03-02' does not match -01$."),
    ("date", {"restriction": "no-future"}, "2026-03-03", "2026-03-03 is still to come; only what is past is possible here."),
    ("date", {"restriction": "no-past"}, "2026-03-01", "2026-03-01 is past; only what is still to come is possible here."),
    ("date", {"years_past": 5, "years_future": 5}, "2020-12-31", "The year 2020 is too far away."),
    ("date", {"years_past": 5, "years_future": 5}, "2032-01-01", "The year 2032 is too far away."),
    ("date", {"min": "2026-01-01"}, "2025-12-31", "2025-12-31 is below 2026-01-01."),
    (
        "datetime",
        {"restriction": "no-future"},
        NOW + timedelta(minutes=1),
        "2026-03-02 00:31 is still to come; only what is past is possible here.",
    ),
    ("datetime", {}, "soon", "'soon' is not a moment (2026-01-31T09:00)."),
    ("datetime", {}, "9999-12-31T23:00", "'9999-12-31T23:00' is not a moment (2026-01-31T09:00)."),
    ("file", {}, "bill.pdf", "'bill.pdf' is not a file: it has the entries sha256, name and size."),
    ("file", {}, FILE | {"name": "../bill"}, "A file's name has 1 to 255 characters, and neither / nor \\."),
    ("file", {}, FILE | {"sha256": "x"}, "The sha256 of a file has 64 hexadecimal digits in lower case."),
    ("file", {}, FILE | {"size": -1}, "The size of a file is a number of bytes."),
    ("ticket-reference", {}, "4711", "There is no ticket '4711'."),
    ("ticket-reference", {}, 4711, "There is no ticket with the id 4711."),
    ("ticket-reference", {}, "\x00", "There is no ticket '\\x00'."),
]


@pytest.mark.parametrize("name, config, value, expected", TAKEN)
def test_takes(name, config, value, expected):
    with moved_to(NOW):
        kept = kind(name, **config).check(value)
    assert kept == expected
    assert type(kept) is type(expected)


@pytest.mark.parametrize("name, config, value, sentence", REFUSED)
def test_refuses_with_a_sentence(name, config, value, sentence):
    with moved_to(NOW), pytest.raises(Refused) as refusal:
        kind(name, **config).check(value)
    assert refusal.value.problems == {"": sentence}


DEFAULTS = [
    ("text", {}, None),
    ("text", {"default": "none"}, "none"),
    ("checkbox", {"default": "false"}, False),
    ("integer", {"default": "1", "min": "1"}, 1),
    ("multiselect", ROOMS | {"default": "r2,r1"}, ["r1", "r2"]),
    ("date", {"default_seconds": 86_400}, date(2026, 3, 3)),
    ("date", {"default_seconds": -86_400}, date(2026, 3, 1)),
    ("date", {"default": "2026-01-31"}, date(2026, 1, 31)),
    ("date", {"default": "2026-01-31", "restriction": "no-past"}, None),
    ("datetime", {"default_seconds": "3600"}, NOW + timedelta(hours=1)),
]


@pytest.mark.parametrize("name, config, expected", DEFAULTS)
def test_defaults(name, config, expected):
    with moved_to(NOW):
        assert kind(name, **config).default(now=NOW) == expected


SHOWN = [
    ("text", {}, "a", "a", "a"),
    ("decimal", {}, Decimal("12.50"), "12.50", Decimal("12.50")),
    ("checkbox", {}, True, "yes", True),
    ("dropdown", ROOMS, "r2::a", "Room 2::A", "r2::a"),
    ("dropdown", ROOMS, "gone", "gone", "gone"),
    ("multiselect", ROOMS, ["r1", "r2"], "Room 1, Room 2", ["r1", "r2"]),
    ("date", {}, date(2026, 1, 31), "2026-01-31", date(2026, 1, 31)),
    ("datetime", {}, NOW, "2026-03-02 00:30", NOW),
    ("file", {}, FILE, "bill.pdf", "bill.pdf"),
    ("ticket-reference", {}, 1, "2026112510000011", "2026112510000011"),
    ("ticket-reference", {}, 99, "99", "99"),
]


@pytest.mark.parametrize("name, config, value, shown, seen", SHOWN)
def test_shows_people_labels_and_models_keys(name, config, value, shown, seen):
    assert kind(name, **config).shown(value) == shown
    assert kind(name, **config).in_expressions(value) == seen


def test_links_carry_the_value_escaped():
    assert kind("text", link="https://x.example/?q={{ value }}").link("a&b /c") == "https://x.example/?q=a%26b%20%2Fc"
    assert kind("text").link("a") == ""


def test_regular_expressions_take_linear_time():
    evil = kind("text", regexes=[["^(a+)+$", ""]])
    with pytest.raises(Refused):
        evil.check("a" * 3_000 + "!")


@pytest.mark.usefixtures("people")
def test_people_are_kept_by_id_and_known_by_login():
    agent, customer_user = kind("agent"), kind("customer-user")
    assert [agent.check(value) for value in ("anna", 1, " ben ")] == [1, 1, 2]
    assert customer_user.check("carla@example.com") == 7
    assert (agent.shown(1), agent.in_expressions(1), customer_user.shown(7), agent.shown(99)) == ("anna", "anna", "carla@example.com", "99")
    assert agent.all_shown([2, 1, 2]) == ["ben", "anna", "ben"]
    for name, wrong in (("agent", "carla@example.com"), ("agent", 7), ("customer-user", "anna"), ("customer-user", 1)):
        with pytest.raises(Refused, match="There is no"):
            kind(name).check(wrong)


@pytest.mark.parametrize("operand", ["*a" * 30_000, "x" * 60_000, "*a" * 17])
def test_what_would_take_long_to_find_is_refused(operand: str):
    row = Row(FieldValue.position, FieldValue.value_text, FieldValue.value_key, FieldValue.value_folded)
    with pytest.raises(Refused, match=r"at most\b"):
        kind("text").condition("like", operand, row=row)
    assert kind("text").condition("like", "*a" * 16, row=row).some
