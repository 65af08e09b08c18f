"""Small exports for the tests of the importer, built from parts and written as YAML."""

from collections.abc import Mapping
from typing import Any

import yaml
from lxml import etree

from bpm.otrs import OtrsImport, import_process

LZ = "{urn:laufzettel:bpmn:1}"
B = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
MODULE = "Kernel::System::ProcessManagement::TransitionAction::"


def dialog(fields: Mapping[str, Any] | None = None, **config: Any) -> dict[str, Any]:
    """A dialog; a field is its display or its whole configuration."""
    whole = {key: {"Display": each} if isinstance(each, str) else each for key, each in (fields or {}).items()}
    return {"Name": "Ask", "Config": {"Fields": whole, "FieldOrder": list(whole), "Interface": ["AgentInterface"], **config}}


def transition(fields: Mapping[str, Any], **config: Any) -> dict[str, Any]:
    return {"Name": "Go", "Config": {"ConditionLinking": "and", "Condition": {"1": {"Type": "and", "Fields": fields}}, **config}}


def action(module: str, **config: Any) -> dict[str, Any]:
    return {"Name": module, "Config": {"Module": MODULE + module, "Config": config}}


def export(**parts: Any) -> dict[str, Any]:
    """A1 -T1-> A2, A1 offers AD1, and whatever a test replaces: `dialogs`, `transitions`, `actions`, `path`, `offers`, `process`."""
    path = parts.get("path", {"A1": {"T1": {"ActivityEntityID": "A2", "TransitionAction": list(parts.get("actions", {}))}}, "A2": {}})
    offers = parts.get("offers", {"A1": ["AD1"]})
    activities = {*path, *(edge["ActivityEntityID"] for edges in path.values() for edge in edges.values())}
    return {
        "Process": {
            "EntityID": "P1",
            "Name": "Demo",
            "State": "Active",
            "Config": {"Path": path, "StartActivity": "A1", "StartActivityDialog": "AD1"} | parts.get("process", {}),
            "Layout": parts.get("layout", {}),
        },
        "Activities": {
            one: {"Name": f"Activity {one}", "Config": {"ActivityDialog": {str(n): ad for n, ad in enumerate(offers.get(one, []), 1)}}}
            for one in sorted(activities)
        },
        "ActivityDialogs": parts.get("dialogs", {"AD1": dialog()}),
        "Transitions": parts.get("transitions", {"T1": transition({"Queue": {"Type": "String", "Match": "Misc"}})}),
        "TransitionActions": parts.get("actions", {}),
    }


def imported(**parts: Any) -> OtrsImport:
    return import_process(as_yaml(export(**parts)))


def as_yaml(data: Any) -> bytes:
    return yaml.dump(data, Dumper=Plainly, allow_unicode=True).encode()


class Plainly(yaml.SafeDumper):
    """Writes no aliases where the same object stands twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def root(result: OtrsImport) -> Any:
    return etree.fromstring(result.xml)


def condition(result: OtrsImport, flow: str = "A1_T1") -> str:
    return str(root(result).findtext(f".//{B}sequenceFlow[@id='{flow}']/{B}conditionExpression"))


def shown(result: OtrsImport, dialog_id: str = "AD1") -> dict[str, dict[str, str]]:
    """What a dialog shows: field and the rest of its attributes."""
    shows = root(result).iterfind(f".//{LZ}dialog[@id='{dialog_id}']/{LZ}show")
    return {show.get("field"): {name: value for name, value in show.attrib.items() if name != "field"} for show in shows}


def actions(result: OtrsImport) -> list[tuple[str, dict[str, str]]]:
    """All actions with their parameters, in order."""
    return [(one.get("name"), {param.get("name"): param.text or "" for param in one}) for one in root(result).iter(f"{LZ}action")]


def verdicts(result: OtrsImport, entity: str) -> set[str]:
    return {finding.verdict for finding in result.report if finding.entity_id == entity}


def messages(result: OtrsImport, entity: str) -> str:
    return " ".join(finding.message for finding in result.report if finding.entity_id == entity)
