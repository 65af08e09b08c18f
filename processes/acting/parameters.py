"""Parameters of actions as values: whatever a text or an expression of a model yields, read as what the action needs.

At deployment some are `UNKNOWN`; whoever checks asks `is_known` first.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from processes.actions import UNKNOWN, TransitionActionError

Choice = TypeVar("Choice", bound=StrEnum)
TRUE, FALSE = frozenset({"true", "1", "yes", "y"}), frozenset({"false", "0", "no", "n", ""})


def is_known(value: Any) -> bool:
    """Whether a parameter says something already at deployment."""
    return value is not None and value is not UNKNOWN


def text_of(value: Any, name: str) -> str:
    """A text; nothing is the empty one, and numbers and dates are written out.

    Raises:
        TransitionActionError: it is a truth value, a list or the like.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (int, Decimal, float)) and not isinstance(value, bool):
        return str(value)
    raise TransitionActionError(f"The parameter {name!r} is {value!r}; a text is needed.")


def needed_text(value: Any, name: str) -> str:
    """The same of a parameter that must not be empty.

    Raises:
        TransitionActionError: it is empty, or no text.
    """
    text = text_of(value, name)
    if not text:
        raise TransitionActionError(f"The parameter {name!r} is empty; it is needed.")
    return text


def truth_of(value: Any, name: str, *, default: bool = False) -> bool:
    """True or false, also as a text.

    Raises:
        TransitionActionError: it is neither.
    """
    if value is None:
        return default
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    if text in TRUE or text in FALSE:
        return text in TRUE
    raise TransitionActionError(f"The parameter {name!r} is {value!r}, which is neither true nor false.")


def items_of(value: Any, name: str) -> list[str]:
    """Names in a list, or in a text with commas between them; each once.

    Raises:
        TransitionActionError: something else.
    """
    parts: Iterable[Any] = value if isinstance(value, (list, tuple)) else text_of(value, name).split(",")
    return list(dict.fromkeys(text for part in parts if (text := text_of(part, name))))


def choice_of(value: Any, kind: type[Choice], name: str) -> Choice:
    """One of a few words, in whatever case.

    Raises:
        TransitionActionError: it is none of them.
    """
    text = needed_text(value, name)
    found = next((one for one in kind if one.value.lower() == text.lower()), None)
    if found is None:
        raise TransitionActionError(f"The parameter {name!r} is {text!r}; it can be {', '.join(one.value for one in kind)}.")
    return found


def number_of(value: Any, name: str) -> int:
    """A whole number that is not negative.

    Raises:
        TransitionActionError: it is none.
    """
    amount = amount_of(value, name)
    if amount != int(amount):
        raise TransitionActionError(f"The parameter {name!r} is {value!r}; a whole number is needed.")
    return int(amount)


def amount_of(value: Any, name: str) -> Decimal:
    """A number that is not negative.

    Raises:
        TransitionActionError: it is none.
    """
    text = needed_text(value, name)
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise TransitionActionError(f"The parameter {name!r} is {text!r}; a number is needed.") from None
    if not amount.is_finite() or amount < 0:
        raise TransitionActionError(f"The parameter {name!r} is {text}; it cannot be negative or endless.")
    return amount
