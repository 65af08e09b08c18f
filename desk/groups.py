"""Groups: what permissions hang on. A queue belongs to one; agents and roles hold permissions in it."""

from typing import ClassVar

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from desk.master_data import MasterData


class Group(MasterData):
    """A name for who may do what in the queues that belong to it."""

    __tablename__ = "agent_group"  # "group" is a word of SQL
    noun: ClassVar[str] = "group"

    name: Mapped[str] = mapped_column(String(200), unique=True)
