"""The shipped processes: each is sound, drawn completely, and does what its scenarios say; together these take every flow."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from bpm.player import Player
from bpm.reader import Report, Source, check
from tests.conftest import ROOT
from tests.scenarios.scenario import Line, Scenario, Step, play, read_scenario

FOLDERS = sorted(path.parent for path in (ROOT / "bpmn").glob("*/model.bpmn"))
SCENARIOS = [path for folder in FOLDERS for path in sorted(folder.glob("scenarios/*.yaml"))]
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DRAWN_AS_SHAPE = ("Event", "Task", "task", "Gateway", "subProcess", "transaction", "callActivity", "participant", "lane")
DRAWN_AS_EDGE = ("sequenceFlow", "association", "messageFlow")


class Played:
    """A shipped model in the player, which also knows which ids are flows."""

    def __init__(self, folder: Path, scenario: Scenario) -> None:
        main, *others = [report.xml for report in reports(folder) if report.kind == "bpmn" and report.xml]
        decisions = [report.xml for report in reports(folder) if report.kind == "dmn" and report.xml]
        self.flows = flows(folder)
        self.player = Player(main, others, decisions=decisions, **options(scenario))

    def line(self) -> Line:
        return self.player.line()

    def step(self, step: Step, /) -> Line:
        return self.player.step(step)


def options(scenario: Scenario) -> dict[str, Any]:
    return {"given": scenario.given, **({"clock": scenario.clock} if scenario.clock else {})}


@cache
def reports(folder: Path) -> list[Report]:
    """The model first, then what lies beside it."""
    others = sorted(path for path in folder.iterdir() if path.suffix in {".bpmn", ".dmn"} and path.name != "model.bpmn")
    return check([Source(path.name, path.read_bytes()) for path in (folder / "model.bpmn", *others)])


@cache
def flows(folder: Path) -> set[str]:
    return {flow.get("id") for flow in model(folder).iter(BPMN + "sequenceFlow")}


@cache
def model(folder: Path) -> etree._Element:
    return etree.parse(folder / "model.bpmn").getroot()


@cache
def passed_by(path: Path) -> set[str]:
    scenario = read_scenario(path)
    return play(scenario, Played(path.parent.parent, scenario))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
class TestShipped:
    def test_it_has_a_page_and_scenarios(self, folder):
        assert (folder / "README.md").is_file()
        assert len(list(folder.glob("scenarios/*.yaml"))) >= 3

    def test_it_is_sound(self, folder):
        for report in reports(folder):
            assert report.deployable, report.as_json()
            assert not report.as_json()["warnings"]

    def test_it_runs_as_it_stands(self, folder):
        """Nothing is adapted: a model of ours says all it means. Only the callable's own pool documents."""
        verdicts = {element["id"]: element["verdict"] for report in reports(folder) for element in report.as_json()["elements"]}
        assert not {name: verdict for name, verdict in verdicts.items() if verdict in {"adapted", "refused"}}

    def test_it_is_drawn_completely(self, folder):
        drawn = {element.get("bpmnElement") for element in model(folder).iter() if element.get("bpmnElement")}
        tags = {element.get("id"): etree.QName(element).localname for element in model(folder).iter(BPMN + "*") if element.get("id")}
        visible = {name for name, tag in tags.items() if tag.endswith((*DRAWN_AS_SHAPE, *DRAWN_AS_EDGE))}
        assert not visible - drawn

    def test_its_edges_end_at_its_shapes(self, folder):
        shapes = {shape.get("bpmnElement"): bounds(shape) for shape in model(folder).iter("{*}BPMNShape")}
        ends = {
            flow.get("id"): (flow.get("sourceRef"), flow.get("targetRef"))
            for tag in DRAWN_AS_EDGE
            for flow in model(folder).iter(BPMN + tag)
        }
        for edge in model(folder).iter("{*}BPMNEdge"):
            points = [(float(point.get("x")), float(point.get("y"))) for point in edge.iter("{*}waypoint")]
            source, target = ends[edge.get("bpmnElement")]
            assert on_border(points[0], shapes[source]), edge.get("bpmnElement")
            assert on_border(points[-1], shapes[target]), edge.get("bpmnElement")

    def test_its_scenarios_take_every_flow(self, folder):
        passed: set[str] = set()
        for path in folder.glob("scenarios/*.yaml"):
            passed |= passed_by(path)
        assert not flows(folder) - passed


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: f"{path.parent.parent.name}: {read_scenario(path).title}")
def test_scenario(path):
    passed_by(path)


def test_the_tour_of_the_readme_goes_to_its_end():
    folder = ROOT / "bpmn" / "leave_application"
    played = Played(folder, read_scenario(folder / "scenarios" / "granted.yaml"))
    for step in (ROOT / "docs" / "tour.jsonl").read_text(encoding="utf-8").splitlines():
        line = played.step(json.loads(step))
        assert not line["refused"]
    assert line["done"]


def bounds(shape: etree._Element) -> tuple[float, float, float, float]:
    box = next(shape.iterchildren("{*}Bounds"))
    x, y, width, height = (float(box.get(name)) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def on_border(point: tuple[float, float], box: tuple[float, float, float, float]) -> bool:
    """Within two pixels of the rectangle: coordinates are rounded."""
    (x, y), (left, top, right, bottom), near = point, box, 2
    inside = left - near <= x <= right + near and top - near <= y <= bottom + near
    return inside and min(abs(x - left), abs(x - right), abs(y - top), abs(y - bottom)) <= near
