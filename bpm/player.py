"""A model played in memory, step by step: `process play`, scenarios, rehearsal.

One instance, a stand-in ticket, a clock that only moves when told to.  Timers, buffered messages and the state between steps are
kept here as a house would keep them in its database: each step loads the instance from bytes, does one verb of `bpm.engine` and
dumps it again, so whatever fails leaves everything as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bpm import engine, state
from bpm.changes import Standing, standing
from bpm.errors import BpmError, Incident, Refused
from bpm.parser import parse
from bpm.playing import steps
from bpm.playing.beginning import fill_at_once, fill_with_answers
from bpm.playing.line import line_of
from bpm.playing.setting import give
from bpm.playing.ticket import StandInTicket
from bpm.playing.timers import Timers
from bpm.playing.values import sound

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bpm.changes import Changes, Wait
    from bpm.instance import Instance
    from bpm.model import Model
    from bpm.tokens import Token

CLOCK = datetime(2026, 1, 5, 9, tzinfo=UTC)
MOST_FIRINGS = 1_000


@dataclass(slots=True)
class Problem:
    """An incident that has not been resolved: the step that failed, and the token it was for (None: the start)."""

    element: str
    message: str
    step: Mapping[str, Any]
    token: int | None


@dataclass(slots=True)
class Situation:
    """Everything a step may change, so that it can be put back."""

    ticket: StandInTicket
    clock: datetime
    stored: bytes | None = None
    timers: Timers = field(default_factory=Timers)
    messages: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)

    def copied(self) -> Situation:
        """The same once more, so that this one may change."""
        return replace(
            self,
            ticket=self.ticket.copied(),
            timers=Timers(dict(self.timers.armed)),
            messages=list(self.messages),
            variables=dict(self.variables),
        )


class Player:
    """Plays one instance of a model.

    Args:
        xml: the normalised model.
        others: further normalised models whose processes it may call.
        clock: when the play begins.
        given: ticket attributes, fields and variables at the start.

    Raises:
        ModelError: the model cannot run.
        Refused: a given value does not fit.
    """

    def __init__(  # noqa: PLR0913 - what the command line offers
        self,
        xml: bytes,
        others: Sequence[bytes] = (),
        *,
        decisions: Sequence[bytes] = (),
        process_id: str | None = None,
        clock: datetime = CLOCK,
        given: Mapping[str, Any] | None = None,
    ) -> None:
        self.model: Model = parse(xml, others, decisions=decisions, process_id=process_id)
        self.now = Situation(StandInTicket(self.model), clock.astimezone(UTC))
        self.instance: Instance | None = None
        self.taken: list[str] = []
        self.refused: str | None = None
        self.problems: list[Problem] = []
        self.acting_for: int | None = None
        self.retrying: Mapping[str, Any] | None = None
        fill_at_once(self)
        sound(given)
        for name, value in (given or {}).items():
            give(self, name, value)
        self.arm_start_timers()
        if self.starts_at_once:
            self.attempt({"start": None}, lambda: self.begin(None))

    # What a line shows -------------------------------------------------------------------------------------------------

    def line(self) -> dict[str, Any]:
        """Where everything stands, and what the last step did."""
        return line_of(self)

    @property
    def standing(self) -> Standing:
        """What is open and awaited."""
        return Standing({}, {}) if self.instance is None else standing(self.instance)

    @property
    def has_started(self) -> bool:
        """Whether an instance runs or has run."""
        return self.now.stored is not None

    @property
    def starts_at_once(self) -> bool:
        """Whether nothing has to be chosen: no start event, or one none start event only, without a dialog."""
        starts = self.model.main.start_events
        plain = [start for start in starts if start.definition.kind == "none"]
        return not starts or (len(plain) == 1 and not plain[0].offers)

    # Steps -------------------------------------------------------------------------------------------------------------

    def step(self, step: Mapping[str, Any]) -> dict[str, Any]:
        """Do one step and tell the line after it.

        Raises:
            steps.UnknownStep: it is no step at all.
        """
        act = steps.understood(step)
        self.attempt(step, lambda: act(self, sound(step)))
        return self.line()

    def attempt(self, step: Mapping[str, Any], act: Callable[[], object]) -> None:
        """Do something as a whole or not at all."""
        self.taken, self.refused, self.acting_for, self.retrying = [], None, None, None
        self.now.ticket.effects = []
        before = self.now.copied()
        self.reload()
        try:
            act()
            self.store(step)
        except Incident as incident:
            self.put_back(before)
            self.keep_problem(Problem(incident.element, incident.message, self.retrying or step, self.acting_for))
        except BpmError as refusal:
            self.put_back(before)
            self.refused = str(refusal)

    def put_back(self, before: Situation) -> None:
        """Everything as it was before the step."""
        self.now = before
        self.taken = []
        self.now.ticket.effects = []
        self.reload()

    def store(self, step: Mapping[str, Any]) -> None:
        """Keep the state after a step, and look whether an incident is over."""
        if self.instance is not None:
            has_just_started = not self.has_started
            self.now.stored = state.dump(self.instance)
            self.problems = [] if has_just_started else [each for each in self.problems if not self.is_over(each, step)]

    @property
    def problem(self) -> Problem | None:
        """The incident a line shows: the newest that has not been resolved."""
        return self.problems[-1] if self.problems else None

    def keep_problem(self, problem: Problem) -> None:
        """Remember an incident; at the same element for the same token it takes the place of the one before."""
        same = (problem.element, problem.token)
        self.problems = [*(each for each in self.problems if (each.element, each.token) != same), problem]

    def is_over(self, problem: Problem, step: Mapping[str, Any]) -> bool:
        """Whether the activity or event of an incident is gone; where it had none, as after `set`, whether such a step has been made."""
        if problem.token is None:
            return not problem.step.keys().isdisjoint(step)
        open_now = self.standing
        return problem.token not in open_now.activities and problem.token not in open_now.waits

    def reload(self) -> None:
        """The instance as it is stored."""
        self.instance = None if self.now.stored is None else state.load(self.model, self.now.stored)

    # Beginning ---------------------------------------------------------------------------------------------------------

    def arm_start_timers(self) -> None:
        """Start timers run from the beginning of the play."""
        for start in () if self.starts_at_once else self.model.main.start_events:
            for each in start.definitions:
                if each.kind == "timer":
                    self.now.timers.arm_start(start, each.timer, self)

    def begin(self, event: str | None, *, data: Mapping[str, Any] | None = None, answer: Callable[[Token], None] | None = None) -> None:
        """Start the instance."""
        if self.has_started:
            raise Refused("The process has been started already.")

        def prepare(token: Token) -> None:
            token.workflow.data.update(self.now.variables)
            if answer is not None:
                answer(token)
            fill_with_answers(self, token)

        beginning = engine.Beginning(event=event, data=data, answer=prepare)
        self.instance, changes = engine.start(self.model, self.now.ticket, now=self.now.clock, beginning=beginning)
        self.now.timers.armed.clear()
        self.after(changes)

    # After each verb ---------------------------------------------------------------------------------------------------

    def after(self, changes: Changes) -> None:
        """Keep what a verb changed, and hand out buffered messages that are awaited now."""
        self.taken.extend(changes.taken)
        self.now.timers.keep(changes, self)
        for sent in changes.outgoing:
            if sent.kind == "message":
                params = {"name": sent.name, "to": sent.to, **sent.data}
                self.now.ticket.effects.append({"action": "process-message", "element": sent.element, "params": params, "outside": True})
        self.hand_out_messages()

    def hand_out_messages(self) -> None:
        """The oldest buffered message that somebody waits for goes first, each in a transaction of its own."""
        for message in list(self.now.messages):
            changes = self.delivered(*message)
            if changes is not None:
                self.now.messages.remove(message)
                self.after(changes)
                return

    def delivered(self, name: str, data: dict[str, Any]) -> Changes | None:
        """Deliver a message; one that cannot be taken is an incident of its own and undoes nothing else."""
        before, effects, kept = self.now.copied(), list(self.now.ticket.effects), state.dump(self.running)
        awaiting = [
            token for token, wait in self.standing.waits.items() if wait.definition.kind == "message" and wait.definition.name == name
        ]
        try:
            return engine.deliver(self.running, name, data, self.now.ticket, now=self.now.clock)
        except Incident as incident:
            if not awaiting:
                raise
            self.now, self.instance = before, state.load(self.model, kept)
            self.now.ticket.effects = effects
            self.now.messages.remove((name, data))
            step = {"message": name, "data": data}
            self.keep_problem(Problem(incident.element, incident.message, self.retrying or step, awaiting[0]))
            return None

    @property
    def running(self) -> Instance:
        """The instance.

        Raises:
            Refused: it has not been started.
        """
        if self.instance is None:
            raise Refused("The process has not been started.")
        return self.instance

    def waiting_action(self, element: str) -> Wait:
        """The oldest action that waits for a reply at an element.

        Raises:
            Refused: there is none.
        """
        actions = [wait for wait in self.standing.waits.values() if wait.definition.kind == "action"]
        for wait in actions:
            if wait.element == element:
                return wait
        where = ", ".join(dict.fromkeys(wait.element for wait in actions)) or "none"
        raise Refused(f"No action waits for a reply at {element!r}; those that wait: {where}.")
