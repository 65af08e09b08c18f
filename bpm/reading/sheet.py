"""The sheet on which the reading of a file is written: one row for each element that is reported, in the file's order."""

from typing import Final

from bpm.dialect import NODES, B
from bpm.reading.parsing import Element
from bpm.reading.report import Note, Trouble, Verdict
from bpm.reading.tree import CONTAINERS, identifier, shown, tag, text_of

_CONVERSATION: Final = frozenset({"conversation", "subConversation", "callConversation", "conversationLink"})
_DATA: Final = frozenset({
    "dataObject", "dataObjectReference", "dataStore", "dataStoreReference", "dataInput", "dataOutput", "dataInputAssociation",
    "dataOutputAssociation", "property", "inputDataItem", "outputDataItem",
})  # fmt: skip
_ARTIFACTS: Final = frozenset({"textAnnotation", "group", "association"})
REPORTED: Final = NODES | _CONVERSATION | _DATA | _ARTIFACTS | {"sequenceFlow", "messageFlow", "participant", "lane"}
_NO_ROOT: Final = frozenset({"documentation", "extensionElements", "extension"})
# What a flow container may hold besides the above; anything else in BPMN's namespace there is an element BPMN does not know.
_INSIDE: Final = frozenset({
    "documentation", "extensionElements", "auditing", "monitoring", "ioSpecification", "laneSet", "supports", "incoming", "outgoing",
    "resourceRole", "performer", "humanPerformer", "potentialOwner", "correlationSubscription", "standardLoopCharacteristics",
    "multiInstanceLoopCharacteristics", "loopCharacteristics", "completionCondition", "ioBinding", "supportedInterfaceRef", "artifact",
    "categoryValueRef", "script", "rendering",
})  # fmt: skip


def is_unknown(element: Element) -> bool:
    """Whether it stands where flow nodes stand and BPMN knows no such element."""
    name, parent = tag(element), element.getparent()
    return bool(name) and parent is not None and tag(parent) in CONTAINERS and name not in REPORTED and name not in _INSIDE


def _is_reported(element: Element, *, root: Element) -> bool:
    name = tag(element)
    if name in REPORTED:
        return True
    if element.getparent() is root:
        return bool(name) and name not in _NO_ROOT
    return is_unknown(element)


class Sheet:
    """Rows for the elements of a file, and trouble with the file as a whole."""

    def __init__(self, root: Element, *, lines: dict[Element, int]) -> None:
        self._lines = lines
        self.rows: dict[Element, list[Note]] = {element: [] for element in lines if _is_reported(element, root=root)}
        self.errors: list[Trouble] = []
        # As they are in the file, whatever becomes of them.
        self._names: dict[Element, str] = {element: _name(element) for element in self.rows}
        self._types: dict[Element, str] = {element: tag(element) for element in self.rows}

    def line(self, element: Element) -> int | None:
        """The line in the file; None for what the reader added."""
        return self._lines.get(element)

    def note(self, element: Element, rule: str, **params: str) -> None:
        """Write a rule down for the element, or for the nearest reported one around it."""
        row = self._row_of(element)
        if row is None:
            self.trouble(rule, line=self.line(element), **params)
        else:
            note = Note(rule, params)
            if note not in row:
                row.append(note)

    def trouble(self, rule: str, *, line: int | None = None, **params: str) -> None:
        self.errors.append(Trouble(Note(rule, params), line))

    def is_refused(self, element: Element) -> bool:
        return any(note.verdict == "refused" for note in self.rows.get(element, ()))

    def verdicts(self) -> tuple[Verdict, ...]:
        return tuple(
            Verdict(identifier(element), self._names[element], self._types[element], self._lines[element], tuple(notes) or (Note("runs"),))
            for element, notes in self.rows.items()
        )

    def _row_of(self, element: Element) -> list[Note] | None:
        current: Element | None = element
        while current is not None and current not in self.rows:
            current = current.getparent()
        return None if current is None else self.rows[current]


def _name(element: Element) -> str:
    if tag(element) == "textAnnotation":
        return shown(text_of(element.find(B + "text")))
    return " ".join((element.get("name") or element.get("value") or "").split())
