"""No text of a diagram can run code: every place of every element is filled with hostile texts, read, and played."""

import json
import subprocess
import sys
from functools import cache
from typing import Any

import pytest

from bpm.dialect import NODES, attributes, elements
from tests.bpm.payloads import PAYLOADS
from tests.conftest import ROOT

SEED = 20260105
# What is refused by name wherever it stands is no place where a text could be read.
NEVER_READ = {"callChoreography", "subChoreography", "implicitThrowEvent"}
WATCHING = """
import os, subprocess, sys
from tests.bpm.no_code.watching import Watch
watch = Watch()
watch.begin()
try:
    exec(sys.argv[1], {"os": os, "subprocess": subprocess})
except Exception:
    pass
print(len([seen for seen in watch.end() if not seen.startswith(("exec (<code", "builtins.exec", "compile (None", "builtins.compile"))]))
"""


@cache
def tried() -> dict[str, Any]:
    """What the process that tries it all tells at its end; one that ends early tells nothing."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bpm.no_code.driving", str(SEED)], cwd=ROOT, capture_output=True, text=True, timeout=280, check=False
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    assert done.stdout.startswith('{"kinds"'), f"something was printed: {done.stdout[:200]}"
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_nothing_ran():
    assert not tried()["breaches"]
    assert not tried()["canary"]


def test_every_text_was_tried():
    assert not tried()["untried"]
    assert len(PAYLOADS) > 200


def test_much_of_it_could_be_deployed_and_was_played():
    counts = tried()["counts"]
    assert counts["model"] > 1_500
    assert counts["played"] > 1_000
    assert counts["imported"] > 100
    assert counts["decisions"] > 200
    assert counts["step"] > 400


def test_every_attribute_and_text_of_the_dialect_was_a_place():
    places = {tuple(kind.split("/")[1:]) for kind in tried()["kinds"]}
    wanted = {(f"lz:{name}", attribute) for name, element in elements().items() for attribute in element.attributes}
    wanted |= {(f"lz:{name}", "text") for name, element in elements().items() if element.body}
    assert not wanted - places
    carried = {f"lz:{name}" for name, (known, _) in attributes().items() if not known.by_reader}
    assert not carried - {attribute for _, attribute in places}


def test_every_kind_of_node_was_a_place():
    assert not NODES - NEVER_READ - {kind.split("/")[1] for kind in tried()["kinds"]}


@pytest.mark.parametrize(
    "code",
    [
        "eval('1')",
        "eval(compile('1', 'x', 'eval'))",
        "open('/dev/null')",
        "os.system('true')",
        "subprocess.run(['true'])",
        "os.open('/dev/null', 0)",
        "os.listdir('/')",
        "__import__('os')",
        "print('')",
        "import wave",
        "(lambda: 1).__code__",
    ],
)
def test_what_watches_sees_it(code):
    done = subprocess.run([sys.executable, "-c", WATCHING, code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert int(done.stdout.split()[-1]) > 0
