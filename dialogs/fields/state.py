"""The state: of a type that people of this kind put tickets into by dialogs."""

from typing import ClassVar, Final

from desk.state_types import StateType
from desk.states import states_of
from dialogs.fields import kinds
from dialogs.forms.chosen import ChosenField
from foundation.db import db

BY_AGENTS: Final = (StateType.NEW, StateType.OPEN, StateType.PENDING_AUTO, StateType.PENDING_REMINDER, StateType.CLOSED)
BY_CUSTOMERS: Final = (StateType.NEW, StateType.OPEN)


@kinds.register("state")
class StateField(ChosenField):
    kind: ClassVar[str] = "state"
    stays_when_empty: ClassVar[bool] = True

    def names(self) -> list[str]:
        types = BY_CUSTOMERS if self.situation.actor.is_customer_user else BY_AGENTS
        return [state.name for state in db.session.scalars(states_of(*types))]
