"""The scenarios of the shipped processes, through runner and database: the same results as in the player, line by line."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from bpm.player import Player
from desk.actors import SYSTEM
from foundation.unit_of_work import unit_of_work
from processes import definitions
from tests.desk import people
from tests.desk.words import a_group, a_queue
from tests.processes.house_play import CLOCK, HousePlay
from tests.scenarios.scenario import Scenario, read_scenario
from tests.scenarios.test_shipped import FOLDERS, SCENARIOS, options, reports

# What the models name besides the seeds: queues and groups of a company that has them.
QUEUES = ("Changes", "Service desk", "Second level", "Human resources", "Orders", "Accounting", "Repairs", "Purchasing")
GROUPS = (
    *("changes", "change-board", "service-desk-leads", "incident-managers", "service-desk", "specialists", "managers", "personnel", "it"),
    *("facilities", "store", "accounting", "team-leads", "heads-of-division"),
    *("repair-desk", "workshop", "supervisors", "purchasing", "approvers", "finance"),
)


def furnished(folder: Path) -> int:
    """The id of the active version of a shipped process, in a house that has what it names."""
    with unit_of_work():
        for name in QUEUES:
            a_queue(name)
        for name in GROUPS:
            a_group(name)
        for login in ("anna", "ben"):
            people.grant(people.agent(login), a_group(), "rw")
        beside = sorted(path for path in folder.iterdir() if path.suffix in {".bpmn", ".dmn"} and path.name != "model.bpmn")
        version = definitions.deploy([(path.name, path.read_bytes()) for path in (folder / "model.bpmn", *beside)], actor=SYSTEM)
        definitions.activate(version, actor=SYSTEM)
        return version.id


def played(folder: Path, scenario: Scenario) -> Player:
    main, *others = [report.xml for report in reports(folder) if report.kind == "bpmn" and report.xml]
    decisions = [report.xml for report in reports(folder) if report.kind == "dmn" and report.xml]
    return Player(main, others, decisions=decisions, **options(scenario))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_a_scenario_goes_the_same_way_in_the_house(seeded_house: Flask, path: Path):
    folder, scenario = path.parent.parent, read_scenario(path)
    assert folder in FOLDERS
    player = played(folder, scenario)
    house = HousePlay(furnished(folder), clock=scenario.clock or CLOCK, given=dict(scenario.given))
    assert seen(house.line()) == of_player(player.line())
    for number, told in enumerate(scenario.steps, start=1):
        step = {key: value for key, value in told.items() if key != "expect"}
        if step:
            assert (number, seen(house.step(step))) == (number, of_player(player.step(step)))


def seen(line: dict[str, Any]) -> dict[str, Any]:
    """What both can tell: names of people are the desk's own, and so is what verbs do beside."""
    ticket = {name: value for name, value in line["ticket"].items() if name in {"state", "queue", "priority"} or name not in ATTRIBUTES}
    return {
        **{name: line[name] for name in ("open", "waiting", "taken", "done", "incident")},
        "variables": {} if line["done"] else line["variables"],  # the house drops the state of what has ended
        "refused": bool(line["refused"]),
        "ticket": ticket,
        "effects": [effect for effect in line["effects"] if effect[0] != "process-message"],
    }


ATTRIBUTES = {
    *("title", "queue", "state", "priority", "type", "service", "sla", "owner", "responsible", "lock", "pending_until", "customer"),
    *("number", "state_type", "customer_user", "created", "changed", "closed", "escalation"),
}


def of_player(line: dict[str, Any]) -> dict[str, Any]:
    """A line of the player in the same form; before the start there is no ticket to compare.

    Later start events can wait, too, those of event subprocesses, but never alone.
    """
    waited_for = {each["type"] for each in (*line["open"], *line["waiting"])}
    has_begun = bool(line["taken"]) or waited_for != {"startEvent"}
    return seen(
        {
            **line,
            "open": [each["id"] for each in line["open"]],
            "waiting": sorted(each["id"] for each in line["waiting"]) if has_begun else [each["id"] for each in line["waiting"]],
            "incident": line["incident"] and line["incident"]["id"],
            "ticket": line["ticket"] if has_begun else {},
            "variables": line["variables"] if has_begun else {},
            "effects": [(effect["action"], effect["element"]) for effect in line["effects"]],
        }
    )
