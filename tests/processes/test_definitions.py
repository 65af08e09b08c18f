"""Definitions and their versions: deployed, activated, faded away, retired; who may; what is kept and found again."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from desk import house_permissions
from desk.actors import SYSTEM, process_actor
from desk.agents import Agent
from desk.auditing import AuditEntry
from desk.dynamic_fields import DynamicField
from desk.groups import QueuePermission
from desk.house_permissions import HousePermission
from desk.permissions import may
from foundation.db import db
from foundation.errors import Forbidden, NotFound, Refused
from processes import definitions
from processes.definitions import NotDeployable
from processes.versions import PartKind, ProcessPart, ProcessVersion, StartSubscription, StartTimer, VersionState
from tests.desk.people import admin, agent, grant, group
from tests.desk.words import a_queue
from tests.processes.deploying.models import END, chain, model

pytestmark = pytest.mark.usefixtures("work")


def designer(login: str = "dora"):
    made = agent(login)
    house_permissions.grant(HousePermission.DESIGNER, to=made, actor=SYSTEM)
    return made.actor


def deployed(*files: bytes, **options) -> ProcessVersion:
    named = [(f"file{number}.bpmn", data) for number, data in enumerate(files)]
    return definitions.deploy(named, actor=SYSTEM, **options)


def states(process_id: str = "errand") -> list[str]:
    return [version.state for version in definitions.versions_of(definitions.definition_of(process_id))]


class TestDeploy:
    def test_the_same_files_are_the_same_version(self):
        crew, dora = group(), designer()
        grant(Agent.named("dora"), crew)
        first = definitions.deploy([("a.bpmn", model())], actor=dora, owner_group=crew, reason="A beginning")
        again = definitions.deploy([("b.bpmn", model())], actor=dora)
        second = definitions.deploy([("a.bpmn", model(name="Errands"))], actor=dora)
        assert (again, first.number, second.number) == (first, 1, 2)
        definition = second.definition
        assert (definition.process_id, definition.name, definition.owner_group_id) == ("errand", "Errands", crew.id)
        assert (first.state, first.deployed_by, first.reason) == (VersionState.DEPLOYED, "agent:dora", "A beginning")
        told = db.session.scalars(select(AuditEntry).where(AuditEntry.noun == "process").order_by(AuditEntry.id)).all()
        assert [(entry.event, entry.changes["version"]) for entry in told] == [("deployed", [None, 1]), ("deployed", [None, 2])]

    def test_what_the_reader_refuses_is_told_by_element(self):
        with pytest.raises(NotDeployable) as refused:
            deployed(model(nodes=chain('userTask id="work"', 'complexGateway id="merge"')))
        assert list(refused.value.problems) == ["merge"]
        assert refused.value.reports()[0]["deployable"] is False
        with pytest.raises(NotDeployable) as refused:
            deployed(b"nothing of the kind")
        assert list(refused.value.problems) == ["file0.bpmn"]
        with pytest.raises(NotFound):
            definitions.definition_of("errand")

    def test_it_needs_the_permission_designer_with_the_group_and_for_the_houses_own_an_administrator(self):
        crew, anna, dora, root = group(), agent().actor, designer(), admin().actor
        file = [("a.bpmn", model())]
        for actor, owner in ((anna, crew), (root, crew), (process_actor("errand"), crew), (dora, None), (dora, crew)):
            with pytest.raises(Forbidden):
                definitions.deploy(file, actor=actor, owner_group=owner)
        version = definitions.deploy(file, actor=SYSTEM)
        for verb in (definitions.activate, definitions.retire):
            with pytest.raises(Forbidden):
                verb(version, actor=dora)

    def test_fields_are_made_and_a_field_that_is_something_else_is_refused(self):
        deployed(model(ours='<lz:field name="amount" type="decimal" label="Amount"/>'))
        made = db.session.scalars(select(DynamicField)).one()
        assert (made.name, made.kind, made.label, made.made_by_process) == ("amount", "decimal", "Amount", "errand")
        with pytest.raises(Refused) as refused:
            deployed(model(process_id="other", ours='<lz:field name="size" type="text"/><lz:field name="amount" type="text"/>'))
        assert list(refused.value.problems) == ["amount"]
        assert "made by the process 'errand'" in refused.value.problems["amount"]
        assert db.session.scalars(select(DynamicField.name)).all() == ["amount"]
        with pytest.raises(NotFound):
            definitions.definition_of("other")


class TestCalledProcesses:
    CALLER = model(process_id="caller", ours="", nodes=chain('callActivity id="call" calledElement="errand"'))

    def test_one_in_no_file_is_taken_from_its_active_version_and_stays_so(self):
        with pytest.raises(NotDeployable, match="'errand', which is in none of the files"):
            deployed(self.CALLER)
        definitions.activate(deployed(model()), actor=SYSTEM)
        first = deployed(self.CALLER)
        called = select(ProcessPart.name).where(ProcessPart.kind == PartKind.CALLED, ProcessPart.version_id == first.id)
        assert db.session.scalars(called).all() == ["errand, version 1"]
        definitions.activate(deployed(model(nodes=chain('userTask id="other"'))), actor=SYSTEM)
        assert list(definitions.model_of(first.id).node("call").inside.nodes) == ["start", "work", "end"]
        second = deployed(self.CALLER)
        assert second.number == 2
        assert list(definitions.model_of(second.id).node("call").inside.nodes) == ["start", "other", "end"]

    def test_files_given_along_come_first(self):
        definitions.activate(deployed(model(nodes=chain('userTask id="other"'))), actor=SYSTEM)
        version = deployed(self.CALLER, model())
        assert "work" in definitions.model_of(version.id).node("call").inside.nodes


class TestStanding:
    def test_an_activated_version_takes_the_place_of_the_one_before(self):
        first, second = deployed(model()), deployed(model(name="New"))
        with pytest.raises(NotFound, match="no active version"):
            definitions.active_version("errand")
        assert definitions.activate(first, actor=SYSTEM)
        assert not definitions.activate(first, actor=SYSTEM)
        assert definitions.activate(second, actor=SYSTEM)
        assert states() == [VersionState.ACTIVE, VersionState.FADING]
        assert definitions.active_version("errand") is second
        assert definitions.fade_away(second.definition, actor=SYSTEM)
        assert not definitions.fade_away(second.definition, actor=SYSTEM)
        assert definitions.retire(second, actor=SYSTEM)
        assert not definitions.retire(second, actor=SYSTEM)
        assert states() == [VersionState.RETIRED, VersionState.FADING]
        assert definitions.activate(first, actor=SYSTEM)

    def test_start_events_are_armed_for_the_active_version_only(self, monkeypatch):
        monkeypatch.setattr("processes.deploying.starts.now", lambda: datetime(2026, 1, 5, 9, tzinfo=UTC))
        roots = '<bpmn:signal id="s" name="alarm"/><bpmn:message id="m" name="order"/><bpmn:message id="r" name="mail.received"/>'
        events = "".join(
            f'<bpmn:startEvent id="{kind}" name="{kind}">{definition}</bpmn:startEvent>'
            f'<bpmn:sequenceFlow id="from_{kind}" sourceRef="{kind}" targetRef="end"/>'
            for kind, definition in (
                ("daily", "<bpmn:timerEventDefinition><bpmn:timeCycle>R/P1D</bpmn:timeCycle></bpmn:timerEventDefinition>"),
                ("rung", '<bpmn:signalEventDefinition signalRef="s"/>'),
                ("ordered", '<bpmn:messageEventDefinition messageRef="m"/>'),
                ("mailed", '<bpmn:messageEventDefinition messageRef="r"/>'),
            )
        )
        armed, plain = deployed(model(roots=roots, nodes=events + END)), deployed(model())
        definitions.activate(armed, actor=SYSTEM)
        timer = db.session.scalars(select(StartTimer)).one()
        assert (timer.version_id, timer.event, timer.text, timer.due_at) == (
            armed.id,
            "daily",
            "R/P1D",
            datetime(2026, 1, 6, 9, tzinfo=UTC),
        )
        rows = db.session.execute(select(StartSubscription.event, StartSubscription.kind, StartSubscription.name)).all()
        assert sorted(rows) == [("ordered", "message", "order"), ("rung", "signal", "alarm")]
        definitions.activate(plain, actor=SYSTEM)
        assert not any(db.session.scalars(select(kind.id)).all() for kind in (StartTimer, StartSubscription))

    def test_a_cycle_under_a_minute_is_not_activated(self):
        cycle = (
            '<bpmn:intermediateCatchEvent id="tick"><bpmn:timerEventDefinition><bpmn:timeCycle>R/PT59S</bpmn:timeCycle>'
            "</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
        )
        with pytest.raises(Refused, match="more often than once a minute") as refused:
            definitions.activate(deployed(model(nodes=chain(cycle))), actor=SYSTEM)
        assert list(refused.value.problems) == ["tick"]
        assert states() == [VersionState.DEPLOYED]

    def test_where_no_action_is_bound_that_is_accepted_first(self):
        version = deployed(model(nodes=chain('serviceTask id="java" implementation="com.example.Pay"')))
        with pytest.raises(Refused, match="No action is bound") as refused:
            definitions.activate(version, actor=SYSTEM)
        assert list(refused.value.problems) == ["java"]
        assert definitions.activate(version, actor=SYSTEM, accept_unbound=True)


class TestFinding:
    def test_a_model_is_built_once_and_given_back_as_it_was_uploaded(self):
        source = model().replace(b"<bpmn:userTask", b"\r\n  <!-- as written -->\t<bpmn:userTask")
        version = deployed(source)
        deployed(model(name="Newer"))
        assert definitions.model_of(version.id) is definitions.model_of(version.id)
        assert definitions.model_of(version.id).main.name == "errand"
        assert definitions.export("errand", 1) == source
        assert definitions.export("errand") == model(name="Newer")
        definitions.activate(version, actor=SYSTEM)
        assert definitions.export("errand") == source
        with pytest.raises(NotFound, match="no version 3; there are 1 to 2"):
            definitions.export("errand", 3)
        with pytest.raises(NotFound):
            definitions.model_of(version.id + 99)

    def test_a_process_works_in_the_queues_of_its_owner_group(self):
        crew, others = group("crew"), group("others")
        here, there = a_queue("Here", group=crew), a_queue("There", group=others)
        deployed(model(), owner_group=crew)
        deployed(model(process_id="everywhere"))
        rw = QueuePermission.RW
        assert [may(process_actor("errand"), rw, queue) for queue in (here, there)] == [True, False]
        assert [may(process_actor("everywhere"), rw, queue) for queue in (here, there)] == [True, True]
        assert not may(process_actor("unknown"), rw, here)
        deployed(model(), owner_group=others)
        assert [may(process_actor("errand"), rw, queue) for queue in (here, there)] == [False, True]

    def test_texts_in_other_languages_are_a_part_of_the_version(self):
        files = [("a.bpmn", model()), ("texts/de.yaml", b"Work: Arbeiten")]
        version = definitions.deploy(files, actor=SYSTEM)
        told = [definitions.translated(version.id, text, language) for text, language in (("Work", "de_AT"), ("Work", "fr"), ("End", "de"))]
        assert told == ["Arbeiten", "Work", "End"]
        assert definitions.deploy([files[0], ("texts/de.yaml", b"Work: Tun")], actor=SYSTEM).number == 2
        for name, data, problem in (
            ("notes.yaml", b"Work: Tun", "says no language"),
            ("de.yaml", b"- Work", "no map"),
            ("de.yaml", b"Work: [a]", "Line 1: a translation is a text"),
            ("de.yaml", b"Work: *a", "Anchors"),
        ):
            with pytest.raises(Refused, match=problem):
                definitions.deploy([files[0], (name, data)], actor=SYSTEM)
