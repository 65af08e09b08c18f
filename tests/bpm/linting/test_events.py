"""Messages, signals, errors, escalations, compensation, cancellation, timers."""

import pytest

from tests.bpm.linting.models import document, flows, rules

ROOTS = (
    '<message id="m1" name="order"/><signal id="s1" name="alarm"/><error id="e1" name="Bad" errorCode="bad"/>'
    '<error id="e2" errorCode="worse"/><escalation id="x1" escalationCode="late"/>'
)


def end(definition: str, *, node: str = "z", inner: str = "") -> str:
    return flows(f"s -> {node}") + f'<endEvent id="{node}" name="{node}">{inner}{definition}</endEvent>'


def test_a_message_nobody_waits_for():
    thrown = end('<messageEventDefinition messageRef="m1"/>')
    assert rules(document(thrown, more=ROOTS)) == {("message-not-caught", "z")}
    catch = '<receiveTask id="r" name="r" messageRef="m1"/>'
    assert ("message-not-caught", "z") not in rules(document(thrown + catch, more=ROOTS))
    assert rules(document(thrown, more=ROOTS), others=[document(catch, more=ROOTS)]) == set()


@pytest.mark.parametrize("extension", ['<lz:message to="parent"/>', '<lz:action name="webhook"/>'])
def test_a_message_that_leaves(extension):
    body = end('<messageEventDefinition messageRef="m1"/>', inner=f"<extensionElements>{extension}</extensionElements>")
    assert rules(document(body, more=ROOTS)) == set()


def test_a_message_made_by_the_reader_has_nobody_to_wait_for_it():
    body = end('<messageEventDefinition messageRef="message_z"/>')
    assert rules(document(body, more='<message id="message_z" name="z"/>')) == set()


def test_nobody_could_wait_for_what_has_no_name():
    body = end('<signalEventDefinition signalRef="s9"/>')
    assert rules(document(body, more='<signal id="s9" name="s9"/>')) == set()


def test_a_message_flow_leads_outside():
    collaboration = (
        '<collaboration id="c"><participant id="box" name="Box"/><messageFlow id="mf" sourceRef="z" targetRef="box"/></collaboration>'
    )
    assert rules(document(end('<messageEventDefinition messageRef="m1"/>'), more=ROOTS + collaboration)) == set()


def test_a_message_from_a_pool_that_never_sends_it():
    pools = (
        '<collaboration id="c"><participant id="pa" processRef="main"/><participant id="pb" name="Shop" processRef="other"/>'
        '<messageFlow id="mf" sourceRef="pb" targetRef="r"/></collaboration>'
    )
    other = '<process id="other">{}</process>'
    receive = flows("s -> r") + '<receiveTask id="r" name="r" messageRef="m1"/>'
    silent = ROOTS + pools + other.format('<task id="b1" name="b1"/>')
    assert rules(document(receive, more=silent)) == {("message-without-sender", "r")}
    sending = ROOTS + pools + other.format('<sendTask id="b1" name="b1" messageRef="m1"/>')
    assert rules(document(receive, more=sending)) == set()


def test_a_signal_nobody_waits_for():
    assert rules(document(end('<signalEventDefinition signalRef="s1"/>'), more=ROOTS)) == {("signal-not-caught", "z")}


@pytest.mark.parametrize(
    ("boundary", "is_caught"),
    [("errorRef='e1'", True), ("", True), ("errorRef='e2'", False)],
)
def test_an_error_is_caught_by_code(boundary, is_caught):
    inner = '<endEvent id="z" name="z"><errorEventDefinition errorRef="e1"/></endEvent>'
    body = (
        f'<subProcess id="sub" name="sub">{inner}</subProcess>'
        f'<boundaryEvent id="b" name="b" attachedToRef="sub"><errorEventDefinition {boundary}/></boundaryEvent>'
    )
    assert (rules(document(body, more=ROOTS)) == set()) is is_caught


def test_an_error_is_caught_by_the_caller_in_another_file():
    thrown = document(end('<errorEventDefinition errorRef="e1"/>'), more=ROOTS)
    assert rules(thrown) == {("error-not-caught", "z")}
    caller = (
        '<callActivity id="c" name="c" calledElement="main"/>'
        '<boundaryEvent id="b" name="b" attachedToRef="c"><errorEventDefinition/></boundaryEvent>'
    )
    assert rules(thrown, others=[document(caller)]) == set()


def test_an_escalation_nobody_catches():
    assert rules(document(end('<escalationEventDefinition escalationRef="x1"/>'), more=ROOTS)) == {("escalation-not-caught", "z")}
    start = '<startEvent id="es1" name="es1"><escalationEventDefinition/></startEvent>'
    caught = f'<subProcess id="es" triggeredByEvent="true">{start}</subProcess>'
    assert rules(document(end('<escalationEventDefinition escalationRef="x1"/>') + caught, more=ROOTS)) == set()


def test_a_process_that_calls_itself_is_followed_once():
    body = end('<errorEventDefinition errorRef="e1"/>') + '<callActivity id="c" name="c" calledElement="main"/>'
    assert ("error-not-caught", "z") in rules(document(body, more=ROOTS))


def test_nothing_to_compensate():
    thrown = end("<compensateEventDefinition/>")
    assert rules(document(thrown)) == {("nothing-to-compensate", "z")}
    handled = '<task id="a" name="a"/><boundaryEvent id="b" attachedToRef="a"><compensateEventDefinition/></boundaryEvent>'
    assert ("nothing-to-compensate", "z") not in rules(document(thrown + handled))


def test_a_transaction_cancelled_without_a_way_on():
    inner = '<endEvent id="z" name="z"><cancelEventDefinition/></endEvent>'
    body = f'<transaction id="tx" name="tx">{inner}</transaction>'
    assert rules(document(body)) == {("cancel-without-boundary", "tx")}
    boundary = '<boundaryEvent id="b" attachedToRef="tx"><cancelEventDefinition/></boundaryEvent>'
    assert rules(document(body + boundary)) == set()


@pytest.mark.parametrize(
    ("cycle", "is_fast"), [("R/PT10S", True), ("R3/PT59S", True), ("R/PT1M", False), ("R/P1D", False), ("nonsense ((", False)]
)
def test_timers_that_repeat_too_fast(cycle, is_fast):
    timer = f'<startEvent id="st" name="st"><timerEventDefinition><timeCycle>{cycle}</timeCycle></timerEventDefinition></startEvent>'
    assert (("timer-too-fast", "st") in rules(document(timer))) is is_fast
