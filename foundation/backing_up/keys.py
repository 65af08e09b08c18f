"""The secret key in a backup: in a file of its own, or sealed under a passphrase, or not at all."""

import base64
import json
import os
from pathlib import Path
from typing import Final, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from foundation.backing_up.manifest import Manifest
from foundation.backing_up.parts import DamagedBackup, Part, write_bytes
from foundation.errors import Refused
from foundation.secrets import fingerprint

KeyKind = Literal["file", "passphrase", "none"]
PLAIN: Final = "secret.key"
SEALED: Final = "secret.key.sealed"
SHORTEST = 12  # signs of a passphrase
COST = 2**17  # of scrypt: 128 MB and a third of a second for each guess
CONTEXT = b"laufzettel backup key"


def kind_of(passphrase: str | None, *, with_key: bool) -> KeyKind:
    """How the key is kept.

    Raises:
        Refused: the passphrase is too short, or there is nothing it could open.
    """
    if passphrase is None:
        return "file" if with_key else "none"
    if not with_key:
        raise Refused({"passphrase": "A backup without the key needs none."})
    if len(passphrase) < SHORTEST:
        raise Refused({"passphrase": f"It has {len(passphrase)} signs; take {SHORTEST} or more."})
    return "passphrase"


def write(folder: Path, key: str, passphrase: str | None, *, kind: KeyKind) -> list[Part]:
    """The part that holds the key, if any does."""
    if kind == "none":
        return []
    if kind == "file":
        return [write_bytes(folder, PLAIN, f"{key}\n".encode())]
    return [write_bytes(folder, SEALED, _sealed(key, passphrase or ""))]


def read(folder: Path, manifest: Manifest, passphrase: str | None, *, present: str) -> str:
    """The key the secrets of a backup are under; `present` is the one of this installation.

    Raises:
        Refused: a passphrase is needed or wrong, or the key is not in the backup and is not the present one.
        DamagedBackup: the stored key is not the one the manifest speaks of.
    """
    if manifest.key == "none":
        if fingerprint(present) != manifest.key_fingerprint:
            raise Refused(
                f"The backup was made without its secret key, {manifest.key_fingerprint}, and this installation has another one, "
                f"{fingerprint(present)}. Set LAUFZETTEL_SECRET_KEY to the key of the backup."
            )
        return present
    key = _opened(folder, passphrase) if manifest.key == "passphrase" else (folder / PLAIN).read_text().strip()
    if fingerprint(key) != manifest.key_fingerprint:
        raise DamagedBackup(f"The key in {folder} is not the one its secrets are under; take another backup.")
    return key


def _sealed(key: str, passphrase: str) -> bytes:
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_derived(passphrase, salt)).encrypt(nonce, key.encode(), CONTEXT)
    content = {"salt": salt, "nonce": nonce, "sealed": sealed}
    texts = {name: base64.b64encode(value).decode() for name, value in content.items()}
    return json.dumps({"cipher": "scrypt-aes-256-gcm", "cost": COST, **texts}, indent=1).encode() + b"\n"


def _opened(folder: Path, passphrase: str | None) -> str:
    if passphrase is None:
        raise Refused({"passphrase": "The key in this backup is sealed; give its passphrase with --passphrase-stdin."})
    content = json.loads((folder / SEALED).read_bytes())
    salt, nonce, sealed = (base64.b64decode(content[name]) for name in ("salt", "nonce", "sealed"))
    try:
        return AESGCM(_derived(passphrase, salt)).decrypt(nonce, sealed, CONTEXT).decode()
    except InvalidTag:
        raise Refused({"passphrase": "It does not open the key of this backup."}) from None


def _derived(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=COST, r=8, p=1).derive(passphrase.encode())
