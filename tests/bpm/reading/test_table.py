"""The table a designer reads: the outcome first, then what stands in the way, then what runs otherwise than drawn."""

from bpm.reader import table
from tests.bpm.reading.models import chain, read


def test_a_model_that_runs_is_said_in_numbers() -> None:
    lines = table(read(chain("<userTask id='work' name='Work'/>"))).splitlines()
    assert lines[:2] == ["test.bpmn: can be deployed", "  6 elements: 6 run; 1 warning."]
    assert lines[-1] == "  Runs as drawn: 1 process, 1 startEvent, 1 userTask, 1 endEvent, 2 sequenceFlow"


def test_what_is_refused_comes_before_what_is_adapted() -> None:
    said = table(read(chain("<task id='a' name='Pack'/>", "<callActivity id='b' calledElement='x'/>")))
    assert said.startswith("test.bpmn: cannot be deployed\n")
    assert said.index("callActivity b") < said.index("Give the file that holds it along.") < said.index("task 'Pack' (a)")
    assert "line 1     task 'Pack' (a)" in said


def test_trouble_with_the_file_is_said_with_what_to_do() -> None:
    assert table(read(b"")).splitlines()[2:] == [
        "              The file is empty.",
        "              → Export the model as BPMN 2.0 XML in your modelling tool and give that file.",
    ]
