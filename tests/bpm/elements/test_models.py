"""Every model of this folder belongs to a test module of its name, and every test module has its model."""

import pytest

from tests.bpm.elements.playing import HERE

MODULES = {path.stem.removeprefix("test_") for path in HERE.glob("test_*.py")} - {"models"}
MODELS = sorted(path.stem for path in HERE.glob("*.bpmn"))


def test_every_module_has_its_model():
    assert set(MODELS) >= MODULES


@pytest.mark.parametrize("name", MODELS)
def test_every_model_belongs_to_a_module_and_is_played_there(name):
    owners = [module for module in MODULES if name == module or name.startswith(f"{module}_")]
    assert any(f'"{name}"' in (HERE / f"test_{owner}.py").read_text(encoding="utf-8") for owner in owners)
