"""The formats of ticket numbers, one per file; the contract is `desk.numbering.NumberFormat`."""

from typing import Final

from desk.numbering import NumberFormat
from foundation.registry import Registry

formats: Final[Registry[type[NumberFormat]]] = Registry("format of ticket numbers", package="desk.number_formats")
