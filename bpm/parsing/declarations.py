"""What a process declares in our dialect: ticket, fields, variables, dialogs, who may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bpm.dialect import B, L
from bpm.expressions import compile_expression
from bpm.model import ArticlePart, Dialog, Field, May, Offer, Show, TicketDefaults, Variable
from bpm.parsing.xml import compiled, is_true, ours, parameter
from bpm.texts import compile_text
from bpm.typed_values import UNTYPED, from_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpm.texts import Text

TICKET_ATTRIBUTES = ("title", "queue", "type", "service", "priority", "state")


def ticket(process: Any) -> TicketDefaults | None:
    """`lz:ticket` of a process."""
    for element in ours(process, "ticket"):
        values = {name: compiled(compile_text, element.get(name), element) for name in TICKET_ATTRIBUTES if element.get(name)}
        verbs = element.get("verbs")
        return TicketDefaults(values=values, verbs=None if verbs is None else frozenset(verbs.split()))
    return None


def fields(process: Any) -> dict[str, Field]:
    """`lz:field` of a process, by name."""
    return {element.get("name"): field(element) for element in ours(process, "field")}


def field(element: Any) -> Field:
    """One dynamic field."""
    values = {value.get("key"): "".join(value.itertext()).strip() or value.get("key") for value in element.findall(f"{L}value")}
    checks = tuple((check.get("regex") or "", check.get("message") or "") for check in element.findall(f"{L}check"))
    return Field(
        name=element.get("name"),
        type=element.get("type") or "text",
        label=element.get("label") or "",
        default=element.get("default"),
        values=values,
        checks=checks,
        minimum=element.get("min"),
        maximum=element.get("max"),
    )


def variables(scope: Any) -> tuple[Variable, ...]:
    """`lz:variable` of a process or subprocess, and its data objects."""
    found = {element.get("name"): variable(element) for element in ours(scope, "variable")}
    for data_object in scope.findall(f"{B}dataObject"):
        kind = "list" if is_true(data_object.get("isCollection")) else UNTYPED
        found.setdefault(data_object.get("id"), Variable(data_object.get("id"), kind))
    return tuple(found.values())


def variable(element: Any) -> Variable:
    """One variable; its default is read by its type."""
    kind = element.get("type") or "text"
    default = element.get("default")
    return Variable(element.get("name"), kind, None if default is None else from_text(default, kind))


def aliases(scope: Any) -> dict[str, str]:
    """Other names of the data objects of a scope: their names, and the ids and names of references to them, in scopes inside too."""
    found: dict[str, str] = {}
    own = {each.get("id") for each in scope.findall(f"{B}dataObject")}
    for element in (*scope.findall(f"{B}dataObject"), *scope.iter(f"{B}dataObjectReference")):
        target = element.get("dataObjectRef") or element.get("id")
        if target in own:
            for other in (element.get("id"), element.get("name")):
                if other and other not in own and other.isidentifier():
                    found.setdefault(other, target)
    return found


def dialogs(process: Any) -> dict[str, Dialog]:
    """`lz:dialog` of a process, by id."""
    return {element.get("id"): dialog(element) for element in ours(process, "dialog")}


def dialog(element: Any) -> Dialog:
    """One activity dialog."""
    return Dialog(
        id=element.get("id"),
        label=element.get("label") or element.get("id"),
        audience=tuple((element.get("for") or "agent").split()),
        permission=element.get("permission") or "",
        required_lock=is_true(element.get("requiredLock")),
        submit=element.get("submit") or "",
        advice=element.get("advice") or "",
        help=element.get("help") or "",
        parts=tuple(parts(element)),
    )


def parts(element: Any) -> Iterator[Show | ArticlePart | Text]:
    """The children of a dialog, in the order of the page."""
    for child in element:
        if child.tag == f"{L}show":
            yield show(child)
        elif child.tag == f"{L}article":
            yield article(child)
        elif child.tag == f"{L}text":
            yield compiled(compile_text, "".join(child.itertext()).strip(), child)


def show(element: Any) -> Show:
    """One field of a dialog."""
    default, when, check = element.get("default"), element.get("when"), element.get("check")
    return Show(
        name=(element.get("field") or element.get("variable") or "").removeprefix("ticket."),
        is_variable=element.get("field") is None,
        display=element.get("as") or "optional",
        default=None if default is None else parameter(default, element),
        label=element.get("label") or "",
        help=element.get("help") or "",
        when=compiled(compile_expression, when, element) if when else None,
        check=compiled(compile_expression, check, element) if check else None,
        message=element.get("message") or "",
    )


def article(element: Any) -> ArticlePart:
    """The article part of a dialog."""
    return ArticlePart(
        display=element.get("as") or "optional",
        channel=element.get("channel") or "internal",
        visible_to_customer=is_true(element.get("visibleToCustomer")),
        subject=compiled(compile_text, element.get("subject"), element) if element.get("subject") else None,
        time_units=element.get("timeUnits") or "hidden",
        attachments=element.get("attachments") or "optional",
    )


def offers(element: Any) -> tuple[Offer, ...]:
    """`lz:offers` of an activity or start event."""
    return tuple(Offer(each.get("dialog"), is_true(each.get("completes"), default=True)) for each in ours(element, "offers"))


def may(element: Any) -> tuple[May, ...]:
    """`lz:may` of an activity, start event or lane."""
    return tuple(May(**{name: each.get(name) or "" for name in ("group", "role", "agent", "customer")}) for each in ours(element, "may"))
