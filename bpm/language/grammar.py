"""Turns a text into a tree of allowed nodes, and says in a sentence why it does not.

Python's parser reads the text and nothing of it is ever compiled: the tree is rebuilt from a closed table of nodes. A name of a view
(`ticket.queue`) becomes one name, so that a tree holds no access to attributes at all; a number with a point becomes an exact decimal.
"""

import ast
import keyword
import warnings
from collections.abc import Callable
from decimal import Decimal
from typing import Any, ClassVar, Never

from bpm.errors import PatternError
from bpm.language.functions import FUNCTIONS, Function
from bpm.language.lexis import checked, refusal
from bpm.language.operators import ARITHMETICS, IDENTITIES, ORDERINGS
from bpm.language.spelling import nearest_name
from bpm.language.textual import compiled_pattern
from bpm.language.values import MAX_BITS, MAX_EXPONENT
from bpm.sentences import Sentence

VIEWS = ("ticket", "customer", "sla", "queue", "actor")
MAX_NODES = 200
MAX_DEPTH = 50

_LITERALS = {"true": True, "false": False, "null": None, "none": None}
_WORDS = {
    ast.Lambda: Sentence("functions cannot be written here"),
    ast.JoinedStr: Sentence("texts with `f` before the quote do not exist; join texts with `+`"),
    ast.NamedExpr: Sentence("an expression sets no names"),
    ast.Dict: Sentence("braces do not exist in an expression"),
    ast.Set: Sentence("braces do not exist in an expression"),
    ast.ListComp: Sentence("lists are written out, one entry after the other"),
    ast.GeneratorExp: Sentence("lists are written out, one entry after the other"),
    ast.Starred: Sentence("`*` before a name does not exist"),
    ast.Await: Sentence("`await` does not exist here"),
    ast.Yield: Sentence("`yield` does not exist here"),
    ast.Slice: Sentence("a part of a list is taken by one index, slices do not exist"),
}
_UNKNOWN = Sentence("this is not part of the language")


def parse(text: str) -> ast.expr:
    """The tree of an expression, made of nothing but what `_Builder` knows."""
    line = checked(text)
    line, indent = line.strip(), len(line) - len(line.lstrip())
    tree = _python_tree(line, text=text, indent=indent).body
    _check_size(tree, text=text)
    return _Builder(line, text=text, indent=indent).build(tree)


def _python_tree(line: str, *, text: str, indent: int) -> ast.Expression:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # '\d' in a pattern is meant as it stands
            return ast.parse(line, mode="eval")
    except SyntaxError as error:
        raise refusal(_syntax_hint(line), text=text, start=indent + error.offset - 1 if error.offset else None) from None
    except (ValueError, RecursionError, MemoryError):
        raise refusal(Sentence("it cannot be read"), text=text) from None


def _syntax_hint(line: str) -> Sentence:
    for word in line.replace("(", " ").replace(")", " ").split():
        if keyword.iskeyword(word) and word not in {"and", "or", "not", "in", "is", "if", "else", "True", "False", "None"}:
            return Sentence("the word {word!r} has a meaning of its own and cannot be a name here", word=word)
    return Sentence("two values need an operator between them, and every operator a value on both sides")


def _check_size(tree: ast.expr, *, text: str) -> None:
    """Walks without recursion: the tree may be as deep as the text is long."""
    count, waiting = 0, [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if count > MAX_NODES:
            raise refusal(Sentence("it has more than {most} parts", most=MAX_NODES), text=text)
        if depth > MAX_DEPTH:
            raise refusal(Sentence("it is nested deeper than {most}", most=MAX_DEPTH), text=text)
        waiting.extend((child, depth + 1) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))


