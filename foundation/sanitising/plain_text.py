"""HTML told as plain text: lines, lists, quotes and links stay recognisable."""

import re
from collections.abc import Iterator
from html import unescape

from foundation.sanitising.allowed import DROPPED
from foundation.sanitising.lexer import RAW, SHOWN_RAW, Piece, Start, TooMuchMarkup, Words

CUT = "[…]"
DEEPEST_QUOTE = 20
PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "figure"})
LINES = frozenset({"div", "li", "dt", "dd", "tr", "section", "article", "header", "footer", "address", "center", "caption", "summary"})
BLANKS = re.compile(r"[ \t\n\f\r]+")
LONGEST_LINK = 2000


def told(pieces: Iterator[Piece]) -> str:
    """The text of what was read."""
    teller = Teller()
    try:
        for piece in pieces:
            teller.take(piece)
    except TooMuchMarkup:
        teller.say(CUT)
    return teller.finished()


class Teller:
    """Collects words into lines."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0
        self._preformatted = 0
        self._lists: list[int | None] = []  # the number of the last item; None in lists without numbers
        self._links: list[tuple[str, int]] = []  # where they lead, and where in the line they began
        self._dropping = ""
        self._dropped_depth = 0

    def take(self, piece: Piece) -> None:
        if self._dropping:
            self._drop(piece)
        elif isinstance(piece, Words):
            self.say(unescape(piece.text))
        elif isinstance(piece, Start):
            self._start(piece)
        else:
            self._end(piece.name)

    def say(self, words: str) -> None:
        if self._preformatted:
            first, *others = words.replace("\r\n", "\n").split("\n")
            self._line.append(first)
            for other in others:
                self._finish_line(always=True)
                self._line.append(other)
        else:
            words = BLANKS.sub(" ", words)
            fresh = not self._line or self._line[-1].endswith((" ", "\t"))
            words = words.lstrip(" ") if fresh else words
            if words:
                self._line.append(words)

    def finished(self) -> str:
        self._finish_line()
        return "\n".join(self._lines).strip("\n")

    def _drop(self, piece: Piece) -> None:
        if not isinstance(piece, Words) and piece.name == self._dropping:
            self._dropped_depth += 1 if isinstance(piece, Start) else -1
            self._dropping = self._dropping if self._dropped_depth else ""

    def _start(self, tag: Start) -> None:
        self._break(tag.name)
        if tag.name in DROPPED and tag.name not in RAW | SHOWN_RAW:
            self._dropping, self._dropped_depth = tag.name, 1
        elif tag.name in STARTS:
            STARTS[tag.name](self, tag)

    def _end(self, name: str) -> None:
        if name in ENDS:
            ENDS[name](self)
        self._break(name)

    def _break(self, name: str) -> None:
        if name in PARAGRAPHS | LINES:
            self._finish_line()
        if name in PARAGRAPHS and not self._lists:
            margin = self._margin().rstrip()
            if self._lines and self._lines[-1] != margin:
                self._lines.append(margin)

    def _finish_line(self, *, always: bool = False) -> None:
        line = "".join(self._line).rstrip()
        if line or always:
            self._lines.append((self._margin() + line).rstrip())
        self._line = []
        self._links = [(place, 0) for place, _ in self._links]

    def _margin(self) -> str:
        return "> " * min(self._quotes, DEEPEST_QUOTE)

    # -------------------------------------------------------------------------------------------- tags
    def begin_line(self, _tag: Start) -> None:
        self._finish_line(always=True)

    def draw_rule(self, _tag: Start) -> None:
        self._finish_line()
        self._line.append("---")
        self._finish_line()

    def begin_quote(self, _tag: Start) -> None:
        self._quotes += 1

    def end_quote(self) -> None:
        self._finish_line()
        self._quotes = max(0, self._quotes - 1)

    def begin_preformatted(self, _tag: Start) -> None:
        self._preformatted += 1

    def end_preformatted(self) -> None:
        self._preformatted = max(0, self._preformatted - 1)

    def begin_list(self, tag: Start) -> None:
        self._lists.append(0 if tag.name == "ol" else None)

    def end_list(self) -> None:
        if self._lists:
            self._lists.pop()

    def begin_item(self, _tag: Start) -> None:
        number = self._lists[-1] if self._lists else None
        if number is None:
            self._line.append("- ")
        else:
            self._lists[-1] = number + 1
            self._line.append(f"{number + 1}. ")

    def begin_cell(self, _tag: Start) -> None:
        if self._line:
            self._line.append("\t")

    def show_picture(self, tag: Start) -> None:
        words = unescape(tag.attributes.get("alt", "")).strip()
        if words:
            self.say(f"[{words}]")

    def begin_link(self, tag: Start) -> None:
        self._links = [(unescape(tag.attributes.get("href", "")).strip(), len(self._line))]

    def end_link(self) -> None:
        if not self._links:
            return
        place, began = self._links.pop()
        words = "".join(self._line[began:]).strip()
        address = place.removeprefix("mailto:")
        if place.lower().startswith(("http://", "https://", "mailto:")) and len(place) <= LONGEST_LINK and words not in {place, address}:
            self._line.append(f" <{address}>" if words else f"<{address}>")


STARTS = {
    "br": Teller.begin_line,
    "hr": Teller.draw_rule,
    "blockquote": Teller.begin_quote,
    "pre": Teller.begin_preformatted,
    "ul": Teller.begin_list,
    "ol": Teller.begin_list,
    "li": Teller.begin_item,
    "img": Teller.show_picture,
    "td": Teller.begin_cell,
    "th": Teller.begin_cell,
    "a": Teller.begin_link,
}
ENDS = {
    "blockquote": Teller.end_quote,
    "pre": Teller.end_preformatted,
    "ul": Teller.end_list,
    "ol": Teller.end_list,
    "a": Teller.end_link,
}
