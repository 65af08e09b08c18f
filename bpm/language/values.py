"""How the values of the language mix, and how they read as text.

Numbers are integers or decimals; a binary float that a host hands in becomes the decimal it shows, so that `0.1 + 0.2 == 0.3`.
A date meets a moment at its midnight in the zone of the evaluation; a text meets a date or moment as ISO 8601.
"""

from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Clamped, Context, Decimal, DivisionByZero, FloatOperation, InvalidOperation, Overflow
from zoneinfo import ZoneInfo

from bpm.errors import EvaluationError

MAX_TEXT = 10_000
MAX_ITEMS = 1_000
MAX_BITS = 1_024
MAX_EXPONENT = 999

ARITHMETIC = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-MAX_EXPONENT,
    Emax=MAX_EXPONENT,
    traps=[InvalidOperation, DivisionByZero, Overflow, FloatOperation],
)
ARITHMETIC.traps[Clamped] = False

type_names = {
    bool: "a truth value",
    int: "a number",
    float: "a number",
    Decimal: "a number",
    str: "a text",
    list: "a list",
    tuple: "a list",
    dict: "a table of values",
    datetime: "a moment",
    date: "a date",
    timedelta: "a length of time",
    type(None): "no value",
}


def kind_of(value: object) -> str:
    return type_names.get(type(value), "a value of an unknown kind")


def is_number(value: object) -> bool:
    return isinstance(value, int | Decimal | float)


def decimal_of(value: object) -> Decimal:
    """The exact decimal of a number; a float gives the decimal it shows."""
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)  # type: ignore[arg-type]  # callers asked is_number


def plain(value: object) -> object:
    """A value as the language knows it: no binary floats."""
    return Decimal(repr(value)) if type(value) is float else value


def moment_of(value: object, *, zone: ZoneInfo) -> datetime | None:
    """The aware moment that a date, moment or ISO text means, or None if it means none."""
    if isinstance(value, str):
        value = _parsed(value)
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=zone)
    if isinstance(value, date):
        return datetime.combine(value, time.min, tzinfo=zone)
    return None


def _parsed(text: str) -> date | datetime | None:
    if not 8 <= len(text) <= 40:  # the shortest and longest ISO text
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def in_utc(moment: datetime) -> datetime:
    """Compared and counted in UTC, because Python compares two moments of one zone by the clock on the wall."""
    return moment.astimezone(UTC)


def bounded(value: object) -> object:
    """A result, unless it grew beyond what a ticket should ever hold."""
    if type(value) is int and value.bit_length() > MAX_BITS:
        raise EvaluationError(f"A number grew beyond {MAX_BITS} bits.")
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise EvaluationError(f"A text grew beyond {MAX_TEXT:,} characters.")
    if isinstance(value, list | tuple) and len(value) > MAX_ITEMS:
        raise EvaluationError(f"A list grew beyond {MAX_ITEMS:,} entries.")
    return value


def text_of(value: object) -> str:
    """A value as people read it: nothing for no value, ISO 8601 for times, entries of a list with commas."""
    return _text_of(value, depth=0)


def _text_of(value: object, *, depth: int) -> str:
    if value is None or isinstance(value, str):
        return str(value or "")
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_number(value):
        return _number_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _duration_text(value)
    return _compound_text(value, depth=depth + 1)


def _number_text(value: object) -> str:
    number = decimal_of(value)
    if not number.is_finite() or abs(number.adjusted()) > MAX_EXPONENT:
        raise EvaluationError("A number is too big to be written.")
    return format(number, "f")


def _duration_text(length: timedelta) -> str:
    sign, length = ("-", -length) if length < timedelta(0) else ("", length)
    hours, seconds = divmod(length.seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    fraction = f".{length.microseconds:06d}".rstrip("0") if length.microseconds else ""
    days = f"{length.days}D" if length.days else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "") + (f"{seconds}{fraction}S" if seconds or fraction else "")
    return f"{sign}P{days}{'T' + clock if clock else ''}" if days or clock else "PT0S"


def _compound_text(value: object, *, depth: int) -> str:
    if depth > 5:  # deeper, nobody reads it
        raise EvaluationError("A value is nested too deep to be written as text.")
    if isinstance(value, list | tuple):
        bounded(value)
        return ", ".join(_text_of(item, depth=depth) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{_text_of(key, depth=depth)}: {_text_of(item, depth=depth)}" for key, item in list(value.items())[:MAX_ITEMS])
    raise EvaluationError("A value of an unknown kind cannot be written as text.")
