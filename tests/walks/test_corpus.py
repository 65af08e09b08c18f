"""Files that other people's tools wrote: whatever the reader lets through, the engine walks as the reference machine does."""

import importlib.util
from pathlib import Path

import pytest

from tests.walks.model import Model
from tests.walks.walker import player, walk

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus" / "bpmn"
WALKS = 20

pytestmark = [
    pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the corpus is not here: {CORPUS}"),
    pytest.mark.skipif(importlib.util.find_spec("bpm.player") is None, reason="there is no engine to walk with yet"),
]


def files() -> list[Path]:
    return sorted(path for path in CORPUS.rglob("*") if path.is_file())


@pytest.mark.parametrize("path", files(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_foreign_model_is_explained_or_walks_as_the_machine_does(path):
    from bpm.reader import Source, check  # skipped before where the reader cannot be

    report = check([Source.read(path)])[0]
    if report.xml is None:
        refused = [each for each in report.elements if each.verdict == "refused"]
        assert report.errors or refused, "refused without a reason"
        return
    model = Model(report.xml)
    for number in range(WALKS):
        found = walk(model, player(report.xml), seed=f"{path.name} {number}")
        assert found is None, found
