"""Imported OTRS processes, walked side by side with an independent reading of the export.

A step submits a dialog of the current activity with random answers, or changes the ticket from outside; afterwards both must stand at the
same activity, have run the same actions in the same order, and have the same ticket.
"""

import random
from pathlib import Path
from typing import Any

import pytest

from bpm.otrs import import_process
from bpm.player import Player
from bpm.reader import Source, check
from tests.bpm.otrs_reference import Process, Taken, Ticket, load
from tests.corpus import corpus_files

WALKS, STEPS = 20, 12
NAMES = {
    "customer": "CustomerID",
    "queue": "Queue",
    "state": "State",
    "priority": "Priority",
    "lock": "Lock",
    "title": "Title",
    "owner": "Owner",
    "responsible": "Responsible",
}
SETTERS = {"TicketStateSet": ("State",), "TicketLockSet": ("Lock",), "TicketQueueSet": ("Queue",), "TicketTitleSet": ("Title",)}
ACTIONS = {"TicketArticleCreate": "articlecreate", "DynamicFieldSet": "fieldset"}
EXPORTS = corpus_files("otrs-processes/*.yml")


class Pair:
    """A ticket in the engine, and the same ticket in the reference."""

    def __init__(self, path: Path, seed: str) -> None:
        data = path.read_bytes()
        report = check([Source(path.name, import_process(data).xml)])[0]
        assert report.deployable, report.as_json()
        self.player = Player(report.xml or b"", given={"owner": "root@localhost"})  # in OTRS every ticket has an owner
        self.reference = Process(load(data))
        self.export = self.reference.export
        self.rng = random.Random(seed)
        self.pool = sorted(
            {value for each in self.export["Transitions"].values() for value in compared(each.get("Config") or {})} | {"else"}
        )
        self.ticket: Ticket = {self.otrs(name): value for name, value in self.player.line()["ticket"].items()}

    def otrs(self, name: str) -> str:
        """The name by which a condition of OTRS knows a value of our ticket."""
        return f"DynamicField_{name}" if name in self.player.model.fields else NAMES.get(name, name)

    def step(self) -> None:
        """One random step for both, and a look whether they agree."""
        line = self.player.line()
        if not self.player.has_started:
            start = self.reference.config["StartActivityDialog"]
            taken, line = self.submit("start", start)
        elif line["open"] and line["open"][0]["dialogs"] and self.rng.random() < 0.7:
            taken, line = self.submit(line["open"][0]["id"], self.rng.choice(self.reference.dialogs()))
        else:
            taken, line = self.change()
        self.compare(taken, line)

    def submit(self, activity: str, dialog: str) -> tuple[Taken | None, dict[str, Any]]:
        """Submit a dialog that the export offers; the model must offer it under its name."""
        label = self.export["ActivityDialogs"][dialog]["Name"]
        ours = next(each for each in self.player.model.dialogs.values() if each.label == label and each.id.startswith(dialog))
        answers = self.answers([show.name for show in ours.shows if show.is_writable])
        step: dict[str, Any] = {"complete": activity, "dialog": ours.id, "answers": answers}
        if ours.article is not None and ours.article.display == "mandatory":
            step["article"] = {"subject": "subject", "body": "body"}
        line = self.player.step(step)
        given = {self.otrs(name): value for name, value in answers.items()}
        if "CustomerID" in given:
            given["CustomerUserID"] = given["CustomerID"]
        return self.reference.submit(dialog, self.ticket, given), line

    def change(self) -> tuple[Taken | None, dict[str, Any]]:
        """Change a field or two outside of any dialog."""
        names = sorted(self.player.model.fields) or ["queue"]
        answers = self.answers(self.rng.sample(names, min(2, len(names))))
        self.ticket |= {self.otrs(name): value for name, value in answers.items()}
        return self.reference.look(self.ticket), self.player.step({"set": answers})

    def answers(self, names: list[str]) -> dict[str, Any]:
        return {name: self.value(name) for name in names}

    def value(self, name: str) -> Any:
        field = self.player.model.fields.get(name)
        picked = self.rng.choice(self.pool)
        return [picked] if field is not None and field.type == "multiselect" else picked

    def compare(self, taken: Taken | None, line: dict[str, Any]) -> None:
        """Where both stand, what ran, what the ticket holds."""
        told = (self.reference.activity, taken, line)
        assert line["refused"] is None, told
        assert line["incident"] is None, told
        assert (
            [each["id"] for each in line["open"]] == [self.reference.activity] or self.reference.activity in line["taken"] or line["done"]
        ), told
        ids = [] if taken is None else taken.actions
        modules = [self.export["TransitionActions"][each]["Config"]["Module"].rpartition("::")[2] for each in ids]
        assert ["".join(each["action"].split("-")) for each in line["effects"]] == [ACTIONS.get(each, each.lower()) for each in modules], (
            told
        )
        for each, module in zip(ids, modules, strict=True):
            config = self.export["TransitionActions"][each]["Config"]["Config"]
            self.ticket |= {key: config[key] for key in SETTERS.get(module, ()) if key in config}
        ours = {self.otrs(name): value for name, value in line["ticket"].items()}
        differing = {
            key: (self.ticket.get(key), ours[key])
            for key in ours
            if (self.ticket.get(key) or None) != (ours[key] or None) and key in self.ticket
        }
        assert not {key: pair for key, pair in differing.items() if key.startswith("DynamicField_") or key in ("State", "Lock", "Queue")}, (
            differing,
            told,
        )


def compared(config: dict[str, Any]) -> set[str]:
    """The texts a condition compares with."""
    found: set[str] = set()
    for one in (config.get("Condition") or {}).values():
        for field in (one.get("Fields") or {}).values() if isinstance(one, dict) else ():
            match = field.get("Match") if isinstance(field, dict) else field
            found |= {match} if isinstance(match, str) else set()
    return found


@pytest.mark.skipif(not EXPORTS, reason="the corpus of OTRS processes is not beside the project")
@pytest.mark.parametrize("path", EXPORTS, ids=lambda path: path.stem)
def test_walks_like_its_export(path: Path) -> None:
    fired = 0
    for walk in range(WALKS):
        pair = Pair(path, seed=f"{path.stem} {walk}")
        for _ in range(STEPS):
            before = pair.reference.activity
            if pair.player.has_started and pair.player.line()["done"]:
                break
            if not pair.player.has_started and not pair.player.line()["open"]:
                break
            pair.step()
            fired += pair.reference.activity != before
    assert fired or not pair.reference.config.get("StartActivityDialog"), "no walk took any transition"
