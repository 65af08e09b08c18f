"""Each rule of the reader by a model of its own: the element it is noted for, and what it brings."""

# ruff: noqa: E501 -- a model is read best as it would stand in a file, one element to a line

import pytest

from bpm.reading.rules import RULES
from tests.bpm.reading.models import chain, definitions, process, read, rules, verdict

GATE = "<startEvent id='s'/><{kind} id='g' {more}/><task id='a'/><task id='b'/><sequenceFlow id='f' sourceRef='s' targetRef='g'/>"


def gate(kind: str, one: str = "", two: str = "", *, more: str = "", extra: str = "") -> bytes:
    """A start, a gateway and two tasks behind it; `one` and `two` stand inside the flows."""
    flows = f"<sequenceFlow id='x' sourceRef='g' targetRef='a'>{one}</sequenceFlow><sequenceFlow id='y' sourceRef='g' targetRef='b'>{two}</sequenceFlow>"
    return process(GATE.format(kind=kind, more=more) + flows + extra)


def when(text: str) -> str:
    return f"<conditionExpression>{text}</conditionExpression>"


def inside(content: str, *, tag: str = "subProcess", more: str = "") -> bytes:
    return chain(f"<{tag} id='sub' {more}>{content}</{tag}>")


def event(tag: str, trigger: str, *, key: str = "e") -> str:
    return f"<{tag} id='{key}'>{trigger}</{tag}>"


def trigger(kind: str, content: str = "") -> str:
    return f"<{kind}EventDefinition id='{kind}_trigger'>{content}</{kind}EventDefinition>"


def boundary(kind: str, *, host: str = "<task id='host'/>", more: str = "attachedToRef='host'") -> bytes:
    return chain(host).replace(
        b"<endEvent id='end'/>",
        f"<endEvent id='end'/><boundaryEvent id='e' {more}>{trigger(kind) if kind else ''}</boundaryEvent>".encode(),
    )


EVENT_SUB = "<subProcess id='es' triggeredByEvent='true'>{}</subProcess><startEvent id='s'/>"
TIME = "<timeDuration>PT1H</timeDuration>"

