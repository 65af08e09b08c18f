"""A model that can run: the specs of its processes, and what it declares in our dialect, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpm.decisions import Decision
    from bpm.expressions import Expression
    from bpm.parsing.mappings import NameOrText
    from bpm.specs.participant import Participant
    from bpm.specs.process import ProcessSpec
    from bpm.texts import Text
    from bpm.timing import Timer

    Parameter = Text | Expression


@dataclass(frozen=True, slots=True)
class Variable:
    """`lz:variable`, or a data object: a control variable of the scope that declares it."""

    name: str
    type: str = "text"
    value: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """`lz:field`: a dynamic field the process needs.  `values` maps keys to labels; `checks` are (regular expression, message) pairs."""

    name: str
    type: str
    label: str = ""
    default: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    checks: tuple[tuple[str, str], ...] = ()
    minimum: str | None = None
    maximum: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """`lz:show`: one field of a dialog.  `display` is mandatory, optional, readonly or hidden."""

    name: str
    is_variable: bool = False
    display: str = "optional"
    default: Parameter | None = None
    label: str = ""
    help: str = ""
    when: Expression | None = None
    check: Expression | None = None
    message: str = ""

    @property
    def is_writable(self) -> bool:
        """Whether a person may answer it."""
        return self.display in ("mandatory", "optional")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePart:
    """`lz:article`: the part of a dialog that writes an article."""

    display: str = "optional"
    channel: str = "internal"
    visible_to_customer: bool = False
    subject: Text | None = None
    time_units: str = "hidden"
    attachments: str = "optional"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialog:
    """`lz:dialog`: an activity dialog.  `parts` stand in the order of the page."""

    id: str
    label: str
    audience: tuple[str, ...] = ("agent",)
    permission: str = ""
    required_lock: bool = False
    submit: str = ""
    advice: str = ""
    help: str = ""
    parts: tuple[Show | ArticlePart | Text, ...] = ()

    @property
    def shows(self) -> tuple[Show, ...]:
        """Its fields."""
        return tuple(part for part in self.parts if isinstance(part, Show))

    @property
    def article(self) -> ArticlePart | None:
        """Its article part, if it has one."""
        return next((part for part in self.parts if isinstance(part, ArticlePart)), None)


@dataclass(frozen=True, slots=True)
class Offer:
    """`lz:offers`: a dialog at an activity; `completes` tells whether answering it ends the activity."""

    dialog: str
    completes: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class May:
    """`lz:may`: who may do an activity."""

    group: str = ""
    role: str = ""
    agent: str = ""
    customer: str = ""


@dataclass(frozen=True, slots=True)
class Assigned:
    """`lz:in` or `lz:out`: the name that is set and where its value comes from."""

    name: str
    value: Parameter | NameOrText


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """`lz:action`: a transition action with its parameters."""

    name: str
    params: Mapping[str, Parameter]
    on_error: str = "incident"
    waits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTarget:
    """Where a message flow ends: at a node of this file, or (`node` is None) outside."""

    message: str
    node: str | None
    to: str = "outside"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketDefaults:
    """`lz:ticket`: what tickets of this process start with.  `verbs` is None where it does not narrow them."""

    values: Mapping[str, Text]
    verbs: frozenset[str] | None = None


@dataclass(slots=True, kw_only=True)
class Model:
    """One process definition, ready to run; shared by all its instances and never changed by them."""

    main: ProcessSpec
    processes: dict[str, ProcessSpec]
    is_foreign: bool
    participants: tuple[Participant, ...] = ()
    dialogs: Mapping[str, Dialog] = field(default_factory=dict)
    fields: Mapping[str, Field] = field(default_factory=dict)
    ticket: TicketDefaults | None = None
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    messages: Mapping[str, str] = field(default_factory=dict)
    signals: Mapping[str, str] = field(default_factory=dict)
    caught_messages: frozenset[str] = frozenset()
    has_inclusive_joins: bool = False
    has_conditional_events: bool = False

    def catches_message(self, name: str) -> bool:
        """Whether some node of the model waits for a message of this name."""
        return name in self.caught_messages

    @property
    def all_specs(self) -> list[ProcessSpec]:
        """The main process and every other scope of the model."""
        return [self.main, *(spec for spec in self.processes.values() if spec is not self.main)]

    def node(self, node_id: str) -> Any:
        """The node with this id; the main process is looked at first.

        Raises:
            KeyError: there is none.
        """
        for spec in self.all_specs:
            if node_id in spec.nodes:
                return spec.nodes[node_id]
        raise KeyError(node_id)


@dataclass(frozen=True, slots=True)
class DueTimes:
    """`lz:due` and `lz:followUp` of a user task."""

    due: Timer | None = None
    follow_up: Timer | None = None
