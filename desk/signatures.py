"""Signatures: how answers from a queue end; the tags of the agent who writes may stand in them."""

from collections.abc import Iterable
from typing import ClassVar

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from desk import references
from desk.written_texts import WrittenText


class Signature(WrittenText):
    """The text below an answer; each queue has at most one."""

    __tablename__ = "signature"
    noun: ClassVar[str] = "signature"

    name: Mapped[str] = mapped_column(String(200), unique=True)

    def problems(self) -> Iterable[tuple[str, str]]:
        yield from super().problems()
        yield from references.in_use(self)
