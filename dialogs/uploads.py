"""Files that were uploaded for a dialog and are not part of anything yet.

    uploaded = uploads.take(stream, "photo.jpg", "image/jpeg", actor=anna.actor)
    uploads.opened(uploaded.id, actor=anna.actor).as_attachment

The content is a blob. The id is proof that this house took the file in, from this person, not long ago: it is signed and cannot be guessed,
and is worth nothing in the hands of anybody else.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import IO, Any, Final

from desk.actors import Actor
from desk.attachments import MOST_BYTES
from dialogs.drafts import TIME_TO_LIVE
from foundation import blobs, secrets
from foundation.blobs import Blob, Received
from foundation.clock import now
from foundation.db import db
from foundation.errors import NotFound
from processes.tickets.new_articles import NewAttachment, cleaned

PURPOSE: Final = "upload"
LIVES: Final = TIME_TO_LIVE  # as long as a draft that may hold it
LONGEST_ID: Final = 4_000


@dataclass(frozen=True)
class Uploaded:
    """A file of somebody. `id` is what forms send."""

    id: str
    sha256: str
    size: int
    name: str
    content_type: str

    @property
    def as_value(self) -> dict[str, Any]:
        """As a field of the kind `file` keeps it."""
        return {"sha256": self.sha256, "name": self.name, "size": self.size}

    @property
    def as_attachment(self) -> NewAttachment:
        """As an article takes it."""
        return NewAttachment(self.name, self.content_type, Received(self.sha256, self.size))

    def read(self) -> Iterator[bytes]:
        """The content in chunks, verified."""
        return blobs.read(self.sha256)


def take(content: IO[bytes] | bytes, name: str, content_type: str, *, actor: Actor) -> Uploaded:
    """Keep a file for an actor who is about to use it.

    Raises:
        Refused: it has more than 20 MB.
        Unavailable: the disk is full or away.
    """
    kept = blobs.put(content, most_bytes=MOST_BYTES)
    file = cleaned(NewAttachment(name, content_type, Received(kept.sha256, kept.size)))
    told = {"sha256": kept.sha256, "size": kept.size, "name": file.filename, "type": file.content_type, "until": until()}
    data = json.dumps(told, separators=(",", ":")).encode()
    mac = secrets.sign(data, purpose=purpose_of(actor))
    return Uploaded(f"{encoded(data)}.{mac}", kept.sha256, kept.size, file.filename, file.content_type)


def opened(upload_id: str, *, actor: Actor) -> Uploaded:
    """A file that this actor uploaded.

    Raises:
        NotFound: there is none, it is somebody else's, or it was too long ago.
    """
    said = what_is_said(upload_id, actor=actor)
    if said is None:
        raise NotFound("There is no such file, or it is not yours.")
    if said["until"] < now().timestamp() or db.session.get(Blob, said["sha256"]) is None:
        raise NotFound(f"The file {said['name']!r} is not here any more; upload it again.")
    return Uploaded(upload_id, said["sha256"], said["size"], said["name"], said["type"])


def known(upload_ids: Iterable[str], *, actor: Actor) -> list[Uploaded]:
    """Those of some ids that are files of the actor, in order."""
    found = []
    for upload_id in dict.fromkeys(upload_ids):
        try:
            found.append(opened(upload_id, actor=actor))
        except NotFound:
            continue
    return found


def hold(files: Iterable[Uploaded]) -> list[dict[str, Any]]:
    """The files as a draft names them, so that their content stays."""
    return [{name: value for name, value in asdict(file).items() if name != "id"} for file in files]


def settle(files: Iterable[Uploaded]) -> None:
    """Note that the files are about to be used: nobody forgets them under the hands of who does."""
    for file in files:
        blobs.keep(Received(file.sha256, file.size))


def name_of(upload_id: str, *, actor: Actor) -> str | None:
    """How a file that this actor uploaded is called, whether it is still here or not; None for what is no such id."""
    said = what_is_said(upload_id, actor=actor)
    return None if said is None else str(said["name"])


def name_claimed(upload_id: str) -> str | None:
    """What an id says its file is called, whoever made it: for people who are shown what they themselves sent; None for what is no id."""
    data, point, _mac = upload_id[:LONGEST_ID].partition(".")
    told = decoded(data) if point else None
    try:
        said = None if told is None else json.loads(told)
    except ValueError:
        return None
    return str(said["name"]) if isinstance(said, dict) and "name" in said else None


# ------------------------------------------------------------------------------------------------ ids
def what_is_said(upload_id: str, *, actor: Actor) -> dict[str, Any] | None:
    """What an id says of its file; None if this house did not give it to this actor."""
    data, _, mac = upload_id[:LONGEST_ID].partition(".")
    told = decoded(data)
    if told is None or not mac.isascii() or not secrets.verify(told, mac, purpose=purpose_of(actor)):
        return None
    said: dict[str, Any] = json.loads(told)
    return said


def until() -> int:
    return int((now() + LIVES).timestamp())


def purpose_of(actor: Actor) -> str:
    """A signature for one person is none for another."""
    return f"{PURPOSE} of {actor.kind} {actor.id}"


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decoded(text: str) -> bytes | None:
    """What was encoded; None if it was not."""
    try:
        return base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
