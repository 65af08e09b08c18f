"""An independent evaluation of OTRS process exports: what the tests of imported models are held against.

Uses nothing of `bpm`. An export is loaded by PyYAML's base loader (all scalars are texts); a ticket is a dictionary of OTRS keys. Of a
step it says which transition fires and which actions run, in order. Only the transition logic is here; dialogs set what they are told.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

Ticket = dict[str, Any]


class Broken(Exception):
    """OTRS would log an error and try no further transition of the activity."""


def load(data: str | bytes) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(data, Loader=yaml.BaseLoader)  # noqa: S506, TID251 - the base loader makes texts, lists and maps only
    return loaded


@dataclass
class Taken:
    """One transition that fired: its id, the activity it led to, the ids of its actions in order."""

    transition: str
    activity: str
    actions: list[str] = field(default_factory=list)


class Process:
    """A ticket on its way through an export."""

    def __init__(self, export: dict[str, Any]) -> None:
        self.export = export
        self.config = export["Process"]["Config"]
        self.activity: str = self.config["StartActivity"]

    def dialogs(self) -> list[str]:
        """Offered at the current activity, in order."""
        offered = (self.export["Activities"][self.activity]["Config"] or {}).get("ActivityDialog") or {}
        return [offered[number] for number in sorted(offered, key=int)]

    def ways(self) -> list[str]:
        return sorted(self.config["Path"].get(self.activity) or {})

    def is_at_end(self) -> bool:
        return not self.ways()

    def submit(self, dialog: str, ticket: Ticket, answers: Ticket) -> Taken | None:
        """Sets answers and hidden defaults, then looks once for a transition."""
        ticket |= answers | self.hidden_values(dialog)
        return self.look(ticket)

    def hidden_values(self, dialog: str) -> Ticket:
        """What a dialog sets without asking."""
        process = {"Queue": "Raw", "State": "new", "Lock": "unlock", "Priority": "3 normal"}
        config, found = self.export["ActivityDialogs"][dialog]["Config"], Ticket()
        for key in config.get("FieldOrder") or []:
            one = (config.get("Fields") or {}).get(key)
            if one is None or one.get("Display") != "0" or key in ("Article", "CustomerID"):
                continue
            if one.get("DefaultValue") or key in process or key.startswith("DynamicField_"):
                found[key] = one.get("DefaultValue") or process.get(key, "")
        return found

    def look(self, ticket: Ticket) -> Taken | None:
        """The first transition that matches; the ticket moves on, and whoever asks runs the actions."""
        for transition in self.ways():
            edge = self.config["Path"][self.activity][transition]
            try:
                if not is_true(self.export["Transitions"][transition]["Config"] or {}, ticket):
                    continue
            except Broken:
                return None
            self.activity = edge["ActivityEntityID"]
            return Taken(transition, self.activity, list(edge.get("TransitionAction") or []))
        return None


def is_true(config: dict[str, Any], ticket: Ticket) -> bool:
    """The condition of a transition."""
    condition = config.get("Condition")
    if not condition or not isinstance(condition, dict):
        raise Broken
    linking = config.get("ConditionLinking")
    if not linking:
        linking = (isinstance(condition.get("Type"), str) and condition["Type"]) or "and"
    sets = [value for name, value in sorted(condition.items()) if not (name == "Type" and isinstance(value, str))]
    if not sets:
        raise Broken
    return _linked([_set(one, ticket) for one in sets], linking)


def _set(one: Any, ticket: Ticket) -> bool:
    if not isinstance(one, dict) or not isinstance(one.get("Fields"), dict) or not one["Fields"]:
        raise Broken
    return _linked([_field(key, config, ticket) for key, config in sorted(one["Fields"].items())], one.get("Type") or "and")


def _linked(results: list[bool], linking: str) -> bool:
    match linking.lower():
        case "and":
            return all(results)
        case "or":
            return any(results)
        case "xor":
            return results.count(True) == 1
        case _:
            raise Broken


def _field(key: str, config: Any, ticket: Ticket) -> bool:
    if isinstance(config, str):
        config = {"Type": "String", "Match": config}
    if isinstance(config, list):
        config = {"Type": "Array", "Match": config}
    match, value = config.get("Match"), ticket.get(key)
    if not match:
        raise Broken
    match (config.get("Type") or "").lower():
        case "string":
            return _string(match, value)
        case "array":
            return _array(match, value)
        case "hash":
            return _hash(match, value)
        case "regexp":
            return _regexp(match, value)
        case "module":
            return _module(match, ticket)
        case _:
            raise Broken


def _string(match: Any, value: Any) -> bool:
    if not isinstance(match, str):
        raise Broken
    return match in value if isinstance(value, list) else value == match


def _array(match: Any, value: Any) -> bool:
    if not isinstance(match, list):
        raise Broken
    return isinstance(value, list) and all(item in value for item in match)


def _hash(match: Any, value: Any) -> bool:
    if not isinstance(match, dict):
        raise Broken
    return isinstance(value, dict) and all(value.get(key) == item for key, item in match.items())


def _regexp(match: Any, value: Any) -> bool:
    if not isinstance(match, str):
        raise Broken
    try:
        pattern = re.compile(match)
    except re.error:
        raise Broken from None
    values = value if isinstance(value, list) else [value]
    return any(one not in (None, "", "0") and pattern.search(one) is not None for one in values)


def _module(match: Any, ticket: Ticket) -> bool:
    if not isinstance(match, str):
        raise Broken
    return match.endswith("ValidateDemo") and ticket.get("Queue") == "Raw"
