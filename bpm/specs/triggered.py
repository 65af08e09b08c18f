"""Nodes with event definitions; an event may have several (BPMN 10.5.1, multiple and parallel multiple events)."""

from __future__ import annotations

from bpm.specs.definitions import NOTHING, Definition


class Triggered:
    """`needs_all`: a catching event with several definitions waits for each of them (parallel multiple), not for the first."""

    definitions: tuple[Definition, ...] = (NOTHING,)
    needs_all = False

    @property
    def definition(self) -> Definition:
        """Its only definition, or the first of several."""
        return self.definitions[0]

    @property
    def receiving(self) -> Definition:
        """The definition that says where data goes: that of its message, if it has one."""
        return next((each for each in self.definitions if each.kind == "message"), self.definition)

    def catching(self, kind: str, code: str | None) -> Definition | None:
        """Its definition that catches an error, escalation or cancel; the code itself before a catch-all."""
        matching = [each for each in self.definitions if each.kind == kind and each.catches(code)]
        return min(matching, key=lambda each: each.code is None, default=None)

    def waits_for(self, kind: str, name: str) -> bool:
        """Whether one of its definitions is a message or signal of that name."""
        return any(each.kind == kind and each.name == name for each in self.definitions)
