r"""Perl patterns as patterns of the linear-time engine behind `matches`, with the same answers.

Translated: `\w \d \s` and their like, which are Unicode in Perl; `$` and `\Z`, which also stand before a last line break;
look-ahead at the beginning (`^(?!x)…`, `^(?=x)…`) and the common `^((?!x).)*$`, which become several `matches` joined by `and` and
`not`. Borders of words (`\b`) know ASCII letters only. The rest of what only Perl can do is refused.
"""

import re
import warnings
from dataclasses import dataclass
from typing import Any

import re2

from bpm.errors import TranslatableError
from bpm.otrs.errors import ConfigError
from bpm.sentences import Sentence

MAX_PATTERN = 500
_OUTSIDE = {
    "w": r"[\pL\pM\p{Nd}\p{Pc}]",
    "W": r"[^\pL\pM\p{Nd}\p{Pc}]",
    "d": r"\p{Nd}",
    "D": r"\P{Nd}",
    "s": r"[\t\n\v\f\r\x{85}\pZ]",
    "S": r"[^\t\n\v\f\r\x{85}\pZ]",
    "h": r"[\t\p{Zs}]",
    "v": r"[\n\v\f\r\x{85}\x{2028}\x{2029}]",
    "N": r"[^\n]",
    "R": r"(?:\r\n|[\n\v\f\r\x{85}\x{2028}\x{2029}])",
    "Z": r"\n?\z",
    "e": r"\x1b",
}
_INSIDE = {
    "w": r"\pL\pM\p{Nd}\p{Pc}",
    "d": r"\p{Nd}",
    "D": r"\P{Nd}",
    "s": r"\t\n\v\f\r\x{85}\pZ",
    "h": r"\t\p{Zs}",
    "v": r"\n\v\f\r\x{85}\x{2028}\x{2029}",
    "e": r"\x1b",
}
_ONLY_PERL = frozenset("KXGcgk")
_NO_CHARACTER_CONTAINS = re.compile(r"[\^](?:\(\?:|\()\(\?!(?P<what>.*)\)\.\)(?P<count>[*+])\$?", re.DOTALL)
_BROKEN = (
    "unterminated",
    "missing )",
    "unbalanced",
    "nothing to repeat",
    "multiple repeat",
    "bad character range",
    "min repeat",
    "bad escape (end",
)


class OnlyPerl(TranslatableError):
    """A pattern that cannot be carried; the text says why, without a final stop."""


@dataclass(frozen=True)
class Test:
    """One pattern that must (or must not) be found."""

    pattern: str
    found: bool = True

    def compiled(self) -> Any:
        return re2.compile(self.pattern)


def translate(pattern: str) -> tuple[Test, ...]:
    """The tests that together answer what the Perl pattern answers. ConfigError: it is no pattern; OnlyPerl: it cannot be carried."""
    _check_valid(pattern)
    if len(pattern) > MAX_PATTERN:
        raise OnlyPerl(Sentence("it has more than {most} characters", most=MAX_PATTERN))
    if found := _NO_CHARACTER_CONTAINS.fullmatch(pattern):
        return _without(found["what"], found["count"], to_end=pattern.endswith("$"))
    anchor, rest = _anchor(pattern)
    tests = []
    while anchor and rest.startswith(("(?!", "(?=")):
        end = _end_of_group(rest)
        tests.append(Test(_compiled(f"^(?:{rest[3:end]})"), found=rest[2] == "="))
        rest = rest[end + 1 :]
    if not tests:
        return (Test(_compiled(pattern)),)
    if _has_choice(rest) or rest[:1] in ("*", "+", "?", "{"):
        raise OnlyPerl(Sentence("its look-ahead is only a part of a choice or repeated"))
    return tuple(tests) if rest in ("", ".*") else (*tests, Test(_compiled("^" + rest)))


def _without(what: str, count: str, *, to_end: bool) -> tuple[Test, ...]:
    """`^((?!x).)*$`: x is nowhere, and there is one line only."""
    if _has_unbalanced(what):
        raise OnlyPerl(Sentence("its look-ahead is nested"))
    forbidden = _compiled(what)
    if re2.compile(forbidden).search("") is not None or not to_end:
        raise OnlyPerl(Sentence("its look-ahead matches nothing at all, or does not reach to the end"))
    return Test(forbidden, found=False), Test(_compiled(f"^.{count}$"))


