"""The last proof: the parser that will build specs from the normalised document builds them here once.

Nothing is lost if it cannot: what it refuses stands in the report.
"""

from copy import deepcopy

from lxml import etree
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from bpm.dialect import L
from bpm.errors import ModelError
from bpm.parser import parse
from bpm.reading.model import Model
from bpm.reading.parsing import Element
from bpm.reading.tree import identifier, problem_of, up


def prove(model: Model) -> None:
    """Whatever the parser refuses is refused in the report, at the element it names."""
    try:
        parse(etree.tostring(_alone(model)))
    except (ModelError, ValidationException) as problem:
        element = model.by_id.get(getattr(problem, "element", ""))
        place = element if element is not None else model.main
        if place is not None:
            model.note(place, "parser", problem=problem_of(problem))


def _alone(model: Model) -> Element:
    """The document without what stands in the files given with it: that has been looked up already."""
    root = deepcopy(model.root)
    own = {identifier(process) for process in model.processes}
    for call in root.iter("{*}callActivity"):
        if call.get("calledElement") not in own:
            call.attrib.pop("calledElement", None)
    for decision in list(root.iter(L + "decision")):
        up(decision).remove(decision)
    return root
