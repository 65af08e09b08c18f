"""Changes of master data in words: what was there, what is there now; of what holds several values, only those that differ."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, String, cast

from desk.auditing import AuditEntry
from desk.calendar_values import Weekday
from web.admin.days import day_in_words, spans_in_words, weekday_called
from web.admin.labels import label_of, word_of

Change = tuple[str, str, str]


def is_personal() -> ColumnElement[bool]:
    """Whether an entry tells of nothing but how somebody likes their pages; it is the only one whose values begin so."""
    return cast(AuditEntry.changes, String).startswith('{"preferences":')


def entry_pairs(entry: AuditEntry) -> list[Change]:
    """What an entry tells: attribute, before, after."""
    return [pair for name, (old, new) in entry.changes.items() for pair in pairs_of(name, old, new)]


def pairs_of(name: str, old: Any, new: Any) -> Iterator[Change]:
    """One attribute; each value under a name of its own is told for itself."""
    if isinstance(new, dict) or isinstance(old, dict):
        before, after = (value if isinstance(value, dict) else {} for value in (old, new))
        for key in dict.fromkeys([*before, *after]):
            if before.get(key) != after.get(key):
                yield f"{label_of(name)}, {key_called(key)}", as_text(before.get(key)), as_text(after.get(key))
    elif isinstance(old, list) and isinstance(new, list):
        yield label_of(name), as_text([one for one in old if one not in new]), as_text([one for one in new if one not in old])
    else:
        yield label_of(name), as_text(old), as_text(new)


def key_called(key: str) -> str:
    return weekday_called(key) if key in set(Weekday) else label_of(key)


def as_text(value: Any) -> str:
    """A value of an entry as people read it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return listed(value)
    if isinstance(value, dict):
        return "; ".join(f"{label_of(key)}: {as_text(one)}" for key, one in value.items() if as_text(one))
    return word_of(str(value))


def listed(values: list[Any]) -> str:
    if values and all(is_span(one) for one in values):
        return spans_in_words(values)
    return ", ".join(day_in_words(one) if is_day(one) else as_text(one) for one in values)


def is_span(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(edge, str) and ":" in edge for edge in value)


def is_day(value: Any) -> bool:
    return isinstance(value, dict) and (set(value) == {"date", "name"} or set(value) == {"month", "day", "name"})
