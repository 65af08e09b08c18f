"""Salutations: how answers from a queue begin."""

from collections.abc import Iterable
from typing import ClassVar

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from desk import references
from desk.written_texts import WrittenText


class Salutation(WrittenText):
    """The text above an answer; each queue has at most one."""

    __tablename__ = "salutation"
    noun: ClassVar[str] = "salutation"

    name: Mapped[str] = mapped_column(String(200), unique=True)

    def problems(self) -> Iterable[tuple[str, str]]:
        yield from super().problems()
        yield from references.in_use(self)
