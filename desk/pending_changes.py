"""What a record was before the change that is being checked: rules about leaving a state need the state that is left."""

from typing import Any

from sqlalchemy import inspect

from desk.master_data import MasterData


def before(record: MasterData, attribute: str) -> Any:
    """The stored value of an attribute while `problems` looks at the new one; None for a record that is only being made."""
    if not inspect(record).persistent:
        return None
    history = inspect(record).attrs[attribute].history
    return history.deleted[0] if history.deleted else getattr(record, attribute)


def became_invalid(record: MasterData) -> bool:
    """Whether the change takes a valid record out of use."""
    was = before(record, "validity")
    return was is not None and was.value == "valid" and not record.is_valid
