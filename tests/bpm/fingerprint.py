"""A fingerprint of everything an object holds, however deep: equal before and after means that nothing was changed in between."""

import hashlib
import logging
import types
from collections.abc import Iterator
from typing import Any

PLAIN = (str, bytes, int, float, complex, bool, type(None))
NAMED = (type, types.FunctionType, types.BuiltinFunctionType, types.ModuleType, logging.Logger)


def fingerprint(root: Any) -> str:
    """The hash of a walk through all attributes and items, each object once."""
    digest, pending = hashlib.sha256(), [root]
    seen: dict[int, tuple[int, Any]] = {}  # keeps what was made on the way alive, so that no id is given twice
    while pending:
        value = pending.pop()
        if isinstance(value, PLAIN):
            digest.update(f"{type(value).__name__}:{value!r};".encode())
        elif id(value) in seen:
            digest.update(f"#{seen[id(value)][0]};".encode())
        else:
            seen[id(value)] = (len(seen), value)
            digest.update(f"<{type(value).__qualname__}:{told(value)}>".encode())
            pending.extend(parts(value))
    return digest.hexdigest()


def told(value: Any) -> str:
    """What an object without parts says of itself."""
    if isinstance(value, NAMED):
        return str(getattr(value, "__qualname__", getattr(value, "__name__", value)))
    if isinstance(value, (set, frozenset)):
        return repr(sorted(map(repr, value)))
    return "" if next(parts(value), None) is not None or " at 0x" in repr(value) else repr(value)


def parts(value: Any) -> Iterator[Any]:
    """What an object holds."""
    if isinstance(value, dict):
        for key, held in value.items():
            yield from (key, held)
    elif isinstance(value, (list, tuple)):
        yield len(value)
        yield from value
    elif not isinstance(value, (*NAMED, set, frozenset)):
        for name, held in sorted({**slots_of(value), **getattr(value, "__dict__", {})}.items()):
            yield from (name, held)


def slots_of(value: Any) -> dict[str, Any]:
    names = {name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ()) if isinstance(name, str)}
    return {name: getattr(value, name) for name in names if hasattr(value, name) and not name.startswith("__")}
