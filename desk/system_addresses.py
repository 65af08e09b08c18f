"""System addresses: where the desk gets mail, and what it writes from."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from desk import email_addresses, references
from desk.master_data import MasterData
from foundation.db import Id

if TYPE_CHECKING:
    from desk.queues import Queue


class SystemAddress(MasterData):
    """An address of the desk; mail to it goes to its queue, unless something else decides."""

    __tablename__ = "system_address"
    noun: ClassVar[str] = "system address"
    key: ClassVar[str] = "email"

    email: Mapped[str] = mapped_column(String(254), unique=True)
    display_name: Mapped[str] = mapped_column(String(200))
    # Queues and addresses refer to each other; this key is the one that is made when both tables are there.
    queue_id: Mapped[int] = mapped_column(Id, ForeignKey("queue.id", use_alter=True), index=True)

    queue: Mapped["Queue"] = relationship(foreign_keys=[queue_id])

    def problems(self) -> Iterable[tuple[str, str]]:
        yield from super().problems()
        wrong = email_addresses.problem_of(self.email)
        if wrong:
            yield "email", wrong
        yield from references.in_use(self)
        yield from references.out_of_use(self)


references.keeps_valid(SystemAddress.queue_id)
