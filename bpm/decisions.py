"""DMN decisions on our own expressions: decision tables with every hit policy, and literal expressions.

DMN 1.1 to 1.3, chapters 6 to 8. What a decision requires is decided first and can be read by its name and id. `bpm.deciding.tables` and
`bpm.deciding.hit_policies` say how a table decides, `bpm.reading.tables` how it is read. This module gets a parsed tree; it opens no file.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from bpm.deciding.tables import SUBJECT, Table
from bpm.errors import EvaluationError
from bpm.expressions import Expression, Names
from bpm.language.names import Overlay
from bpm.reading.foreign import translate, variable_name
from bpm.reading.tables import Element, TableReader, child, children, compiled, refuse, tag, text_in
from bpm.sentences import Sentence

MAX_DECISIONS = 1_000
MAX_CHAIN = 50
_LOGIC = ("decisionTable", "literalExpression")
_UNKNOWN_LOGIC = ("context", "invocation", "relation", "list", "functionDefinition", "conditional", "filter", "for", "every", "some")


@dataclass(frozen=True)
class Decision:
    """`aliases` are the names under which a decision that requires this one reads its result."""

    id: str
    name: str
    logic: Table | Expression
    aliases: frozenset[str] = frozenset()
    required: tuple["Decision", ...] = field(default=(), repr=False)

    @cached_property
    def names(self) -> frozenset[str]:
        """The names it reads from outside, for itself and for all it requires."""
        provided = frozenset[str]().union(*(one.aliases for one in self.required))
        inner = frozenset[str]().union(*(one.names for one in self.required))
        return (self._own_names() - provided - {SUBJECT}) | inner

    def _own_names(self) -> frozenset[str]:
        if isinstance(self.logic, Expression):
            return self.logic.names
        return frozenset[str]().union(*(expression.names for expression in self.logic.expressions()))

    def decide(self, names: Names) -> object:
        """The value of its one output, a dict of several, a list where the policy collects; None if nothing matches."""
        return self._decide(names, done={})

    def _decide(self, names: Names, *, done: dict[str, object]) -> object:
        results: dict[str, object] = {}
        for one in self.required:
            if one.id not in done:
                done[one.id] = one._decide(names, done=done)  # noqa: SLF001 -- the same class
            results.update(dict.fromkeys(one.aliases, done[one.id]))
        try:
            return self._answer(Overlay(names, results) if results else names)
        except EvaluationError as error:
            raise EvaluationError(f"The decision {self.name!r} ({self.id}) cannot be made. {error}") from error

    def _answer(self, names: Names) -> object:
        return self.logic.value(names) if isinstance(self.logic, Expression) else self.logic.decide(names)


def read_decisions(root: Any) -> dict[str, Decision]:
    """All decisions of a DMN file by id; ModelError names what cannot run, with its line."""
    elements: dict[str, Element] = {}
    for number, element in enumerate(_decision_elements(root), 1):
        identifier = element.get("id") or variable_name(element.get("name") or "") or f"decision_{number}"
        if identifier in elements:
            refuse(element, Sentence("two decisions have this id; each needs its own."))
        if number > MAX_DECISIONS:
            refuse(element, Sentence("a file has at most {most:,} decisions.", most=MAX_DECISIONS))
        elements[identifier] = element
    reader = _Reader(elements, language=root.get("expressionLanguage") or "feel")
    return {identifier: reader.decision(identifier, chain=()) for identifier in elements}


def _decision_elements(root: Any) -> Iterator[Element]:
    return (element for element in root.iter() if tag(element) == "decision" and "/DMN/" in element.tag)


class _Reader:
    def __init__(self, elements: dict[str, Element], *, language: str) -> None:
        self._elements = elements
        self._language = language
        self._read: dict[str, Decision] = {}

    def decision(self, identifier: str, *, chain: tuple[str, ...]) -> Decision:
        if identifier not in self._read:
            element = self._elements[identifier]
            if identifier in chain:
                way = " → ".join((*chain[chain.index(identifier) :], identifier))
                refuse(element, Sentence("it requires itself, by way of {way}.", way=way))
            if len(chain) >= MAX_CHAIN:
                refuse(element, Sentence("decisions require each other over more than {most} steps.", most=MAX_CHAIN))
            self._read[identifier] = self._decision(element, identifier=identifier, chain=(*chain, identifier))
        return self._read[identifier]

    def _decision(self, element: Element, *, identifier: str, chain: tuple[str, ...]) -> Decision:
        required = tuple(self.decision(one, chain=chain) for one in self._required(element))
        name = element.get("name") or identifier
        variable = child(element, "variable")
        said = {name, identifier, "" if variable is None else variable.get("name") or ""}
        aliases = frozenset(variable_name(one) for one in said if variable_name(one))
        return Decision(identifier, name, self._logic(element), aliases, required)

    def _required(self, element: Element) -> Iterator[str]:
        for requirement in children(element, "informationRequirement"):
            for needed in children(requirement, "requiredDecision"):
                file, _, identifier = (needed.get("href") or "").rpartition("#")
                if file or identifier not in self._elements:
                    refuse(element, Sentence("it requires the decision {ref}, which is not in this file.", ref=repr(needed.get("href"))))
                yield identifier

    def _logic(self, element: Element) -> Table | Expression:
        logic = next(iter(children(element, *_LOGIC)), None)
        if logic is None:
            refuse(element, _no_logic(element))
        if tag(logic) == "decisionTable":
            return TableReader(logic, language=logic.get("expressionLanguage") or self._language).read()
        return self._literal(logic)

    def _literal(self, logic: Element) -> Expression:
        language = logic.get("expressionLanguage") or self._language
        if not text_in(logic):
            refuse(logic, Sentence("a literal expression needs a text."))
        return compiled(logic, text=text_in(logic), how=lambda text, spoken: translate(text, language=spoken), language=language)


def _no_logic(element: Element) -> Sentence:
    foreign = next(iter(children(element, *_UNKNOWN_LOGIC)), None)
    if foreign is None:
        return Sentence("the decision has no decision table and no expression; give it a decision table or a literal expression.")
    return Sentence(
        "the decision decides by `{logic}`, which we do not run; give it a decision table or a literal expression.", logic=tag(foreign)
    )
