"""Timer cycles under one minute: they run in the player, but activating the model refuses them (dialect.md, "Timer texts")."""

from collections.abc import Iterator

from bpm.errors import BpmError
from bpm.graph.building import text_in
from bpm.linting.case import Case, warn
from bpm.linting.warning import LintWarning
from bpm.timing import parse_timer

SHORTEST_SECONDS = 60


def check(case: Case) -> Iterator[LintWarning]:
    for node in case.model.nodes:
        for event in node.events:
            text = text_in(event.element, "timeCycle") if event.kind == "timer" else ""
            if text and _is_too_fast(text):
                yield warn(node, "timer-too-fast", timer=text)


def _is_too_fast(text: str) -> bool:
    try:
        seconds = parse_timer(text).seconds_between
    except BpmError:
        return False
    return seconds is not None and seconds < SHORTEST_SECONDS
