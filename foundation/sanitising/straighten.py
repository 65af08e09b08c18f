"""HTML written out again with every tag closed where it must be, so that no parser after this one has anything to repair.

Repairing is where parsers of HTML become slow (each misplaced tag may copy all open ones) and where they disagree with each other.
"""

from collections.abc import Iterable
from html import escape, unescape

from foundation.sanitising.allowed import ANYWHERE, DROPPED, TAGS
from foundation.sanitising.lexer import End, Piece, Start, TooMuchMarkup, Words

DEEPEST = 256
MOST_REFERENCES = 60_000  # `&amp;`: parsers take longer for each the more there were
BLOCKED = "data-remote-src"  # where a remote image waits
VOID = frozenset({"br", "hr", "img", "col", "wbr"})
INLINE = frozenset({"b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u", "a", "span", "sub", "sup", "mark"})
CLOSES_PARAGRAPH = frozenset(
    {
        *("address", "article", "aside", "blockquote", "center", "dd", "details", "div", "dl", "dt", "figcaption", "figure", "footer"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "ul"),
    }
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
TABLE_BODIES = frozenset({"tbody", "thead", "tfoot"})
# Inside a table, these stand in those only.
PLACES = {
    "caption": frozenset({"table"}),
    "colgroup": frozenset({"table"}),
    "col": frozenset({"table", "colgroup"}),
    **dict.fromkeys(TABLE_BODIES, frozenset({"table"})),
    "tr": TABLE_BODIES | {"table"},
    **dict.fromkeys(["td", "th"], frozenset({"tr"}) | TABLE_BODIES | {"table"}),
}
# An open one of these is closed by the next, unless one of those stands between.
SIBLINGS = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol"})),
    **dict.fromkeys(["dt", "dd"], (frozenset({"dt", "dd"}), frozenset({"dl"}))),
    **dict.fromkeys(HEADINGS, (HEADINGS, frozenset({"div", "section", "article", "li", "blockquote"}))),
    "a": (frozenset({"a"}), frozenset[str]()),
}
TABLE = frozenset({"table"})
CELLS = frozenset({"td", "th", "caption"})


def straightened(pieces: Iterable[Piece]) -> str:
    """The allowed part of what was read, well nested.

    Raises:
        TooMuchMarkup: it is nested too deep, or has too many signs that must be escaped.
    """
    writer = Writer()
    for piece in pieces:
        writer.take(piece)
    return writer.finished()


class Writer:
    """Writes pieces and knows what is open."""

    def __init__(self) -> None:
        self._written: list[str] = []
        self._references = 0
        self._open: list[str] = []
        self._ended: set[int] = set()  # depths whose end tag came while a block inside was still open
        self._dropping = ""
        self._dropped_depth = 0

    def take(self, piece: Piece) -> None:
        if self._dropping:
            self._drop(piece)
        elif isinstance(piece, Words):
            self._write(escape(unescape(piece.text), quote=False))
        elif isinstance(piece, End):
            self._end(piece.name)
        elif piece.name in DROPPED:
            self._dropping, self._dropped_depth = piece.name, 1
        elif piece.name in TAGS:
            self._start(piece)

    def finished(self) -> str:
        self._close_down_to(0)
        return "".join(self._written)

    def _write(self, text: str) -> None:
        self._references += text.count("&")
        if self._references > MOST_REFERENCES:
            raise TooMuchMarkup
        self._written.append(text)

    def _drop(self, piece: Piece) -> None:
        if not isinstance(piece, Words) and piece.name == self._dropping:
            self._dropped_depth += 1 if isinstance(piece, Start) else -1
            if not self._dropped_depth:
                self._dropping = ""

    def _start(self, tag: Start) -> None:
        if tag.name in PLACES and not self._make_place_for(tag.name):
            return
        if tag.name in CLOSES_PARAGRAPH:
            self._close_nearest(frozenset({"p"}), within=CELLS)
        if tag.name in SIBLINGS:
            siblings, parents = SIBLINGS[tag.name]
            self._close_nearest(siblings, within=parents | CELLS)
        self._write(_written(tag))
        if tag.name not in VOID:
            self._open.append(tag.name)
            if len(self._open) > DEEPEST:
                raise TooMuchMarkup

    def _make_place_for(self, name: str) -> bool:
        """Close what stands between here and where this part of a table belongs; False if there is no table."""
        depth = self._depth_of(PLACES[name], within=frozenset())
        if depth is None:
            return False
        self._close_down_to(depth + 1)
        return True

    def _end(self, name: str) -> None:
        within = frozenset[str]() if name == "table" else TABLE if name in PLACES else CELLS
        depth = self._depth_of(frozenset({name}), within=within)
        if depth is None:
            return
        if name in INLINE and any(inner not in INLINE for inner in self._open[depth + 1 :]):
            self._ended.add(depth)
        else:
            self._close_down_to(depth)

    def _close_nearest(self, names: frozenset[str], *, within: frozenset[str]) -> None:
        depth = self._depth_of(names, within=within)
        if depth is not None:
            self._close_down_to(depth)

    def _depth_of(self, names: frozenset[str], *, within: frozenset[str]) -> int | None:
        """How deep the nearest open one of these is, looking no further than the nearest of those."""
        for depth in range(len(self._open) - 1, -1, -1):
            if self._open[depth] in names and depth not in self._ended:
                return depth
            if self._open[depth] in within:
                return None
        return None

    def _close_down_to(self, depth: int) -> None:
        while len(self._open) > depth or len(self._open) - 1 in self._ended:
            self._ended.discard(len(self._open) - 1)
            self._written.append(f"</{self._open.pop()}>")


def _written(tag: Start) -> str:
    fit = TAGS[tag.name] | ANYWHERE
    attributes = tag.attributes
    if BLOCKED in attributes:  # cleaned before
        attributes = {"src": attributes[BLOCKED]} | attributes
    # References stay as they are: in an address, `&copy=1` is none.
    kept = (f' {name}="{value.replace(chr(34), "&quot;")}"' for name, value in attributes.items() if name in fit)
    return f"<{tag.name}{''.join(kept)}>"
