"""Calendars in the browser: hours and days off are typed into rows, and their changes are told in words."""

import re

import pytest
from flask.testing import FlaskClient

from desk.calendars import Calendar
from foundation.unit_of_work import unit_of_work
from tests.desk import people
from tests.web.browsing import logged_in, with_password

EARLY = {"name": "Early", "time_zone": "Europe/Berlin", "validity": "valid", "week_start": "Mon", "comment": ""}
HOURS = {
    "hours-Mon-from": ["13:00", "08:00", ""],
    "hours-Mon-to": ["17:00", "12:00", ""],
    "hours-Sun-from": ["20:00"],
    "hours-Sun-to": ["00:00"],
}
ONCE = {"one_off_days-date": ["2026-06-05", ""], "one_off_days-name": ["Bridge day", ""]}
YEARLY = {"yearly_days-day": ["24", ""], "yearly_days-month": ["12", ""], "yearly_days-name": ["Christmas Eve", ""]}


@pytest.fixture
def root(site) -> FlaskClient:
    with unit_of_work():
        with_password(people.admin("chief"))
    return logged_in(site, "chief")


def early() -> Calendar:
    with unit_of_work(reads_only=True):
        return Calendar.named("Early")


def inputs(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]*)"', page)


def test_hours_and_days_are_typed_into_rows_and_stand_there_again(root):
    made = root.post("/admin/calendar/new", data=EARLY | HOURS | ONCE | YEARLY)
    assert made.status_code == 302, made.text
    assert early().hours == {"Mon": [["08:00", "12:00"], ["13:00", "17:00"]], "Sun": [["20:00", "24:00"]]}
    assert early().one_off_days == [{"date": "2026-06-05", "name": "Bridge day"}]
    assert early().yearly_days == [{"month": 12, "day": 24, "name": "Christmas Eve"}]
    page = root.get(made.headers["Location"]).text
    assert inputs(page, "hours-Mon-from") == ["08:00", "13:00", ""]
    assert inputs(page, "hours-Sun-to") == ["00:00", ""]
    assert inputs(page, "one_off_days-date") == ["2026-06-05", "", "", ""]
    assert inputs(page, "yearly_days-day") == ["24", "", "", ""]
    assert '<option value="12" selected>December</option>' in page


def test_an_emptied_row_is_gone(root):
    place = root.post("/admin/calendar/new", data=EARLY | HOURS | ONCE | YEARLY).headers["Location"]
    emptied = {"hours-Mon-from": ["", "13:00"], "hours-Mon-to": ["", "17:00"]}
    assert root.post(place, data=EARLY | emptied).status_code == 302
    assert (early().hours, early().one_off_days, early().yearly_days) == ({"Mon": [["13:00", "17:00"]]}, [], [])


@pytest.mark.parametrize(
    ("wrong", "told", "kept"),
    [
        ({"hours-Tue-from": ["17:00"], "hours-Tue-to": ["08:00"]}, "ends before it begins", "17:00"),
        ({"hours-Tue-from": ["17:00"], "hours-Tue-to": [""]}, "is no time of day", "17:00"),
        ({"one_off_days-date": [""], "one_off_days-name": ["Outing"]}, "is no date", "Outing"),
        (
            {"yearly_days-day": ["31"], "yearly_days-month": ["2"], "yearly_days-name": ["Never"]},
            "There is no day 31 in a month 2",
            "Never",
        ),
    ],
)
def test_what_is_no_time_or_day_is_told_at_its_rows_which_keep_it(root, wrong, told, kept):
    refused = root.post("/admin/calendar/new", data=EARLY | HOURS | wrong)
    assert refused.status_code == 422
    field = next(iter(wrong)).partition("-")[0]
    assert told in "".join(re.findall(rf'id="{field}-error">.*?</p>', refused.text, re.DOTALL))
    assert f'value="{kept}"' in refused.text
    assert f'<a href="#{field}">' in refused.text


def test_changes_are_told_in_words(root):
    place = root.post("/admin/calendar/new", data=EARLY | HOURS | ONCE).headers["Location"]
    root.post(place, data=EARLY | HOURS | YEARLY | {"hours-Mon-from": ["08:00"], "hours-Mon-to": ["16:00"]})
    for page in (root.get(place).text, root.get("/admin/audit").text):
        assert "Working hours, Monday:</span> <del>08:00–12:00, 13:00–17:00</del> → <ins>08:00–16:00</ins>" in page
        assert "<del>June 5, 2026 Bridge day</del>" in page
        assert "<ins>December 24 Christmas Eve</ins>" in page
        assert "{&#39;" not in page
        assert "[&#39;" not in page


def test_how_people_like_their_pages_is_told_only_when_asked(root):
    root.post("/account", data={"theme": "dark"})
    assert "dark" not in root.get("/admin/audit").text.partition("<main")[2]
    assert "dark</ins>" in root.get("/admin/audit?personal=yes").text


def test_the_country_is_chosen_by_its_name(root):
    """Of a calendar; where a customer lives can be anywhere."""
    page = root.get("/admin/calendar/new").text
    assert all(option in page for option in ('<option value="DE">Germany</option>', '<option value="AT">Austria</option>'))
    german = root.get("/admin/calendar/new", headers={"Accept-Language": "de"}).text
    assert german.index(">Norwegen<") < german.index(">Österreich<") < german.index(">Polen<")
    refused = root.post("/admin/calendar/new", data=EARLY | HOURS | {"country": "Atlantis"})
    assert (refused.status_code, "Choose one of those that are offered." in refused.text) == (422, True)
    made = root.post("/admin/calendar/new", data=EARLY | HOURS | {"country": "AT"})
    assert '<option value="AT" selected>Austria</option>' in root.get(made.headers["Location"]).text
    assert 'name="country"' in (customers := root.get("/admin/customer/new").text)
    assert '<option value="AT">' not in customers
