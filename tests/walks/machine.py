"""The reference token machine: docs/semantics.md once more, without the engine; here its steps and what it shows after each.

A step that meets an incident is undone by playing all earlier steps again, so nothing has to be copied.
"""

from datetime import UTC, datetime
from typing import Any

from tests.walks.agenda import MOST
from tests.walks.model import Model, is_default
from tests.walks.moves import Moves
from tests.walks.places import Incident, Message, Values, Wait, Work
from tests.walks.values import add

CLOCK = datetime(2026, 1, 5, 9, tzinfo=UTC)


class Refused(Exception):
    """A step that is not possible now."""


class Machine(Moves):
    def __init__(self, model: Model, *, given: Values | None = None, clock: datetime = CLOCK) -> None:
        self.model, self._given, self._clock = model, dict(given or {}), clock
        self._log: list[tuple[str, Values]] = []
        self.incident: dict[str, str] | None = None
        self._afresh()
        self._step("ready", {})

    def _afresh(self) -> None:
        self._blank()
        self.now, self.given = self._clock, dict(self._given)

    def complete(self, node_id: str, *, at: int | None = None, answers: Values | None = None) -> None:
        self._step("complete", {"node": node_id, "at": at, "answers": answers or {}})

    def message(self, name: str, data: Values | None = None) -> None:
        self._step("message", {"name": name, "data": data or {}})

    def signal(self, name: str, data: Values | None = None) -> None:
        self._step("signal", {"name": name, "data": data or {}})

    def advance(self, duration: str) -> None:
        self.until(add(self.now, duration))

    def until(self, target: datetime) -> None:
        self._step("until", {"target": target})

    def set(self, values: Values) -> None:
        self._step("set", {"values": values})

    def start(self, node_id: str) -> None:
        self._step("start", {"node": node_id})

    def step(self, line: Values) -> dict[str, Any]:
        """One step as `process play` reads it."""
        match line:
            case {"complete": str(node), **rest}:
                self.complete(node, at=rest.get("at"), answers=rest.get("answers"))
            case {"message": str(name)}:
                self.message(name, line.get("data"))
            case {"signal": str(name)}:
                self.signal(name, line.get("data"))
            case {"advance": str(duration)}:
                self.advance(duration)
            case {"until": str(target)}:
                self.until(datetime.fromisoformat(target))
            case {"set": dict(values)}:
                self.set(values)
            case {"start": str(node)}:
                self.start(node)
        return self.line()

    def line(self) -> dict[str, Any]:
        return {"open": self.open(), "waiting": self.waiting(), "taken": self.taken, "done": self.done, "incident": self.incident}

    @property
    def done(self) -> bool:
        return self.main is not None and not self.scopes and self.incident is None

    def open(self) -> list[dict[str, Any]]:
        offers = [wait.node for wait in self.waits if wait.role == "begin" and wait.node.offers]
        starts: list[Values] = [{"id": node.id, "name": node.name, "type": node.tag, "at": None, "in": []} for node in offers]
        return starts + [self._entry(work) for work in self.opened]

    def _entry(self, work: Work) -> dict[str, Any]:
        around = [(work.run.node.id, work.index)]
        scope = work.run.token.scope
        while scope.work is not None:
            around.append((scope.work.run.node.id, None if scope.finished else scope.work.index))  # compensated: iterates no more
            scope = scope.work.run.token.scope
        index = next((at for _, at in around if at is not None), None)
        node = work.run.node
        return {"id": node.id, "name": node.name, "type": node.tag, "at": index, "in": [each for each, _ in around[:0:-1]]}

    def waiting(self) -> list[dict[str, Any]]:
        shown = [w for w in self.waits if w.role != "pool" and not (w.role == "begin" and w.node.offers)]
        return [{"id": wait.node.id, "type": wait.node.tag, "for": self._awaited(wait)} for wait in shown]

    def _awaited(self, wait: Wait) -> object:
        if wait.node.kind != "timer":
            return wait.node.value
        when = self._due(wait)
        return when.isoformat() if when else None

    def _step(self, name: str, args: Values) -> None:
        self.taken, self.incident, self.moves = [], None, 0
        try:
            getattr(self, f"_{name}")(**args)
            self._run()
            self._log.append((name, args))
        except Incident as found:
            self._replay()
            self.taken, self.incident = [], {"id": found.node.id, "message": found.reason}

    def _replay(self) -> None:
        self._afresh()
        for name, args in self._log:
            self.moves = 0
            getattr(self, f"_{name}")(**args)
            self._run()

    def _complete(self, node: str, at: int | None, answers: Values) -> None:
        for wait in self.waits:
            if wait.role == "begin" and wait.node.id == node:
                self.given |= answers
                self._begin(wait.node)
                return
        found = [w for w in self.opened if w.run.node.id == node and at in (None, self._entry(w)["at"])]
        if not found:
            raise Refused(node)
        self._write(answers, found[0].context)
        self.opened.remove(found[0])
        self._push(found[0].run.token, self._work_done, found[0])

    def _message(self, name: str, data: Values) -> None:
        self.messages.append(Message(self.model.name_of("message", name), data, None, from_outside=True))
        self._deliver(self.messages[-1])

    def _signal(self, name: str, data: Values) -> None:
        self._reach(self.model.name_of("signal", name), data)

    def _until(self, target: datetime) -> None:
        for _ in range(MOST):
            timers = [(when, wait) for wait in self.waits if (when := self._due(wait)) is not None and when <= target]
            if not timers:
                self.now = max(self.now, target)
                return
            when, wait = min(timers, key=lambda pair: pair[0])
            self.now, self.moves = max(self.now, when), 0
            self._push_all([self._claim(wait, {})])
            self._run()
        raise Incident(wait.node, "fired 1,000 times")

    def _set(self, values: Values) -> None:
        if self.main is None:
            self.given |= values
        else:
            self._write(values, self.main)
            self._advance_on_change()

    def _advance_on_change(self) -> None:
        for work in list(self.opened):
            node = work.run.node
            gateway = node.out[0].target if node.out else None
            if node.element.get("{urn:laufzettel:bpmn:1}advances") == "on-change" and gateway and gateway.tag == "exclusiveGateway":
                if any(self._true(f.condition, work.context, gateway) for f in gateway.out if f.condition and not is_default(f)):
                    self.opened.remove(work)
                    self._push(work.run.token, self._work_done, work)
                    self._run(settle=False)

    def _start(self, node: str) -> None:
        self._begin(next(wait.node for wait in self.waits if wait.role == "begin" and wait.node.id == node))
