"""Forms of other engines -> activity dialogs: each becomes a dialog of the process that shows variables, offered at its node."""

from typing import Final

from bpm.dialect import CAMUNDA, SPIFF, ZEEBE
from bpm.reading.activities import foreign_attribute
from bpm.reading.foreign import variable_name
from bpm.reading.model import Model
from bpm.reading.parsing import Element
from bpm.reading.tree import add, extend, extension, foreign, identifier, is_false, is_true, local, shown, tag, within

_FORMS: Final = {"formData": CAMUNDA, "formProperty": CAMUNDA}
_KEPT_ELSEWHERE: Final = {"formDefinition": (ZEEBE,), "userTaskForm": (ZEEBE,), "properties": (SPIFF,)}
_TYPES: Final = {
    "string": "text", "text": "text", "enum": "text", "long": "integer", "int": "integer", "integer": "integer", "double": "decimal",
    "decimal": "decimal", "number": "decimal", "boolean": "boolean", "date": "date", "datetime": "datetime",
}  # fmt: skip


def read_forms(model: Model) -> None:
    for node in model.nodes():
        if tag(node) not in {"userTask", "manualTask", "startEvent"} or next(extension(node, "offers"), None) is not None:
            continue
        fields = _fields(node)
        if fields:
            _offer(node, fields=fields, model=model)
        else:
            _note_foreign(node, model=model)


def _fields(node: Element) -> list[Element]:
    found: list[Element] = []
    for said in foreign(node, _FORMS):
        found += [said] if local(said) == "formProperty" else list(said.iterchildren("{*}formField"))
    return [field for field in found if (field.get("id") or "").strip()]


def _offer(node: Element, *, fields: list[Element], model: Model) -> None:
    process = within(node, "process")
    if process is None:
        return
    key = f"dialog_{identifier(node)}"
    dialog = extend(process, "dialog", id=key, label=" ".join((node.get("name") or identifier(node)).split()))
    for field in fields:
        _show(field, dialog=dialog, process=process, model=model)
    extend(node, "offers", dialog=key)
    model.note(node, "form-mapped", dialog=key, count=str(len(fields)))


def _show(field: Element, *, dialog: Element, process: Element, model: Model) -> None:
    name = variable_name((field.get("variable") or field.get("id") or "").strip())
    _declare(name, field=field, process=process)
    model.set_names.add(name)
    label = field.get("label") or field.get("name") or ""
    default = field.get("defaultValue") or field.get("default") or ""
    said = {"variable": name, "as_": _display(field)}
    if label.strip():
        said["label"] = " ".join(label.split())
    if default.strip() and not default.lstrip().startswith(("$", "#", "=")) and "{{" not in default and "{%" not in default:
        said["default"] = default.strip()
    add(dialog, "show", **said)


def _declare(name: str, *, field: Element, process: Element) -> None:
    if all(known.get("name") != name for known in extension(process, "variable")):
        extend(process, "variable", name=name, type=_TYPES.get((field.get("type") or "").strip().lower(), "text"))


def _display(field: Element) -> str:
    constraints = {entry.get("name"): entry.get("config") for entry in field.iterfind("{*}validation/{*}constraint")}
    if is_false(field.get("writable")) or ("readonly" in constraints and not is_false(constraints["readonly"])):
        return "readonly"
    if is_true(field.get("required")) or ("required" in constraints and not is_false(constraints["required"])):
        return "mandatory"
    return "optional"


def _note_foreign(node: Element, *, model: Model) -> None:
    text = foreign_attribute(node, "formKey") or foreign_attribute(node, "formRef")
    for said in foreign(node, _KEPT_ELSEWHERE):
        text = text or said.get("formId") or said.get("formKey") or said.get("bindingType") or _schema_name(said)
    if text:
        model.note(node, "form-foreign", text=shown(text))


def _schema_name(said: Element) -> str:
    names = (entry.get("value") or "" for entry in said.iterchildren("{*}property") if "Schema" in (entry.get("name") or ""))
    return next(names, "")
