"""Reading our extension elements off a node of a normalised model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from bpm.dialect import B, L
from bpm.errors import ExpressionError, ModelError, TimerError
from bpm.expressions import compile_expression
from bpm.texts import compile_parameter
from bpm.timing import parse_timer

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpm.expressions import Expression
    from bpm.model import Parameter
    from bpm.timing import Timer


T = TypeVar("T")


def tag_of(element: Any) -> str:
    """The local name of a BPMN element, empty for anything else."""
    tag = element.tag
    return tag[len(B) :] if isinstance(tag, str) and tag.startswith(B) else ""


def ours(element: Any, name: str) -> list[Any]:
    """The `lz:name` extension elements of an element."""
    return [child for block in element.findall(f"{B}extensionElements") for child in block.findall(f"{L}{name}")]


def our_attributes(element: Any) -> dict[str, str]:
    """The `lz:` attributes of an element, without prefix."""
    return {name[len(L) :]: value for name, value in element.attrib.items() if name.startswith(L)}


def is_true(text: str | None, *, default: bool = False) -> bool:
    """An xsd:boolean."""
    return default if text is None else text.strip().lower() in ("true", "1")


def text_of(element: Any, tag: str) -> str | None:
    """The stripped text of a BPMN child, None if it is absent or empty."""
    child = element.find(f"{B}{tag}")
    text = "".join(child.itertext()).strip() if child is not None else ""
    return text or None


def expression_of(element: Any, tag: str) -> Expression | None:
    """The expression in a BPMN child, if there is one."""
    text = text_of(element, tag)
    return None if text is None else compiled(compile_expression, text, element)


def timer_in(text: str | None, element: Any) -> Timer | None:
    """A timer text, if there is one."""
    return None if not text else compiled(parse_timer, text, element)


def parameter(text: str, element: Any) -> Parameter:
    """A text with `{{ }}`, or an expression after `=`."""
    return compiled(compile_parameter, text, element)


def bare_expression(text: str, element: Any) -> Expression:
    """An expression that may be written with or without `=`."""
    return compiled(compile_expression, text.removeprefix("="), element)


def compiled(compiler: Callable[[str], T], text: str, element: Any) -> T:
    """Compile a text of an element.

    Raises:
        ModelError: it does not compile; names the nearest element with an id.
    """
    try:
        return compiler(text)
    except (ExpressionError, TimerError) as error:
        owner = element
        while owner.get("id") is None and owner.getparent() is not None:
            owner = owner.getparent()
        raise ModelError(error.message, element=owner.get("id") or "", line=element.sourceline) from error
