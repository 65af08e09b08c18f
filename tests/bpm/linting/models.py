"""Small models for the lint's tests, written as flows: `a -> b`, with nodes given by kind."""

from itertools import pairwise

from lxml import etree

from bpm.linting import LintWarning, lint

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:lz="urn:laufzettel:bpmn:1" '
    'xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" {attributes}>'
)
PREFIXES = {"s": "startEvent", "e": "endEvent", "x": "exclusiveGateway", "p": "parallelGateway", "o": "inclusiveGateway", "t": "userTask"}
NOISE = {"no-layout", "no-name", "no-question", "gateway-without-conditions"}


def document(body: str, *, attributes: str = "", extensions: str = "", more: str = ""):
    """A definitions document with one process `main`."""
    box = f"<extensionElements>{extensions}</extensionElements>" if extensions else ""
    text = f'{HEAD.format(attributes=attributes)}{more}<process id="main" isExecutable="true">{box}{body}</process></definitions>'
    return etree.fromstring(text)


def flows(*lines: str) -> str:
    """`x1 -> t1 [amount > 5]`: nodes are made of the first letter of their id, flows with their condition."""
    nodes: dict[str, None] = {}
    out = []
    for number, line in enumerate(lines, start=1):
        path, _, condition = line.partition("[")
        steps = [step.strip() for step in path.split("->")]
        nodes.update(dict.fromkeys(steps))
        for position, (source, target) in enumerate(pairwise(steps)):
            last = position == len(steps) - 2
            text = condition.rstrip("]").replace("<", "&lt;") if last and condition else ""
            inner = f"<conditionExpression>{text}</conditionExpression>" if text else ""
            out.append(f'<sequenceFlow id="f{number}_{position}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>')
    made = "".join(f'<{PREFIXES[node[0]]} id="{node}" name="{node}"/>' for node in nodes if node[0] in PREFIXES)
    return made + "".join(out)


def warnings(root, *, others=(), with_noise: bool = False) -> list[LintWarning]:
    found = lint(root, others=others)
    assert all(warning.message and warning.hint for warning in found)
    return [warning for warning in found if with_noise or warning.rule not in NOISE]


def rules(root, **options) -> set[tuple[str, str]]:
    return {(warning.rule, warning.id) for warning in warnings(root, **options)}