def _check_valid(pattern: str) -> None:
    """Whether Perl would take it, as far as Python's own syntax tells; what Python alone does not know is no mistake."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            re.compile(pattern)
        except re.error as error:
            if error.msg.startswith(_BROKEN):
                raise ConfigError(
                    Sentence("{pattern!r} is not a regular expression ({msg})", pattern=pattern[:60], msg=error.msg)
                ) from None
        except (OverflowError, RecursionError):
            raise OnlyPerl(Sentence("it is nested or repeated too often")) from None


def _anchor(pattern: str) -> tuple[str, str]:
    for anchor in ("^", r"\A"):
        if pattern.startswith(anchor):
            return anchor, pattern[len(anchor) :]
    return "", pattern


def _compiled(pattern: str) -> str:
    translated = "".join(_pieces(pattern))
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    try:
        re2.compile(translated, options)
    except (re2.error, UnicodeError):
        raise OnlyPerl(Sentence("it uses what only Perl can do, such as look-around inside of a pattern or back references")) from None
    if len(translated) > MAX_PATTERN:
        raise OnlyPerl(Sentence("it grows beyond {most} characters", most=MAX_PATTERN))
    return translated


def _pieces(pattern: str) -> list[str]:
    """The pattern with what means something else here replaced."""
    pieces, position, in_class = list[str](), 0, False
    while position < len(pattern):
        sign = pattern[position]
        piece = pattern[position : position + 2] if sign == "\\" else sign
        if sign == "\\":
            pieces.append(_escape(piece, in_class=in_class))
        elif in_class:
            piece = _posix(pattern, position)
            in_class = piece != "]" or pieces[-1] in ("[", "[^")
            pieces.append(r"\]" if piece == "]" and in_class else piece)
        elif sign == "[":
            in_class = True
            piece = "[^" if pattern.startswith("[^", position) else "["
            pieces.append(piece)
        else:
            piece = _comment(pattern, position) or sign
            pieces.append(_plain(piece, pattern))
        position += len(piece)
    return pieces


def _posix(pattern: str, position: int) -> str:
    found = re.compile(r"\[:\^?[a-z]+:\]").match(pattern, position)
    return found.group() if found else pattern[position]


def _comment(pattern: str, position: int) -> str:
    found = re.compile(r"\(\?#[^)]*\)").match(pattern, position)
    return found.group() if found else ""


def _plain(piece: str, pattern: str) -> str:
    if piece.startswith("(?#"):
        return ""
    if piece == "$":
        if re.search(r"\(\?[a-z^]*[mx]", pattern):
            raise OnlyPerl(Sentence("it changes the meaning of line ends or blanks inside of the pattern"))
        return r"\n?\z"
    return piece


def _escape(piece: str, *, in_class: bool) -> str:
    letter = piece[1:]
    if letter in (_INSIDE if in_class else _OUTSIDE):
        return (_INSIDE if in_class else _OUTSIDE)[letter]
    if letter in _ONLY_PERL:
        raise OnlyPerl(Sentence("it uses {piece!r}, which cannot be carried", piece=piece))
    if in_class and letter in ("W", "S"):
        raise OnlyPerl(Sentence("it uses {piece!r} between square brackets", piece=piece))
    if letter == "b" and in_class:
        return r"\x08"
    return piece if letter.isalnum() or letter in "\\^$.[]|()*+?{}-/" else re.escape(letter)


def _end_of_group(text: str) -> int:
    """Where the group that opens the text closes; the pattern is known to be balanced."""
    depth, position, in_class = 0, 0, False
    while position < len(text):
        sign = text[position]
        if sign == "\\":
            position += 1
        elif in_class:
            in_class = sign != "]"
        elif sign in "[()":
            in_class = sign == "["
            depth += {"(": 1, ")": -1}.get(sign, 0)
            if depth == 0 and sign == ")":
                return position
        position += 1
    raise OnlyPerl(Sentence("its groups are not understood"))


def _has_choice(text: str) -> bool:
    """Whether `|` stands outside of all groups: then the anchor belongs to a part only."""
    shell = f"({text})"
    depth = 0
    for position, sign in _signs(shell):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "|" and depth == 1:
            return True
        if depth == 0 and position < len(shell) - 1:
            return True
    return False


def _has_unbalanced(text: str) -> bool:
    depth = 0
    for _, sign in _signs(text):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth < 0:
            return True
    return depth != 0


def _signs(text: str) -> list[tuple[int, str]]:
    """The signs that are neither escaped nor between square brackets, with their places."""
    found = re.finditer(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(?P<sign>.)", text, re.DOTALL)
    return [(match.start(), match["sign"]) for match in found if match["sign"]]