CASES: dict[str, tuple[bytes, str, str]] = {
    # flows
    "no source": (process("<startEvent id='s'/><sequenceFlow id='f' sourceRef='nobody' targetRef='s'/>"), "f", "flow-no-end"),
    "no target": (process("<startEvent id='s'/><sequenceFlow id='f' sourceRef='s'/>"), "f", "flow-no-end"),
    "end at data": (process("<startEvent id='s'/><dataObject id='d'/><sequenceFlow id='f' sourceRef='s' targetRef='d'/>"), "f", "flow-end-kind"),
    "crosses a border": (inside("<task id='t'/>").replace(b"</process>", b"<sequenceFlow id='f' sourceRef='t' targetRef='end'/></process>"), "f", "flow-crosses-scope"),
    "moved": (inside("<task id='t'/><task id='u'/>").replace(b"</process>", b"<sequenceFlow id='f' sourceRef='t' targetRef='u'/></process>"), "f", "flow-moved"),
    "into start": (process("<startEvent id='s'/><task id='t'/><sequenceFlow id='f' sourceRef='t' targetRef='s'/>"), "f", "flow-into-start"),
    "out of end": (process("<startEvent id='s'/><endEvent id='e'/><task id='t'/><sequenceFlow id='f' sourceRef='e' targetRef='t'/>"), "f", "flow-out-of-end"),
    "at event subprocess": (process(EVENT_SUB.format("") + "<sequenceFlow id='f' sourceRef='s' targetRef='es'/>"), "f", "flow-at-event-subprocess"),
    "without id": (process("<startEvent id='s'/><task id='t'/><sequenceFlow sourceRef='s' targetRef='t'/>"), "flow_s_t", "flow-no-id"),
    "id twice": (process("<startEvent id='s'/><task id='s'/>"), "s", "duplicate-id"),
    "default unknown": (gate("exclusiveGateway", when("a > 1".replace(">", "&gt;")), when("b"), more="default='z'"), "g", "default-unknown"),
    "default with condition": (gate("exclusiveGateway", when("a"), when("b"), more="default='y'"), "y", "default-conditional"),
    "condition behind parallel": (gate("parallelGateway", when("a")), "x", "condition-ignored"),
    "exclusive without conditions": (gate("exclusiveGateway"), "g", "always-first"),
    "never taken": (gate("exclusiveGateway"), "y", "never-taken"),
    "implicit fork": (gate("userTask"), "g", "implicit-fork"),
    "complex gateway": (gate("complexGateway"), "g", "complex-gateway"),
    "event gateway": (gate("eventBasedGateway"), "g", "event-gateway-target"),
    "gateway alone": (chain("<exclusiveGateway id='g'/>").replace(b"sourceRef='g'", b"sourceRef='start'"), "g", "gateway-alone"),
    "unknown node": (gate("swimmingTask"), "g", "unknown-node"),
    "unknown element": (process("<startEvent id='s'/><banana id='b'/>"), "b", "unknown-element"),
    "choreography beside": (definitions("<process id='p'><task id='t'/></process><choreography id='c'><startEvent id='x'/></choreography>"), "x", "choreography"),
    "conversation beside": (definitions("<collaboration id='c'><conversation id='x'/></collaboration><process id='p'><task id='t'/></process>"), "x", "conversation"),
    "node outside": (definitions("<process id='p'><task id='t'/></process><task id='x'/>"), "x", "misplaced"),
    "node in extension": (process("<task id='t'><extensionElements><task id='x'/></extensionElements></task>"), "x", "in-extension"),
    # events
    "error start": (process(event("startEvent", trigger("error"))), "e", "start-only-in-event-subprocess"),
    "terminate start": (process(event("startEvent", trigger("terminate"))), "e", "start-kind"),
    "typed start inside": (inside(event("startEvent", trigger("timer", TIME))), "e", "start-in-subprocess"),
    "event subprocess without start": (process(EVENT_SUB.format("<task id='t'/>")), "es", "event-subprocess-start"),
    "event subprocess with two": (process(EVENT_SUB.format("<startEvent id='x'/><startEvent id='y'/>")), "es", "event-subprocess-start"),
    "event subprocess with none": (process(EVENT_SUB.format("<startEvent id='x'/>")), "x", "event-subprocess-none-start"),
    "catch error": (chain(event("intermediateCatchEvent", trigger("error"))), "e", "catch-kind"),
    "catch nothing": (chain(event("intermediateCatchEvent", "")), "e", "none-catch"),
    "throw timer": (chain(event("intermediateThrowEvent", trigger("timer", TIME))), "e", "throw-kind"),
    "end at timer": (process("<startEvent id='s'/>" + event("endEvent", trigger("timer", TIME))), "e", "end-kind"),
    "cancel end outside": (process("<startEvent id='s'/>" + event("endEvent", trigger("cancel"))), "e", "cancel-outside"),
    "cancel boundary outside": (boundary("cancel"), "e", "cancel-outside"),
    "boundary without trigger": (boundary(""), "e", "boundary-kind"),
    "boundary link": (boundary("link"), "e", "boundary-kind"),
    "boundary terminate": (boundary("terminate"), "e", "boundary-kind"),
    "boundary unattached": (boundary("error", more=""), "e", "boundary-unattached"),
    "boundary at gateway": (boundary("error", host="<exclusiveGateway id='host'/>"), "e", "boundary-attached-kind"),
    "error not interrupting": (boundary("error", more="attachedToRef='host' cancelActivity='false'"), "e", "always-interrupts"),
    "all of two triggers at a start": (
        process(event("startEvent parallelMultiple='true'", trigger("message") + trigger("signal")).replace("</startEvent parallelMultiple='true'>", "</startEvent>")),
        "e",
        "multiple-event",
    ),
    "a link with another trigger": (
        process(event("intermediateThrowEvent", trigger("link") + trigger("signal"))), "e", "multiple-event"
    ),
    "definition unknown": (process(event("startEvent", "<eventDefinitionRef>x</eventDefinitionRef>")), "e", "definition-unknown"),
    "timer without time": (chain(event("intermediateCatchEvent", trigger("timer"))), "e", "timer-missing"),
    "timer wrong": (chain(event("intermediateCatchEvent", trigger("timer", "<timeDuration>one hour</timeDuration>"))), "e", "timer-invalid"),
    "timer translated": (chain(event("intermediateCatchEvent", trigger("timer", '<timeDuration>"PT1H"</timeDuration>'))), "e", "timer-translated"),
    "conditional without": (chain(event("intermediateCatchEvent", trigger("conditional"))), "e", "condition-missing"),
    "link without catch": (chain(event("intermediateThrowEvent", "<linkEventDefinition name='l'/>")).replace(b"<sequenceFlow id='to_end' sourceRef='e' targetRef='end'/>", b""), "e", "link-no-catch"),
    "link without name": (process("<startEvent id='s'/>" + event("intermediateCatchEvent", "<linkEventDefinition/>")), "e", "link-nameless"),
    "two catches": (process("<startEvent id='s'/>" + "".join(event("intermediateCatchEvent", "<linkEventDefinition name='l'/>", key=key) for key in "ef")), "e", "link-two-catches"),
    "message unnamed": (chain(event("intermediateCatchEvent", trigger("message"))), "e", "message-unnamed"),
    "message unknown": (chain(event("intermediateCatchEvent", "<messageEventDefinition messageRef='m'/>")), "e", "reference-unknown"),
    "signal unnamed": (chain(event("intermediateThrowEvent", trigger("signal"))), "e", "signal-unnamed"),
    "compensation without handler": (boundary("compensate"), "e", "compensation-no-handler"),
    "handler alone": (process("<startEvent id='s'/><task id='t' isForCompensation='true'/>"), "t", "handler-alone"),
    "handler in the flow": (chain("<task id='t' isForCompensation='true'/>"), "t", "handler-in-flow"),
    "compensates nobody": (chain(event("intermediateThrowEvent", "<compensateEventDefinition activityRef='x'/>")), "e", "compensation-unknown"),
    # activities
    "not executable": (definitions("<process id='p'><startEvent id='s'/></process>"), "p", "not-executable"),
    "no start": (process("<task id='t'/>"), "p", "no-start"),
    "no beginning": (process("<task id='t'/><task id='u'/><sequenceFlow sourceRef='t' targetRef='u'/><sequenceFlow sourceRef='u' targetRef='t'/>"), "p", "no-beginning"),
    "no end": (process("<startEvent id='s'/>"), "p", "no-end"),
    "two starts inside": (inside("<startEvent id='x'/><startEvent id='y'/>"), "sub", "many-starts"),
    "empty inside": (inside(""), "sub", "empty-subprocess"),
    "plain": (chain("<task id='t'/>"), "t", "plain-task"),
    "service": (chain("<serviceTask id='t'/>"), "t", "no-action"),
    "java": (chain("<serviceTask id='t' camunda:class='org.example.Pay'/>"), "t", "foreign-action"),
    "job": (chain("<serviceTask id='t'><extensionElements><zeebe:taskDefinition type='pay'/></extensionElements></serviceTask>"), "t", "foreign-action"),
    "decision": (chain("<businessRuleTask id='t'/>"), "t", "no-decision"),
    "decision missing": (chain("<businessRuleTask id='t' camunda:decisionRef='d'/>"), "t", "decision-missing"),
    "decision computed": (chain("<businessRuleTask id='t' camunda:decisionRef='${d}'/>"), "t", "decision-expression"),
    "script missing": (chain("<scriptTask id='t'/>"), "t", "no-script"),
    "script outside": (chain("<scriptTask id='t' camunda:resource='x.groovy'/>"), "t", "script-elsewhere"),
    "script": (chain("<scriptTask id='t'><script>import os</script></scriptTask>"), "t", "script"),
    "calls nobody": (chain("<callActivity id='t'/>"), "t", "no-target"),
    "calls a stranger": (chain("<callActivity id='t' calledElement='x'/>"), "t", "call-missing"),
    "calls by expression": (chain("<callActivity id='t' calledElement='${x}'/>"), "t", "call-expression"),
    "calls a case": (chain("<callActivity id='t' camunda:caseRef='x'/>"), "t", "call-case"),
    "calls itself": (chain("<callActivity id='t' calledElement='p'/>"), "t", "call-endless"),
    "calls a global": (chain("<callActivity id='t' calledElement='g'/>", roots="<globalUserTask id='g'/>"), "t", "call-global"),
    "repeats nothing": (chain("<userTask id='t'><multiInstanceLoopCharacteristics/></userTask>"), "t", "loop-once"),
    "repeats too often": (chain("<userTask id='t'><multiInstanceLoopCharacteristics><loopCardinality>1001</loopCardinality></multiInstanceLoopCharacteristics></userTask>"), "t", "loop-too-often"),
    "maximum": (chain("<userTask id='t'><standardLoopCharacteristics loopMaximum='many'><loopCondition>x</loopCondition></standardLoopCharacteristics></userTask>"), "t", "loop-maximum"),
    "quantity": (chain("<userTask id='t' startQuantity='2'/>"), "t", "quantity"),
    "condition translated": (gate("exclusiveGateway", when("${a}"), more="default='y'"), "x", "translated"),
    "condition wrong": (gate("exclusiveGateway", when("a b c"), more="default='y'"), "x", "expression"),
    "nobody sets": (gate("exclusiveGateway", when("amount"), more="default='y'"), "x", "unset-name"),
    "form elsewhere": (chain("<userTask id='t' camunda:formKey='embedded:app:x.html'/>"), "t", "form-foreign"),
    "listener": (chain("<userTask id='t'><extensionElements><camunda:taskListener class='a.B'/></extensionElements></userTask>"), "t", "listener"),
    # surroundings
    "data store": (process("<startEvent id='s'/><dataStoreReference id='d'/>"), "d", "data-store"),
    "annotation": (process("<startEvent id='s'/><textAnnotation id='d'><text>x</text></textAnnotation>"), "d", "annotation"),
    "black box": (definitions("<collaboration id='c'><participant id='x'/></collaboration><process id='p'><task id='t'/></process>"), "x", "black-box"),
    "lane": (process("<laneSet><lane id='l' name='Team'><flowNodeRef>t</flowNodeRef></lane></laneSet><userTask id='t'/>"), "l", "lane-people"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_rule_is_noted_where_it_applies(name: str) -> None:
    data, key, rule = CASES[name]
    report = read(data)
    found = [element for element in report.elements if rule in {note.rule for note in element.notes}]
    assert key in [element.id for element in found], rules(report)
    assert report.deployable == all(element.verdict != "refused" for element in report.elements)
    if RULES[rule].verdict in {"adapted", "documentation"}:
        assert report.deployable, report.as_json()
    for element in found:
        assert element.as_json()["message"].endswith("."), element


def test_every_sentence_can_be_said() -> None:
    class Anything(dict):
        def __missing__(self, key: str) -> str:
            return key

    for code, rule in RULES.items():
        for text in (rule.message, rule.hint):
            assert not text or text.endswith((".", "}")), code
            text.format_map(Anything())


RUNNING = {
    "none": chain(event("intermediateThrowEvent", "")),
    "timer": chain(event("intermediateCatchEvent", trigger("timer", TIME))),
    "message": chain(event("intermediateCatchEvent", "<messageEventDefinition messageRef='m'/>"), roots="<message id='m' name='M'/>"),
    "signal": chain(event("intermediateCatchEvent", "<signalEventDefinition signalRef='m'/>"), roots="<signal id='m' name='M'/>"),
    "error end": process(
        "<startEvent id='s'/>" + event("endEvent", "<errorEventDefinition errorRef='m'/>"), roots="<error id='m' errorCode='1'/>"
    ),
    "escalation": chain(event("intermediateThrowEvent", "<escalationEventDefinition/>")),
    "boundary": boundary("escalation"),
    "terminate": process("<startEvent id='s'/>" + event("endEvent", trigger("terminate"))),
    "prefixed references": process("<startEvent id='s'/><userTask id='e'/><sequenceFlow id='f' sourceRef=' lz:s' targetRef='lz:e '/>"),
}


@pytest.mark.parametrize("name", RUNNING)
def test_what_bpmn_allows_runs(name: str) -> None:
    report = read(RUNNING[name])
    assert report.deployable, report.as_json()
    assert verdict(report, "e") == "runs"
