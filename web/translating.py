"""Pages in the language of whoever reads them: English as it is written in the code, German from `web/translations/de/`.

The catalogues are read as they are when the process starts, one file for each part of the house; nothing is compiled beforehand.
"""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.core import negotiate_locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, g, request
from flask_babel import Babel, get_locale

from foundation.application import settings
from foundation.settings import LANGUAGES
from web import readers

FOLDER = Path(__file__).parent / "translations"
SOURCE = "en"


def register(website: Flask) -> None:
    found = Babel(website, default_locale=SOURCE, locale_selector=language, timezone_selector=time_zone)
    with website.app_context():
        domain = found.domain_instance
    domain.cache.update({(code, domain.domain[0]): translations(code) for code in LANGUAGES})
    website.jinja_env.globals["language"] = shown_language
    website.jinja_env.install_gettext_callables(  # type: ignore[attr-defined] # of its i18n extension
        gettext=lambda text: wording().ugettext(text),
        ngettext=lambda one, many, number: wording().ungettext(one, many, number),
        pgettext=lambda context, text: wording().upgettext(context, text),
        npgettext=lambda context, one, many, number: wording().unpgettext(context, one, many, number),
        newstyle=True,
    )


def language() -> str:
    """That of the reader, else what the browser asks for, else that of the house."""
    found = readers.reader()
    if found is not None and found.language:
        return found.language
    # Werkzeug's own matching takes English asked for last before the German of Austria asked for first.
    return negotiate_locale(list(request.accept_languages.values()), LANGUAGES, sep="-") or settings().language


def shown_language() -> str:
    """The language this page is in; kept, since a page asks for it some hundred times."""
    found: str | None = g.get("shown_language")
    if found is None:
        found = g.shown_language = str(get_locale() or SOURCE)
    return found


def wording() -> Translations:
    """All texts in the language of this page."""
    return translations(shown_language())


def time_zone() -> str:
    return readers.zone().key


@cache
def translations(code: str) -> Translations:
    """All catalogues of a language as one."""
    compiled = BytesIO()
    write_mo(compiled, catalogue(code))
    compiled.seek(0)
    return Translations(compiled, domain="messages")


def catalogue(code: str) -> Catalog:
    """What the files of a language say; where two say something about the same text, the first one counts."""
    whole = Catalog(locale=code)
    for path in sorted((FOLDER / code).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=code):
                if message.id and message.string and not message.fuzzy and whole.get(message.id, message.context) is None:
                    whole.add(message.id, message.string, context=message.context)
    return whole


@cache
def catalogue_of(code: str) -> dict[str, str]:
    """What there is in a language, by its English text; without plurals, and without what is said so in one context only."""
    return {
        message.id: message.string
        for message in catalogue(code)
        if not message.context and isinstance(message.id, str) and isinstance(message.string, str) and message.id
    }
