"""How big things are drawn: the usual sizes of BPMN tools, and room for texts. Fonts are guessed, at 11 to 12 pixels."""

from typing import Final

from bpm.laying_out.geometry import Box
from bpm.laying_out.subject import Item

LETTER: Final = 5.5
LINE: Final = 14
LABEL_WIDTHS: Final = (90, 130, 180)
MOST_LINES: Final = 5
BOUNDARY: Final = 36
_SIZES: Final = {"event": (36, 36), "gateway": (50, 50), "data": (36, 50), "store": (50, 50), "group": (120, 80)}
_LABELLED: Final = frozenset({"event", "gateway", "data", "store"})


def size(item: Item, *, boundary_events: int = 0) -> tuple[int, int]:
    """Width and height of what holds nothing; an activity is as wide as its boundary events need."""
    if item.kind == "annotation":
        return _annotation(item.name)
    if item.kind == "activity":
        width, height = (100, 80) if lines(item.name, 90) <= MOST_LINES else (140, 80 if lines(item.name, 130) <= MOST_LINES else 120)
        return max(width, boundary_width(boundary_events)), height
    return _SIZES[item.kind]


def boundary_width(count: int) -> int:
    """How much border that many boundary events need."""
    return count * (BOUNDARY + 14) + 14 if count > 1 else 0


def _annotation(text: str) -> tuple[int, int]:
    width = next((each for each in (100, 150, 200) if lines(text, each - 10) <= MOST_LINES), 250)
    return width, max(30, min(lines(text, width - 10), 12) * LINE + 10)


def has_label(item: Item) -> bool:
    """Whether the name stands beside the shape."""
    return item.kind in _LABELLED and bool(item.name.strip())


def label_size(text: str) -> tuple[int, int]:
    """Width and height of a text that stands by itself, of few lines if that can be."""
    widths = [width for width in LABEL_WIDTHS if lines(text, width) <= 3]
    width = widths[0] if widths else LABEL_WIDTHS[-1]
    count = min(lines(text, width), 8)
    if count == 1:
        width = min(width, max(12, round(len(" ".join(text.split())) * LETTER) + 6))
    return width + width % 2, count * LINE


def label_below(box: Box, text: str) -> Box:
    width, height = label_size(text)
    return Box(box.centre[0] - width // 2, box.bottom + 4, width, height)


def lines(text: str, width: int) -> int:
    """How many lines a text takes, broken between words, and inside of words that are longer than a line."""
    room = max(1, int(width / LETTER))
    count = 0
    for part in text.strip().splitlines()[:50] or [""]:
        count += 1
        used = 0
        for word in part.split()[:200]:
            if used and used + 1 + len(word) > room:
                count, used = count + 1, 0
            used += len(word) + (1 if used else 0)
            count, used = count + (max(used, 1) - 1) // room, (max(used, 1) - 1) % room + 1
    return count
