"""One instance stepped through by the runner on rows of a database: the steps of `process play`, and as far as they go its lines."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bpm.changes import standing
from bpm.playing.line import iso
from bpm.playing.ticket import StandInTicket, moment
from bpm.timing import parse_timer
from bpm.typed_values import plain
from desk.actors import SYSTEM
from desk.states import State
from foundation.clock import moved_to
from foundation.db import db
from foundation.errors import HouseError
from foundation.unit_of_work import unit_of_work
from processes import runner
from processes.activities import IS_OPEN, Activity
from processes.definitions import model_of
from processes.events import Event
from processes.history import HistoryEntry
from processes.incidents import OPEN, Incident
from processes.instances import Instance, InstanceState
from processes.messages import Subscription
from processes.running.answering import Input
from processes.running.loading import running_instance
from processes.tickets.attributes import ATTRIBUTES
from processes.tickets.new_articles import NewArticle
from processes.tickets.ticket import Ticket
from processes.timers import Timer

CUSTOMER = "carla@example.com"
CLOCK = datetime(2026, 1, 5, 9, tzinfo=UTC)


@dataclass
class HousePlay:
    """Steps of one ticket; each in a unit of work of its own, at the clock of the play."""

    version_id: int
    clock: datetime = CLOCK
    given: dict[str, Any] = field(default_factory=dict)
    ticket_id: int | None = None
    told: int = 0  # position up to which history was shown
    refused: str | None = None

    def __post_init__(self) -> None:
        starts = model_of(self.version_id).main.start_events
        plain_starts = [start for start in starts if start.definition.kind == "none"]
        if not starts or (len(plain_starts) == 1 and not plain_starts[0].offers):
            self._do(lambda: self._begin(None))

    # -------------------------------------------------------------------------------------------- steps
    def step(self, step: Mapping[str, Any]) -> dict[str, Any]:
        verb = next(key for key in STEPS if key in step)
        self.refused = None
        try:
            STEPS[verb](self, step)
        except HouseError as error:
            self.refused = str(error)
        return self.line()

    def _do(self, act: Callable[[], object]) -> None:
        with moved_to(self.clock), unit_of_work():
            act()

    def _ticket(self) -> Ticket:
        assert self.ticket_id is not None
        return Ticket.for_update(self.ticket_id)

    def _begin(self, event: str | None, data: Mapping[str, Any] | None = None) -> None:
        self._begun(runner.open_by_event(self.version_id, event, data=data, customer_user=CUSTOMER, **self._wanted()))

    def _wanted(self) -> Any:
        """What the ticket is given before its process begins."""
        return {"state": State.named(self.given["state"])} if "state" in self.given else {}

    def _begun(self, ticket: Ticket) -> None:
        self.ticket_id = ticket.id
        self._set_all(ticket, self.given)

    def complete(self, step: Mapping[str, Any]) -> None:
        article = step.get("article")
        said = NewArticle(article.get("subject", ""), article.get("body", "")) if article else None
        given = Input(dialog=step.get("dialog"), answers=step.get("answers") or {}, article=said)
        if self.ticket_id is None:
            self._do(lambda: self._begin_by_dialog(step["complete"], given))
        else:
            self._do(lambda: runner.complete(self._activity(step), actor=SYSTEM, given=given))

    def _begin_by_dialog(self, wanted: str, given: Input) -> None:
        model = model_of(self.version_id)
        event = next(start.name for start in model.main.start_events if wanted in {start.name, start.bpmn_name})
        self._begun(
            runner.open_by_dialog(model.main.name, given=given, actor=SYSTEM, event=event, customer_user=CUSTOMER, **self._wanted())
        )

    def _activity(self, step: Mapping[str, Any]) -> int:
        opened = db.session.scalars(select(Activity).where(Activity.ticket_id == self.ticket_id, IS_OPEN).order_by(Activity.id)).all()
        wanted, at = step["complete"], step.get("at")
        found = [each for each in opened if each.node_id == wanted] or [each for each in opened if each.name == wanted]
        return next(each.id for each in found if at in {None, each.iteration})

    def message(self, step: Mapping[str, Any]) -> None:
        name, data = step["message"], step.get("data") or {}
        model = model_of(self.version_id)
        if self.ticket_id is not None:
            self._do(lambda: runner.deliver(self._ticket(), name, data, actor=SYSTEM))
            return
        event = next(start.name for start in model.main.start_events if start.waits_for("message", name))
        self._do(lambda: self._begin(event, data))

    def signal(self, step: Mapping[str, Any]) -> None:
        self._do(lambda: runner.signal(self._ticket(), step["signal"], step.get("data") or {}, actor=SYSTEM))

    def advance(self, step: Mapping[str, Any]) -> None:
        add_working = StandInTicket(model_of(self.version_id)).add_working
        target = parse_timer(step["advance"]).due(names=cast("Any", InUtc()), add_working=add_working, since=self.clock, fired=0)
        self._run_clock(target or self.clock)

    def until(self, step: Mapping[str, Any]) -> None:
        self._run_clock(moment(step["until"]))

    def _run_clock(self, target: datetime) -> None:
        while (due := self._next_due(target)) is not None:
            timer_id, due_at = due
            self.clock = max(self.clock, due_at)
            self._do(lambda: runner.fire(timer_id))  # noqa: B023 - called at once
        self.clock = target

    def _next_due(self, target: datetime) -> tuple[int, datetime] | None:
        with unit_of_work(reads_only=True):
            rows = select(Timer.id, Timer.due_at).where(Timer.ticket_id == self.ticket_id, Timer.due_at <= target)
            return db.session.execute(rows.order_by(Timer.due_at, Timer.id).limit(1)).first()  # type: ignore[return-value]

    def set_values(self, step: Mapping[str, Any]) -> None:
        if self.ticket_id is None:
            self.given |= step["set"]
        else:
            self._do(lambda: self._set_all(self._ticket(), step["set"]))

    def _set_all(self, ticket: Ticket, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            if name in ATTRIBUTES:
                ATTRIBUTES[name].write(ticket, value, actor=SYSTEM)
            elif ticket.knows_field(name):
                ticket.set_fields({name: value}, actor=SYSTEM)

    def start(self, step: Mapping[str, Any]) -> None:
        self._do(lambda: self._begin(step["start"]))

    def retry(self, step: Mapping[str, Any]) -> None:
        def again() -> None:
            incident = db.session.scalars(select(Incident).where(Incident.element == step["retry"], OPEN)).one()
            runner.retry(incident.id, actor=SYSTEM)

        self._do(again)

    def reply(self, step: Mapping[str, Any]) -> None:
        def answer() -> None:
            wait = db.session.scalars(
                select(Subscription).where(Subscription.element == step["reply"], Subscription.kind == "action")
            ).first()
            assert wait is not None
            runner.reply(wait.instance_id, wait.token, step.get("data") or {})

        self._do(answer)

    # -------------------------------------------------------------------------------------------- lines
    def line(self) -> dict[str, Any]:
        with moved_to(self.clock), unit_of_work():
            return self._line() if self.ticket_id is not None else self._before()

    def _before(self) -> dict[str, Any]:
        starts = model_of(self.version_id).main.start_events
        return {
            "open": [start.name for start in starts if start.offers],
            "waiting": [start.name for start in starts if not start.offers for _ in start.definitions],
            "taken": [],
            "done": False,
            "incident": None,
            "refused": self.refused,
            "ticket": {},
            "variables": {},
            "effects": [],
        }

    def _line(self) -> dict[str, Any]:
        ticket = self._ticket()
        opened = db.session.scalars(select(Activity).where(Activity.ticket_id == ticket.id, IS_OPEN).order_by(Activity.id)).all()
        timers = db.session.execute(select(Timer.token, Timer.element, Timer.due_at).where(Timer.ticket_id == ticket.id)).all()
        waits = db.session.execute(select(Subscription.token, Subscription.element).where(Subscription.ticket_id == ticket.id)).all()
        entries = self._news()
        incident = db.session.scalars(select(Incident).where(Incident.ticket_id == ticket.id, OPEN).order_by(Incident.id.desc())).first()
        instance = db.session.scalars(select(Instance).where(Instance.ticket_id == ticket.id).order_by(Instance.id.desc())).first()
        self._check_rows_against_tokens(ticket, opened, {timer.token for timer in timers} | {wait.token for wait in waits})
        return {
            "open": [each.node_id for each in opened],
            "waiting": sorted([timer.element for timer in timers] + [wait.element for wait in waits]),
            "due": sorted(iso(timer.due_at) or "" for timer in timers),
            "taken": [each for entry in entries for each in entry.data.get("taken", [])],
            "done": instance is not None and instance.standing is InstanceState.ENDED and incident is None,
            "incident": incident and incident.element,
            "refused": self.refused,
            "ticket": self._values(ticket),
            "variables": self._variables(ticket),
            "effects": [(each["action"], each["element"]) for entry in entries for each in entry.data.get("actions", [])],
        }

    def _news(self) -> list[HistoryEntry]:
        news = select(HistoryEntry).where(HistoryEntry.ticket_id == self.ticket_id, HistoryEntry.position > self.told)
        entries = list(db.session.scalars(news.order_by(HistoryEntry.position)))
        self.told = max([self.told, *(entry.position for entry in entries)])
        return [entry for entry in entries if entry.event is Event.TRANSITIONS_TAKEN]

    def _check_rows_against_tokens(self, ticket: Ticket, opened: Any, waiting: set[int]) -> None:
        """The rows tell what the stored state holds."""
        running = running_instance(ticket)
        tokens = standing(running.tokens) if running is not None and running.tokens is not None else None
        assert {each.token for each in opened} == (set(tokens.activities) if tokens else set())
        assert waiting == (set(tokens.waits) if tokens else set())

    def _values(self, ticket: Ticket) -> dict[str, Any]:
        values = {name: ATTRIBUTES[name].read(ticket) for name in ATTRIBUTES} | ticket.field_values
        return {name: iso(value) if isinstance(value, datetime) else plain(value) for name, value in values.items()}

    def _variables(self, ticket: Ticket) -> dict[str, Any]:
        running = running_instance(ticket)
        found: dict[str, Any] = {}
        for scope in running.tokens.scopes if running is not None and running.tokens is not None else ():
            found = {**scope.data, **found}
        return {name: plain(value) for name, value in found.items()}


class InUtc:
    """Durations need a zone, and nothing else."""

    zone = ZoneInfo("UTC")


STEPS: dict[str, Callable[[HousePlay, Mapping[str, Any]], None]] = {
    "complete": HousePlay.complete,
    "message": HousePlay.message,
    "signal": HousePlay.signal,
    "advance": HousePlay.advance,
    "until": HousePlay.until,
    "set": HousePlay.set_values,
    "start": HousePlay.start,
    "retry": HousePlay.retry,
    "reply": HousePlay.reply,
}
