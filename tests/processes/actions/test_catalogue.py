"""The actions of the house are those of the catalogue, with the same parameters; what deployment can see is refused there."""

import pytest

from bpm.catalogue import CATALOGUE
from foundation.errors import HouseError
from processes.actions import UNKNOWN, TransitionActionError, actions, is_required
from tests.conftest import ROOT
from tests.processes.actions.acting import a_process, act, check
from tests.processes.ticket_factories import a_ticket


def test_each_action_of_the_catalogue_is_one_of_the_house():
    assert list(actions) == sorted(CATALOGUE)


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_an_action_takes_the_parameters_of_the_catalogue(name: str):
    spec, action = CATALOGUE[name], actions[name]
    required = {name for name, parameter in action.parameters().items() if is_required(parameter)}
    assert required == spec.required
    assert set(action.parameters()) == spec.params
    assert (action.takes_further, action.outside) == (spec.open_ended, spec.outside)
    assert action.label
    assert action.__doc__


def test_the_page_of_actions_tells_of_every_parameter():
    page = (ROOT / "docs" / "actions.md").read_text(encoding="utf-8")
    missing = [
        f"{name}: {word}"
        for name, spec in CATALOGUE.items()
        for word in (name, *spec.params)
        if f"`{word}`" not in page and f"\n## {word}\n" not in page
    ]
    assert missing == []


def test_what_reaches_out_is_called_after_the_commit():
    assert [name for name, action in actions.items() if action.reaches_out] == ["webhook"]
    with pytest.raises(TransitionActionError, match="does not reach out"):
        actions["notify"].perform({})


def test_parameters_that_are_missing_or_strange_are_named():
    with pytest.raises(TransitionActionError, match="The parameter 'queue' is missing"):
        actions["ticket-queue-set"].with_params({"keep_lock": "true"})
    with pytest.raises(TransitionActionError, match="'qeue' does not exist; there are keep_lock, queue"):
        actions["ticket-queue-set"].with_params({"queue": "Raw", "qeue": "Raw"})


@pytest.mark.usefixtures("desk_work")
def test_what_is_known_only_at_run_time_is_not_asked_at_deployment():
    for name, spec in CATALOGUE.items():
        check(name, **dict.fromkeys(spec.required | spec.optional - {"body"}, UNKNOWN))


WRONG = [
    ("ticket-state-set", {"state": "opne"}, "no state 'opne'. Did you mean 'open'"),
    ("ticket-state-set", {"state": "pending reminder", "pending": "tomorrow at nine"}, "'tomorrow at nine' is not a timer"),
    ("ticket-queue-set", {"queue": "Rw"}, "no queue 'Rw'"),
    ("ticket-queue-set", {"queue": "Raw", "keep_lock": "perhaps"}, "'keep_lock' is 'perhaps'"),
    ("ticket-owner-set", {"owner": "nobody-here"}, "no agent 'nobody-here'"),
    ("ticket-responsible-set", {"responsible": "nobody-here"}, "no agent 'nobody-here'"),
    ("ticket-lock-set", {"lock": "locked"}, "it can be unlock, lock, tmp_lock"),
    ("ticket-priority-set", {"priority": "6 extreme"}, "no priority '6 extreme'"),
    ("ticket-type-set", {"type": "Incidnt"}, "no ticket type 'Incidnt'"),
    ("ticket-service-set", {"service": "Mail"}, "no service 'Mail'"),
    ("ticket-sla-set", {"sla": "Gold"}, "no SLA 'Gold'"),
    ("ticket-customer-set", {}, "neither a 'customer' nor a 'customer_user'"),
    ("field-set", {"field": "amuont"}, "no valid field 'amuont'"),
    ("article-create", {"body": "x", "channel": "fax"}, "it can be internal, phone, email"),
    ("article-create", {"body": "x", "sender_type": "robot"}, "it can be agent, customer, system"),
    ("article-create", {"body": "x", "history_type": "Nonsense"}, "no history type 'Nonsense'"),
    ("article-create", {"body": "x", "time_unit": "-1"}, "cannot be negative"),
    ("article-create", {"body": "x", "amuont": "1"}, "no valid field 'amuont'"),
    ("ticket-create", {"title": "x", "queue": "Rw"}, "no queue 'Rw'"),
    ("ticket-create", {"title": "x", "process": "nowhere"}, "no process 'nowhere'"),
    ("ticket-create", {"title": "x", "link_as": "Cousin"}, "it can be normal, parent, child"),
    ("ticket-create", {"title": "x", "pending": "soon!"}, "'soon!' is not a timer"),
    ("ticket-link", {}, "names no 'ticket'"),
    ("ticket-link", {"ticket": "1", "type": "Normal", "link_as": "Child"}, "A link of the type Normal cannot be one as child"),
    ("notify", {"subject": "x"}, "names nobody"),
    ("notify", {"groups": "users, nobodies"}, "no group 'nobodies'"),
    ("notify", {"roles": "Nobles"}, "no role 'Nobles'"),
    ("notify", {"agents": "ticket.owner, nobody-here"}, "no agent 'nobody-here'"),
    ("notify", {"customer": "true", "channel": "pigeon"}, "it can be usual, email"),
    ("process-message", {"name": " "}, "'name' is empty"),
    ("webhook", {"endpoint": "nowhere"}, "no endpoint 'nowhere'"),
    ("children-wait", {"state": "open"}, "not one of closed tickets"),
    ("children-wait", {"count": "many"}, "a number is needed"),
]


@pytest.mark.usefixtures("desk_work")
def test_what_does_not_exist_or_cannot_be_is_refused_at_deployment_and_when_it_runs():
    a_process()
    ticket = a_ticket()
    for name, params, sentence in WRONG:
        with pytest.raises(HouseError) as refused:
            check(name, **params)
        assert sentence in str(refused.value), name
        if name not in {"notify", "ticket-create", "process-message", "article-create", "ticket-customer-set", "ticket-link"}:
            with pytest.raises(HouseError):
                act(ticket, name, **params)
