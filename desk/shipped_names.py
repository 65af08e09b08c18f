"""What the states, priorities and types that every house begins with are called in other languages, and the agent who is nobody.

The names of a house are data, and stand as they are; only those that were shipped are translated, as OTRS does. What is stored, searched
and compared is always the name itself: this is for showing it.
"""

from collections.abc import Mapping
from typing import Final

GERMAN: Final[Mapping[str, Mapping[str, str]]] = {
    "state": {
        "new": "neu",
        "open": "offen",
        "closed successful": "erfolgreich geschlossen",
        "closed unsuccessful": "erfolglos geschlossen",
        "pending reminder": "wartet auf Erinnerung",
        "pending auto close+": "wartet, dann erfolgreich geschlossen",
        "pending auto close-": "wartet, dann erfolglos geschlossen",
        "merged": "zusammengefasst",
        "removed": "entfernt",
    },
    "priority": {
        "1 very low": "1 sehr niedrig",
        "2 low": "2 niedrig",
        "3 normal": "3 normal",
        "4 high": "4 hoch",
        "5 very high": "5 sehr hoch",
    },
    "type": {"Unclassified": "Nicht eingeordnet"},
    "agent": {"root@localhost": "niemand", "Laufzettel System": "niemand"},
}
ENGLISH: Final[Mapping[str, Mapping[str, str]]] = {
    "agent": {"root@localhost": "nobody", "Laufzettel System": "nobody"},
}
LANGUAGES: Final = {"en": ENGLISH, "de": GERMAN}


def shown_name(kind: str, name: str, language: str) -> str:
    """A name as people read it.

    Args:
        kind: what is called so, as models name the attribute: state, priority, type; agent, by login or full name.
        name: its name.
        language: of whoever reads it (`de-AT` is German).
    """
    known = LANGUAGES.get(language.replace("_", "-").partition("-")[0].lower(), ENGLISH)
    return known.get(kind, {}).get(name, name)
