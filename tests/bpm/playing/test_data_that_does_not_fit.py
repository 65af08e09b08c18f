"""What messages and replies bring fits the variables it goes to, or is an incident where it was taken: nothing else is undone."""

import pytest

from bpm.player import Player

HEAD = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:lz="urn:laufzettel:bpmn:1" id="d" targetNamespace="t"
lz:main="p"><message id="m" name="msg"/>"""


def flow(source: str, target: str, condition: str = "") -> str:
    guard = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    return f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{guard}</sequenceFlow>'


def process(*parts: str, key: str = "p", variables: str = "") -> str:
    return f'<process id="{key}" isExecutable="true"><extensionElements>{variables}</extensionElements>{"".join(parts)}</process>'


def played(*parts: str) -> Player:
    return Player(f"{HEAD}{''.join(parts)}</definitions>".encode())


def variable(name: str, kind: str) -> str:
    return f'<lz:variable name="{name}" type="{kind}"/>'


def asked(kind: str, condition: str) -> Player:
    nodes = '<startEvent id="s"/><userTask id="a"/><receiveTask id="r" messageRef="m"/><exclusiveGateway id="x" default="x_no"/>'
    ends = '<endEvent id="yes"/><endEvent id="no"/>'
    flows = [flow("s", "a"), flow("a", "r"), flow("r", "x"), flow("x", "yes", condition), flow("x", "no")]
    return played(process(nodes, ends, *flows, variables=variable("v", kind)))


@pytest.mark.parametrize(
    "kind, condition, value, end",
    [
        ("boolean", "v", "false", "no"),
        ("boolean", "v", "true", "yes"),
        ("integer", "v == 7", "7", "yes"),
        ("decimal", "v == 0.5", 0.5, "yes"),
    ],
)
def test_a_message_brings_values_of_the_declared_type(kind, condition, value, end):
    player = asked(kind, condition)
    player.step({"complete": "a"})
    line = player.step({"message": "msg", "data": {"v": value}})
    assert (line["taken"], line["done"]) == (["r_x", "x", f"x_{end}", end], True)


def test_a_kept_message_that_does_not_fit_undoes_nothing_of_the_step_that_meets_it():
    player = asked("integer", "v == 7")
    assert player.step({"message": "msg", "data": {"v": "abc"}})["incident"] is None
    line = player.step({"complete": "a"})
    assert (line["taken"], line["open"], [each["id"] for each in line["waiting"]]) == (["a_r", "r"], [], ["r"])
    assert line["incident"] == {"id": "r", "message": "r: 'v' of the message cannot be taken: 'abc' is not a whole number."}
    line = player.step({"message": "msg", "data": {"v": 7}})
    assert (line["done"], line["incident"]) == (True, None)


def branch(user: str, gateway: str, name: str) -> str:
    nodes = f'<userTask id="{user}"/><exclusiveGateway id="{gateway}"/>'
    return nodes + flow("g", user) + flow(user, gateway) + flow(gateway, "e", f"{name} &gt; 1")


def test_incidents_are_resolved_one_by_one():
    nodes = '<startEvent id="s"/><parallelGateway id="g"/><endEvent id="e"/>'
    declared = variable("v", "integer") + variable("w", "integer")
    player = played(process(nodes, flow("s", "g"), branch("u1", "x1", "v"), branch("u2", "x2", "w"), variables=declared))
    assert player.step({"complete": "u1"})["incident"]["id"] == "x1"
    assert player.step({"complete": "u2"})["incident"]["id"] == "x2"
    player.step({"set": {"v": 2, "w": 2}})
    line = player.step({"retry": "x1"})
    assert (line["taken"], line["incident"]["id"]) == (["u1_x1", "x1", "x1_e", "e"], "x2")
    assert player.step({"retry": "x2"})["incident"] is None
    assert player.line()["done"]


def test_a_message_nobody_waits_for_begins_the_pool_that_begins_with_it():
    pools = '<collaboration id="c"><participant id="A" processRef="p"/><participant id="B" processRef="q"/></collaboration>'
    asking = process('<startEvent id="s"/><userTask id="u"/>', flow("s", "u"))
    start = '<startEvent id="t"><messageEventDefinition id="t_m" messageRef="m"/></startEvent>'
    line = played(pools, asking, process(start, '<userTask id="w"/>', flow("t", "w"), key="q")).step({"message": "msg"})
    assert (line["taken"], [each["id"] for each in line["open"]]) == (["t", "t_w", "w"], ["u", "w"])
