"""The options of a field, in the reader's language; keys that stand stay choosable."""

from typing import Any

from dialogs.forms.field import Choice, DialogField, as_list


def options_of(field: DialogField) -> list[Choice]:
    """All options, in order; behind them what stands and is none any more. Nothing where the field takes any key."""
    labels: dict[str, str] = dict(getattr(field.asked.rules, "labels", {}))
    if not labels:
        return []
    standing: Any = field.situation.asking.value(field.asked.name)
    gone = [key for key in as_list(standing) if isinstance(key, str) and key and key not in labels]
    return [*(Choice(key, field.situation.translated(label)) for key, label in labels.items()), *(Choice(key, key) for key in gone)]


def label_of(field: DialogField, key: str) -> str:
    """What people read of a key."""
    labels: dict[str, str] = dict(getattr(field.asked.rules, "labels", {}))
    return field.situation.translated(labels[key]) if key in labels else key
