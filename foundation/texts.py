"""Texts that people write and the house fills in: notifications, auto responses, salutations, signatures, templates of answers.

    check("Dear {{ customer_data.first_name }}", field="text")
    render("[<OTRS_TICKET_TicketNumber>] {{ ticket.title|truncate(40) }}", {"ticket": {"number": "1", "title": "Printer"}})

Both notations can be mixed. Nothing is executed: what is not listed in `foundation/templating/` does not exist. A value is never looked at
as a text again, whatever stands in it. In HTML, values are escaped and the result is sanitised.
"""

from collections.abc import Mapping, Set as AbstractSet
from datetime import UTC, tzinfo
from functools import lru_cache
from html import escape, unescape
from typing import Any

from foundation.errors import Refused
from foundation.sanitise import clean_html
from foundation.templating import language, tags
from foundation.templating.language import Expression, Unfit
from foundation.templating.meaning import evaluated
from foundation.templating.tags import Tag
from foundation.templating.values import MAX_RENDERED, Scope, TooLong, shown

MAX_TEXT = 50_000
MAX_TAGS = 500

Piece = str | Tag | Expression


def check(text: str, *, html: bool = False, names: AbstractSet[str] | None = None, field: str = "") -> None:
    """Whether a text can be filled in.

    Args:
        text: what somebody wants to save.
        html: whether it is HTML, where an editor has escaped what stands between braces.
        names: the names it may begin from; None does not look at them.
        field: which field the text is of.

    Raises:
        Refused: naming the line and what is wrong there.
    """
    try:
        found = _pieces(text, html=html)
        if names is not None:
            _check_names(found, names)
    except Unfit as error:
        raise Refused({field: error.problem}) from None


def render(text: str, values: Mapping[str, Any], *, html: bool = False, zone: tzinfo = UTC) -> str:
    """The text with its values: what is not known is written as `-`.

    Args:
        text: a text that `check` let pass.
        values: plain values by name, nested in mappings: ticket, owner, responsible, customer (the last customer article), customer_data
            (the person), agent (the last agent article), current (who acts), recipient, config (only what may be seen) and others.
        html: write HTML: values are escaped, lines broken, and the whole is sanitised.
        zone: where the reader lives; moments are told in it.

    Raises:
        Refused: it is no proper text, or grows too long.
    """
    scope = Scope(values, zone)
    try:
        written = _written(_pieces(text, html=html), scope, html=html)
    except Unfit as error:
        raise Refused(error.problem) from None
    except TooLong:
        raise Refused(f"The text grows beyond {MAX_RENDERED:,} characters when it is filled in.") from None
    return clean_html(written, remote_images=True) if html else written


def _written(pieces: tuple[Piece, ...], scope: Scope, *, html: bool) -> str:
    written: list[str] = []
    length = 0
    for piece in pieces:
        written.append(piece if isinstance(piece, str) else _shown(piece, scope, html=html))
        length += len(written[-1])
        if length > MAX_RENDERED:
            raise TooLong
    return "".join(written)


def _shown(piece: Tag | Expression, scope: Scope, *, html: bool) -> str:
    value = piece.value(scope) if isinstance(piece, Tag) else evaluated(piece.node, scope)
    text = shown(value, scope.zone)
    return _escaped(text) if html else text


def _escaped(text: str) -> str:
    # An escaped `=` makes no attribute where somebody left out the quotes around `{{ }}`.
    return escape(text).replace("=", "&#61;").replace("\n", "<br>\n")


@lru_cache(maxsize=512)
def _pieces(text: str, *, html: bool) -> tuple[Piece, ...]:
    if len(text) > MAX_TEXT:
        raise Unfit(1, f"The text has {len(text):,} characters; at most {MAX_TEXT:,} are allowed.")
    found: list[Piece] = []
    for piece in language.parse(_without_references(text) if html else text):
        found += tags.pieces(piece) if isinstance(piece, str) else [piece]
    if sum(isinstance(piece, Tag) for piece in found) > MAX_TAGS:
        raise Unfit(1, f"There are more than {MAX_TAGS} tags.")
    return tuple(piece for piece in found if piece)


def _check_names(pieces: tuple[Piece, ...], known: AbstractSet[str]) -> None:
    for piece in pieces:
        if isinstance(piece, Expression) and (unknown := sorted(language.names(piece) - known)):
            raise Unfit(piece.node.lineno, f"There is no {unknown[0]}; there are {', '.join(sorted(known))}.")


def _without_references(text: str) -> str:
    """`{{ a &gt; 1 }}`, as editors of HTML write it, with the signs that were meant."""
    written: list[str] = []
    rest = 0
    while (start := text.find("{{", rest)) >= 0 and (end := text.find("}}", start)) >= 0:
        written += [text[rest:start], unescape(text[start:end])]
        rest = end
    return "".join([*written, text[rest:]])
