"""Fills one text place after the other with hostile texts, reads the document and plays it, while everything is watched.

Run as a process of its own (`python -m tests.bpm.no_code.driving SEED`), since an audit hook cannot be taken out again. Prints what was
tried and every breach as one JSON document.
"""

import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any

from lxml import etree

from bpm.errors import BpmError, Incident
from bpm.otrs import OtrsError, import_process
from bpm.player import Player
from bpm.playing.steps import UnknownStep
from bpm.reading.checking import check_document
from bpm.reading.opening import open_document
from bpm.reading.others import Others, contents
from bpm.reading.report import Report
from bpm.reading.stop import Stop
from tests.bpm import otrs_examples
from tests.bpm.no_code.places import DECISIONS, FOREIGN, OURS, Place, one_of_each_kind, places
from tests.bpm.no_code.watching import Watch
from tests.bpm.payloads import CANARY, PAYLOADS

SLOWEST = 5.0
LEAKS = re.compile(r"<(class|module|function|method|generator|code|frame|built-in|bound|object|slot wrapper)\b| object at 0x")
FORMS = (
    "{}",
    "{}",
    "={}",
    "${{{}}}",
    "#{{{}}}",
    "{{{{ {} }}}}",
    "cron {}",
    "R3/{}",
    "{} working",
    "x = {}",
    "'{}'",
    '"{}"',
    "not({})",
    "> {}",
)
STEPS: list[dict[str, Any]] = [
    {"complete": "work", "answers": {"amount": 7, "code": "ABC"}},
    {"complete": "each", "answers": {"vote": "yes"}},
    {"complete": "each"},
    {"complete": "hand"},
    {"set": {"amount": 600, "day": "2026-01-05T10:00:00Z"}},
    {"message": "order", "data": {"number": 5}},
    {"advance": "P1D"},
    {"signal": "alarm"},
]
STEP_FORMS: tuple[Callable[[str], dict[str, Any]], ...] = (
    lambda text: {"complete": text},
    lambda text: {"complete": "work", "dialog": text},
    lambda text: {"complete": "work", "answers": {text: text}},
    lambda text: {"complete": "work", "answers": {"code": text}},
    lambda text: {"complete": "work", "answers": {"amount": 5}, "article": {"subject": text, "body": text}},
    lambda text: {"set": {text: text}},
    lambda text: {"set": {"title": text}},
    lambda text: {"set": {"customer.name": text, "vote": text, "found": text}},
    lambda text: {"message": text, "data": {text: text}},
    lambda text: {"message": "order", "data": {"number": text}},
    lambda text: {"signal": text},
    lambda text: {"advance": text},
    lambda text: {"until": text},
    lambda text: {"start": text},
    lambda text: {"retry": text},
    lambda text: {"reply": text, "data": {text: text}},
)


