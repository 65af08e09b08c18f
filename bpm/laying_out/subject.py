"""What is to be drawn, as plain data: scopes (processes and subprocesses) with items in them and links between these."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["event", "gateway", "activity", "data", "store", "annotation", "group"]
ARTIFACTS: frozenset[Kind] = frozenset({"data", "store", "annotation", "group"})


@dataclass(frozen=True)
class Item:
    """What gets a shape of its own. `host` is the activity a boundary event sits on, `content` what a subprocess holds."""

    id: str
    kind: Kind
    name: str = ""
    lane: str = ""
    host: str = ""
    is_start: bool = False
    content: "Scope | None" = None


@dataclass(frozen=True)
class Link:
    """What gets an edge. Associations and data associations are loose: they say nothing about before and after."""

    id: str
    source: str
    target: str
    name: str = ""
    is_default: bool = False
    is_loose: bool = False


@dataclass(frozen=True)
class Lane:
    id: str
    name: str = ""
    lanes: tuple["Lane", ...] = ()


@dataclass
class Scope:
    """`groups` names what lies in each group."""

    id: str
    items: dict[str, Item] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    lanes: tuple[Lane, ...] = ()
    groups: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Pool:
    """A participant; without a scope it is closed."""

    id: str
    name: str = ""
    scope: Scope | None = None


@dataclass
class Subject:
    """A whole file: its pools and what flows between them, if it has a collaboration, and processes that stand for themselves.

    `crossing` are links whose ends lie in different scopes; `artifacts` are the texts beside the pools.
    """

    collaboration: str = ""
    pools: list[Pool] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    crossing: list[Link] = field(default_factory=list)
    artifacts: Scope = field(default_factory=lambda: Scope(""))
