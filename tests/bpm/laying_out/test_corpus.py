"""Every model of the corpus, of ours and of the tests gets a diagram that a careful person could have drawn, and stays the model it was."""

import time
from pathlib import Path

import pytest

from bpm.layout import laid_out
from bpm.reading.report import Report
from tests.bpm.laying_out.seeing import faults, see, without_diagram
from tests.bpm.reading.models import read
from tests.conftest import ROOT
from tests.corpus import corpus_files

OURS = sorted([*ROOT.glob("bpmn/*/*.bpmn"), *ROOT.glob("tests/bpm/elements/*.bpmn"), *ROOT.glob("tests/bpm/promises/*.bpmn")])
SECONDS = 2.0
NO_ID = {"no-id", "flow-no-id"}


def told(report: Report) -> object:
    """All but the model itself, what is said about its diagram, and that ids were missing."""
    elements = [
        (one.id, one.name, one.type, one.line, *(note.rule for note in one.notes if note.verdict != "runs" and note.rule not in NO_ID))
        for one in report.elements
    ]
    warnings = [(one.id, one.line, one.rule) for one in report.warnings if one.rule not in {"no-layout", "no-place-in-diagram"}]
    return elements, warnings, report.errors, report.deployable


@pytest.mark.parametrize("path", [*corpus_files("bpmn/*/*"), *OURS], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_model_without_diagram_gets_one(path: Path) -> None:
    bare = without_diagram(path.read_bytes())
    begin = time.perf_counter()
    drawn = laid_out(bare)
    assert time.perf_counter() - begin < SECONDS
    assert not faults(see(drawn))
    before, after = read(bare), read(drawn)
    assert told(after) == told(before)
    assert not [one for one in after.warnings if one.rule in {"no-layout", "no-place-in-diagram"}]
    assert laid_out(drawn) == drawn
