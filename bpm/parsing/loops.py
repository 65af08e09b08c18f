"""Loop characteristics of an activity of a normalised model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bpm.dialect import B, L
from bpm.parsing.xml import bare_expression, expression_of, is_true, ours
from bpm.specs.multi_instance import MultiInstance
from bpm.specs.standard_loop import StandardLoop

if TYPE_CHECKING:
    from bpm.specs.activity import Loop


def loop(element: Any) -> Loop | None:
    """How the activity is repeated, if it is."""
    standard = element.find(f"{B}standardLoopCharacteristics")
    if standard is not None:
        return standard_loop(standard)
    multiple = element.find(f"{B}multiInstanceLoopCharacteristics")
    return None if multiple is None else multi_instance(element, multiple)


def standard_loop(element: Any) -> StandardLoop:
    """A standard loop."""
    maximum = (element.get("loopMaximum") or "").strip()
    return StandardLoop(
        test_before=is_true(element.get("testBefore")),
        condition=expression_of(element, "loopCondition"),
        maximum=int(maximum) if maximum.isdigit() else None,
    )


def multi_instance(activity: Any, element: Any) -> MultiInstance:
    """Multi-instance; `lz:loop` may stand at the activity or in the characteristics."""
    ours_ = [*ours(activity, "loop"), *ours(element, "loop"), *element.findall(f"{L}loop")]
    said = ours_[0].attrib if ours_ else {}
    collection = said.get("collection")
    return MultiInstance(
        is_sequential=is_true(element.get("isSequential")),
        cardinality=expression_of(element, "loopCardinality"),
        collection=bare_expression(collection, ours_[0]) if collection else None,
        item=said.get("item") or "",
        collect=said.get("collect") or "",
        into=said.get("into") or "",
        completion=expression_of(element, "completionCondition"),
    )
