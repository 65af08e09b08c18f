"""Public holidays by country and region, and their names."""

import subprocess
import sys
from datetime import date

import pytest

from desk.holidays import PublicHolidays, countries, regions

EASTER_MONDAY, CORPUS_CHRISTI, REFORMATION_DAY = date(2026, 4, 6), date(2026, 6, 4), date(2026, 10, 31)


@pytest.mark.parametrize(
    ("country", "region", "day", "free"),
    [
        ("DE", None, EASTER_MONDAY, True),
        ("DE", None, CORPUS_CHRISTI, False),
        ("DE", "BY", CORPUS_CHRISTI, True),
        ("DE", "BY", REFORMATION_DAY, False),
        ("DE", "SN", REFORMATION_DAY, True),
        ("AT", None, date(2026, 10, 26), True),
        ("US", None, date(2026, 11, 26), True),
        ("US", None, date(2021, 12, 31), True),  # New Year on a Saturday is had on the Friday, which is of the year before
    ],
)
def test_which_days_are_free(country: str, region: str | None, day: date, free: bool) -> None:
    assert (day in PublicHolidays(country, region)(day.year)) is free


def test_bavaria_has_twelve_days_in_2026() -> None:
    assert len(PublicHolidays("DE", "BY")(2026)) == 12


@pytest.mark.parametrize(
    ("country", "language", "name"),
    [("DE", "de", "Ostermontag"), ("DE", "en", "Easter Monday"), ("FR", "en", "Easter Monday"), ("FR", "de", "Lundi de Pâques")],
)
def test_names_are_in_the_language_or_the_countrys_own(country: str, language: str, name: str) -> None:
    assert PublicHolidays(country).names(2026, language=language)[EASTER_MONDAY] == name


def test_countries_and_regions_have_names() -> None:
    assert {"DE": "Germany", "US": "United States", "AT": "Austria"}.items() <= countries().items()
    assert regions("DE")["BY"] == "Bayern"
    assert regions("AT")["2"] == "Kärnten"
    assert regions("MC") == {}


def test_the_library_is_loaded_at_the_first_question_only() -> None:
    asked = "import sys, desk.calendars; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
