"""What a dynamic field may be called: as conditions and templates of models spell it, and like nothing else they know."""

import keyword
import unicodedata
from typing import Final

WORDS: Final = frozenset({"true", "false", "none", "null"})

# The names models know already. The language is the engine's, which this package may not ask; a test holds both lists together.
TICKET_ATTRIBUTES: Final = frozenset({
    "title", "queue", "state", "priority", "type", "service", "sla", "owner", "responsible", "lock", "pending_until", "customer",
    "number", "state_type", "customer_user", "created", "changed", "closed", "escalation",
})  # fmt: skip
VIEWS: Final = frozenset({"ticket", "customer", "sla", "queue", "actor"})
FUNCTIONS: Final = frozenset({
    "len", "min", "max", "sum", "abs", "round", "int", "decimal", "any_of", "all_of",
    "str", "lower", "upper", "strip", "contains", "startswith", "endswith", "matches",
    "today", "now", "days", "hours", "minutes", "date", "datetime", "in_group", "coalesce", "empty",
})  # fmt: skip
LOOP_NAMES: Final = frozenset({
    "loopCounter", "numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances", "numberOfTerminatedInstances",
    "nrOfInstances", "nrOfActiveInstances", "nrOfCompletedInstances", "nrOfTerminatedInstances",
})  # fmt: skip
TAKEN: Final = {"a ticket attribute": TICKET_ATTRIBUTES, "a view": VIEWS, "a function": FUNCTIONS, "a name of loops": LOOP_NAMES}


def problem_of(name: str) -> str:
    """Why a field cannot be called so; "" if it can."""
    if not name.isidentifier() or keyword.iskeyword(name) or name.lower() in WORDS:
        return f"{name!r} is no name: it has letters, digits and underscores, does not begin with a digit and is no word of the language."
    plain = unicodedata.normalize("NFKC", name)
    if plain != name:
        return f"{name!r} has signs that conditions read as others; write {plain!r}."
    taken = next((what for what, names in TAKEN.items() if name in names), "")
    return f"{name!r} is {taken} already." if taken else ""
