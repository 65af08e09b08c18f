"""HTML as a flat list of tags and words, read the way browsers do, in time linear in its length.

It decides nothing: what is safe is up to the sanitiser, which gets to see only what was read here and written out again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

BLANKS = " \\t\\n\\f\\r"
TAG = re.compile(rf"<(/?)([a-zA-Z][^{BLANKS}/>]*)")
ATTRIBUTE = re.compile(
    rf"""[{BLANKS}/]* (?: (?P<end>>) | (?P<name>[^{BLANKS}/>][^{BLANKS}/>=]*)
    (?: [{BLANKS}]* = [{BLANKS}]* (?P<value>"[^"]*" | '[^']*' | [^{BLANKS}>"'][^{BLANKS}>]* | ) )? )""",
    re.VERBOSE,
)
END_OF_COMMENT = re.compile(r"--!?>")
# What stands inside is no markup; for those that people would see, it is words.
RAW = frozenset({"script", "style", "title", "iframe", "textarea", "xmp", "plaintext"})
SHOWN_RAW = frozenset({"textarea", "xmp", "plaintext"})
RAW_ENDS = {name: re.compile(rf"</{name}(?=[{BLANKS}/>])", re.IGNORECASE) for name in RAW}


class TooMuchMarkup(Exception):
    """There are more tags, or deeper ones, than anybody writes by hand."""


@dataclass(frozen=True, slots=True)
class Start:
    name: str
    attributes: dict[str, str] = field(default_factory=dict)  # values with their character references


@dataclass(frozen=True, slots=True)
class End:
    name: str


@dataclass(frozen=True, slots=True)
class Words:
    text: str  # with its character references


Piece = Start | End | Words


def pieces(html: str, *, most: int) -> Iterator[Piece]:
    """Read HTML.

    Raises:
        TooMuchMarkup: there are more than `most` tags and attributes.
    """
    html = html.replace("\0", "")
    here = 0
    while here < len(html):
        opening = html.find("<", here)
        if opening < 0:
            yield Words(html[here:])
            return
        if opening > here:
            yield Words(html[here:opening])
        piece, here, cost = _markup(html, opening)
        most -= cost
        if most < 0:
            raise TooMuchMarkup
        if piece is not None:
            yield piece
        if isinstance(piece, Start) and piece.name in RAW:
            words, here = _raw(html, here, piece.name)
            yield from words


def _markup(html: str, opening: int) -> tuple[Piece | None, int, int]:
    """What begins with this sign, where it ends, and how many tags and attributes it has."""
    tag = TAG.match(html, opening)
    if tag is not None:
        attributes, end, count = _attributes(html, tag.end())
        name = tag[2].lower()
        return (End(name) if tag[1] else Start(name, attributes)), end, 1 + count
    if html.startswith("<!--", opening):
        return None, _end_of_comment(html, opening + 4), 1
    if html.startswith(("<!", "<?", "</"), opening):
        end = html.find(">", opening)
        return None, (len(html) if end < 0 else end + 1), 1
    return Words("<"), opening + 1, 1


def _attributes(html: str, here: int) -> tuple[dict[str, str], int, int]:
    found: dict[str, str] = {}
    count = 0
    match = ATTRIBUTE.match(html, here)
    while match is not None and not match["end"]:
        value = match["value"] or ""
        found.setdefault(match["name"].lower(), value[1:-1] if value[:1] in {'"', "'"} else value)
        count += 1
        match = ATTRIBUTE.match(html, match.end())
    return found, len(html) if match is None else match.end(), count  # never closed: browsers drop the rest


def _end_of_comment(html: str, here: int) -> int:
    for empty in (">", "->"):
        if html.startswith(empty, here):
            return here + len(empty)
    end = END_OF_COMMENT.search(html, here)
    return end.end() if end else len(html)


def _raw(html: str, here: int, name: str) -> tuple[list[Piece], int]:
    end = RAW_ENDS[name].search(html, here) if name != "plaintext" else None
    inside = html[here : end.start() if end else len(html)]
    words = inside if name == "textarea" else inside.replace("&", "&amp;")
    return [Words(words)] if name in SHOWN_RAW else [], end.start() if end else len(html)
