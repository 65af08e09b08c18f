"""Timer texts of other engines, without their quotes, braces and functions.

What is left is a text of `bpm.timing`: an ISO 8601 date, duration or repetition, `cron …`, the name of a field that holds one, or
`=` and an expression.
"""

import re

from bpm.errors import ExpressionError
from bpm.language.lexis import MAX_LENGTH, quoted
from bpm.reading.foreign.expressions import translate
from bpm.sentences import Sentence

_QUOTED = re.compile(r"""(["'])(?P<inner>[^"']*)\1""")
_BRACED = re.compile(r"""[$#]\{\s*(?P<inner>[^{}]*?)\s*\}""")
_CALL = re.compile(r"""(?:(?:duration|date|date and time|cycle|time)\s*\(\s*|@)(["'])(?P<inner>[^"']*)\1\s*\)?""")
_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)?")
_DURATION = r"[-+]?P[\dYMWDTHS.,]+"
_MOMENT = r"[-+]?\d{4}-?[\dW]\S*"
_LITERAL = re.compile(rf"(?:R\d*/)?(?:{_DURATION}|{_MOMENT})(?:/(?:{_DURATION}|{_MOMENT}))?(?:\s+working)?|cron\s.+", re.IGNORECASE)
_PART = re.compile(r"[\w*/,\-#?]+")
_STEP = re.compile(r"0(/\d+)")
_WRAPPINGS = 4
_QUARTZ_DAYS = {"1": "0", "2": "1", "3": "2", "4": "3", "5": "4", "6": "5", "7": "6"}


def translate_timer(text: str, *, language: str | None = None) -> str:
    """The timer text in our spelling; `language` is what the file declares, if anything."""
    if not text.strip() or len(text) > MAX_LENGTH:
        raise _unfit(text, reason=Sentence("it is too long") if text.strip() else Sentence("it is empty"))
    inner, marked = _unwrapped(" ".join(text.split()))
    if _LITERAL.fullmatch(inner) or _NAME.fullmatch(inner):
        return inner
    parts = inner.split()
    if 5 <= len(parts) <= 7 and all(_PART.fullmatch(part) for part in parts):
        return _cron(parts, text=text)
    if marked:
        return _expression(text, language=language)
    raise _unfit(text, reason=Sentence("it is no ISO 8601 date, duration or repetition, no cron text and no name of a field"))


def _unwrapped(inner: str) -> tuple[str, bool]:
    """The text inside of quotes, braces and functions, and whether something marked it as an expression."""
    marked = inner.startswith("=") or "${" in inner or "#{" in inner
    for _ in range(_WRAPPINGS):
        if inner.startswith("="):
            inner = inner[1:].strip()
        found = _BRACED.fullmatch(inner) or _QUOTED.fullmatch(inner) or _CALL.fullmatch(inner)
        inner = found.group("inner").strip() if found else inner
    return inner, marked


def _expression(text: str, *, language: str | None) -> str:
    """`${dueDate.plus(1)}` and the like: the name of a field where that is all, else an expression of ours."""
    try:
        ours = translate(text, language=language)
    except ExpressionError as error:
        raise _unfit(text, reason=error.message.inside()) from error
    return ours if _NAME.fullmatch(ours) else f"={ours}"


def _cron(parts: list[str], *, text: str) -> str:
    """Quartz puts seconds in front, may put a year behind, and counts weekdays from 1 = Sunday; a plain cron has five parts."""
    if len(parts) == 5:
        return f"cron {' '.join('*' if part == '?' else part for part in parts)}"
    if len(parts) == 7 and parts[6] not in ("*", "?"):
        raise _unfit(text, reason=Sentence("a cron text with a year does not come again"))
    if parts[0] not in ("0", "00"):
        raise _unfit(text, reason=Sentence("cycles below one minute do not exist; begin it with 0 for the seconds"))
    minute, hour, day, month, weekday = ("*" if part == "?" else part for part in parts[1:6])
    steps = (_STEP.sub(r"*\1", part) if _STEP.fullmatch(part) else part for part in (minute, hour))
    return f"cron {' '.join(steps)} {day} {month} {_weekdays(weekday)}"


def _weekdays(part: str) -> str:
    """Numbers of days become those of cron; what stands behind `/` and `#` counts something else."""
    return re.sub(r"(?<![/#\w])[1-7](?!\w)", lambda found: _QUARTZ_DAYS[found.group()], part)


def _unfit(text: str, *, reason: Sentence) -> ExpressionError:
    return ExpressionError(Sentence("The timer {text} cannot be used: {reason}.", text=quoted(text), reason=reason), text=text)
