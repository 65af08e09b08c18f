"""Secrets at rest and signatures, all from the one secret key of the settings.

    sealed = encrypt("hunter2", purpose="endpoint.secret")
    decrypt(sealed, purpose="endpoint.secret")

What is encrypted for one purpose cannot be read for another, and each text names the key it needs, so that a changed key is told from
a damaged text. Every key in use is derived; the secret key itself encrypts nothing.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from foundation.application import settings
from foundation.errors import HouseError

FORMAT = "v1"
NONCE_BYTES = 12
TOKEN_BYTES = 32


class UnreadableSecret(HouseError):
    """Something that was encrypted cannot be read: another key, another purpose, or damaged."""


@dataclass(frozen=True, repr=False)
class Keyring:
    """The key that encrypts, and old ones that may still decrypt."""

    key: str
    old: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Keyring({fingerprint(self.key)}, {len(self.old)} old)"

    def encrypt(self, text: str, *, purpose: str) -> str:
        """The text, readable only with this key and for this purpose."""
        nonce = os.urandom(NONCE_BYTES)
        key_id = fingerprint(self.key)
        sealed = nonce + AESGCM(_derived(self.key, "encryption")).encrypt(nonce, text.encode(), _context(key_id, purpose))
        return f"{FORMAT}.{key_id}.{base64.urlsafe_b64encode(sealed).decode('ascii')}"

    def decrypt(self, sealed: str, *, purpose: str) -> str:
        """What was encrypted.

        Raises:
            UnreadableSecret: none of the keys fits, or the text is damaged or of another purpose.
        """
        key_id, data = _parts(sealed, purpose)
        key = self._named(key_id)
        if key is None:
            raise UnreadableSecret(
                f"The stored {purpose} was encrypted with the secret key {key_id}; the present one is {fingerprint(self.key)}. "
                "Set LAUFZETTEL_SECRET_KEY to the key it was stored with, or enter the value anew."
            )
        try:
            opened = AESGCM(_derived(key, "encryption")).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], _context(key_id, purpose))
        except InvalidTag:
            raise _damaged(purpose) from None
        return opened.decode()

    def is_current(self, sealed: str) -> bool:
        """Whether the text was encrypted with the key that encrypts now."""
        return sealed.startswith(f"{FORMAT}.{fingerprint(self.key)}.")

    def sign(self, data: bytes, *, purpose: str) -> str:
        """A signature that names its key: proof that this house wrote `data` for this purpose."""
        return f"{fingerprint(self.key)}.{_mac(self.key, data, purpose)}"

    def verify(self, data: bytes, signature: str, *, purpose: str) -> bool:
        """Whether the signature is ours, by the present key or an old one."""
        key_id, _, mac = signature.partition(".")
        key = self._named(key_id)
        return key is not None and hmac.compare_digest(_mac(key, data, purpose).encode(), mac.encode())

    def _named(self, key_id: str) -> str | None:
        return next((key for key in (self.key, *self.old) if fingerprint(key) == key_id), None)


# ------------------------------------------------------------------------------------------------ with the key of the settings
def keyring() -> Keyring:
    """The keys of the running application."""
    return Keyring(settings().secret_key)


def encrypt(text: str, *, purpose: str) -> str:
    return keyring().encrypt(text, purpose=purpose)


def decrypt(sealed: str, *, purpose: str) -> str:
    return keyring().decrypt(sealed, purpose=purpose)


def sign(data: bytes, *, purpose: str) -> str:
    return keyring().sign(data, purpose=purpose)


def verify(data: bytes, signature: str, *, purpose: str) -> bool:
    return keyring().verify(data, signature, purpose=purpose)


# ------------------------------------------------------------------------------------------------ keys and tokens
@lru_cache(maxsize=16)
def fingerprint(key: str) -> str:
    """Tells keys apart without revealing them: for backups, sealed texts, sentences."""
    return _derived(key, "fingerprint")[:8].hex()


def new_token() -> str:
    """Something nobody can guess: 256 bits, safe in addresses."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_digest(token: str) -> str:
    """What is stored instead of a token, so that a copy of the database opens no door."""
    return hashlib.sha256(token.encode()).hexdigest()


@lru_cache(maxsize=256)
def _derived(key: str, use: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=b"laufzettel", info=use.encode()).derive(key.encode())


def _mac(key: str, data: bytes, purpose: str) -> str:
    return hmac.digest(_derived(key, f"signature: {purpose}"), data, "sha256").hex()


def _context(key_id: str, purpose: str) -> bytes:
    return f"{FORMAT}.{key_id}.{purpose}".encode()


def _parts(sealed: str, purpose: str) -> tuple[str, bytes]:
    form, _, rest = sealed.partition(".")
    key_id, _, data = rest.partition(".")
    if form != FORMAT:
        raise _damaged(purpose)
    try:
        return key_id, base64.urlsafe_b64decode(data)
    except (binascii.Error, ValueError):
        raise _damaged(purpose) from None


def _damaged(purpose: str) -> UnreadableSecret:
    return UnreadableSecret(f"The stored {purpose} is damaged or was stored for something else; enter the value anew.")
