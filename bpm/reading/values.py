"""Whether defaults and limits are values of the type they are declared with: no ticket may begin with an impossible one."""

from bpm.errors import BpmError
from bpm.parsing.declarations import field, variable
from bpm.playing.checks import checked, typed_limit
from bpm.reading.model import Model
from bpm.reading.parsing import Element
from bpm.reading.tree import CONTAINERS, extension, problem_of, shown


def read_values(model: Model) -> None:
    for scope in model.all(*CONTAINERS):
        for ours in extension(scope, "field"):
            _note(ours, "field", problem=_of_field(ours), model=model)
        for ours in extension(scope, "variable"):
            _note(ours, "variable", problem=_of_variable(ours), model=model)


def _note(ours: Element, kind: str, *, problem: str, model: Model) -> None:
    if problem:
        model.note(ours, "lz-value-unfit", kind=kind, name=shown(ours.get("name", "")), problem=problem)


def _of_field(ours: Element) -> str:
    """What is wrong with the limits or the default of a field; its regular expressions have a rule of their own."""
    declared = field(ours)
    try:
        for limit in (declared.minimum, declared.maximum):
            if limit is not None:
                typed_limit(limit, declared)
        if declared.default is not None:
            checked(declared, declared.default)
    except BpmError as problem:
        return problem_of(problem)
    return ""


def _of_variable(ours: Element) -> str:
    try:
        variable(ours)
    except BpmError as problem:
        return problem_of(problem)
    return ""
