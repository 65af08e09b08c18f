"""History as people read it: with names of models, fields and people, without ids; also that of the shipped processes."""

import re
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from bpm import naming
from desk.actors import SYSTEM
from desk.dynamic_fields import DynamicField
from desk.priorities import Priority
from desk.queues import Queue
from desk.states import State
from foundation.clock import now
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from processes import definitions, runner, settling
from processes.events import Event
from processes.telling.entries import Entry, entries_of
from processes.telling.german import GERMAN
from processes.telling.tellers import AWAITED, HEARD, Teller, teller_of
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_group, a_queue
from tests.processes.house_play import CLOCK, HousePlay
from tests.processes.models import as_file
from tests.processes.test_scenarios import GROUPS, QUEUES
from tests.processes.ticket_factories import a_worker, statements
from tests.scenarios.scenario import read_scenario
from tests.scenarios.test_shipped import FOLDERS

ZONE = ZoneInfo("Europe/Berlin")
A_NAME = re.compile(r"\w+")


def told(ticket: Ticket, language: str = "en") -> list[str]:
    """The sentences of a ticket, the first thing first."""
    settling.settle()
    entries = entries_of(ticket.id, actor=SYSTEM, limit=500)
    teller = teller_of(ticket.id, entries, language=language, zone=ZONE)
    return [f"{teller.who(entry.actor)}: {teller.sentence(entry)}" for entry in reversed(entries)]


def an_entry(event: Event, data: dict | None, actor: str = "system") -> Entry:
    ids = dict.fromkeys(("queue_id", "owner_id", "priority_id", "state_id"), 1)
    return Entry(position=1, at=now(), event=event, actor=actor, data=data, article_id=None, type_id=None, **ids)


def alone(event: Event, language: str = "en", **data: object) -> str:
    """What a teller who knows nothing else says."""
    return Teller(language=language, zone=ZONE, people={"agent:anna": "Anna Anders"}).sentence(an_entry(event, data))


# ------------------------------------------------------------------------------------------------ shipped processes
def played(folder) -> tuple[int, int]:
    """A ticket that went through the longest scenario of a shipped process, and the version it ran on."""
    with unit_of_work():
        for name in QUEUES:
            a_queue(name)
        for name in GROUPS:
            a_group(name)
        for login in ("anna", "ben"):
            people.grant(people.agent(login), a_group(), "rw")
        files = [path for path in sorted(folder.rglob("*")) if path.suffix in {".bpmn", ".dmn"} or path.name == "de.yaml"]
        files.sort(key=lambda path: path.name != "model.bpmn")
        version = definitions.deploy([(path.name, path.read_bytes()) for path in files], actor=SYSTEM)
        definitions.activate(version, actor=SYSTEM)
        version_id = version.id
        definitions.model_of(version_id)  # known from now on
    scenario = max((read_scenario(path) for path in sorted(folder.glob("scenarios/*.yaml"))), key=lambda one: len(one.steps))
    house = HousePlay(version_id, clock=scenario.clock or CLOCK, given=dict(scenario.given))
    for step in scenario.steps:
        if verb := {key: value for key, value in step.items() if key != "expect"}:
            house.step(verb)
    assert house.ticket_id is not None
    return house.ticket_id, version_id


def ids_in(version_id: int) -> set[str]:
    """Ids that nobody should read: of nodes, flows, dialogs and fields, where they are no word that people use."""
    model = definitions.model_of(version_id)
    ids = {*definitions.names_in(version_id), *model.dialogs, *model.fields, model.main.name}
    return {each for each in ids if "_" in each}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_shipped_processes_did_is_told_without_ids(seeded_house: Flask, folder):
    ticket_id, version_id = played(folder)
    with unit_of_work(reads_only=True):
        ids = ids_in(version_id)
        ticket = db.session.get_one(Ticket, ticket_id)
        for language in ("en", "de"):
            sentences = told(ticket, language)
            assert len(sentences) > 5
            for sentence in sentences:
                assert ids & set(A_NAME.findall(sentence)) == set(), sentence
                assert not re.search(r"[.!?…]\.$", sentence), sentence
                assert "None" not in sentence


