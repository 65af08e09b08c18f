"""Timer texts and when they are due: ISO 8601 dates, durations and repetitions, cron, field references, business time.

What may be written is `Timer texts` of the dialect. Nothing here waits and nothing is stored: the host keeps the due time,
asks again when data changes that a timer names, and decides what becomes of cycles that were missed.
"""

import keyword
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from bpm.errors import EvaluationError, ExpressionError, NoValue, TimerError
from bpm.expressions import VIEWS, Expression, Names, compile_expression
from bpm.sentences import Sentence
from bpm.timers.durations import Duration, Moment, looks_like_date, looks_like_duration, parse_duration, parse_moment
from bpm.timers.recurrence import Series, no_time_between, parse_repetition

if TYPE_CHECKING:
    from bpm.timers.cron import Cron

AddWorking = Callable[[datetime, timedelta], datetime]

LONGEST = 200
_WORKING = re.compile(r"(?P<duration>\S+)\s+working", re.IGNORECASE)
_CRON = re.compile(r"cron\s+(?P<fields>.+)", re.IGNORECASE | re.DOTALL)
_REPETITION = re.compile(r"R[^/]*/.*", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Asking:
    """Who asks for a due time: the names and zone, the business calendar, the moment counted from, how often it fired."""

    names: Names
    add_working: AddWorking
    since: datetime
    fired: int


class Plan(Protocol):
    """One way to be due. `due` may raise OverflowError or ValueError where the calendar ends."""

    def due(self, asking: Asking) -> datetime | None: ...


@dataclass(frozen=True)
class Timer:
    """A timer text, understood. `repetitions` is 1 for once and 0 for endless; `seconds_between` the shortest gap of a cycle."""

    kind: str
    text: str
    plan: Plan
    names: frozenset[str] = frozenset()
    repetitions: int = 1
    seconds_between: float | None = None

    def due(self, *, names: Names, add_working: AddWorking, since: datetime, fired: int) -> datetime | None:
        """When it is due next, in UTC. None: never again, or not before a field that it names has a value."""
        if self.repetitions and fired >= self.repetitions:
            return None
        try:
            found = self.plan.due(Asking(names, add_working, since.astimezone(UTC), fired))
            return found and found.astimezone(UTC)
        except NoValue:
            return None
        except (OverflowError, ValueError):
            raise TimerError(
                Sentence("The timer {text!r} is due outside the years 1 to 9999. Use a shorter time.", text=self.text)
            ) from None
        except EvaluationError as error:
            raise TimerError(
                Sentence("The due time of the timer {text!r} cannot be computed. {problem}", text=self.text, problem=error.message)
            ) from error


def parse_timer(text: str) -> Timer:
    """Understand a timer text; TimerError says what is wrong with it."""
    text = text.strip()
    if not text:
        raise TimerError(Sentence("The timer has no text. Write a date, a duration such as PT4H, a cycle such as R/P1D, or a date field."))
    if len(text) > LONGEST:
        raise TimerError(Sentence("The timer {start!r}… has more than {most} characters.", start=text[:40], most=LONGEST))
    if text.startswith("="):
        return _parse_expression(text)
    if found := _CRON.fullmatch(text):
        return _parse_cron(text, found["fields"])
    if _REPETITION.fullmatch(text):
        return _parse_repetition(text)
    return _parse_once(text)


def _parse_once(text: str) -> Timer:
    if found := _WORKING.fullmatch(text):
        return Timer("working", text, Working(parse_working(found["duration"])))
    if looks_like_duration(text):
        return Timer("duration", text, After(parse_duration(text)))
    if looks_like_date(text):
        return Timer("date", text, At(parse_moment(text)))
    return _parse_reference(text)


@dataclass(frozen=True)
class At:
    moment: Moment

    def due(self, asking: Asking) -> datetime:
        return self.moment.within(asking.names.zone)


@dataclass(frozen=True)
class After:
    duration: Duration

    def due(self, asking: Asking) -> datetime:
        return self.duration.after(asking.since, asking.names.zone)


@dataclass(frozen=True)
class Working:
    length: timedelta

    def due(self, asking: Asking) -> datetime:
        return asking.add_working(asking.since, self.length)


def parse_working(text: str) -> timedelta:
    """Business time counts in hours: how long a working day or month is, no calendar says."""
    duration = parse_duration(text)
    if duration.months or duration.days:
        raise TimerError(
            Sentence(
                "Business time is counted in hours, minutes and seconds, not as {text!r}. Write, for example, PT16H working.", text=text
            )
        )
    return duration.exact


@dataclass(frozen=True)
class Repeated:
    series: Series

    def due(self, asking: Asking) -> datetime | None:
        return self.series.next_after(asking.since, zone=asking.names.zone, arming=asking.fired == 0)


def _parse_repetition(text: str) -> Timer:
    head, _, tail = text.partition("/")
    if found := _WORKING.fullmatch(tail):
        length = parse_working(found["duration"])
        if not length:
            raise no_time_between(text)
        times = parse_repetition(f"{head}/PT1S").times
        return Timer("cycle", text, Working(length), repetitions=times, seconds_between=length.total_seconds())
    series = parse_repetition(text)
    return Timer("cycle", text, Repeated(series), repetitions=series.times, seconds_between=series.step.at_least.total_seconds())


@dataclass(frozen=True)
class OnCron:
    cron: "Cron"

    def due(self, asking: Asking) -> datetime:
        return self.cron.next_after(asking.since, zone=asking.names.zone)


def _parse_cron(text: str, fields: str) -> Timer:
    from bpm.timers.cron import parse_cron  # noqa: PLC0415 - start-up: few models have a cron timer

    return Timer("cron", text, OnCron(parse_cron(fields)), repetitions=0, seconds_between=60.0)


@dataclass(frozen=True)
class Named:
    name: str

    def due(self, asking: Asking) -> datetime | None:
        return due_from_value(asking.names(self.name), asking, source=self.name)


def _parse_reference(text: str) -> Timer:
    first, dot, last = text.partition(".")
    if not all(_is_name(part) for part in ((first, last) if dot else (first,))):
        raise TimerError(
            Sentence(
                "{text!r} is not a timer. Write a date (2026-03-01T09:00), a duration (PT4H, P1D), a cycle (R3/PT1H), "
                "cron 0 8 * * 1-5, business time (PT4H working), or the name of a date field.",
                text=text,
            )
        )
    if dot and first not in VIEWS:
        raise TimerError(
            Sentence("{text!r} is not a timer: only {views} may be followed by a dot and a name.", text=text, views=", ".join(VIEWS))
        )
    return Timer("reference", text, Named(text), names=frozenset({text}))


def _is_name(text: str) -> bool:
    return text.isidentifier() and not keyword.iskeyword(text)


@dataclass(frozen=True)
class Computed:
    expression: Expression

    def due(self, asking: Asking) -> datetime | None:
        return due_from_value(self.expression.value(asking.names), asking, source=self.expression.text)


def _parse_expression(text: str) -> Timer:
    try:
        expression = compile_expression(text[1:].strip())
    except ExpressionError as error:
        raise TimerError(Sentence("The timer {text!r} is not an expression. {problem}", text=text, problem=error.message)) from error
    return Timer("expression", text, Computed(expression), names=expression.names)


def due_from_value(value: object, asking: Asking, *, source: str) -> datetime | None:
    """A field or a result of an expression as a due time: dates stand for themselves, lengths count from `since`."""
    if isinstance(value, datetime | date):
        return Moment(value).within(asking.names.zone)
    if isinstance(value, timedelta) and value >= timedelta():
        return asking.since + value
    if isinstance(value, str):
        return _due_from_text(value.strip(), asking, source=source)
    if value is None:
        return None
    raise TimerError(
        Sentence("{source!r} has the value {value!r}, which is neither a date nor a duration.", source=source, value=str(value)[:40])
    )


def _due_from_text(text: str, asking: Asking, *, source: str) -> datetime | None:
    if not text:
        return None
    if len(text) <= LONGEST:
        if found := _WORKING.fullmatch(text):
            return Working(parse_working(found["duration"])).due(asking)
        if looks_like_duration(text):
            return After(parse_duration(text)).due(asking)
        if looks_like_date(text):
            return At(parse_moment(text)).due(asking)
    raise TimerError(
        Sentence("{source!r} has the value {value!r}, which is neither an ISO 8601 date nor a duration.", source=source, value=text[:40])
    )
