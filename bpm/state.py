"""An instance as compact bytes, and back.

Only tokens, variables and what compensation remembers are kept; the spec is found by the version.  msgpack, compressed above 2 KiB,
with a format byte in front: its high bit says "compressed", the rest is the number of the format, for which `UPGRADES` holds the
way to the next.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

import msgpack  # type: ignore[import-untyped]
import zstandard

from bpm.errors import BpmError
from bpm.instance import Instance
from bpm.movement import Sent
from bpm.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpm.instance import Scope
    from bpm.model import Model

FORMAT = 1
COMPRESSED = 0x80
COMPRESS_ABOVE = 2_048
LARGEST = 64 * 1024 * 1024
UPGRADES: dict[int, Callable[[Any], Any]] = {}

DATE, MOMENT, DECIMAL, DURATION, LARGE = 1, 2, 3, 4, 5

# How bytes that are no state show: a value of the wrong kind, or one that points to nothing.
DAMAGE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class StateError(BpmError):
    """Stored state cannot be read, or names what its version does not have."""


def dump(instance: Instance) -> bytes:
    """The state of an instance between two steps."""
    undelivered = [[sent.kind, sent.name, sent.element, sent.data, sent.to, sent.hops, node] for sent, node in instance.undelivered]
    packed = pack([instance.last_id, instance.ended_with, undelivered, [dump_scope(scope) for scope in instance.scopes]])
    if len(packed) > COMPRESS_ABOVE:
        return bytes([FORMAT | COMPRESSED]) + zstandard.compress(packed, 3)
    return bytes([FORMAT]) + packed


def dump_scope(scope: Scope) -> list[Any]:
    """A scope: whose it is, its variables, what it remembers, its tokens."""
    owner = scope.owner.id if scope.owner is not None else 0
    root = scope.task_tree.id
    tokens = [
        [
            token.id,
            0 if token._parent == root else token._parent,
            token._state,
            token.task_spec.name,
            token.internal_data or None,
            token.data or None,
        ]
        for token in scope.tokens
    ]
    return [owner, root, scope.data or None, scope.memory or None, tokens]


def load(model: Model, data: bytes) -> Instance:
    """The instance whose state this is.

    Raises:
        StateError: the bytes are no state, or the model has no such node.
    """
    content = unpack_versioned(data)
    try:
        return rebuilt(model, content)
    except DAMAGE as error:
        raise StateError(f"The stored state is damaged: {error!r}.") from error


def rebuilt(model: Model, content: Any) -> Instance:
    """An instance from the content of its state."""
    last_id, ended_with, undelivered, scopes = content
    instance = Instance(model)
    instance.ended_with = ended_with
    instance.undelivered = [
        (Sent(kind, name, element, content, to, hops=hops), node) for kind, name, element, content, to, hops, node in undelivered
    ]
    for stored in scopes:
        load_scope(instance, stored)
    instance.last_id = last_id
    return instance


def load_scope(instance: Instance, stored: list[Any]) -> None:
    """Rebuild one scope; the scope around it has been rebuilt before."""
    owner_id, root, data, memory, tokens = stored
    if owner_id:
        owner = instance.token(owner_id)
        if owner is None:
            raise StateError(f"The state names an activity {owner_id} that it does not hold.")
        scope = instance.open_scope(owner, owner.task_spec.inside)
    else:
        scope = cast("Scope", instance)
    rename_root(scope, root)
    scope.data = data or {}
    scope.memory = memory or []
    for each in tokens:
        load_token(scope, each)


def rename_root(scope: Scope, root: int) -> None:
    """Give the root the number it had."""
    tree = scope.task_tree
    del scope.tasks[tree.id]
    tree.id = root
    scope.tasks[root] = tree


def load_token(scope: Scope, stored: list[Any]) -> None:
    """Rebuild one token."""
    token_id, parent, state, name, internal_data, data = stored
    spec = scope.spec.task_specs.get(name)
    if spec is None:
        raise StateError(f"The model has no node {name!r}, but a token stands there.")
    token = Token(cast("Any", scope), spec, scope.tasks[parent] if parent else scope.task_tree, state, id=token_id)
    token.internal_data = internal_data or {}
    token.data = data or {}


def unpack_versioned(data: bytes) -> Any:
    """The content of stored state, in today's format."""
    if not data:
        raise StateError("The stored state is empty.")
    number = data[0] & ~COMPRESSED
    try:
        packed = decompressed(data[1:]) if data[0] & COMPRESSED else data[1:]
        content = msgpack.unpackb(packed, ext_hook=unpack_value, strict_map_key=False)
    except (*DAMAGE, zstandard.ZstdError, msgpack.UnpackException) as error:
        raise StateError(f"The stored state is damaged: {error}.") from error
    while number != FORMAT:
        if number not in UPGRADES:
            raise StateError(f"The stored state has the format {number}, which this version does not know.")
        content = UPGRADES[number](content)
        number += 1
    return content


def decompressed(data: bytes) -> bytes:
    """The content of a compressed state; its header says beforehand how large that is."""
    if not 0 <= zstandard.frame_content_size(data) <= LARGEST:
        raise ValueError("it claims to be larger than any state")
    return zstandard.ZstdDecompressor().decompress(data, max_output_size=LARGEST)


def pack(content: Any) -> bytes:
    """Content as msgpack, dates and decimals included."""
    return cast("bytes", msgpack.packb(content, default=pack_value))


def pack_value(value: Any) -> Any:
    """What msgpack has no type for."""
    if isinstance(value, datetime):
        return msgpack.ExtType(MOMENT, value.isoformat().encode())
    if isinstance(value, date):
        return msgpack.ExtType(DATE, value.isoformat().encode())
    if isinstance(value, Decimal):
        return msgpack.ExtType(DECIMAL, str(value).encode())
    if isinstance(value, timedelta):
        return msgpack.ExtType(DURATION, str(value / timedelta(microseconds=1)).encode())
    if isinstance(value, int):
        return msgpack.ExtType(LARGE, str(value).encode())
    if isinstance(value, (tuple, set, frozenset)):
        return list(value)
    raise StateError(f"A variable holds a {type(value).__name__}, which cannot be stored.")


def unpack_value(code: int, data: bytes) -> Any:
    """The reverse of `pack_value`."""
    readers: dict[int, Callable[[str], Any]] = {
        MOMENT: datetime.fromisoformat,
        DATE: date.fromisoformat,
        DECIMAL: Decimal,
        LARGE: int,
        DURATION: lambda text: timedelta(microseconds=float(text)),
    }
    return readers[code](data.decode())
