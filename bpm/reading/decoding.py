"""Bytes -> text, before any XML parser sees them.

One decoding for everything that follows: the DOCTYPE is looked for in the very text that is parsed, so no trick with encodings
(UTF-7, overlong forms, a byte order mark that contradicts the declaration) can hide one.
"""

import codecs
import re
from typing import Final

from bpm.reading.limits import MAX_BYTES
from bpm.reading.stop import Stop
from bpm.sentences import Sentence

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BARE_WIDE: Final = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_ACCEPTED: Final = re.compile(
    r"utf-?8|utf-?16(-?[lb]e)?|us-ascii|ascii|iso-?8859-?(1|2|3|4|5|6|7|8|9|10|13|14|15|16)|latin-?1|(windows-|cp)125[0-8]", re.IGNORECASE
)
_BINARY: Final = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
)
_DECLARATION: Final = re.compile(r"\s*<\?xml(?=[\s?])[^>]*?\?>", re.DOTALL)
_DECLARED: Final = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']{1,40})[\"']", re.DOTALL)
_HARMLESS: Final = re.compile(r"\s+|<!--.*?-->|<\?.*?\?>", re.DOTALL)


def decode(data: bytes) -> str:
    """The text of a file, without byte order mark and XML declaration (line numbers stay)."""
    _refuse_what_is_no_text(data)
    text = _decoded(data).removeprefix("\ufeff")
    if not text.strip():
        raise Stop("empty")
    if "\x00" in text:
        raise Stop("binary", what="it holds NUL characters")
    text = _blanked(text, _DECLARATION)
    _refuse_doctype(text)
    return text


def _refuse_what_is_no_text(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise Stop("too-big")
    if not data.strip():
        raise Stop("empty")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        raise Stop("zip")
    for magic, what in _BINARY:
        if data.startswith(magic):
            raise Stop("binary", what=what)


def _decoded(data: bytes) -> str:
    encoding = _encoding(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        said = Sentence("the byte at position {position} is none of its characters", position=problem.start + 1)
        raise Stop("encoding", line=line, encoding=encoding.upper(), problem=said) from None


def _encoding(data: bytes) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return encoding
    for start, encoding in _BARE_WIDE:
        if data.startswith(start):
            return encoding
    return _declared_encoding(data)


def _declared_encoding(data: bytes) -> str:
    found = _DECLARED.match(data[:1000])
    if found is None:
        return "utf-8"
    name = found[1].decode("ascii", errors="replace").strip().lower()
    if not _ACCEPTED.fullmatch(name):
        raise Stop("encoding-unknown", line=1, encoding=name)
    # A declaration readable byte by byte cannot be UTF-16: some tools write the name of their strings' encoding, then save as UTF-8.
    return "utf-8" if name.startswith(("utf-16", "utf16")) else name


def _blanked(text: str, pattern: re.Pattern[str]) -> str:
    found = pattern.match(text)
    return text if found is None else "\n" * found[0].count("\n") + text[found.end() :]


def _refuse_doctype(text: str) -> None:
    position = 0
    while found := _HARMLESS.match(text, position):
        position = found.end()
    if text[position : position + 9].upper() == "<!DOCTYPE":
        raise Stop("doctype", line=text.count("\n", 0, position) + 1)
