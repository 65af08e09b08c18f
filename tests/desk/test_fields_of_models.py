"""The fields that process models declare, deployed as such: those of every model that comes with the house can be stored."""

from pathlib import Path
from typing import Any

import pytest

from bpm.model import Field
from bpm.parser import parse
from bpm.playing.checks import checked
from desk.actors import SYSTEM
from desk.dynamic_fields import DynamicField, ensure
from foundation.clock import now

MODELS = sorted((Path(__file__).resolve().parents[2] / "bpmn").glob("*/model.bpmn"))


def settings_of(field: Field) -> dict[str, Any]:
    """What a model says of a field, as the desk keeps it."""
    said = {"default": field.default, "min": field.minimum, "max": field.maximum, "values": field.values, "regexes": field.checks}
    return {name: value for name, value in said.items() if value}


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize("path", MODELS, ids=[path.parent.name for path in MODELS])
def test_fields_of_models_are_made_and_found_again(path: Path):
    fields = parse(path.read_bytes(), decisions=[file.read_bytes() for file in path.parent.glob("*.dmn")]).fields
    for _ in range(2):
        for name, field in fields.items():
            made = ensure(name, field.type, field.label, settings_of(field), process_id=path.parent.name, actor=SYSTEM)
            assert made.rules.default(now=now()) == (None if field.default is None else checked(field, field.default))
    assert {made.name: made.kind for made in DynamicField.of("ticket")} == {name: field.type for name, field in fields.items()}
