"""States of tickets: administrators name and add them within the seven fixed types."""

from collections.abc import Iterable
from typing import ClassVar, Final

from sqlalchemy import Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from desk.master_data import MasterData, Validity, enumeration
from desk.pending_changes import before
from desk.state_types import StateType
from foundation.db import db
from foundation.errors import NotFound

# The house itself puts tickets into states of these types: when one comes in, is answered, closed, or merged into another.
NEEDED: Final = frozenset({StateType.NEW, StateType.OPEN, StateType.CLOSED, StateType.MERGED})


class State(MasterData):
    """A named state; what it means to the desk is its type."""

    __tablename__ = "state"
    noun: ClassVar[str] = "state"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    type: Mapped[StateType] = mapped_column(enumeration(StateType), index=True, active_history=True)

    @classmethod
    def first_of(cls, state_type: StateType) -> "State":
        """The state the house chooses when it only knows the type: the first valid one.

        Raises:
            NotFound: there is none.
        """
        found = db.session.scalar(states_of(state_type).limit(1))
        if found is None:
            raise NotFound(f"There is no valid state of the type '{state_type}'.")
        return found

    def problems(self) -> Iterable[tuple[str, str]]:
        old_type, old_validity = before(self, "type"), before(self, "validity")
        if old_type in NEEDED and old_validity is Validity.VALID and not (self.is_valid and self.type is old_type):
            if self._is_last_of(old_type):
                attribute = "type" if self.is_valid else "validity"
                yield attribute, f"It is the last valid state of the type '{old_type}', and tickets need one; make another one first."

    def _is_last_of(self, state_type: StateType) -> bool:
        """Whether no other would be left; all of the type are held, so that not two leave at once."""
        valid = db.session.scalars(select(State.id).where(State.type == state_type, State.validity == Validity.VALID).with_for_update())
        return set(valid) <= {self.id}


def states_of(*state_types: StateType) -> Select[State]:
    """The valid states of these types, in order."""
    return select(State).where(State.type.in_(state_types), State.validity == Validity.VALID).order_by(State.id)
