"""The dynamic fields of an export under the names they get here, and which of them hold lists.

An export holds no definitions of fields: type and label stay in the database it came from. A field is a text, or a
multiselect where a condition asks it for a list.
"""

import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bpm.catalogue import ATTRIBUTES, READABLE
from bpm.expressions import FUNCTIONS, VIEWS
from bpm.otrs.export import Export, as_map
from bpm.otrs.report import Report
from bpm.otrs.yaml_text import Plain
from bpm.sentences import Sentence

PREFIX = "DynamicField_"
INTERNAL = frozenset({"ProcessManagementProcessID", "ProcessManagementActivityID"})
_LOOP_NAMES = frozenset(
    {"loopCounter", *(f"{start}{end}" for start in ("numberOf", "nrOf") for end in ("Instances", "ActiveInstances", "CompletedInstances"))}
)
_TAKEN = frozenset(
    {*ATTRIBUTES, *READABLE, *VIEWS, *FUNCTIONS, *_LOOP_NAMES, "true", "false", "none", "null", "age", "id", "created_at", "changed_at"}
)


@dataclass
class Fields:
    """Gives each field of the export its name here, once."""

    report: Report
    lists: frozenset[str]
    names: dict[str, str] = field(default_factory=dict)

    def name(self, original: str) -> str:
        """The name in our model of a field that OTRS knows as `original` (without prefix)."""
        if original not in self.names:
            self.names[original] = self._new_name(original)
        return self.names[original]

    def holds_list(self, original: str) -> bool:
        return original in self.lists

    def _new_name(self, original: str) -> str:
        name = re.sub(r"[^A-Za-z0-9_]", "_", original)
        if not re.match("[A-Za-z]", name):
            name = f"field_{name.lstrip('_')}"
        while name in _TAKEN or keyword.iskeyword(name) or name in self.names.values():
            name += "_field"
        if name != original:
            self.report.add(
                (PREFIX + original, original),
                "adapted",
                Sentence(
                    "The field {original!r} is called {name!r} here, since its name is no name here or is taken.",
                    original=original,
                    name=name,
                ),
            )
        return name


def field_lists(export: Export) -> frozenset[str]:
    """The fields that a condition asks for a list."""
    return frozenset(key.removeprefix(PREFIX) for key, config in _asked(export) if key.startswith(PREFIX) and _asks_list(config))


def _asked(export: Export) -> Iterator[tuple[str, Plain]]:
    for transition in dict.fromkeys(edge.transition for edge in export.edges):
        condition = export.transitions[transition].config.get("Condition", "")
        for one in condition.values() if isinstance(condition, dict) else ():
            fields = one.get("Fields", "") if isinstance(one, dict) else ""
            yield from as_map(fields, "Fields").items() if isinstance(fields, dict) else ()


def _asks_list(config: Plain) -> bool:
    return isinstance(config, list) or (isinstance(config, dict) and str(config.get("Type", "")).lower() == "array")
