"""Finds the value of a tree: simpleeval's evaluator, closed further.

simpleeval walks the tree; the table of what it can do is our own, without attributes, keywords and operators that are not ours. It looks
at each value that a host hands in, and not at every result on the way: these come from our own operators. A new evaluator is made
for each evaluation because threads share expressions; making one costs next to nothing, as no set-up of simpleeval's own is needed.
"""

import ast
from collections.abc import Callable
from typing import Any, ClassVar, NoReturn, cast

from simpleeval import FeatureNotAvailable, SimpleEval

from bpm.errors import EvaluationError, NoValue
from bpm.language.functions import FUNCTIONS
from bpm.language.names import Names
from bpm.language.operators import ARITHMETICS, IDENTITIES, ORDERINGS
from bpm.language.values import ARITHMETIC, decimal_of, is_number, kind_of, plain

# These two are for what may have no value; they see an unset name as empty instead of failing on it.
_FORGIVING = frozenset({"coalesce", "empty"})


class Evaluator(SimpleEval):  # type: ignore[misc]  # simpleeval carries no types
    def __init__(self, names: Names) -> None:  # the parent's set-up would only build what is replaced here
        self._names = names
        self._zone = names.zone

    def value(self, tree: ast.expr) -> object:
        try:
            return self._eval(tree)
        except ArithmeticError as error:
            raise EvaluationError(_arithmetic_sentence(error)) from error
        except FeatureNotAvailable as error:
            raise EvaluationError("A name of the expression holds something that is no value.") from error
        except RecursionError as error:
            raise EvaluationError("The expression is nested too deep to be evaluated here.") from error

    def _eval(self, node: ast.expr) -> object:
        return self._handlers[type(node)](self, node)

    def _eval_value(self, node: ast.Constant) -> object:
        return node.value

    def _eval_name(self, node: ast.Name) -> object:
        value = plain(self._names(node.id))
        self._check_disallowed_items(value)
        return value

    def _eval_compare(self, node: ast.Compare) -> bool:
        left_node, left = node.left, self._eval(node.left)
        for operation, right_node in zip(node.ops, node.comparators, strict=True):
            right = self._eval(right_node)
            test = IDENTITIES.get(type(operation))
            if test is None:
                if left is None or right is None:
                    self._missing(left_node if left is None else right_node)
                test = ORDERINGS[type(operation)]
            if not test(left, right, self._zone):
                return False
            left_node, left = right_node, right
        return True

    def _eval_binop(self, node: ast.BinOp) -> object:
        left, right = self._eval(node.left), self._eval(node.right)
        self._need(left, node.left)
        self._need(right, node.right)
        return ARITHMETICS[type(node.op)](left, right, self._zone)

    def _eval_unaryop(self, node: ast.UnaryOp) -> object:
        value = self._eval(node.operand)
        if isinstance(node.op, ast.Not):
            return not value
        self._need(value, node.operand)
        if not is_number(value):
            raise EvaluationError(f"A sign before {kind_of(value)} has no meaning.")
        if isinstance(value, int):
            return -value if isinstance(node.op, ast.USub) else +value
        return ARITHMETIC.minus(decimal_of(value)) if isinstance(node.op, ast.USub) else value

    def _eval_call(self, node: ast.Call) -> object:
        name = cast("ast.Name", node.func).id
        function = FUNCTIONS[name]
        values = [self._lenient(one) if name in _FORGIVING else self._eval(one) for one in node.args]
        if not function.takes_none:
            for value, argument in zip(values, node.args, strict=True):
                self._need(value, argument)
        return function.run(self._names, *values)

    def _lenient(self, node: ast.expr) -> object:
        if not isinstance(node, ast.Name):
            return self._eval(node)
        try:
            return self._eval(node)
        except NoValue:
            return None

    def _eval_subscript(self, node: ast.Subscript) -> object:
        whole, key = self._eval(node.value), self._eval(node.slice)
        self._need(whole, node.value)
        self._need(key, node.slice)
        if isinstance(whole, dict) and isinstance(key, str | int):
            return plain(_entry(whole, key))
        if isinstance(whole, list | tuple):
            return plain(_entry(whole, _index(key)))
        raise EvaluationError(f"{kind_of(whole).capitalize()} cannot be indexed by {kind_of(key)}.")

    def _eval_list(self, node: ast.List) -> list[object]:
        return [self._eval(item) for item in node.elts]

    def _need(self, value: object, node: ast.expr) -> None:
        if value is None:
            self._missing(node)

    def _missing(self, node: ast.expr) -> NoReturn:
        """Names the first empty name below the node, since that is what a person can do something about."""
        for part in ast.walk(node):
            if isinstance(part, ast.Name) and part.id not in FUNCTIONS and self._names(part.id) is None:
                raise NoValue(part.id)
        raise EvaluationError("A part of the expression has no value to compute with.")

    _handlers: ClassVar[dict[type[ast.expr], Callable[[Any, Any], Any]]] = {
        ast.Constant: _eval_value,
        ast.Name: _eval_name,
        ast.BoolOp: SimpleEval._eval_boolop,  # noqa: SLF001 -- made to be replaced or kept by subclasses
        ast.Compare: _eval_compare,
        ast.UnaryOp: _eval_unaryop,
        ast.BinOp: _eval_binop,
        ast.Call: _eval_call,
        ast.IfExp: SimpleEval._eval_ifexp,  # noqa: SLF001
        ast.Subscript: _eval_subscript,
        ast.List: _eval_list,
    }


def _index(key: object) -> int:
    if is_number(key) and not isinstance(key, bool) and (number := decimal_of(key)).is_finite() and number == number.to_integral_value():
        return int(number)
    raise EvaluationError(f"A list cannot be indexed by {kind_of(key)}.")


def _entry(whole: Any, key: object) -> object:
    try:
        return whole[key]
    except LookupError as error:
        raise EvaluationError(f"There is no entry {str(key)[:40]!r} in {kind_of(whole)}.") from error


def _arithmetic_sentence(error: ArithmeticError) -> str:
    if isinstance(error, ZeroDivisionError):
        return "A number was divided by zero."
    return "A number or time is outside of what can be computed."
