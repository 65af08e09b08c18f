"""Loops and multi-instance: how often, over what (BPMN 2.0.2, 10.3.8, 13.3.6, 13.3.7)."""

from typing import Final

from bpm.dialect import ACTIVITIES, CAMUNDA, ZEEBE
from bpm.errors import ExpressionError
from bpm.reading.model import Model
from bpm.reading.parsing import Element
from bpm.reading.scopes import is_name
from bpm.reading.translation import translated_value
from bpm.reading.tree import child, children, extend, extension, foreign, identifier, shown, tag, text_of

_MOST: Final = 1000
_ZEEBE_LOOP: Final = {"loopCharacteristics": (ZEEBE,)}


def read_loops(model: Model) -> None:
    for activity in model.nodes():
        if tag(activity) not in ACTIVITIES:
            continue
        for standard in children(activity, "standardLoopCharacteristics"):
            _read_standard(standard, model=model)
        for multiple in children(activity, "multiInstanceLoopCharacteristics"):
            _read_multiple(activity, multiple, model=model)


def _read_standard(loop: Element, *, model: Model) -> None:
    maximum = (loop.get("loopMaximum") or "").strip()
    if maximum and not (maximum.isdigit() and maximum.isascii()):
        model.note(loop, "loop-maximum", text=shown(maximum))
        del loop.attrib["loopMaximum"]
        maximum = ""
    if not maximum and child(loop, "loopCondition") is None:
        model.note(loop, "loop-once")


def _read_multiple(activity: Element, loop: Element, *, model: Model) -> None:
    _move_ours(activity, loop)
    if next(extension(activity, "loop"), None) is None:
        _map_foreign(activity, loop, model=model)
    behavior = (loop.get("behavior") or "All").strip()
    if behavior != "All":
        model.note(loop, "loop-behavior", text=shown(behavior))
    _check_number(activity, loop, model=model)


def _move_ours(activity: Element, loop: Element) -> None:
    """`lz:loop` may stand at the characteristics too; from here on it stands at the activity."""
    for ours in list(extension(loop, "loop")):
        extend(activity, "loop", **{name: value for name, value in ours.attrib.items() if not name.startswith("{")})
        holder = ours.getparent()
        if holder is not None:
            holder.remove(ours)


def _check_number(activity: Element, loop: Element, *, model: Model) -> None:
    said = text_of(child(loop, "loopCardinality"))
    if said.isdigit() and int(said[:9]) > _MOST:
        model.note(activity, "loop-too-often", count=said[:20])
    ours = next(extension(activity, "loop"), None)
    if not said and (ours is None or not ours.get("collection")):
        model.note(activity, "loop-once")


def _map_foreign(activity: Element, loop: Element, *, model: Model) -> None:
    found = _camunda(loop) or _zeebe(loop) or _data(activity, loop, model=model)
    if not found:
        return
    source = found.pop("source")
    collection = found.get("collection", "")
    if collection:
        try:
            found["collection"] = "=" + translated_value(collection, holder=loop, model=model)
        except ExpressionError:
            model.note(activity, "loop-unnameable", ref=shown(collection))
            del found["collection"]
    if found:
        extend(activity, "loop", **found)
        if "collection" in found:
            model.note(activity, "loop-mapped", collection=shown(found["collection"]), what=source)
        else:
            model.note(activity, "loop-results-mapped", into=shown(found.get("into", "")), what=source)


def _camunda(loop: Element) -> dict[str, str]:
    for space in CAMUNDA:
        collection, item = loop.get(f"{{{space}}}collection"), loop.get(f"{{{space}}}elementVariable")
        if collection:
            return {"source": "collection", "collection": collection, **_named(item=item)}
    return {}


def _zeebe(loop: Element) -> dict[str, str]:
    for said in foreign(loop, _ZEEBE_LOOP):
        collected = (said.get("outputElement") or "").removeprefix("=").strip()
        return {
            "source": "loopCharacteristics",
            **_named(
                collection=said.get("inputCollection"),
                item=said.get("inputElement"),
                collect=collected if collected.isidentifier() else None,
                into=said.get("outputCollection"),
            ),
        }
    return {}


def _data(activity: Element, loop: Element, *, model: Model) -> dict[str, str]:
    """BPMN's own way: a collection of data, an item for each iteration, and the same for results."""
    collection = _data_name(text_of(child(loop, "loopDataInputRef")), activity=activity, model=model)
    into = _data_name(text_of(child(loop, "loopDataOutputRef")), activity=activity, model=model)
    found = _named(
        # A cardinality counts; the collection is then only data of each iteration.
        collection=collection if child(loop, "loopCardinality") is None else None,
        item=_item_name(child(loop, "inputDataItem")),
        collect=_item_name(child(loop, "outputDataItem")),
        into=into,
    )
    return {"source": "loopDataInputRef", **found} if {"collection", "into"} & set(found) else {}


def _named(**values: str | None) -> dict[str, str]:
    return {name: value.strip() for name, value in values.items() if value and value.strip()}


def _item_name(item: Element | None) -> str | None:
    if item is None:
        return None
    return next((name for name in (item.get("name"), item.get("id")) if name and name.isidentifier()), None)


def _data_name(ref: str, *, activity: Element, model: Model) -> str:
    """The name an expression knows a collection by: that of the data object behind an input or output of the activity."""
    seen: set[str] = set()
    while ref and ref not in seen:
        seen.add(ref)
        element = model.named(ref)
        following: str = _behind(element, activity=activity)
        if not following:
            return _spelled(ref, element=element)
        ref = following
    return ref


def _behind(element: Element | None, *, activity: Element) -> str:
    if element is None:
        return ""
    if tag(element) == "dataObjectReference":
        referred: str = element.get("dataObjectRef", "")
        return referred
    wanted = identifier(element)
    for name, here, there in (("dataInputAssociation", "targetRef", "sourceRef"), ("dataOutputAssociation", "sourceRef", "targetRef")):
        for association in children(activity, name):
            if text_of(child(association, here)) == wanted:
                return text_of(child(association, there))
    return ""


def _spelled(ref: str, *, element: Element | None) -> str:
    names = [ref] if element is None else [ref, element.get("name", "")]
    return next((name for name in names if is_name(name)), ref)
