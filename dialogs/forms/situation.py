"""What a form knows while it is filled in: what is asked, by whom, and what was said so far."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from desk.actors import Actor
from desk.customer_users import CustomerUser
from desk.master_data import MasterData
from desk.queues import Queue
from desk.services import Service
from desk.states import State
from dialogs.reader import Reader
from dialogs.sentences import say
from foundation.db import db
from foundation.errors import NotFound
from processes.definitions import translated
from processes.runner import Asking
from processes.tickets.customership import whose

Found = TypeVar("Found")
Record = TypeVar("Record", bound=MasterData)


@dataclass
class Situation:
    """Fields look here for what others say: `answers` are those so far, good ones only; `on_behalf_of` for whom a process is started."""

    asking: Asking
    actor: Actor
    reader: Reader
    answers: Mapping[str, Any] = field(default_factory=dict)
    on_behalf_of: str = ""
    _known: dict[Any, Any] = field(default_factory=dict)

    def say(self, phrase: str, **values: object) -> str:
        """One of our own phrases, in the reader's language."""
        return say(self.reader, phrase, **values)

    def translated(self, text: str) -> str:
        """A text of the model, in the reader's language."""
        return translated(self.asking.version_id, text, self.reader.language)

    def value(self, name: str) -> Any:
        """What was answered, else what stands."""
        return self.answers[name] if name in self.answers else self.asking.value(name)

    def once(self, key: Any, look: Callable[[], Found]) -> Found:
        """What was looked up, asked for once."""
        if key not in self._known:
            self._known[key] = look()
        found: Found = self._known[key]
        return found

    # -------------------------------------------------------------------------------------------- what choices depend on
    @property
    def queue(self) -> Queue | None:
        """The queue as it is about to be."""
        return self._named(Queue, "queue")

    @property
    def state(self) -> State | None:
        return self._named(State, "state")

    @property
    def service(self) -> Service | None:
        return self._named(Service, "service")

    @property
    def customer_user(self) -> CustomerUser | None:
        """Whose ticket it is about to be."""
        if self.actor.is_customer_user and self.asking.ticket is None:
            return db.session.get(CustomerUser, self.actor.id)
        ticket, found = self.asking.ticket, None
        named = str(self.answers.get("customer") or self.on_behalf_of)
        if named and named != self.asking.value("customer"):
            found = self.once(("whose", named), lambda: whose(named)).customer_user
        user_id = found.id if found is not None else ticket.customer_user_id if ticket is not None else None
        return None if user_id is None else db.session.get(CustomerUser, user_id)

    def _named(self, kind: type[Record], attribute: str) -> Record | None:
        name = self.value(attribute)
        if not isinstance(name, str) or not name:
            return None

        def look() -> Record | None:
            try:
                return kind.named(name)
            except NotFound:
                return None

        return self.once((kind, name), look)
