"""Moments as people read them: in their zone, absolute and relative."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_timedelta
from flask import Flask
from flask_babel import gettext as _
from markupsafe import Markup

from foundation.clock import now
from web import readers
from web.translating import shown_language

MOST_KEPT: Final = 10_000  # what is written of a moment is asked for anew with each page that shows it
MINUTE, HOUR, DAY = 60, 3600, 86400


def register(website: Flask) -> None:
    website.jinja_env.filters.update(moment=moment, ago=ago, relative=relative)


def moment(at: datetime | None, shape: str = "medium") -> str:
    """Day and time in the reader's zone; nothing for no moment."""
    return "" if at is None else written(at, shape, readers.zone(), shown_language())


def relative(at: datetime | None) -> str:
    """How long ago it was, or how soon it will be, in one unit."""
    if at is None:
        return ""
    seconds = round((at - now()).total_seconds())
    return str(_("just now")) if abs(seconds) < 45 else distance(coarse(seconds), shown_language())


def ago(at: datetime | None) -> Markup:
    """A moment in relative words, with the absolute ones at hand; the page keeps it fresh."""
    return Markup() if at is None else with_both(at, moment(at), relative(at))


def coarse(seconds: int) -> int:
    """A distance without what its unit does not show."""
    step = 1 if abs(seconds) < HOUR else MINUTE if abs(seconds) < DAY else HOUR
    return round(seconds / step) * step


@lru_cache(MOST_KEPT)
def written(at: datetime, shape: str, zone: ZoneInfo, language: str) -> str:
    return str(format_datetime(at, shape, tzinfo=zone, locale=language))


@lru_cache(MOST_KEPT)
def distance(seconds: int, language: str) -> str:
    return str(format_timedelta(timedelta(seconds=seconds), threshold=0.85, add_direction=True, locale=language))


@lru_cache(MOST_KEPT)
def with_both(at: datetime, absolute: str, words: str) -> Markup:
    return Markup('<time datetime="{}" title="{}" data-relative>{}</time>').format(at.isoformat(timespec="seconds"), absolute, words)
