"""The hour of docs/first-process.md: its files are sound, drawn and deployable, the page shows them, its sessions go as shown."""

import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from flask import Flask
from lxml import etree

from app import main
from bpm.player import Player
from bpm.reader import Report, Source, check
from desk import exchange
from desk.actors import SYSTEM
from desk.groups import Group
from foundation.unit_of_work import unit_of_work
from processes import definitions
from tests.docs_pages import DOCS, Block, blocks_of
from tests.processes.house_play import CLOCK, HousePlay
from tests.processes.test_scenarios import of_player, seen
from tests.scenarios.scenario import Line, Scenario, Step, play, read_scenario
from tests.scenarios.test_shipped import BPMN, DRAWN_AS_EDGE, DRAWN_AS_SHAPE, bounds, on_border
from tests.test_docs import commands, compare

FOLDER = DOCS / "first-process"
BLOCKS = blocks_of(DOCS / "first-process.md")
STEPS = sorted(FOLDER.glob("step-*.bpmn"))
LAST, TABLE = STEPS[-1], FOLDER / "voices.dmn"
SCENARIOS = sorted(FOLDER.glob("scenarios/*.yaml"))
OPEN_ENDED = {"step-2.bpmn", "step-3.bpmn", "step-4.bpmn"}  # the page tells of the warning, and step 5 of its end


def files_of(step: Path) -> list[Path]:
    """What is given together."""
    return [step, TABLE] if step == LAST else [step]


def reports_of(step: Path) -> list[Report]:
    return check([Source(path.name, path.read_bytes()) for path in files_of(step)])


# ------------------------------------------------------------------------------------------------ the files
def test_there_are_eight_steps():
    assert [path.name for path in STEPS] == [f"step-{number}.bpmn" for number in range(1, 9)]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.stem)
def test_a_step_is_sound(step: Path):
    for report in reports_of(step):
        assert report.deployable, report.as_json()
        assert {warning["rule"] for warning in report.as_json()["warnings"]} == ({"ticket-ends-open"} if step.name in OPEN_ENDED else set())
        assert not [element.id for element in report.elements if element.verdict == "adapted"]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.stem)
def test_a_step_is_drawn(step: Path):
    model = etree.parse(step).getroot()
    shapes = {shape.get("bpmnElement"): bounds(shape) for shape in model.iter("{*}BPMNShape")}
    edges = {edge.get("bpmnElement"): [corner(point) for point in edge.iter("{*}waypoint")] for edge in model.iter("{*}BPMNEdge")}
    elements = {element.get("id"): element for element in model.iter(BPMN + "*") if element.get("id")}
    for name, element in elements.items():
        tag = etree.QName(element).localname
        assert name in shapes or not tag.endswith(DRAWN_AS_SHAPE), name
        if tag.endswith(DRAWN_AS_EDGE):
            assert on_border(edges[name][0], shapes[element.get("sourceRef")]), name
            assert on_border(edges[name][-1], shapes[element.get("targetRef")]), name
    assert not (set(shapes) | set(edges)) - set(elements)


def corner(point: etree._Element) -> tuple[float, float]:
    return float(point.get("x", "")), float(point.get("y", ""))


# ------------------------------------------------------------------------------------------------ the page
def parts() -> list[Block]:
    return [block for block in BLOCKS if block.kind in {"xml", "yaml"}]


@pytest.mark.parametrize("block", parts(), ids=lambda block: block.place)
def test_what_the_page_shows_is_in_the_file(block: Block):
    assert block.part_of, "say of which file it is a part"
    assert block.text in (FOLDER / block.part_of).read_text(encoding="utf-8")


@pytest.mark.parametrize("step", STEPS[1:], ids=lambda step: step.stem)
def test_the_page_shows_all_that_a_step_adds(step: Path):
    """Lines of a process that the step before does not have, but for the flows and lanes that only lead elsewhere."""
    before = set(STEPS[STEPS.index(step) - 1].read_text(encoding="utf-8").splitlines())
    shown = {line for block in parts() if block.part_of == step.name for line in block.text.splitlines()}
    model = step.read_text(encoding="utf-8").partition("  <bpmndi:BPMNDiagram")[0]
    left_out = [line for line in model.splitlines()[1:] if line not in before | shown and not leads_elsewhere(line)]
    assert not left_out


def leads_elsewhere(line: str) -> bool:
    return line.strip().startswith(("<bpmn:flowNodeRef", '<bpmn:sequenceFlow id="cheap"', '<bpmn:sequenceFlow id="approved"')) or (
        "not_asked" in line or "xmlns" in line or 'lz:due="PT13H working"' in line
    )


@pytest.mark.parametrize("block", [block for block in BLOCKS if block.kind == "console"], ids=lambda block: block.place)
def test_a_session_goes_as_shown(block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = shutil.copytree(FOLDER, tmp_path / "first-process")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("LAUFZETTEL_DATA_DIR", str(tmp_path / "var"))
    for command, shown in commands(block.text):
        lines = shown.splitlines()
        said = CliRunner().invoke(main, shlex.split(command)[1:], input="".join(f"{line[2:]}\n" for line in lines if line.startswith("> ")))
        compare([line for line in said.output.splitlines() if line.strip()], [line for line in lines if line and not line.startswith("> ")])


# ------------------------------------------------------------------------------------------------ the scenarios
class Played:
    """The last step in the player."""

    def __init__(self, scenario: Scenario) -> None:
        model, table = (report.xml or b"" for report in reports_of(LAST))
        self.flows = {flow.get("id") for flow in etree.parse(LAST).getroot().iter(BPMN + "sequenceFlow")}
        clock: dict[str, Any] = {"clock": scenario.clock} if scenario.clock else {}
        self.player = Player(model, decisions=[table], given=scenario.given, **clock)

    def line(self) -> Line:
        return self.player.line()

    def step(self, step: Step, /) -> Line:
        return self.player.step(step)


def test_the_scenarios_go_as_they_say_and_take_every_flow():
    passed: set[str] = set()
    for path in SCENARIOS:
        scenario = read_scenario(path)
        played = Played(scenario)
        passed |= play(scenario, played)
    assert not played.flows - passed


def test_each_step_can_be_deployed_in_the_house_and_the_last_one_runs_there_as_in_the_player(seeded_house: Flask):
    with unit_of_work():
        exchange.apply((FOLDER / "house.yaml").read_bytes(), actor=SYSTEM)
        for number, model in enumerate(STEPS, start=1):
            files = [(path.name, path.read_bytes()) for path in files_of(model)]
            version = definitions.deploy(files, actor=SYSTEM, owner_group=Group.named("purchasing"))
            assert version.number == number
        definitions.activate(version, actor=SYSTEM)
        version_id = version.id
    for path in SCENARIOS:
        scenario = read_scenario(path)
        house, played = HousePlay(version_id, clock=scenario.clock or CLOCK), Played(scenario)
        for told in scenario.steps:
            step = {key: value for key, value in told.items() if key != "expect"}
            if step:
                assert (path.name, step, seen(house.step(step))) == (path.name, step, of_player(played.step(step)))


def test_the_queue_of_the_house_keeps_the_standard_process():
    [queue] = yaml.safe_load((FOLDER / "house.yaml").read_text(encoding="utf-8"))["queue"]
    assert queue == {"name": "Devices", "group": "purchasing"}
