"""Cuts a text into tokens, and refuses what Python's own parser should never see: too long, too deep, a foreign operator.

The checks are cheap and come before parsing, because a parser given a thousand brackets is where hostile texts do their harm.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bpm.errors import ExpressionError
from bpm.sentences import Sentence

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
    "=": Sentence("to compare write `==`"),
    "===": Sentence("to compare write `==`"),
    "!==": Sentence("to compare write `!=`"),
    "&&": Sentence("write `and`"),
    "||": Sentence("write `or`"),
    "&": Sentence("write `and`"),
    "|": Sentence("write `or`"),
    "!": Sentence("write `not`"),
    "?": Sentence("write `a if condition else b`"),
    ":": Sentence("write `a if condition else b` for a choice; slices do not exist"),
    ";": Sentence("an expression is one value, without `;`"),
    "#": Sentence("an expression has no comments"),
    "$": Sentence("write the name alone, without `$` and braces"),
    "{": Sentence("braces do not exist in an expression"),
    "}": Sentence("braces do not exist in an expression"),
    "\\": Sentence("a backslash belongs into quotes"),
    "'": Sentence("the quote is not closed"),
    '"': Sentence("the quote is not closed"),
    "’": Sentence("use straight quotes"),
    "‘": Sentence("use straight quotes"),
    "“": Sentence("use straight quotes"),
    "”": Sentence("use straight quotes"),
    "„": Sentence("use straight quotes"),
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


def refusal(reason: Sentence, *, text: str, start: int | None = None) -> ExpressionError:
    if start is None:
        said = Sentence("{text} is not an expression: {reason}.", text=quoted(text), reason=reason)
        return ExpressionError(said, text=text, reason=reason)
    said = Sentence("{text} is not an expression at column {column}: {reason}.", text=quoted(text), column=start + 1, reason=reason)
    return ExpressionError(said, text=text, column=start + 1, reason=reason)


def too_long(text: str) -> Sentence:
    return Sentence("it has {length:,} characters, at most {most:,} are allowed", length=len(text), most=MAX_LENGTH)


def missing(text: str) -> ExpressionError:
    return ExpressionError(Sentence("An expression is missing: the text is empty."), text=text, reason=Sentence("the text is empty"))


def too_many_brackets() -> Sentence:
    return Sentence("brackets are nested deeper than {most}", most=MAX_BRACKETS)


def checked(text: str) -> str:
    """The text on one line, once its length, brackets and signs are fit for the parser."""
    if len(text) > MAX_LENGTH:
        raise refusal(too_long(text), text=text)
    if not text.strip():
        raise missing(text)
    parts = list(tokens(text))
    _check_brackets(parts, text=text)
    for token in parts:
        _check_token(token, text=text)
    _check_prefixes(parts, text=text)
    return "".join(" " * len(token.text) if token.kind == "space" else token.text for token in parts)


def _check_token(token: Token, *, text: str) -> None:
    hint = _HINTS.get(token.text)
    if hint and token.kind != "string":
        raise refusal(Sentence("{sign!r} has no meaning here, {hint}", sign=token.text, hint=hint), text=text, start=token.start)
    if token.kind == "number" and len(token.text) > MAX_NUMBER:
        raise refusal(Sentence("the number is too long"), text=text, start=token.start)
    if not token.text.isprintable() and token.kind == "sign":
        raise refusal(Sentence("the character {sign!r} does not belong here", sign=token.text), text=text, start=token.start)


def _check_brackets(parts: list[Token], *, text: str) -> None:
    opened: list[Token] = []
    for token in parts:
        if token.kind == "open":
            opened.append(token)
        if token.kind == "close" and (not opened or opened.pop().text != _PAIRS[token.text]):
            raise refusal(Sentence("the bracket {sign!r} closes none", sign=token.text), text=text, start=token.start)
        if len(opened) > MAX_BRACKETS:
            raise refusal(too_many_brackets(), text=text, start=token.start)
    if opened:
        raise refusal(Sentence("the bracket {sign!r} is never closed", sign=opened[-1].text), text=text, start=opened[-1].start)


def _check_prefixes(parts: list[Token], *, text: str) -> None:
    run = 0
    for token in parts:
        if token.kind == "space":
            continue
        run = run + 1 if token.text in _PREFIXES else 0
        if run > MAX_PREFIXES:
            raise refusal(Sentence("more than {most} signs stand in a row", most=MAX_PREFIXES), text=text, start=token.start)
