"""How the tests of the command line run commands, and the small files they give them.

A few commands run as processes of their own, since starting one takes a while; the others run through click.
"""

import json
import os
import subprocess
import sys
from typing import Any

from click.testing import CliRunner, Result

from app import main
from tests.bpm.otrs_examples import as_yaml, export
from tests.bpm.reading.models import chain, definitions, process
from tests.conftest import ROOT

SHIPPED = ROOT / "bpmn" / "leave_application" / "model.bpmn"
COMMANDS = (("check",), ("play",), ("import-otrs",), ("lay-out",))
GOOD = chain("<userTask id='work' name='Work'/>")
BAD = chain("<complexGateway id='gate'/>")
WHICH_WAY = process(
    "<startEvent id='s'/><userTask id='a'/><exclusiveGateway id='x'/><endEvent id='e'/>"
    "<sequenceFlow sourceRef='s' targetRef='a'/><sequenceFlow sourceRef='a' targetRef='x'/>"
    "<sequenceFlow sourceRef='x' targetRef='e'><conditionExpression>n &gt; 1</conditionExpression></sequenceFlow>"
)
CALLER = process(
    "<startEvent id='s'/><callActivity id='call' calledElement='called'/><sequenceFlow id='f' sourceRef='s' targetRef='call'/>"
)
CALLED = definitions(
    "<process id='called'><startEvent id='cs'/><userTask id='inner'/><sequenceFlow id='cf' sourceRef='cs' targetRef='inner'/></process>"
)
DMN = (
    b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n"><decision id="rate" name="Rate">'
    b'<decisionTable><output name="rate"/><rule><outputEntry><text>7</text></outputEntry></rule></decisionTable></decision></definitions>'
)
ASKS = chain(
    "<businessRuleTask id='ask'><extensionElements><lz:decision ref='rate' into='found'/></extensionElements></businessRuleTask>"
).replace(b"<startEvent", b"<extensionElements><lz:variable name='found' type='integer'/></extensionElements><startEvent", 1)
EXPORT = as_yaml(export())


def run(*arguments: object, steps: str | bytes = "") -> Result:
    return CliRunner().invoke(main, ["process", *(str(each) for each in arguments)], input=steps)


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout_bytes.decode().splitlines()]


def as_command(*arguments: object, steps: bytes = b"", **settings: str) -> subprocess.CompletedProcess[bytes]:
    """The command as a process of its own."""
    command = [sys.executable, str(ROOT / "app.py"), "process", *(str(each) for each in arguments)]
    return subprocess.run(command, input=steps, capture_output=True, timeout=60, check=False, env={**os.environ, **settings})
