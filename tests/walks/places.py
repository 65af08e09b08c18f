"""What the reference machine remembers between two moves: plain data, no behaviour.

A token is a place, a scope holds tokens (docs/semantics.md 1); a run is one activity a token stands at, and each of its iterations a work.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.walks.model import Node

Values = dict[str, Any]
Move = tuple[Any, Callable[..., Any], tuple[Any, ...]]  # the token that moves, or None; the function; its arguments


class Incident(Exception):
    """The instance cannot go on."""

    def __init__(self, node: Node, reason: object) -> None:
        super().__init__(f"{node.id}: {reason}")
        self.node, self.reason = node, str(reason)


@dataclass(eq=False)
class Scope:
    graph: Any  # None: only the names of an iteration
    parent: "Scope | None" = None  # where names are looked up next; a called process has none
    work: Any = None  # Work: the activity this is the inside of; the outermost have none
    values: Values = field(default_factory=dict)
    declared: set[str] = field(default_factory=set)
    iteration: "Work | None" = None  # of which iteration this holds the names
    tokens: list["Token"] = field(default_factory=list)
    memory: list["Memo"] = field(default_factory=list)
    finished: bool = False
    interrupted: bool = False  # by an event subprocess: the others can no longer fire
    closing: bool = False  # ad-hoc, completed: nothing new begins
    pending: list[Node] = field(default_factory=list)  # ad-hoc, sequential: still to begin

    def chain(self) -> Iterator["Scope"]:
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent


@dataclass(eq=False)
class Token:
    scope: Scope
    node: Node
    via: str | None = None  # the flow it came over to a join
    arrived: int = 0
    alive: bool = True
    run: "Run | None" = None
    job: "Job | None" = None  # the compensation it works for


@dataclass(eq=False)
class Run:
    node: Node
    token: Token
    works: list["Work"] = field(default_factory=list)
    collected: dict[int, Any] = field(default_factory=dict)

    def count(self, state: str) -> int:
        return sum(work.state == state for work in self.works)


@dataclass(eq=False)
class Work:
    run: Run
    context: Scope
    index: Any = None
    state: str = "pending"  # active, done, terminated
    inner: Any = None  # Scope


@dataclass(eq=False)
class Memo:
    """A completed activity that can be compensated."""

    node: Node
    scope: Scope
    inner: Any


@dataclass(eq=False)
class Job(Token):
    """A compensation in progress; as a token it keeps its scope from finishing."""

    queue: list[Memo] = field(default_factory=list)
    waiter: Token | None = None
    parent: "Job | None" = None
    child: Token | None = None


@dataclass(eq=False)
class Wait:
    role: str  # catch, gateway, boundary, inner (an event subprocess), pool, begin
    node: Node
    owner: Any  # whose end disarms it
    scope: Any
    since: datetime
    token: Any = None
    fired: int = 0
    was_true: bool = False
    armed: bool = True


@dataclass(eq=False)
class Message:
    name: str
    data: Values
    target: str | None  # a node's id, when a message flow says so
    from_outside: bool = False
