"""Attachments of templates: files that answers bring along, and that may be taken off before sending."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any, ClassVar, Final, Self

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, validates

from desk.actors import Actor
from desk.master_data import MasterData
from foundation import blobs
from foundation.errors import Refused

MOST_BYTES: Final = 20_000_000
MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*", re.IGNORECASE)
UNKNOWN_TYPE: Final = "application/octet-stream"


class Attachment(MasterData):
    """A file under a name of its own; the content is a blob."""

    __tablename__ = "attachment"
    noun: ClassVar[str] = "attachment"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    file_name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(200), default=UNKNOWN_TYPE)
    sha256: Mapped[str] = mapped_column(String(64), ForeignKey("blob.sha256"), index=True)
    size: Mapped[int] = mapped_column(BigInteger)  # bytes

    @classmethod
    def create(cls, *, actor: Actor, content: bytes | IO[bytes] | None = None, **values: Any) -> Self:
        """Make an attachment of some content, besides what `MasterData.create` says.

        Raises:
            Refused: it has none, or more than `MOST_BYTES`.
        """
        cls.authorise(actor)
        if content is None:
            raise Refused({"content": "It is needed."})
        return super().create(actor=actor, **values, **_kept(content))

    def change(self, *, actor: Actor, content: bytes | IO[bytes] | None = None, **values: Any) -> bool:
        """Give it other content, another name, ..."""
        self.authorise(actor)
        return super().change(actor=actor, **values, **({} if content is None else _kept(content)))

    def read(self) -> Iterator[bytes]:
        """The content in chunks, verified."""
        return blobs.read(self.sha256)

    @validates("file_name")
    def _read_file_name(self, _attribute: str, value: Any) -> Any:
        if isinstance(value, str) and ("/" in value or "\\" in value or value in {".", ".."}):
            raise ValueError(f"{value!r} is a path; write the name of the file alone.")
        return value

    @validates("media_type")
    def _read_media_type(self, _attribute: str, value: Any) -> str:
        if not (isinstance(value, str) and MEDIA_TYPE.fullmatch(value)):
            raise ValueError(f"{value!r} is no type of content; write one such as application/pdf.")
        return value.lower()


def _kept(content: bytes | IO[bytes]) -> dict[str, Any]:
    blob = blobs.put(BytesIO(content) if isinstance(content, bytes) else content, most_bytes=MOST_BYTES)
    return {"sha256": blob.sha256, "size": blob.size}
