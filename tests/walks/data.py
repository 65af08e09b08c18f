"""What the reference machine knows: the ticket, the variables of each scope, and who sees which (docs/semantics.md 8)."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any

from tests.walks.model import Model, Node
from tests.walks.places import Incident, Scope, Values, Wait, Work
from tests.walks.values import NoValue, Wrong, evaluate, parameter

TICKET = {"queue": "Raw", "state": "new", "lock": "unlock", "priority": "3 normal"}
ATTRIBUTES = ["title", "type", "service", "sla", "owner", "responsible", "pending_until", "customer"]
COUNTS = {"Instances": "", "ActiveInstances": "active", "CompletedInstances": "done", "TerminatedInstances": "terminated"}
COUNTED = {prefix + name: state for name, state in COUNTS.items() for prefix in ("numberOf", "nrOf")}
LOOP_NAMES = {*COUNTED, "loopCounter"}


class Data:
    model: Model
    now: datetime
    ticket: Values

    def _look(self, scope: Scope) -> Callable[[str], Any]:
        def look(name: str) -> Any:
            name = name.removeprefix("ticket.")
            if name == "now()":
                return self.now
            for each in scope.chain():
                if each.iteration is not None and name in LOOP_NAMES:
                    return self._count(each.iteration, name)
                key = each.graph.aliases.get(name, name) if each.graph else name
                if key in each.values:
                    return each.values[key]
                if key in each.declared:
                    raise NoValue(name)
            if name not in self.ticket:
                raise NoValue(name)
            return self.ticket[name]

        return look

    def _new_ticket(self) -> Values:
        main = self.model.main.element
        ticket: Values = dict.fromkeys(ATTRIBUTES) | TICKET
        for element in main.iterfind("{*}extensionElements/{urn:laufzettel:bpmn:1}ticket"):
            ticket |= {name: text for name, text in element.attrib.items() if name in ticket and "{{" not in text}
        for field in main.iter("{urn:laufzettel:bpmn:1}field"):
            ticket[field.get("name")] = default_of(field.get("type"), field.get("default"))
        return ticket

    def _count(self, work: Work, name: str) -> int:
        if name == "loopCounter":
            return work.index or 0
        run, state = work.run, COUNTED[name]
        waits = run.count("pending") if state == "active" and run.node.loop.multi and not run.node.loop.sequential else 0
        return run.count(state) + waits if state else len(run.works)

    def _evaluated(self, node: Node, evaluation: Callable[[], Any]) -> Any:
        try:
            return evaluation()
        except (NoValue, Wrong) as error:
            raise Incident(node, error) from error

    def _true(self, condition: str, scope: Scope, node: Node) -> bool:
        return bool(self._evaluated(node, lambda: evaluate(condition, self._look(scope))))

    def _write(self, values: Values, scope: Scope) -> None:
        for name, value in values.items():
            self._assign(name, value, scope)

    def _assign(self, name: str, value: object, scope: Scope) -> None:
        name = name.removeprefix("ticket.")
        for each in scope.chain():
            key = each.graph.aliases.get(name, name) if each.graph else name
            if key in each.values or key in each.declared:
                each.values[key] = value
                return
        if name in self.ticket:
            self.ticket[name] = value
        else:
            each.values[name] = value

    def _received(self, wait: Wait, data: Values) -> Values:
        """What a message or signal brings, as the catching event maps it."""
        says = next(wait.node.extensions("in"), None) is not None
        return self._mapped(wait.node, "in", Scope(None, wait.scope, values=data)) if says else data

    def _mapped(self, node: Node, tag: str, scope: Scope) -> Values:
        return self._parameters(node, ((each.get("name"), each.get("value")) for each in node.extensions(tag)), scope)

    def _parameters(self, node: Node, given: Iterable[tuple[str, str]], scope: Scope) -> Values:
        look = self._look(scope)
        return {name: self._evaluated(node, partial(parameter, text, look)) for name, text in given}

    def _act(self, node: Node, scope: Scope) -> None:
        for action in node.extensions("action"):
            params = self._parameters(node, ((p.get("name"), "".join(p.itertext())) for p in action), scope)
            attribute = re.fullmatch(r"ticket-(\w+)-set", action.get("name"))
            if action.get("name") == "field-set":
                self._assign(str(params["field"]), params["value"], scope)
            elif attribute and attribute[1] in params:
                self.ticket[attribute[1]] = params[attribute[1]]


def default_of(kind: str, text: str | None) -> Any:
    if text is None:
        return None
    if kind == "boolean":
        return text == "true"
    return evaluate(text.lstrip("="), lambda name: name) if kind in ("integer", "decimal", "list") else text
