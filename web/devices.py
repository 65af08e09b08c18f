"""What somebody logged in with, read from what the browser said about itself: "Firefox on Linux"."""

from typing import Final

from flask import Flask
from flask_babel import gettext as _

# Each says it is also those that come after it, for the sake of pages that ask for them.
BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def register(website: Flask) -> None:
    website.jinja_env.filters["as_device"] = as_device


def as_device(said: str) -> str:
    """Browser and system; what names no browser we know stays as it is."""
    browser, system = first_of(BROWSERS, said), first_of(SYSTEMS, said)
    if browser and system:
        return str(_("%(browser)s on %(system)s", browser=browser, system=system))
    return browser or said or str(_("An unknown browser"))


def first_of(known: tuple[tuple[str, str], ...], said: str) -> str:
    return next((called for sign, called in known if sign in said), "")
