"""Moments as people read them: in their zone, absolute and relative."""

from datetime import datetime

from flask import Flask
from flask_babel import format_datetime, format_timedelta, gettext as _
from markupsafe import Markup

from foundation.clock import now


def register(website: Flask) -> None:
    website.jinja_env.filters.update(moment=moment, ago=ago, relative=relative)


def moment(at: datetime | None, shape: str = "medium") -> str:
    """Day and time in the reader's zone; nothing for no moment."""
    return "" if at is None else str(format_datetime(at, shape))


def relative(at: datetime | None) -> str:
    """How long ago it was, or how soon it will be, in one unit."""
    if at is None:
        return ""
    distance = at - now()
    if abs(distance.total_seconds()) < 45:
        return str(_("just now"))
    return str(format_timedelta(distance, granularity="second", threshold=0.85, add_direction=True))


def ago(at: datetime | None) -> Markup:
    """A moment in relative words, with the absolute ones at hand; the page keeps it fresh."""
    if at is None:
        return Markup("")
    return Markup('<time datetime="{}" title="{}" data-relative>{}</time>').format(
        at.isoformat(timespec="seconds"), moment(at), relative(at)
    )
