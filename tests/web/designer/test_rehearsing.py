"""From a step of the diagram to its dialogs, as somebody would see them."""

import re

import pytest

from desk.agents import Agent
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.processes.models import deployed
from tests.web.agent.test_activities import JUDGING
from tests.web.browsing import logged_in, with_password
from web.designer.step_details import detail_told


@pytest.fixture
def version(site) -> str:
    with unit_of_work():
        return f"/designer/processes/{deployed(JUDGING).definition.process_id}/versions/1"


def test_the_diagram_and_its_list_lead_to_what_is_told_of_a_step(dora, version):
    page = dora.get(version).text
    assert f'data-node-url="{version}/nodes/NODE"' in page
    assert 'data-shows-node-of="version-diagram"' in page
    assert "1 dialog" in page


def test_a_step_shows_its_dialogs_as_somebody_chosen_sees_them(dora, version):
    steps = re.findall(r'data-node="([^"]+)"', dora.get(version).text)
    found = {step: dora.get(f"{version}/nodes/{step}") for step in steps}
    assert {answer.status_code for answer in found.values()} == {200}
    asking = [answer.text for answer in found.values() if "formaction" in answer.text]
    assert 0 < len(asking) < len(found), "only some steps ask anything"
    for told in asking:
        assert all(f'value="{whom}"' in told for whom in ("agent:dora", "customer:carla"))
        for address in re.findall(r'formaction="([^"]+)"', told):
            assert address.startswith(f"{version}/rehearse/")
            seen = dora.get(address, query_string={"as": "customer:carla"})
            assert (seen.status_code, "This is a rehearsal" in seen.text) == (200, True)
    with unit_of_work(reads_only=True):
        assert db.session.query(Ticket).count() == 0


@pytest.mark.parametrize("step", ["nowhere", "a/b", "%00", "x" * 2_000, "%E2%80%AE"])
def test_there_is_nothing_to_tell_of_other_steps(dora, version, step):
    assert dora.get(f"{version}/nodes/{step}").status_code == 404


def test_only_designers_rehearse(site, version):
    with unit_of_work():
        with_password(people.agent("anna"))
    assert logged_in(site, "anna").get(f"{version}/nodes/start").status_code == 403


def test_what_is_told_of_a_step_is_told_in_the_language_of_the_page(dora, version):
    with unit_of_work():
        Agent.named("dora").language = "de"
    steps = re.findall(r'data-node="([^"]+)"', dora.get(version).text)
    told = "".join(dora.get(f"{version}/nodes/{step}").text for step in steps)
    assert "Aufgabe für Personen" in told
    assert not re.search(r"User task|>Who may<|>Lane<|>Action<|>Fields<", told)


@pytest.mark.parametrize(
    "detail, told",
    [
        ("Lane: Sales: Berlin", ("Bahn", "Sales: Berlin")),
        ("if amount > 5 (a lot) → 3 Ask: the chief", ("wenn amount > 5 (a lot)", "→ 3 Ask: the chief")),
        ("otherwise (little) → 4 Go", ("sonst (little)", "→ 4 Go")),
        ("→ 2 Go", ("", "→ 2 Go")),
        ("something: else", ("", "something: else")),
    ],
)
def test_labels_are_told_and_what_the_model_says_stays(site, detail, told):
    with site.test_request_context(headers={"Accept-Language": "de"}):
        assert detail_told(detail) == told
