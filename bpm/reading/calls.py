"""Call activities: what is called, whether it can be, and what is passed (BPMN 2.0.2, 10.3.6)."""

from typing import Final

from bpm.dialect import CAMUNDA, LZ, SUBPROCESSES, ZEEBE
from bpm.errors import ExpressionError
from bpm.reading.activities import foreign_attribute
from bpm.reading.model import Model
from bpm.reading.others import GLOBALS, Callee, callee_of, local_name
from bpm.reading.parsing import Element
from bpm.reading.translation import translated_value
from bpm.reading.tree import extend, extension, foreign, identifier, problem_of, shown, tag
from bpm.sentences import Sentence

_MAPPINGS: Final = {"in": CAMUNDA, "out": CAMUNDA}
_IO: Final = {"ioMapping": (ZEEBE,)}
_NOT_CALLABLE: Final = SUBPROCESSES | {"participant", "collaboration", "choreography"}
_CALLED: Final = {"calledElement": (ZEEBE,)}


def read_calls(model: Model) -> None:
    own = {identifier(process): callee_of(process) for process in model.processes}
    known = {**model.others.processes, **own}
    for call in model.nodes():
        if tag(call) == "callActivity":
            _read_target(call, known=known, model=model)
            _read_mappings(call, model=model)


def _read_target(call: Element, *, known: dict[str, Callee], model: Model) -> None:
    ref = _said(call, model=model)
    if ref is None:
        return
    if not ref:
        call.attrib.pop("calledElement", None)
        if f"{{{LZ}}}global" not in call.attrib:
            model.note(call, "no-target")
        return
    kind = _global_kind(ref, model=model)
    if kind:
        _take_global(call, ref, kind=kind, model=model)
    else:
        _bind(call, ref, known=known, model=model)


def _said(call: Element, *, model: Model) -> str | None:
    """The id of what is called, "" for nothing, None where it was refused."""
    case = foreign_attribute(call, "caseRef")
    if case:
        model.note(call, "call-case", ref=shown(case))
        return None
    ref = (call.get("calledElement") or "").strip()
    for said in foreign(call, _CALLED):
        ref = ref or (said.get("processId") or "").strip()
    if ref.startswith(("${", "#{", "=")):
        model.note(call, "call-expression", text=shown(ref))
        return None
    return ref


def _global_kind(ref: str, *, model: Model) -> str:
    found = model.named(ref, *GLOBALS)
    return GLOBALS[tag(found)] if found is not None else GLOBALS.get(model.others.globals.get(ref, ""), "")


def _take_global(call: Element, ref: str, *, kind: str, model: Model) -> None:
    call.set(f"{{{LZ}}}global", kind)
    model.called_globals.add(ref)
    call.attrib.pop("calledElement", None)
    model.note(call, "call-global", kind=kind, ref=shown(ref))


def _bind(call: Element, ref: str, *, known: dict[str, Callee], model: Model) -> None:
    target = ref if ref in known or local_name(ref) not in known else local_name(ref)
    callee = known.get(target)
    found = model.named(target)
    if callee is None and found is not None and tag(found) in _NOT_CALLABLE:
        model.note(call, "call-kind", ref=shown(target), kind=tag(found))
    elif callee is None:
        model.note(call, "call-missing", ref=shown(target))
    elif not callee.is_startable:
        model.note(call, "call-start", ref=shown(target))
    elif _is_endless(target, known=known):
        model.note(call, "call-endless", ref=shown(target))
    call.set("calledElement", target)


def _is_endless(target: str, *, known: dict[str, Callee]) -> bool:
    """Whether a circle of calls leads back to the target through processes in which nothing rests and nothing is decided."""
    seen: set[str] = set()
    waiting = [target]
    while waiting:
        callee = known.get(waiting.pop())
        if callee is None or callee.rests:
            continue
        for following in callee.calls:
            if following == target:
                return True
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return False


def _read_mappings(call: Element, *, model: Model) -> None:
    """What other engines pass becomes lz:in and lz:out, unless the file has some of ours."""
    if any(True for name in ("in", "out") for _ in extension(call, name)):
        return
    before = sum(1 for name in ("in", "out") for _ in extension(call, name))
    for said in list(foreign(call, _MAPPINGS)):
        _map(call, said, model=model)
    for holder in list(foreign(call, _IO)):
        for said in holder.iterchildren("{*}input", "{*}output"):
            _map_zeebe(call, said, model=model)
    if sum(1 for name in ("in", "out") for _ in extension(call, name)) > before:
        model.note(call, "calls-mapped")


def _map(call: Element, said: Element, *, model: Model) -> None:
    direction = said.tag.rsplit("}", 1)[-1]
    source, target = (said.get("source") or "").strip(), (said.get("target") or "").strip()
    if said.get("variables"):
        model.note(call, "mapping-all", what=direction)
    elif said.get("businessKey"):
        return
    else:
        text = source or (said.get("sourceExpression") or "").strip()
        _add(call, direction, name=target or source, text=text, model=model)


def _map_zeebe(call: Element, said: Element, *, model: Model) -> None:
    direction = "in" if said.tag.endswith("}input") else "out"
    _add(call, direction, name=(said.get("target") or "").strip(), text=(said.get("source") or "").strip(), model=model)


def _add(call: Element, direction: str, *, name: str, text: str, model: Model) -> None:
    try:
        value = translated_value(text, holder=call, model=model) if text else ""
    except ExpressionError as problem:
        model.note(call, "mapping-dropped", text=shown(f"{text} → {name}"), problem=problem_of(problem))
        return
    if name.isidentifier() and value:
        extend(call, direction, name=name, value="=" + value)
    else:
        said = Sentence("{name!r} is no name of a variable.", name=shown(name)) if value else Sentence("it says no value.")
        model.note(call, "mapping-dropped", text=shown(f"{text} → {name}"), problem=said)
