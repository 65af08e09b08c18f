"""Models that are kept: the ones used last, of committed versions, whichever thread built them."""

import pytest

from desk.actors import SYSTEM
from foundation.unit_of_work import unit_of_work
from processes import definitions
from processes.deploying.models import Built, Kept
from tests.processes.deploying.models import model
from tests.processes.ticket_factories import statements


def test_the_ones_used_last_are_kept():
    kept = Kept(2)
    one, two, three = (Built(model=None, texts={}, main=b"") for _ in range(3))  # type: ignore[arg-type]
    assert kept.put("one", one) is one
    assert kept.put("one", two) is one
    kept.put("two", two)
    assert kept.get("one") is one
    kept.put("three", three)
    assert [kept.get(digest) for digest in ("one", "two", "three")] == [one, None, three]
    assert len(kept) == 2


@pytest.mark.usefixtures("house")
def test_an_id_that_comes_again_after_a_rollback_is_another_version():
    def deployed(name: str) -> int:
        return definitions.deploy([("a.bpmn", model(name=name))], actor=SYSTEM).id

    with pytest.raises(ZeroDivisionError), unit_of_work():
        assert definitions.model_of(deployed("First")).main.description == "First"
        raise ZeroDivisionError
    with unit_of_work():
        version_id = deployed("Second")
        assert definitions.model_of(version_id).main.description == "Second"
    with unit_of_work(reads_only=True):
        assert definitions.model_of(version_id).main.description == "Second"


@pytest.mark.usefixtures("house")
def test_a_model_that_is_known_costs_no_statement():
    with unit_of_work():
        version_id = definitions.deploy([("a.bpmn", model())], actor=SYSTEM).id
        definitions.model_of(version_id)
    with unit_of_work(reads_only=True), statements() as seen:
        definitions.model_of(version_id)
    assert seen == []
