"""Queues: where tickets wait for a team."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Final

from sqlalchemy import Boolean, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from desk import references
from desk.defaults import WithDefault
from desk.groups import Group
from desk.master_data import enumeration
from desk.salutations import Salutation
from desk.signatures import Signature
from desk.targets import WithTargets, minutes
from desk.trees import Tree
from foundation.db import Id

if TYPE_CHECKING:
    from desk.system_addresses import SystemAddress

STANDARD_PROCESS: Final = "request"
PROCESS_ID = re.compile(r"[^\W\d][\w.-]*")


class FollowUp(StrEnum):
    """What becomes of an answer to a ticket that is closed."""

    POSSIBLE = "possible"  # the ticket is opened again
    REJECT = "reject"  # it is kept, the ticket stays closed, and the sender is told
    NEW_TICKET = "new-ticket"  # another ticket, linked to the old one


class Queue(WithDefault, Tree, WithTargets):
    """A place for the tickets of a group; its name tells its place in the tree. Mail that finds no queue goes to the default one."""

    __tablename__ = "queue"
    noun: ClassVar[str] = "queue"

    group_id: Mapped[int] = mapped_column(Id, ForeignKey("agent_group.id"), index=True)
    process_id: Mapped[str] = mapped_column(String(255), default=STANDARD_PROCESS)
    follow_up: Mapped[FollowUp] = mapped_column(enumeration(FollowUp), default=FollowUp.POSSIBLE)
    lock_after_follow_up: Mapped[bool] = mapped_column(Boolean, default=False)
    unlock_timeout_minutes: Mapped[int] = mapped_column(Integer, default=0)
    system_address_id: Mapped[int | None] = mapped_column(Id, ForeignKey("system_address.id"), index=True)
    salutation_id: Mapped[int | None] = mapped_column(Id, ForeignKey("salutation.id"), index=True)
    signature_id: Mapped[int | None] = mapped_column(Id, ForeignKey("signature.id"), index=True)

    group: Mapped[Group] = relationship()
    system_address: Mapped["SystemAddress | None"] = relationship(foreign_keys=[system_address_id])
    salutation: Mapped[Salutation | None] = relationship()
    signature: Mapped[Signature | None] = relationship()

    @property
    def sender_address(self) -> "SystemAddress | None":
        """What mail from this queue is written from: its address, or that of the default queue."""
        return self.system_address or type(self).default().system_address

    @validates("unlock_timeout_minutes")
    def _read_timeout(self, _attribute: str, value: Any) -> int:
        return minutes(value)

    @validates("process_id")
    def _read_process_id(self, _attribute: str, value: Any) -> str:
        """Whether there is such a process is asked when a ticket starts."""
        if not (isinstance(value, str) and PROCESS_ID.fullmatch(value)):
            raise ValueError(f"{value!r} is no id of a process; every ticket runs one, such as '{STANDARD_PROCESS}'.")
        return value

    def problems(self) -> Iterable[tuple[str, str]]:
        yield from super().problems()
        yield from references.in_use(self)
        yield from references.out_of_use(self)


references.keeps_valid(Queue.system_address_id, Queue.salutation_id, Queue.signature_id)
