"""What the components need of Python: the macros are in `templates/components/`, docs/surface.md tells how to use and add them."""

import json
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from secrets import token_hex
from typing import Any
from urllib.parse import urlencode
from zlib import crc32

from flask import Flask, request
from flask_babel import gettext as _
from jinja2.runtime import Macro
from markupsafe import Markup

from web.translating import shown_language

MOST_KEPT = 4096  # of what a small component was given
HUES = ("is-accent", "is-info", "is-ok", "is-warning", "is-wrong", "is-pending", "is-neutral")


def register(website: Flask) -> None:
    website.jinja_env.globals.update(
        address_with=address_with, fresh_id=fresh_id, words_of_scripts=words_of_scripts, choice_pairs=choice_pairs, once=once
    )
    website.jinja_env.filters.update(initials=initials, hue=hue, first_two=first_two)


def once(macro: Macro) -> Callable[..., Markup]:
    """A component that shows nothing but what it is given, made once for each language and what it was given, then kept.

    A list has hundreds of icons and chips, a few dozen of them different. Text and markup of the same letters are not the same.
    """

    @lru_cache(MOST_KEPT, typed=True)
    def made(_language: str, *given: Any, **named: Any) -> Markup:
        return Markup(macro(*given, **named))  # noqa: S704 - a macro escapes what it is given

    return lambda *given, **named: made(shown_language(), *given, **named)


def address_with(**changes: Any) -> str:
    """The address of this page with some of its arguments changed; None takes one away."""
    kept = {name: values for name, values in request.args.lists() if name not in changes}
    changed = {name: value for name, value in changes.items() if value is not None}
    found = urlencode({**kept, **changed}, doseq=True)
    return f"{request.path}?{found}" if found else request.path


def fresh_id(prefix: str) -> str:
    """An id that nothing else on the page has, also after a part of it came later."""
    return f"{prefix}-{token_hex(4)}"


def initials(name: str) -> str:
    """Two letters at most: "Maria da Silva" is MS."""
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


def hue(name: str) -> str:
    """The tone of somebody's face, always the same one."""
    return HUES[crc32(name.encode()) % len(HUES)]


def first_two(pair: Iterable[Any]) -> tuple[Any, Any]:
    """Value and text of one of WTForms' choices."""
    value, text, *_rest = pair
    return value, text


def choice_pairs(choices: Iterable[Any]) -> list[tuple[str, str]]:
    """Value and text of each choice of a dialog."""
    return [(choice.value, choice.label) for choice in choices]


def words_of_scripts() -> str:
    """What scripts say, in the reader's language, as JSON."""
    return words_in(shown_language())


@cache
def words_in(_language: str) -> str:
    """The same, put together once in each; `_language` is that of the page already."""
    return json.dumps(
        {
            "actions": _("On this page"),
            "choose_it": _("Choose one."),
            "choose_one": _("Choose at least one."),
            "close": _("Close"),
            "draft_failed": _("The draft could not be kept; this page tries again when you go on typing."),
            "draft_saved": _("Draft kept at {time}"),
            "failed": _("This did not get through. Nothing was changed; try again."),
            "files_added": _("Files added: {count}"),
            "fill_it_in": _("Fill this in."),
            "found": _("Found: {count}"),
            "no_address": _("Write an address like name@example.com."),
            "no_day": _("Write the whole day, and the time where there is one."),
            "no_diagram": _("The diagram could not be fetched. Load the page again."),
            "no_link": _("Write an address like https://example.com."),
            "no_number": _("Write a number."),
            "no_step": _("Write a number with fewer digits behind the point."),
            "no_time": _("Write the whole time."),
            "none": _("none"),
            "nothing_found": _("Nothing found"),
            "offline": _("There is no connection. What you typed is still here; try again when you are back."),
            "pages": _("Go to"),
            "remove": _("Remove {what}"),
            "this_page": _("This page"),
            "tick_it": _("Tick this to go on."),
            "too_big": _("At most {max}."),
            "too_large": _("Too large: at most {size} fit."),
            "too_long": _("Too long: at most {longest} characters fit."),
            "too_short": _("Too short: at least {shortest} characters."),
            "too_small": _("At least {min}."),
            "uploading": _("{what} is on its way"),
            "wrong_form": _("This is not written as it is asked for."),
            "yes": _("Yes"),
        },
        ensure_ascii=False,
    )
