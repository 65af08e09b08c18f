"""Public holidays by country and region, from the `holidays` library; it is loaded at the first question, since that takes a moment."""

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

WANTED_LANGUAGES = {"en": ("en_US", "en_GB", "en"), "de": ("de", "de_AT", "de_CH")}


@dataclass(frozen=True)
class PublicHolidays:
    """The free days of a country, or of one region of it, as a function from years.

    Args:
        country: two letters, such as "DE".
        region: the library's code of a subdivision, such as "BY"; None: only what is free in the whole country.
    """

    country: str
    region: str | None = None

    def __call__(self, year: int) -> frozenset[date]:
        return days_of(self.country, self.region, year)

    def names(self, year: int, *, language: str = "en") -> dict[date, str]:
        """Each free day with its name: in the language where the library has it, else in the country's own."""
        return dict(sorted(found(self.country, self.region, year, language_of(self.country, language)).items()))


@lru_cache(maxsize=4_096)
def days_of(country: str, region: str | None, year: int) -> frozenset[date]:
    return frozenset(day for day in found(country, region, year, None) if day.year == year)


def found(country: str, region: str | None, year: int, language: str | None) -> "HolidayBase":
    import holidays  # noqa: PLC0415 - see above

    return holidays.country_holidays(country, subdiv=region, years=year, language=language, expand=False)


@cache
def language_of(country: str, language: str) -> str | None:
    """The library's word for a language of ours, if it has the country's days in it."""
    import holidays  # noqa: PLC0415

    there = holidays.list_localized_countries().get(country, [])
    own = type(holidays.country_holidays(country)).default_language
    return next((known for known in WANTED_LANGUAGES[language] if known in there), own)


@cache
def countries() -> dict[str, str]:
    """Code -> English name, of all countries whose holidays are known."""
    from holidays.registry import COUNTRIES  # noqa: PLC0415

    return dict(sorted((code, spelled(module)) for module, (_class, code, *_others) in COUNTRIES.items()))


def spelled(module: str) -> str:
    """A country's name from the name of the library's module: "united_states" is United States."""
    return " ".join(word if word in {"and", "of", "the"} else word.capitalize() for word in module.split("_"))


@cache
def regions(country: str) -> dict[str, str]:
    """Code -> name in the country's own language where the library has one, of the regions with holidays of their own."""
    import holidays  # noqa: PLC0415

    kind = type(holidays.country_holidays(country))
    names: dict[str, str] = {}
    for name, code in kind.subdivisions_aliases.items():
        names.setdefault(code, name)
    return {code: names.get(code, code) for code in kind.subdivisions}