# ------------------------------------------------------------------------------------------------ one by one
@pytest.mark.usefixtures("desk_work")
class TestNames:
    def test_states_priorities_and_people_are_called_as_they_are_among_people(self):
        anna = a_worker("anna")
        ticket = Ticket.create(actor=SYSTEM, queue=Queue.default(), title="T")
        ticket.set_owner(anna, actor=SYSTEM)
        ticket.set_priority(Priority.named("4 high"), actor=anna.actor)
        ticket.set_state(State.named("open"), actor=anna.actor)
        assert told(ticket)[1:] == [
            "Laufzettel: The owner was set to Anna Anders.",
            "Anna Anders: The priority was changed from “3 normal” to “4 high”.",
            "Anna Anders: The state was changed from “new” to “open”.",
        ]
        assert told(ticket, "de")[2:] == [
            "Anna Anders: Die Priorität wurde von „3 normal“ auf „4 hoch“ geändert.",
            "Anna Anders: Der Status wurde von „neu“ auf „offen“ geändert.",
        ]

    def test_fields_are_called_by_their_labels_in_the_language_of_the_reader(self):
        model = (
            '<bpmn:process id="repair" name="Repair" isExecutable="true"><bpmn:extensionElements>'
            '<lz:field name="rma_size" type="dropdown" label="Size"><lz:value key="s">Small</lz:value></lz:field>'
            '<lz:field name="rma_done" type="checkbox" label="Repaired"/></bpmn:extensionElements>'
            '<bpmn:startEvent id="s"/><bpmn:task id="t"/><bpmn:userTask id="u" name="Look at it"/>'
            '<bpmn:sequenceFlow id="f" sourceRef="s" targetRef="t"/><bpmn:sequenceFlow id="g" sourceRef="t" targetRef="u"/></bpmn:process>'
        )
        texts = "Repair: Reparatur\nSize: Größe\nSmall: Klein\nRepaired: Repariert\nLook at it: Ansehen\n".encode()
        version = definitions.deploy([("model.bpmn", as_file(model)), ("de.yaml", texts)], actor=SYSTEM)
        definitions.activate(version, actor=SYSTEM)
        ticket = runner.open_ticket(queue=Queue.default(), title="Burnt.", actor=SYSTEM, process_id="repair")
        ticket.set_fields({"rma_size": "s", "rma_done": True}, actor=SYSTEM)
        assert told(ticket, "de") == [
            "Laufzettel: Das Ticket wurde in der Queue Raw erstellt: Burnt.",
            "Laufzettel: Der Prozess „Reparatur“ wurde gestartet, Version 1.",
            "Reparatur: Die Aktivität „Ansehen“ wurde geöffnet.",
            "Laufzettel: Der Prozess ging weiter: Ansehen",
            "Laufzettel: Das Feld „Größe“ wurde gesetzt: Klein",
            "Laufzettel: Das Feld „Repariert“ wurde gesetzt: ja",
        ]
        teller = teller_of(ticket.id, [], language="de", zone=ZONE)
        assert [teller.name_of(each) for each in ("u", "t", "f", "s", "elsewhere")] == [
            *("Ansehen", "Schritt vor „Ansehen“", "Weg von dem Start zu dem Schritt vor „Ansehen“", "Start", "")
        ]
        resolved = an_entry(Event.INCIDENT_RESOLVED, {"element": "t"})
        assert teller.sentence(resolved) == "Der Prozess geht bei dem Schritt vor „Ansehen“ weiter."

    def test_conditions_are_told_by_labels_and_what_they_show(self):
        DynamicField.create(
            name="rma_answer", label="Answer", kind="dropdown", config={"values": {"accepted": "Yes, please"}}, actor=SYSTEM
        )
        teller = teller_of(0, [], language="de", zone=ZONE)
        looked_at = {
            "flow": "gone",
            "text": "rma_answer == 'accepted' and startswith(ticket.state, 'open') and not rma_answers",
            "holds": True,
            "values": {"rma_answer": "accepted", "ticket.state": "open", "seen": True, "none": None},
        }
        assert teller.condition(looked_at) == {
            "way": "",
            "holds": True,
            "text": "Answer == 'accepted' and startswith(Status, 'open') and not rma_answers",
            "values": [("Answer", "Yes, please"), ("Status", "offen"), ("seen", "ja"), ("none", "nichts")],
        }
        assert teller.condition({}) == {"way": "", "holds": False, "text": "", "values": []}

    def test_customers_and_their_companies_have_names(self):
        carla = people.customer_user(of=people.customer())
        found = [
            an_entry(Event.CUSTOMER_CHANGED, {"attribute": "customer", "new": carla.customer.number}),
            an_entry(Event.CUSTOMER_CHANGED, {"attribute": "customer_user", "new": carla.login}, actor=str(carla.actor)),
        ]
        teller = teller_of(0, found, language="en", zone=ZONE)
        assert [teller.sentence(each) for each in found] == [
            *("The customer was set to ACME Ltd.", f"The customer was set to {carla.full_name}.")
        ]
        assert teller.who(str(carla.actor)) == carla.full_name

    def test_how_many_there_are_costs_nothing(self):
        anna = a_worker("anna")
        ticket = Ticket.create(actor=anna.actor, queue=Queue.default(), title="T")
        for name in ("4 high", "5 very high", "1 very low", "2 low"):
            ticket.set_priority(Priority.named(name), actor=anna.actor)
        ticket.set_owner(anna, actor=anna.actor)
        settling.settle()
        entries = entries_of(ticket.id, actor=SYSTEM)
        with statements() as asked:
            teller = teller_of(ticket.id, entries, language="de", zone=ZONE)
            [teller.sentence(entry) for entry in entries]
        assert len(asked) <= 2


