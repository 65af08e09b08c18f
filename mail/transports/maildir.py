"""Transport: files in a maildir, one per mail, for whoever takes them from there, or only to look at."""

import os
from pathlib import Path

from mail.composing import Outgoing
from mail.failures import MailFailed
from mail.transports import Sent, transports


@transports.register("maildir")
def put(mail: Outgoing, *, url: str) -> Sent:
    """Write it as a whole, or not at all; the same key names the same file, so that a second attempt changes nothing."""
    folder = Path(url.partition(":")[2])
    try:
        for name in ("tmp", "new", "cur"):
            (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        write(folder, f"{mail.key}.laufzettel", mail.to_bytes())
    except OSError as error:
        raise MailFailed(f"The maildir {folder} cannot be written: {error.strerror}.") from error
    return Sent(refused={})


def write(folder: Path, name: str, content: bytes) -> None:
    """A file in `tmp` that is moved to `new` when it is on the disk; what somebody has read already lies in `cur`."""
    if any((folder / "cur").glob(f"{name}*")):
        return
    draft = folder / "tmp" / f"{name}.{os.getpid()}"
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / "new" / name)
