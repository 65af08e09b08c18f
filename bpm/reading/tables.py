"""Reads decision tables and literal expressions of DMN 1.1 to 1.3 from their elements (DMN 1.3, 7.3.1 and 8.3).

The versions differ in their namespaces only, as far as tables go; elements are told by their local names. Texts are FEEL unless the file
says otherwise, and are translated into our language here. Every error names the element and its line.
"""

from collections.abc import Callable, Iterator
from typing import Any, Never

from bpm.deciding.hit_policies import AGGREGATING, POLICIES, RANKING
from bpm.deciding.tables import SUBJECT, Input, Output, Rule, Table
from bpm.errors import ExpressionError, ModelError
from bpm.expressions import Expression, compile_expression
from bpm.language.lexis import quoted
from bpm.reading.foreign import split_tests, translate, translate_tests
from bpm.sentences import Sentence

Element = Any
MAX_CELLS = 20_000
_FEEL = "feel"


def tag(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Element, *names: str) -> list[Element]:
    return [child for child in element if tag(child) in names]


def child(element: Element, name: str) -> Element | None:
    return next(iter(children(element, name)), None)


def text_in(element: Element | None) -> str:
    """What the `text` child of an element says."""
    holder = None if element is None else child(element, "text")
    return "" if holder is None else "".join(holder.itertext()).strip()


def label_of(element: Element) -> str:
    """How a message calls an element: by its id, else by its name or tag."""
    return str(element.get("id") or element.get("name") or element.get("label") or tag(element))


def refuse(element: Element, reason: Sentence) -> Never:
    said = Sentence("{tag} {label!r}: {reason}", tag=tag(element), label=label_of(element), reason=reason)
    raise ModelError(said, element=label_of(element), line=element.sourceline)


class TableReader:
    """Reads one table; equal texts, which tables are full of, are translated once."""

    def __init__(self, element: Element, *, language: str) -> None:
        self._element = element
        self._language = language
        self._known: dict[tuple[str, str, str], Expression] = {}

    def read(self) -> Table:
        inputs, outputs, rules = (children(self._element, name) for name in ("input", "output", "rule"))
        if not outputs:
            refuse(self._element, Sentence("a decision table needs at least one output."))
        if len(rules) * (len(inputs) + len(outputs)) > MAX_CELLS:
            refuse(self._element, Sentence("a decision table has at most {most:,} cells.", most=MAX_CELLS))
        policy = self._policy(outputs)
        read_rules = tuple(self._rule(rule, number=number, width=(len(inputs), len(outputs))) for number, rule in enumerate(rules, 1))
        columns = tuple(self._input(column, index=index, rules=read_rules) for index, column in enumerate(inputs))
        return Table(
            policy, columns, tuple(self._output(one, index, is_ranking=policy in RANKING) for index, one in enumerate(outputs)), read_rules
        )

    def _policy(self, outputs: list[Element]) -> str:
        said = " ".join((self._element.get("hitPolicy") or "UNIQUE").upper().replace("_", " ").split())
        how = (self._element.get("aggregation") or "").upper()
        policy = f"{said} {how}" if how and said == "COLLECT" else said
        if policy not in POLICIES:
            said = Sentence("the hit policy {policy!r} does not exist; there are {policies}.", policy=policy, policies=", ".join(POLICIES))
            refuse(self._element, said)
        if policy in RANKING and all(child(output, "outputValues") is None for output in outputs):
            refuse(self._element, Sentence("the hit policy {policy} ranks by `outputValues`, and no output has any.", policy=policy))
        if policy in AGGREGATING and len(outputs) > 1:
            said = Sentence("{policy} collects one value, and the table has {count} outputs.", policy=policy, count=len(outputs))
            refuse(self._element, said)
        return policy

    def _input(self, column: Element, *, index: int, rules: tuple[Rule, ...]) -> Input:
        asked = child(column, "inputExpression")
        if asked is None or not text_in(asked):
            refuse(column, Sentence("an input needs an inputExpression with a text."))
        tests = (rule.tests[index] for rule in rules)
        expression = self._compiled(asked, text=text_in(asked), how=self._value)
        label = column.get("label") or text_in(asked)
        return Input(label, expression, self._allowed(child(column, "inputValues")), any(_asks_for_null(test) for test in tests))

    def _output(self, output: Element, index: int, *, is_ranking: bool) -> Output:
        name = output.get("name") or output.get("label") or output.get("id") or f"output_{index + 1}"
        default, values = child(output, "defaultOutputEntry"), child(output, "outputValues")
        return Output(name, self._result(default), self._allowed(values), tuple(self._ranked(values)) if is_ranking else ())

    def _ranked(self, values: Element | None) -> Iterator[Expression]:
        if values is None or not text_in(values):
            return
        try:
            parts = split_tests(text_in(values))
        except ExpressionError as error:
            refuse(values, error.message)
        for part in parts:
            yield self._compiled(values, text=part, how=self._value)

    def _rule(self, rule: Element, *, number: int, width: tuple[int, int]) -> Rule:
        tests, results = children(rule, "inputEntry"), children(rule, "outputEntry")
        if (len(tests), len(results)) != width:
            said = Sentence(
                "rule {number} has {tests} input and {results} output entries, the table {inputs} and {outputs} columns.",
                number=number,
                tests=len(tests),
                results=len(results),
                inputs=width[0],
                outputs=width[1],
            )
            refuse(rule, said)
        return Rule(number, tuple(self._test(test) for test in tests), tuple(self._result(result) for result in results))

    def _test(self, entry: Element) -> Expression | None:
        text = text_in(entry)
        return None if text in ("", "-") else self._compiled(entry, text=text, how=self._tested)

    def _allowed(self, values: Element | None) -> Expression | None:
        return None if values is None else self._test(values)

    def _result(self, entry: Element | None) -> Expression | None:
        text = text_in(entry)
        return None if entry is None or text in ("", "-") else self._compiled(entry, text=text, how=self._value)

    def _value(self, text: str, language: str) -> str:
        return translate(text, language=language)

    def _tested(self, text: str, language: str) -> str:
        """Cells in JUEL or a script language are whole conditions; only FEEL has unary tests."""
        return translate_tests(text, subject=SUBJECT) if _FEEL in language else translate(text, language=language)

    def _compiled(self, element: Element, *, text: str, how: Callable[[str, str], str]) -> Expression:
        language = element.get("expressionLanguage") or self._language
        key = (how.__name__, text, language)
        if key not in self._known:
            self._known[key] = compiled(element, text=text, how=how, language=language)
        return self._known[key]


def compiled(element: Element, *, text: str, how: Callable[[str, str], str], language: str) -> Expression:
    try:
        return compile_expression(how(text, language.lower()))
    except ExpressionError as error:
        refuse(element, Sentence("{text} cannot be used. {problem}", text=quoted(text), problem=error.message))


def _asks_for_null(test: Expression | None) -> bool:
    return test is not None and SUBJECT in test.names and test.compares_with_none
