"""Writes elements of BPMN and of our dialect, with ids that XML allows and no two share."""

import re
from typing import Any

from lxml import etree

from bpm.dialect import BPMN, BPMNDI, LZ

DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
PREFIXES = {"bpmn": BPMN, "lz": LZ, "bpmndi": BPMNDI, "dc": DC, "di": DI}


def put(parent: Any, tag: str, **attributes: str) -> Any:
    """A new child, such as `bpmn:userTask`; attributes with a prefix are written `lz__order`. Empty ones are left out."""
    child = etree.SubElement(parent, qualified(tag))
    for name, value in attributes.items():
        if value != "":
            child.set(qualified(name.replace("__", ":").removesuffix("_")), value)
    return child


def put_text(parent: Any, tag: str, *, text: str, **attributes: str) -> Any:
    child = put(parent, tag, **attributes)
    child.text = text
    return child


def qualified(name: str) -> str:
    prefix, colon, local = name.partition(":")
    return f"{{{PREFIXES[prefix]}}}{local}" if colon else name


class Ids:
    """Ids made of what OTRS calls things; each is given away once."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def new(self, wish: str) -> str:
        base = re.sub(r"[^A-Za-z0-9_.-]", "_", wish)[:200]
        if not re.match("[A-Za-z_]", base):
            base = f"id_{base}"
        found, number = base, 2
        while found in self._given:
            found, number = f"{base}_{number}", number + 1
        self._given.add(found)
        return found
