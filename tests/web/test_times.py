"""Moments as people read them, in their language and zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from foundation.clock import moved_to
from web import times

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def said(bare_site):
    """What is said of a moment at noon, in a language."""

    def say(at: datetime, language: str = "en", how=times.relative) -> str:
        with bare_site.test_request_context("/", headers={"Accept-Language": language}), moved_to(NOON):
            return str(how(at))

    return say


@pytest.mark.parametrize(
    "distance, english, german",
    [
        (timedelta(seconds=-20), "just now", "gerade eben"),
        (timedelta(seconds=-50), "50 seconds ago", "vor 50 Sekunden"),
        (timedelta(minutes=-7, seconds=-3), "7 minutes ago", "vor 7 Minuten"),
        (timedelta(hours=3, seconds=-1), "in 3 hours", "in 3 Stunden"),
        (timedelta(days=-2, minutes=-9), "2 days ago", "vor 2 Tagen"),
        (timedelta(days=-400), "1 year ago", "vor 1 Jahr"),
    ],
)
def test_how_long_ago(said, distance, english, german):
    assert (said(NOON + distance), said(NOON + distance, "de")) == (english, german)


def test_a_moment_is_shown_in_the_zone_and_the_way_of_the_reader(said):
    assert said(NOON, how=times.moment).replace("\u202f", " ") == "Mar 2, 2026, 12:00:00 PM"
    assert said(NOON, "de", times.moment) == "02.03.2026, 12:00:00"
    assert times.written(NOON, "short", ZoneInfo("America/New_York"), "de") == "02.03.26, 07:00"


def test_both_stand_together_with_the_moment_for_scripts(said):
    found = said(NOON - timedelta(hours=1), how=times.ago)
    assert '<time datetime="2026-03-02T11:00:00+00:00" title="Mar 2, 2026, ' in found
    assert found.endswith(" data-relative>1 hour ago</time>")


def test_of_no_moment_nothing_is_said():
    assert (times.moment(None), times.relative(None), times.ago(None)) == ("", "", "")
