"""The language of conditions, loop counts, parameters and script tasks: Python-like, closed, the same everywhere.

What it holds is said in `docs/expressions.md`: literals, names, names of five views, comparisons, arithmetic, `and or not`,
`a if c else b`, lists, one index, and the functions of a table. Nothing of a model is compiled or run as Python. Texts are checked and
parsed once; an `Expression` never changes and may be shared by threads. simpleeval's evaluator carries it: a condition of three terms
over ten names takes 4 to 5 µs where 10 µs are allowed, so that compiling trees to closures is not worth its own code.
"""

import ast
import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from bpm.errors import ExpressionError
from bpm.language.evaluator import Evaluator
from bpm.language.functions import FUNCTIONS as _FUNCTIONS
from bpm.language.grammar import VIEWS, calls_of, names_of, parse
from bpm.language.lexis import Token, quoted, tokens
from bpm.language.names import Names
from bpm.language.spelling import nearest_name
from bpm.sentences import Sentence

__all__ = ["FUNCTIONS", "VIEWS", "Assignment", "Expression", "Names", "compile_assignments", "compile_expression", "nearest_name"]

FUNCTIONS: frozenset[str] = frozenset(_FUNCTIONS)
_ASSIGNMENT = re.compile(r"(?P<target>[^\W\d]\w*(?:\.[^\W\d]\w*)?)\s*(?P<operator>[-+*/]?)=(?!=)\s*(?P<value>.+)", re.DOTALL)
_SINGLE = re.compile(r"[\w.]+")
MAX_SCRIPT = 20_000
MAX_ASSIGNMENTS = 200
NO_ASSIGNMENT = Sentence("a script task only assigns, one `name = expression` per line")


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked text. `names` are the names it reads (`amount`, `ticket.queue`), `calls` the functions it uses."""

    text: str
    names: frozenset[str] = field(compare=False)
    calls: frozenset[str] = field(compare=False)
    tree: ast.expr = field(compare=False, repr=False)

    def value(self, names: Names) -> object:
        return Evaluator(names).value(self.tree)

    def truth(self, names: Names) -> bool:
        return bool(Evaluator(names).value(self.tree))

    @property
    def compares_with_none(self) -> bool:
        """Whether it asks for emptiness by `== none` or the like."""
        comparisons = (node for node in ast.walk(self.tree) if isinstance(node, ast.Compare))
        return any(isinstance(part, ast.Constant) and part.value is None for node in comparisons for part in (node.left, *node.comparators))


@lru_cache(maxsize=1024)  # a check compiles each text of a model several times: for its names, for the lint, and to build the specs
def compile_expression(text: str) -> Expression:
    tree = parse(text)
    return Expression(text=text.strip(), names=names_of(tree), calls=calls_of(tree), tree=tree)


@dataclass(frozen=True, slots=True)
class Assignment:
    """One line of a script task: `target` is a plain name or `ticket.<name>`."""

    target: str
    expression: Expression
    line: int


def compile_assignments(script: str) -> tuple[Assignment, ...]:
    """The assignments of a script, in order; anything else is refused with its line."""
    if len(script) > MAX_SCRIPT:
        raise long_script(script)
    assignments = tuple(_assignment(statement, line=line) for line, statement in _statements(script))
    if len(assignments) > MAX_ASSIGNMENTS:
        said = Sentence("The script has {count} assignments, at most {most} are allowed.", count=len(assignments), most=MAX_ASSIGNMENTS)
        raise ExpressionError(said, text=script)
    return assignments


def _statements(script: str) -> Iterator[tuple[int, list[Token]]]:
    """Statements with the line they begin on; a line break inside brackets does not end one."""
    line, depth, in_comment, statement = 1, 0, False, list[Token]()
    first = line
    for token in _single_breaks(script):
        depth = max(0, depth + (token.kind == "open" and not in_comment) - (token.kind == "close" and not in_comment))
        ends = depth == 0 and (token.text == "\n" or (token.text == ";" and not in_comment))
        if ends and statement:
            yield first, statement
            statement = []
        in_comment = token.text != "\n" and (in_comment or token.text == "#")
        if not (ends or in_comment or (not statement and token.kind == "space")):
            first = first if statement else line
            statement.append(token)
        line += token.text == "\n"
    if statement:
        yield first, statement


def _single_breaks(script: str) -> Iterator[Token]:
    for token in tokens(script.replace("\r\n", "\n").replace("\r", "\n")):
        if token.kind == "space":
            yield from (Token("space", character, token.start + index) for index, character in enumerate(token.text))
        else:
            yield token


def _assignment(statement: list[Token], *, line: int) -> Assignment:
    text = "".join(token.text for token in statement).strip()
    found = _ASSIGNMENT.match(text)
    if found is None:
        raise refused_line(text, line=line, reason=NO_ASSIGNMENT)
    target, operator, value = found.group("target"), found.group("operator"), found.group("value")
    _check_target(target, text=text, line=line)
    try:
        return Assignment(target, compile_expression(_computed(target, operator, value)), line)
    except ExpressionError as error:
        raise refused_line(text, line=line, reason=error.message.inside()) from error


def _computed(target: str, operator: str, value: str) -> str:
    if not operator:
        return value
    return f"{target} {operator} {value}" if _SINGLE.fullmatch(value) else f"{target} {operator} ({value})"


def _check_target(target: str, *, text: str, line: int) -> None:
    view, _, name = target.rpartition(".")
    if view and view != "ticket":
        raise refused_line(text, line=line, reason=Sentence("only plain names and `ticket.<name>` can be assigned to"))
    if keyword.iskeyword(name) or name in {"true", "false", "null", "none"} or name.startswith("__"):
        raise refused_line(text, line=line, reason=Sentence("{name!r} cannot be assigned to", name=name))


def refused_line(text: str, *, line: int, reason: Sentence) -> ExpressionError:
    said = Sentence("Line {line} of the script, {text}, cannot run: {reason}.", line=line, text=quoted(text), reason=reason)
    return ExpressionError(said, text=text)


def long_script(script: str) -> ExpressionError:
    said = Sentence("The script has {length:,} characters, at most {most:,} are allowed.", length=len(script), most=MAX_SCRIPT)
    return ExpressionError(said, text=script)
