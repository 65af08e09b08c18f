"""How parent and child talk: length-prefixed JSON and, behind it, raw bytes. Nothing in it can become code."""

import json
import struct
from typing import Any, Final

HEADER: Final = struct.Struct(">II")
MAX_JSON: Final = 64 * 1024 * 1024


def packed(message: dict[str, Any], *, raw: bytes = b"") -> bytes:
    text = json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode()
    return HEADER.pack(len(text), len(raw)) + text + raw


def unpacked(body: bytes, *, length: int) -> tuple[dict[str, Any], bytes]:
    """Message and raw bytes of a frame without its header; `length` is that of the JSON."""
    message: dict[str, Any] = json.loads(body[:length])
    return message, body[length:]
