"""Cuts a text into tokens, and refuses what Python's own parser should never see: too long, too deep, a foreign operator.

The checks are cheap and come before parsing, because a parser given a thousand brackets is where hostile texts do their harm.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bpm.errors import ExpressionError

MAX_LENGTH = 2_000
MAX_BRACKETS = 20
MAX_PREFIXES = 10
MAX_NUMBER = 320
SHOWN = 80

_TOKEN = re.compile(
    r"""(?P<string>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")
      | (?P<open>[(\[{]) | (?P<close>[)\]}])
      | (?P<space>\s+)
      | (?P<word>[^\W\d]\w*)
      | (?P<number>\d(?:[eE][+-]?\d|[\w.])*|\.\d(?:[eE][+-]?\d|\w)*)
      | (?P<sign>\*\*|//|[<>=!]==?|&&|\|\||.)""",
    re.VERBOSE | re.DOTALL,
)
_PAIRS = {")": "(", "]": "[", "}": "{"}
_PREFIXES = frozenset({"-", "+", "~", "not"})

_HINTS = {
    "=": "to compare write `==`",
    "===": "to compare write `==`",
    "!==": "to compare write `!=`",
    "&&": "write `and`",
    "||": "write `or`",
    "&": "write `and`",
    "|": "write `or`",
    "!": "write `not`",
    "?": "write `a if condition else b`",
    ":": "write `a if condition else b` for a choice; slices do not exist",
    ";": "an expression is one value, without `;`",
    "#": "an expression has no comments",
    "$": "write the name alone, without `$` and braces",
    "{": "braces do not exist in an expression",
    "}": "braces do not exist in an expression",
    "\\": "a backslash belongs into quotes",
    "'": "the quote is not closed",
    '"': "the quote is not closed",
    "’": "use straight quotes",
    "‘": "use straight quotes",
    "“": "use straight quotes",
    "”": "use straight quotes",
    "„": "use straight quotes",
}


class Token(NamedTuple):
    kind: str
    text: str
    start: int


def tokens(text: str) -> Iterator[Token]:
    """All tokens, blanks included, so that joining their texts gives the text back."""
    for match in _TOKEN.finditer(text):
        yield Token(match.lastgroup or "", match.group(), match.start())


def quoted(text: str) -> str:
    """The text as it stands in a message: on one line, and not longer than a reader wants."""
    line = " ".join(text.split())
    return repr(line if len(line) <= SHOWN else line[: SHOWN - 1] + "…")


def refusal(reason: str, *, text: str, start: int | None = None) -> ExpressionError:
    column = None if start is None else start + 1
    place = "" if column is None else f" at column {column}"
    return ExpressionError(f"{quoted(text)} is not an expression{place}: {reason}.", text=text, column=column)


def checked(text: str) -> str:
    """The text on one line, once its length, brackets and signs are fit for the parser."""
    if len(text) > MAX_LENGTH:
        raise refusal(f"it has {len(text):,} characters, at most {MAX_LENGTH:,} are allowed", text=text)
    if not text.strip():
        raise ExpressionError("An expression is missing: the text is empty.", text=text)
    parts = list(tokens(text))
    _check_brackets(parts, text=text)
    for token in parts:
        _check_token(token, text=text)
    _check_prefixes(parts, text=text)
    return "".join(" " * len(token.text) if token.kind == "space" else token.text for token in parts)


def _check_token(token: Token, *, text: str) -> None:
    hint = _HINTS.get(token.text)
    if hint and token.kind != "string":
        raise refusal(f"{token.text!r} has no meaning here, {hint}", text=text, start=token.start)
    if token.kind == "number" and len(token.text) > MAX_NUMBER:
        raise refusal("the number is too long", text=text, start=token.start)
    if not token.text.isprintable() and token.kind == "sign":
        raise refusal(f"the character {token.text!r} does not belong here", text=text, start=token.start)


def _check_brackets(parts: list[Token], *, text: str) -> None:
    opened: list[Token] = []
    for token in parts:
        if token.kind == "open":
            opened.append(token)
        if token.kind == "close" and (not opened or opened.pop().text != _PAIRS[token.text]):
            raise refusal(f"the bracket {token.text!r} closes none", text=text, start=token.start)
        if len(opened) > MAX_BRACKETS:
            raise refusal(f"brackets are nested deeper than {MAX_BRACKETS}", text=text, start=token.start)
    if opened:
        raise refusal(f"the bracket {opened[-1].text!r} is never closed", text=text, start=opened[-1].start)


def _check_prefixes(parts: list[Token], *, text: str) -> None:
    run = 0
    for token in parts:
        if token.kind == "space":
            continue
        run = run + 1 if token.text in _PREFIXES else 0
        if run > MAX_PREFIXES:
            raise refusal(f"more than {MAX_PREFIXES} signs stand in a row", text=text, start=token.start)
