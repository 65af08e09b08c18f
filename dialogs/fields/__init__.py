"""How values are shown and read in dialogs, one kind per file; the contract is `dialogs.forms.field.DialogField`.

A kind has the name of a kind of dynamic field (`desk/field_kinds/`), of a type of variable that is no such kind, or of an attribute.
"""

from typing import Final

from dialogs.forms.field import DialogField
from foundation.registry import Registry

kinds: Final[Registry[type[DialogField]]] = Registry("kind of dialog field", package="dialogs.fields")
