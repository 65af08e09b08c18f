"""Queues: where tickets wait for a team."""

from typing import ClassVar

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from desk.master_data import MasterData
from foundation.db import Id


class Queue(MasterData):
    """A place for the tickets of a group; its name tells its place in the tree: `Support::Hardware`."""

    __tablename__ = "queue"
    noun: ClassVar[str] = "queue"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    group_id: Mapped[int] = mapped_column(Id, ForeignKey("agent_group.id"), index=True)
