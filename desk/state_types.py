"""The seven types a state can have. They are fixed: administrators add states inside a type, never types."""

from enum import StrEnum


class StateType(StrEnum):
    """What a state means to the desk, whatever it is called."""

    NEW = "new"
    OPEN = "open"
    CLOSED = "closed"
    PENDING_REMINDER = "pending reminder"
    PENDING_AUTO = "pending auto"
    REMOVED = "removed"
    MERGED = "merged"

    @property
    def is_open(self) -> bool:
        """Somebody still has to do something, be it later."""
        return not self.is_finished

    @property
    def is_finished(self) -> bool:
        """Nothing escalates any more: closed, removed, merged."""
        return self in {StateType.CLOSED, StateType.REMOVED, StateType.MERGED}

    @property
    def is_pending(self) -> bool:
        """Waits for a moment: both kinds."""
        return self in {StateType.PENDING_REMINDER, StateType.PENDING_AUTO}

    @property
    def agents_see_as_open(self) -> bool:
        """Stands in the queue view of agents (OTRS `Ticket::ViewableStateType`)."""
        return self in AGENTS_SEE_AS_OPEN

    @property
    def customers_see_as_open(self) -> bool:
        """Stands among the open tickets of customers (OTRS `Ticket::CustomerViewableStateType`)."""
        return self in CUSTOMERS_SEE_AS_OPEN


AGENTS_SEE_AS_OPEN = frozenset({StateType.NEW, StateType.OPEN, StateType.PENDING_REMINDER})
CUSTOMERS_SEE_AS_OPEN = AGENTS_SEE_AS_OPEN | {StateType.PENDING_AUTO}
