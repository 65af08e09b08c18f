"""Random models, random walks: the engine takes exactly the steps of the reference machine.

`LAUFZETTEL_WALKS` says over how many models (500 in `make test`, 20,000 in `make bench-walks`), 20 walks of 30 steps at most. The models
are those with the seeds 0, 1, 2, ...: `python -m tests.walks.walker 1 20 --seed N` walks over number N again.
"""

import importlib.util
import os
import random

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.walks.grammar import models, written
from tests.walks.machine import Machine
from tests.walks.model import Model
from tests.walks.notation import drawn
from tests.walks.places import Job, Scope
from tests.walks.walker import Walk, differences, normalised, run_pair, walk

MODELS = int(os.environ.get("LAUFZETTEL_WALKS", "500"))
WALKS = 20
AT_ONCE = 25

needs_engine = pytest.mark.skipif(importlib.util.find_spec("bpm.player") is None, reason="there is no engine to walk with yet")


@needs_engine
@pytest.mark.parametrize("first", range(0, MODELS, AT_ONCE))
def test_the_engine_takes_the_steps_of_the_machine(first):
    seeds = range(first, min(first + AT_ONCE, MODELS))
    found = [each for each in differences(seeds, WALKS) if each]
    assert not found, f"{len(found)} of {len(seeds)} models\n{found[0]}"


@needs_engine
@settings(max_examples=50, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(models(), st.integers(0, 1000))
def test_the_engine_takes_the_steps_of_the_machine_in_models_that_hypothesis_finds(text, seed):
    assert run_pair(normalised(drawn(text)), seed=seed) is None, text


@pytest.mark.parametrize("first", range(0, 100, AT_ONCE))
def test_the_machine_agrees_with_itself_after_it_has_undone_a_step(first):
    """It undoes by playing again, so playing again must give the same."""
    for seed in range(first, first + AT_ONCE):
        model = Model(drawn(written(random.Random(seed))))
        again = Machine(model)
        assert walk(model, again, seed=seed) is None
        before = again.line() | {"taken": [], "incident": None}
        again._replay()
        assert again.line() | {"taken": [], "incident": None} == before


def all_scopes(machine: Machine) -> list[Scope]:
    found = list(machine.scopes)
    for scope in found:
        runs = [token.run for token in scope.tokens if token.run is not None]
        found += [work.inner for run in runs for work in run.works if work.inner and not work.inner.finished]
        jobs = [token for token in scope.tokens if isinstance(token, Job) and token.child is not None]
        found += [job.child.scope for job in jobs if job.child and job.child.scope not in found]
    return found


@pytest.mark.parametrize("first", range(0, 100, AT_ONCE))
def test_no_token_is_lost(first):
    """An instance that is not done has a token, and a token that waits for nothing listed waits at a join."""
    for seed in range(first, first + AT_ONCE):
        model = Model(drawn(written(random.Random(seed))))
        machine, ahead = Machine(model), Walk(model, random.Random(seed))
        while (step := ahead.next_step(machine)) is not None and len(machine._log) < 30:
            machine.step(step)
            standing = [token for scope in all_scopes(machine) for token in scope.tokens]
            assert all(token.alive for token in standing)
            assert machine.done == (not standing), step
            assert not machine.agenda
            if not machine.done and not machine.open() and not machine.waiting():
                assert any(token.via and len(token.node.into) > 1 for token in standing)
            if machine.incident:
                break


def test_the_grammar_writes_every_kind_of_element():
    seen = {(node.tag, node.kind) for seed in range(400) for node in Model(drawn(written(random.Random(seed)))).nodes.values()}
    tags = {tag for tag, _ in seen}
    assert {kind for tag, kind in seen if tag == "boundaryEvent"} >= {
        "message",
        "timer",
        "signal",
        "condition",
        "error",
        "escalation",
        "compensation",
    }
    assert tags >= {
        "inclusiveGateway",
        "parallelGateway",
        "eventBasedGateway",
        "subProcess",
        "transaction",
        "adHocSubProcess",
        "callActivity",
    }