class Trial:
    """What was tried, and what should not have happened."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.deck = cycle(self.random.sample(PAYLOADS, len(PAYLOADS)))
        self.watch = Watch()
        self.breaches: list[str] = []
        self.counts: Counter[str] = Counter()
        self.tried: set[str] = set()
        self.decisions = DECISIONS.read_bytes()
        self.others = Others.from_records([contents(open_document(self.decisions))])

    def attempt(self, where: str, text: str, act: Callable[[], object]) -> None:
        """Do something with a hostile text in it, watched."""
        self.tried.add(text)
        self.counts[where.split(" ", 1)[0]] += 1
        began = time.monotonic()
        self.watch.begin()
        try:
            act()
        except Exception as error:  # noqa: BLE001 - whatever comes is what is looked for
            self.breach(where, text, f"{type(error).__name__}: {error}")
        except SystemExit:
            self.breach(where, text, "it ended the process")
        finally:
            for seen in self.watch.end():
                self.breach(where, text, seen)
        if time.monotonic() - began > SLOWEST:
            self.breach(where, text, "it took too long")

    def breach(self, where: str, text: str, what: str) -> None:
        self.breaches.append(f"{where} with {text[:80]!r}: {what[:400]}")

    # What is done with a document -----------------------------------------------------------------------------------------

    def report(self, document: bytes, others: Others | None = None) -> Report:
        try:
            return check_document(open_document(document), file="tried", others=others or self.others)
        except Stop as stop:
            return Report.of_trouble("tried", rule=stop.rule, line=stop.line, params=stop.params)

    def model(self, document: bytes, decisions: bytes | None = None) -> None:
        """Check a model, and play it if it can be deployed."""
        others = self.others if decisions is None else Others.from_records([contents(open_document(decisions))])
        report = self.report(document, others)
        json.dumps(report.as_json())
        if report.deployable and report.xml is not None:
            self.counts["played"] += 1
            self.play(report.xml, decisions or self.decisions)

    def play(self, xml: bytes, decisions: bytes) -> None:
        normalised = self.report(decisions).xml
        try:
            player = Player(xml, decisions=[normalised] if normalised else [])
        except Incident:  # a text of lz:ticket without names that has no value
            return
        self.look(player.line())
        for event in [] if player.has_started else player.model.main.start_events[:1]:
            player.step({"start": event.name})
        for opened in player.line()["open"][:3]:
            self.look(player.step({"complete": opened["id"], "dialog": next(iter(opened["dialogs"]), None), "answers": {}}))
        for step in STEPS:
            self.look(player.step(step))

    def look(self, line: dict[str, Any]) -> None:
        """No value may show the inside of the interpreter."""
        leak = LEAKS.search(json.dumps(line))
        if leak:
            raise AssertionError(f"the line shows {leak.group()}")

    # What is tried ----------------------------------------------------------------------------------------------------------

    def texts(self, number: int) -> Iterator[str]:
        for _ in range(number):
            yield next(self.deck)

    def form(self, text: str) -> str:
        return self.random.choice(FORMS).format(text)

    def place(self, place: Place, text: str) -> None:
        raw = self.random.random() < 0.05
        document = place.filled(self.form(text), raw=raw)
        self.attempt("model " + "/".join(place.kind), text, lambda: self.model(document))

    def all_models(self, each: int, of_language: int) -> list[str]:
        """One place of every kind with some of the texts; places whose text is a language with many."""
        found = one_of_each_kind()
        for kind, place in found.items():
            for text in self.texts(of_language if kind[-1] == "text" or kind[1].startswith("lz:") else each):
                self.place(place, text)
        return ["/".join(kind) for kind in found]

    def all_decisions(self, each: int) -> None:
        ours = OURS.read_bytes()
        for place in places(self.decisions):
            for text in self.texts(each):
                document = place.filled(self.form(text))
                if b"<decision" in document:
                    self.attempt("decisions " + "/".join(place.kind), text, lambda document=document: self.decide(ours, document))  # type: ignore[misc]

    def decide(self, model: bytes, decisions: bytes) -> None:
        if self.report(decisions).deployable:
            self.model(model, decisions)

    def all_steps(self) -> None:
        """Texts that come while a model is played are values, never looked into."""
        played = [report.xml for report in (self.report(OURS.read_bytes()), self.report(FOREIGN.read_bytes())) if report.xml]
        for text in PAYLOADS:
            for form in self.random.sample(STEP_FORMS, 2):
                step = form(self.form(text))
                self.attempt(f"step {next(iter(step))}", text, lambda step=step: self.one_step(self.random.choice(played), step))  # type: ignore[misc]

    def one_step(self, xml: bytes, step: dict[str, Any]) -> None:
        player = Player(xml, decisions=[self.decisions])
        try:
            self.look(player.step(step))
        except UnknownStep:
            return
        self.look(player.step({"complete": "work", "answers": {"amount": 7}}))

    def all_exports(self, each: int) -> None:
        """Every text of a process exported from OTRS."""
        whole = otrs_examples.export(
            transitions={
                "T1": otrs_examples.transition(
                    {"Queue": {"Type": "Regexp", "Match": "^M"}, "DynamicField_x": {"Type": "String", "Match": "1"}}
                )
            },
            actions={
                name: otrs_examples.action(name, Queue="Q", State="open", Subject="<OTRS_TICKET_Title>", Body="b") for name in MODULES
            },
            dialogs={
                "AD1": otrs_examples.dialog(
                    {"Title": {"Display": "2", "DefaultValue": "t", "DescriptionShort": "d"}, "Article": "1", "DynamicField_x": "1"}
                )
            },
        )
        for way in list(ways(whole)):
            for text in self.texts(each):
                document = otrs_examples.as_yaml(changed(whole, way, self.form(text).encode("utf-8", "replace").decode()))
                self.attempt("export " + "/".join(map(str, way)), text, lambda document=document: self.bring_in(document))  # type: ignore[misc]
        for text in PAYLOADS:
            document = text.encode("utf-8", "replace")
            self.attempt("export raw", text, lambda document=document: self.bring_in(document))  # type: ignore[misc]

    def bring_in(self, document: bytes) -> None:
        try:
            imported = import_process(document)
        except OtrsError:
            return
        self.counts["imported"] += 1
        self.model(imported.xml)


MODULES = ("TicketQueueSet", "TicketStateSet", "TicketArticleCreate", "DynamicFieldSet", "TicketCreate", "TicketTitleSet")


def ways(data: Any, so_far: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every key and every text in nested data."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield (*so_far, ("key", key))
            yield from ways(value, (*so_far, key))
    elif isinstance(data, list):
        for at, value in enumerate(data):
            yield from ways(value, (*so_far, at))
    else:
        yield so_far


def changed(data: Any, way: tuple[Any, ...], text: str) -> Any:
    """The data with the text at the end of a way."""
    if not way:
        return text
    first, *rest = way
    if isinstance(data, list):
        return [changed(each, tuple(rest), text) if at == first else each for at, each in enumerate(data)]
    if isinstance(first, tuple):
        return {text if key == first[1] else key: value for key, value in data.items()}
    return {key: changed(value, tuple(rest), text) if key == first else value for key, value in data.items()}


def main(seed: int) -> None:
    trial = Trial(seed)
    CANARY.unlink(missing_ok=True)
    warm_up(trial)
    kinds = trial.all_models(each=2, of_language=4)
    trial.all_decisions(each=4)
    trial.all_steps()
    trial.all_exports(each=2)
    untried = [text for text in PAYLOADS if text not in trial.tried]
    told = {"kinds": kinds, "counts": trial.counts, "untried": untried, "breaches": trial.breaches, "canary": CANARY.exists()}
    sys.stdout.write(json.dumps(told, ensure_ascii=True))


def warm_up(trial: Trial) -> None:
    """Load whatever is loaded late, so that nothing has to be loaded while it is watched."""
    for path in (OURS, FOREIGN):
        trial.model(path.read_bytes())
    trial.bring_in(otrs_examples.as_yaml(otrs_examples.export()))
    for text in ("<a>", "x y", "'", "'\\N{DASH}'", "ticket.nothing", "P1X", "cron x"):
        for place in list(places(OURS.read_bytes()))[::7]:
            try:
                trial.model(place.filled(text))
            except (BpmError, etree.LxmlError):
                continue


if __name__ == "__main__":
    main(int(sys.argv[1]))
