"""What every subject of the lint is handed: the model, its neighbours, and what several subjects would otherwise compute twice."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from bpm.errors import ExpressionError
from bpm.expressions import Expression, compile_expression
from bpm.graph.parts import Flow, Model, Node, Scope, extensions, reference
from bpm.graph.words import LZ, SUBPROCESSES, Element
from bpm.linting.closing import effects_on_ticket, is_closed_state
from bpm.linting.token_net import build_net, has_net
from bpm.linting.token_search import Budget, Findings, search
from bpm.linting.truth_table import TruthTables
from bpm.linting.warning import LintWarning
from bpm.sentences import Sentence


class Case:
    def __init__(self, model: Model, *, others: Sequence[Model]) -> None:
        self.model = model
        self.others = others
        self.tables = TruthTables()
        self._expressions: dict[str, Expression | None] = {}

    @property
    def models(self) -> list[Model]:
        return [self.model, *self.others]

    def expression(self, text: str) -> Expression | None:
        """The expression, or None for a text that is none: the reader says so, the lint has nothing to add."""
        if text not in self._expressions:
            try:
                self._expressions[text] = compile_expression(text)
            except ExpressionError:
                self._expressions[text] = None
        return self._expressions[text]

    @cached_property
    def findings(self) -> dict[Scope, Findings]:
        budget = Budget()
        return {scope: self._search(scope, budget) for scope in self.model.scopes if scope.nodes and has_net(scope)}

    def _search(self, scope: Scope, budget: Budget) -> Findings:
        ticket = extensions(scope.element, "ticket") if scope.owner is None else []
        effects = effects_on_ticket(scope, models=self.models) if ticket else {}
        is_secondary = scope.owner is None and scope is not self.model.main
        net = build_net(scope, effects=effects, together=is_secondary)
        return search(net, is_closed=bool(ticket) and is_closed_state(ticket[0].get("state") or ""), budget=budget)

    @cached_property
    def dialogs(self) -> dict[str, Element]:
        """The activity dialogs of all processes by id."""
        found: dict[str, Element] = {}
        for process in self.model.processes:
            for dialog in extensions(process.element, "dialog"):
                found.setdefault(dialog.get("id") or "", dialog)
        return found

    def offered(self, node: Node) -> Iterator[tuple[Element, bool]]:
        """The dialogs offered at a node, each with whether answering it completes the activity."""
        for offer in node.extensions("offers"):
            dialog = self.dialogs.get((offer.get("dialog") or "").strip())
            if dialog is not None:
                yield dialog, offer.get("completes") != "false"

    @cached_property
    def callers(self) -> dict[str, list[Node]]:
        """The call activities of all files by the process they call."""
        found: dict[str, list[Node]] = {}
        for model in self.models:
            for node in model.nodes:
                if node.kind == "callActivity":
                    found.setdefault(reference(node.element.get("calledElement")), []).append(node)
        return found


def shows(dialog: Element) -> Iterator[Element]:
    return dialog.iterchildren(f"{LZ}show")


def shown_name(show: Element) -> str:
    return (show.get("field") or show.get("variable") or "").strip().removeprefix("ticket.")


def within(node: Node) -> Iterator[Node]:
    """The node and, where it is a subprocess, everything in it."""
    waiting = [node]
    while waiting:
        nearest = waiting.pop()
        yield nearest
        if nearest.kind in SUBPROCESSES and nearest.inner is not None:
            waiting.extend(reversed(nearest.inner.nodes))


def warn(place: Node | Flow | Scope, rule: str, **params: str) -> LintWarning:
    """A warning about a place in the model; its label is always at hand in the words as `{name}`."""
    label = place.label if not isinstance(place, Flow) else flow_label(place)
    return LintWarning(place.id, place.line, rule, {"name": label, **params})


def flow_label(flow: Flow) -> str:
    return flow.name or f"{flow.source.label} → {flow.target.label}"


def listed(words: Sequence[str], *, most: int = 5) -> str:
    """`'a', 'b' and 'c'`; beyond `most` the rest is counted."""
    quoted = [f"'{word}'" for word in words[:most]]
    if len(words) > most:
        return Sentence("{first} and {count} more", first=", ".join(quoted), count=len(words) - most)
    if len(quoted) < 2:
        return "".join(quoted)
    return Sentence("{first} and {last}", first=", ".join(quoted[:-1]), last=quoted[-1])
