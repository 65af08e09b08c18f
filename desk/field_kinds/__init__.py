"""The kinds of dynamic fields, one per file; the contract is `desk.fields.kind.FieldKind`."""

from typing import Final

from desk.fields.kind import FieldKind
from foundation.registry import Registry

kinds: Final[Registry[type[FieldKind]]] = Registry("kind of field", package="desk.field_kinds")
