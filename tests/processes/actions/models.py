"""A tiny model for each action: it begins, acts, and waits for somebody to look. The same one is played in memory and run in the house."""

from typing import Final
from xml.sax.saxutils import escape, quoteattr

# What stands in the action, and for those that change the ticket itself, what is different then.
PARAMS: Final[dict[str, dict[str, str]]] = {
    "ticket-state-set": {"state": "pending reminder", "pending": "PT1H"},
    "ticket-queue-set": {"queue": "Misc"},
    "ticket-owner-set": {"owner": "anna"},
    "ticket-responsible-set": {"responsible": "anna"},
    "ticket-lock-set": {"lock": "lock"},
    "ticket-priority-set": {"priority": "5 very high"},
    "ticket-type-set": {"type": "Unclassified"},
    "ticket-title-set": {"title": "{{ amount }} lamps"},
    "ticket-service-set": {"service": "Mail"},
    "ticket-sla-set": {"sla": "Gold"},
    "ticket-customer-set": {"customer": "ACME"},
    "field-set": {"field": "amount", "value": "=amount + 1"},
    "article-create": {"subject": "Lamps", "body": "<b>{{ ticket.title }}</b>", "content_type": "text/html"},
    "ticket-create": {"title": "Order {{ amount }} lamps", "link_as": "Child"},
    "ticket-link": {"ticket": "4711"},
    "notify": {"agents": "ticket.owner", "subject": "{{ amount }} lamps"},
    "process-message": {"name": "lamps.ordered", "amount": "=amount"},
    "webhook": {"endpoint": "shop", "amount": "=amount"},
    "children-wait": {"count": "1"},
}
CHANGED: Final[dict[str, dict[str, object]]] = {
    "ticket-state-set": {"state": "pending reminder", "pending_until": "2026-01-05T10:00:00Z"},
    "field-set": {"amount": 4},
    "ticket-title-set": {"title": "3 lamps"},
    **{
        f"ticket-{name}-set": {name: value}
        for name, value in {
            "queue": "Misc",
            "owner": "anna",
            "responsible": "anna",
            "lock": "lock",
            "priority": "5 very high",
            "type": "Unclassified",
            "service": "Mail",
            "sla": "Gold",
            "customer": "ACME",
        }.items()
    },
}


def process_id(action: str) -> str:
    return action.replace("-", "_")


def process(action: str, *, wait: bool = False, on_error: str = "incident") -> str:
    """The process that does it, as the content of a file of models."""
    params = "".join(f"<lz:param name={quoteattr(name)}>{escape(value)}</lz:param>" for name, value in PARAMS[action].items())
    waits = ' wait="true"' if wait else ""
    return f"""
<bpmn:process id="{process_id(action)}" name="{action}" isExecutable="true">
  <bpmn:extensionElements>
    <lz:ticket title="Lamps" queue="Raw"/>
    <lz:field name="amount" type="integer" label="Amount" default="3"/>
    <lz:variable name="order" type="text"/>
  </bpmn:extensionElements>
  <bpmn:startEvent id="start" name="Begun"/>
  <bpmn:sequenceFlow id="start_act" sourceRef="start" targetRef="act"/>
  <bpmn:serviceTask id="act" name="Act">
    <bpmn:extensionElements><lz:action name="{action}"{waits} onError="{on_error}">{params}</lz:action></bpmn:extensionElements>
  </bpmn:serviceTask>
  <bpmn:sequenceFlow id="act_look" sourceRef="act" targetRef="look"/>
  <bpmn:userTask id="look" name="Look"/>
  <bpmn:sequenceFlow id="look_end" sourceRef="look" targetRef="end"/>
  <bpmn:endEvent id="end" name="Done"/>
</bpmn:process>"""
