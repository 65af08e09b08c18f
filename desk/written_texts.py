"""What salutations, signatures, templates and auto responses have in common: a text with tags, plain or as HTML.

HTML is kept as it was written: the sanitiser would take `<OTRS_…>` tags for markup, so it comes after the tags were replaced.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from desk.master_data import MasterData, enumeration
from foundation import texts
from foundation.errors import Refused


class TextFormat(StrEnum):
    PLAIN = "text/plain"
    HTML = "text/html"


class WrittenText(MasterData):
    """A text that is filled in when it is used."""

    __abstract__ = True

    text: Mapped[str] = mapped_column(Text, default="")
    text_format: Mapped[TextFormat] = mapped_column(enumeration(TextFormat), default=TextFormat.PLAIN)

    @property
    def is_html(self) -> bool:
        return self.text_format is TextFormat.HTML

    def problems(self) -> Iterable[tuple[str, str]]:
        yield from super().problems()
        yield from text_problems(self.text, html=self.is_html, field="text")


def text_problems(text: str, *, field: str, html: bool = False) -> Iterator[tuple[str, str]]:
    """What keeps a text from being filled in: a rule for `problems`."""
    try:
        texts.check(text, html=html, field=field)
    except Refused as refused:
        yield from refused.problems.items()
