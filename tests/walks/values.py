"""Expressions, texts and timers of the reference machine: the few forms the walks need, evaluated over Python's syntax tree.

Written from docs/semantics.md 8 and the dialect; shares nothing with the engine's own evaluator, so that the two can disagree.
"""

import ast
import operator
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

Look = Callable[[str], object]


class NoValue(Exception):
    """A name has no value."""


class Wrong(Exception):
    """An expression cannot be evaluated with the values it met."""


class Unsupported(Exception):
    """The machine does not know this form; a walk over such a model says nothing."""


OPERATORS: dict[type, Callable[..., Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod, ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge, ast.In: lambda a, b: a in b, ast.NotIn: lambda a, b: a not in b, ast.Is: lambda a, b: a is b,
    ast.IsNot: lambda a, b: a is not b, ast.Not: operator.not_, ast.USub: operator.neg, ast.UAdd: operator.pos,
}  # fmt: skip
FUNCTIONS: dict[str, Callable[..., object]] = {
    "len": len, "min": min, "max": max, "abs": abs, "round": round, "lower": str.lower, "upper": str.upper,
    "contains": lambda text, part: part in text, "startswith": str.startswith, "days": lambda n: timedelta(days=n),
    "hours": lambda n: timedelta(hours=n), "minutes": lambda n: timedelta(minutes=n),
}  # fmt: skip
WORDS = {"true": True, "false": False, "null": None, "none": None}


@lru_cache(maxsize=4096)
def parsed(text: str) -> ast.expr:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise Unsupported(text) from error


@lru_cache(maxsize=1024)
def assignments(script: str) -> tuple[tuple[str, ast.expr], ...]:
    found: list[tuple[str, ast.expr]] = []
    for line in ast.parse("\n".join(line.strip() for line in script.strip().splitlines())).body:
        if isinstance(line, ast.Assign) and len(line.targets) == 1:
            found.append((dotted(line.targets[0]), line.value))
        elif isinstance(line, ast.AugAssign):
            found.append((dotted(line.target), ast.BinOp(ast.parse(ast.unparse(line.target), mode="eval").body, line.op, line.value)))
        else:
            raise Unsupported(script)
    return tuple(found)


def dotted(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ast.unparse(node)


def evaluate(text: str, look: Look) -> object:
    return value_of(parsed(text), look)


def value_of(node: ast.expr, look: Look) -> object:
    try:
        return _value(node, look)
    except (TypeError, ValueError, ArithmeticError, AttributeError, LookupError) as error:
        raise Wrong(str(error)) from error


def _value(node: ast.expr, look: Look) -> object:
    match node:
        case ast.Constant(value=float()):
            return Decimal(ast.unparse(node))
        case ast.Constant():
            return node.value
        case ast.Name():
            return WORDS[node.id] if node.id in WORDS else look(node.id)
        case ast.Attribute():
            return look(dotted(node))
        case ast.List() | ast.Tuple():
            return [_value(item, look) for item in node.elts]
        case ast.BoolOp():
            return _bool(node, look)
        case ast.UnaryOp():
            return OPERATORS[type(node.op)](_value(node.operand, look))
        case ast.BinOp():
            return OPERATORS[type(node.op)](_value(node.left, look), _value(node.right, look))
        case ast.Compare():
            return _compare(node, look)
        case ast.IfExp():
            return _value(node.body if _value(node.test, look) else node.orelse, look)
        case ast.Call(func=ast.Name(id=name)):
            return _call(name, node.args, look)
    raise Unsupported(ast.unparse(node))


def _bool(node: ast.BoolOp, look: Look) -> object:
    ends_at = isinstance(node.op, ast.Or)
    for part in node.values:
        value = _value(part, look)
        if bool(value) is ends_at:
            break
    return value


def _compare(node: ast.Compare, look: Look) -> bool:
    left = _value(node.left, look)
    for sign, part in zip(node.ops, node.comparators, strict=True):
        right = _value(part, look)
        if None in (left, right) and isinstance(sign, ast.Lt | ast.LtE | ast.Gt | ast.GtE):
            raise NoValue(ast.unparse(node))
        if not OPERATORS[type(sign)](left, right):
            return False
        left = right
    return True


def _call(name: str, args: list[ast.expr], look: Look) -> object:
    if name == "now":
        return look("now()")
    if name == "coalesce":
        for arg in args:
            try:
                value = _value(arg, look)
            except NoValue:
                continue
            if value is not None:
                return value
        return None
    if name not in FUNCTIONS:
        raise Unsupported(name)
    return FUNCTIONS[name](*[_value(arg, look) for arg in args])


def parameter(text: str, look: Look) -> object:
    """A text with `{{ }}`, or, when it starts with "=", an expression."""
    if text.startswith("="):
        return evaluate(text[1:], look)
    return re.sub(r"\{\{(.*?)\}\}", lambda found: str(evaluate(found[1], look)), text)


DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")


def add(moment: datetime, duration: str) -> datetime:
    if duration.endswith(" working"):
        return add_working(moment, add(moment, duration.removesuffix(" working")) - moment)
    found = DURATION.fullmatch(duration)
    if found is None:
        raise Unsupported(duration)
    years, months, weeks, days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
    month = moment.month - 1 + int(months)
    year, month = moment.year + int(years) + month // 12, month % 12 + 1
    last = (datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC) - timedelta(days=1)).day
    moment = moment.replace(year=year, month=month, day=min(moment.day, last))
    return moment + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def add_working(moment: datetime, left: timedelta) -> datetime:
    """Monday to Friday, 8 to 21."""
    while True:
        opens, closes = (moment.replace(hour=hour, minute=0, second=0, microsecond=0) for hour in (8, 21))
        moment = max(moment, opens)
        if moment.weekday() < 5 and left <= closes - moment:
            return moment + left
        left -= max(closes - moment, timedelta()) if moment.weekday() < 5 else timedelta()
        moment = opens + timedelta(days=1)


def moment(text: str) -> datetime:
    value = datetime.fromisoformat(text)
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def due(text: str, look: Look, *, since: datetime, fired: int) -> datetime | None:
    """When a timer armed (or last due) at `since`, and already fired so often, is due; None: not (again)."""
    text = text.strip()
    if text.startswith("P"):
        return add(since, text) if fired == 0 else None
    if text.startswith("R") and "/" in text:
        return _next_of_cycle(text, since=since, fired=fired)
    if text[:4].isdigit():
        return moment(text) if fired == 0 else None
    if text.startswith("cron"):
        raise Unsupported(text)
    try:
        value = evaluate(text.lstrip("="), look)
    except NoValue:
        return None
    if isinstance(value, datetime):
        return value if fired == 0 else None
    return due(value, look, since=since, fired=fired) if isinstance(value, str) else None


def _next_of_cycle(text: str, *, since: datetime, fired: int) -> datetime | None:
    times, *rest = text[1:].split("/")
    if times and fired >= int(times):
        return None
    if fired == 0 and len(rest) > 1 and not rest[0].startswith("P"):
        return moment(rest[0])
    return add(since, rest[-1] if rest[-1].startswith("P") else rest[0])