def test_nobody_is_not_called_by_an_address():
    assert alone(Event.OWNER_CHANGED, old="root@localhost", new="anna") == "The owner was set to Anna Anders."
    assert alone(Event.OWNER_CHANGED, old="anna", new="root@localhost") == "The owner was taken away; it was Anna Anders."
    assert alone(Event.WATCHED, agent="anna") == "Anna Anders watches the ticket."
    assert alone(Event.AGENT_NOTIFIED, "de", recipients=["anna"], subject="S") == "Eine Nachricht ging an Anna Anders: S"


def test_moments_are_those_of_the_reader():
    due = "2026-01-05T08:30:00+00:00"
    assert alone(Event.SOLUTION_STARTED, due=due) == "The solution is late, it was due at 2026-01-05 09:30."
    assert alone(Event.PENDING_TIME_SET, old=None, new=due) == "The time it waits until was set to 2026-01-05 09:30."
    assert alone(Event.TIMER_FIRED, element="gone", timer="PT26H working", due=due) == "A time has come."


@pytest.mark.parametrize("message", HEARD)
def test_messages_of_the_desk_are_told_in_words(message):
    assert message not in alone(Event.MESSAGE_DELIVERED, message=message)
    assert alone(Event.MESSAGE_DELIVERED, "de", message=message).startswith("Der Prozess erfuhr, dass")


def test_german_knows_all_that_tellers_say_themselves():
    assert {*HEARD.values(), *AWAITED.values(), *naming.PHRASES} - GERMAN.keys() == set()
    assert {phrase[0].upper() + phrase[1:] for phrase in naming.PHRASES} - GERMAN.keys() == set()


@pytest.mark.usefixtures("desk_work")
def test_each_event_is_told_whatever_is_missing():
    for event in Event:
        for data in ({}, {"element": "x", "activity": "y", "dialog": "z", "taken": ["a", None], "old": 1, "process": "p"}, None):
            for language in ("en", "de"):
                assert Teller(language=language, zone=ZONE, people={}).sentence(an_entry(event, data))


@pytest.mark.usefixtures("desk_work")
def test_days_and_numbers_are_written_as_people_there_do():
    for name, kind in (("day", "date"), ("at", "datetime"), ("price", "decimal")):
        DynamicField.create(name=name, label=name, kind=kind, actor=SYSTEM)
    told = [("day", "2026-12-31"), ("at", "2026-12-31 17:30"), ("price", "1234.50"), ("day", "tomorrow")]
    assert [alone(Event.FIELD_CHANGED, "de", field=name, new=text).rpartition(": ")[2] for name, text in told] == [
        *("31.12.2026", "31.12.26, 17:30", "1234,50", "tomorrow")
    ]
    assert alone(Event.FIELD_CHANGED, field="day", new="2026-12-31").endswith("Dec 31, 2026")


@pytest.mark.usefixtures("desk_work")
def test_a_field_there_is_no_more_keeps_its_name():
    assert DynamicField.of("ticket") == []
    assert alone(Event.FIELD_CHANGED, field="floor", new="3") == "The field “floor” was set: 3"
