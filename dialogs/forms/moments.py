"""Days and moments as people and browsers write them: moments in the reader's zone, kept in UTC."""

import re
from datetime import UTC, date, datetime
from typing import Any, Final

from dialogs.reader import Reader

BY_POINTS: Final = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", re.ASCII)
TIME: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)


def read_day(text: str) -> date | None:
    """A day, as browsers send it or as it is written in German; None if it is none."""
    written = text.strip()
    parts = DAY.fullmatch(written)
    if parts is not None:
        numbers = [int(part) for part in parts.groups()]
    elif (parts := BY_POINTS.fullmatch(written)) is not None:
        numbers = [int(part) for part in reversed(parts.groups())]
    else:
        return None
    try:
        return date(*numbers)
    except ValueError:
        return None


def read_moment(text: str, reader: Reader) -> datetime | None:
    """A moment of the reader's zone in UTC; None if it is none."""
    day, _, time = text.strip().replace("T", " ").rpartition(" ")
    found, clock = read_day(day.rstrip(", ")), TIME.fullmatch(time)
    if found is None or clock is None:
        return None
    hour, minute, second = (int(part or 0) for part in clock.groups())
    try:
        return datetime(found.year, found.month, found.day, hour, minute, second, tzinfo=reader.zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def as_moment(value: Any) -> datetime:
    """A moment that a variable may keep as text; without a zone it is meant in UTC."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def written_moment(moment: datetime, reader: Reader) -> str:
    """As an input of browsers wants it; seconds only where there are some."""
    local = reader.local(moment).replace(tzinfo=None)
    return local.isoformat(timespec="seconds" if local.second else "minutes")


def shown_day(day: date, reader: Reader) -> str:
    return f"{day:%d.%m.%Y}" if reader.is_german else f"{day:%Y-%m-%d}"


def shown_moment(moment: datetime, reader: Reader) -> str:
    local = reader.local(moment)
    return f"{shown_day(local, reader)} {local:%H:%M}"


def example_day(reader: Reader) -> str:
    return shown_day(date(2026, 1, 31), reader)


def example_moment(reader: Reader) -> str:
    return f"{example_day(reader)} 09:00"