class _Builder:
    def __init__(self, line: str, *, text: str, indent: int) -> None:
        self._source = line.encode(errors="replace")
        self._text = text
        self._indent = indent

    def build(self, node: ast.expr) -> ast.expr:
        builder = self._builders.get(type(node))
        if builder is None:
            self._refuse(_WORDS.get(type(node), _UNKNOWN), node)
        return builder(self, node)

    def _refuse(self, reason: Sentence, node: ast.expr) -> Never:
        start = self._indent + len(self._source[: node.col_offset].decode(errors="replace"))
        raise refusal(reason, text=self._text, start=start)

    def _constant(self, node: ast.Constant) -> ast.expr:
        value = node.value
        if isinstance(value, bool | str | None):
            return ast.Constant(value)
        if isinstance(value, int):
            if value.bit_length() > MAX_BITS:
                self._refuse(Sentence("the number is too big"), node)
            return ast.Constant(value)
        if isinstance(value, float):
            return self._decimal(node)
        return self._refuse(Sentence("only texts, numbers, true, false and none can be written out"), node)

    def _decimal(self, node: ast.Constant) -> ast.expr:
        number = Decimal(self._source[node.col_offset : node.end_col_offset].decode())
        if abs(number.adjusted()) > MAX_EXPONENT:
            self._refuse(Sentence("the number is too big or too small"), node)
        return ast.Constant(number)  # type: ignore[arg-type]  # a decimal is a constant of ours

    def _name(self, node: ast.Name) -> ast.expr:
        if node.id.startswith("__"):
            self._refuse(Sentence("a name does not begin with two underscores"), node)
        if node.id in _LITERALS:
            return ast.Constant(_LITERALS[node.id])
        return ast.Name(node.id)

    def _attribute(self, node: ast.Attribute) -> ast.expr:
        if not isinstance(node.value, ast.Name) or node.value.id not in VIEWS:
            self._refuse(Sentence("only {views} may be followed by `.` and a name, once", views=", ".join(VIEWS)), node)
        if node.attr.startswith("_"):
            self._refuse(Sentence("a name behind `.` does not begin with an underscore"), node)
        return ast.Name(f"{node.value.id}.{node.attr}")

    def _call(self, node: ast.Call) -> ast.expr:
        if not isinstance(node.func, ast.Name):
            self._refuse(Sentence("only the functions of the language can be called, values have no methods"), node)
        function = FUNCTIONS.get(node.func.id)
        if function is None:
            self._refuse(_no_function(node.func.id), node)
        if node.keywords:
            self._refuse(Sentence("values are passed by position, without names"), node)
        if not function.least <= len(node.args) <= function.most:
            self._refuse(_wrong_number(node.func.id, function, given=len(node.args)), node)
        return ast.Call(ast.Name(node.func.id), self._arguments(node), [])

    def _arguments(self, node: ast.Call) -> list[ast.expr]:
        built = [self.build(argument) for argument in node.args]
        pattern = built[1].value if len(built) > 1 and isinstance(built[1], ast.Constant) else None
        if isinstance(pattern, str) and isinstance(node.func, ast.Name) and node.func.id == "matches":
            try:
                compiled_pattern(pattern)
            except PatternError as error:
                self._refuse(error.message.inside(), node)
        return built

    def _boolop(self, node: ast.BoolOp) -> ast.expr:
        return ast.BoolOp(node.op, [self.build(value) for value in node.values])

    def _unaryop(self, node: ast.UnaryOp) -> ast.expr:
        if not isinstance(node.op, ast.Not | ast.USub | ast.UAdd):
            self._refuse(Sentence("`~` does not exist"), node)
        return ast.UnaryOp(node.op, self.build(node.operand))

    def _binop(self, node: ast.BinOp) -> ast.expr:
        if type(node.op) not in ARITHMETICS:
            self._refuse(Sentence("the operators are + - * / // % **, and, or, not"), node)
        return ast.BinOp(self.build(node.left), node.op, self.build(node.right))

    def _compare(self, node: ast.Compare) -> ast.expr:
        built = [self.build(right) for right in node.comparators]
        for operator, right in zip(node.ops, built, strict=True):
            if isinstance(operator, ast.Is | ast.IsNot) and not _is_singleton(right):
                self._refuse(Sentence("`is` compares with none, true or false only; for other values write `==`"), node)
            if type(operator) not in ORDERINGS and type(operator) not in IDENTITIES:
                self._refuse(Sentence("the comparisons are == != < <= > >= in, not in, is"), node)
        return ast.Compare(self.build(node.left), node.ops, built)

    def _ifexp(self, node: ast.IfExp) -> ast.expr:
        return ast.IfExp(self.build(node.test), self.build(node.body), self.build(node.orelse))

    def _subscript(self, node: ast.Subscript) -> ast.expr:
        if isinstance(node.slice, ast.Tuple):
            self._refuse(Sentence("a list is indexed by one value"), node)
        return ast.Subscript(self.build(node.value), self.build(node.slice))

    def _list(self, node: ast.List | ast.Tuple) -> ast.expr:
        return ast.List([self.build(item) for item in node.elts])

    _builders: ClassVar[dict[type[ast.expr], Callable[[Any, Any], ast.expr]]] = {
        ast.Constant: _constant,
        ast.Name: _name,
        ast.Attribute: _attribute,
        ast.Call: _call,
        ast.BoolOp: _boolop,
        ast.UnaryOp: _unaryop,
        ast.BinOp: _binop,
        ast.Compare: _compare,
        ast.IfExp: _ifexp,
        ast.Subscript: _subscript,
        ast.List: _list,
        ast.Tuple: _list,
    }


def _no_function(name: str) -> Sentence:
    near = nearest_name(name, FUNCTIONS)
    if near:
        return Sentence("there is no function {name!r}, did you mean `{near}`", name=name, near=near)
    return Sentence("there is no function {name!r}, the functions are {functions}", name=name, functions=", ".join(sorted(FUNCTIONS)))


def _wrong_number(name: str, function: Function, *, given: int) -> Sentence:
    if function.least == function.most:
        return Sentence("`{name}` takes {number} values and gets {given}", name=name, number=function.least, given=given)
    least, most = function.least, function.most
    return Sentence("`{name}` takes {least} to {most} values and gets {given}", name=name, least=least, most=most, given=given)


def _is_singleton(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, bool))


def names_of(tree: ast.expr) -> frozenset[str]:
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called)


def calls_of(tree: ast.expr) -> frozenset[str]:
    return frozenset(node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))
