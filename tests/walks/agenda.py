"""The state of the reference machine, the stack of moves still to make, and how what is cancelled goes away."""

from collections.abc import Callable, Iterable
from typing import Any

from tests.walks.data import Data
from tests.walks.model import WAITED, Node
from tests.walks.places import Incident, Job, Message, Move, Run, Scope, Token, Values, Wait, Work
from tests.walks.values import Unsupported

MOST = 1000


class Agenda(Data):
    def _blank(self) -> None:
        self.ticket = self._new_ticket()
        self.scopes: list[Scope] = []  # the outermost
        self.opened: list[Work] = []
        self.waits: list[Wait] = []
        self.messages: list[Message] = []
        self.joining: list[Token] = []  # at inclusive gateways, in order of arrival
        self.agenda: list[Move] = []
        self.main: Scope | None = None
        self.given: Values = {}
        self.taken: list[str] = []
        self.error: str | None = None
        self.moves = self.arrivals = 0

    def _push(self, token: Token | None, move: Callable[..., Any], *args: Any) -> None:
        self.agenda.append((token, move, args))

    def _push_all(self, moves: Iterable[tuple[Any, ...]]) -> None:
        """The first of them moves first."""
        for token, move, *args in reversed(list(moves)):
            self._push(token, move, *args)

    def _arm(self, role: str, node: Node, owner: object, scope: Any, token: Any = None) -> None:
        """Wait for each trigger of the event; the first that comes ends the others."""
        if node.element.get("parallelMultiple") == "true":
            raise Unsupported(node.id)
        self.waits += [
            Wait(role, each, owner, scope, self.now, token) for each in (node, *node.triggers) if each.kind in WAITED or role == "begin"
        ]

    def _record(self, node: Node) -> None:
        self.moves += 1
        if self.moves > MOST:
            raise Incident(node, "endless loop")
        self.taken.append(node.id)

    def _disarm(self, owner: object) -> None:
        for wait in self.waits:
            wait.armed = wait.armed and wait.owner is not owner
        self.waits = [wait for wait in self.waits if wait.armed]

    def _kill(self, token: Token) -> None:
        token.alive = False
        self._disarm(token)
        if token.run is not None:
            self._stop(token.run)
        if isinstance(token, Job) and token.child is not None:
            self._kill(token.child)

    def _kill_all(self, scope: Scope) -> None:
        for token in scope.tokens:
            self._kill(token)
        scope.tokens.clear()

    def _stop(self, run: Run) -> None:
        """Cancel an activity and everything in it."""
        self._disarm(run)
        run.token.run = None
        for work in run.works:
            self._stop_work(work)

    def _stop_work(self, work: Work) -> None:
        if work.state in ("pending", "active"):
            work.state = "terminated"
            self._disarm(work)
            self.opened = [each for each in self.opened if each is not work]
            if work.inner is not None:
                work.inner.finished = True
                self._disarm(work.inner)
                self._kill_all(work.inner)
