"""Who may do what with a ticket: asked of one, and of many with what was looked up before; grants, and what processes may."""

import pytest
from sqlalchemy import insert, select

from desk import permitted_groups
from desk.actors import SYSTEM, Actor, process_actor
from desk.groups import Group, QueuePermission
from desk.permitted_groups import Processes
from desk.switches import Switch, turn
from desk.ticket_permissions import explain_ticket, ticket_condition
from foundation.db import db
from foundation.errors import Forbidden, NotFound
from processes.activities import Activity, ActivityPermit, PermitKind
from processes.instances import Instance
from processes.tickets import access
from processes.tickets.ticket import Ticket
from processes.tickets.watchers import Watcher
from processes.versions import ProcessDefinition, ProcessVersion
from tests.desk.people import agent, customer, customer_user, grant, group, role
from tests.desk.words import a_queue
from tests.processes.tickets.stored import stored_ticket

pytestmark = pytest.mark.usefixtures("work")


def people_with_everything() -> list[Actor]:
    """People who come to the tickets of a house in all ways at once, and some who do not."""
    turn(Switch.WATCHERS, value=True, actor=SYSTEM)
    turn(Switch.RESPONSIBLE, value=True, actor=SYSTEM)
    agents = [agent(login) for login in ("anna", "ben", "cleo", "dan")]
    groups, acme = [group(f"group {number}") for number in range(4)], customer()
    people = [customer_user("carla", of=acme), customer_user("dora", of=customer("OTHER"))]
    cooks = role("Cooks", agents[1])
    grant(agents[0], groups[0])
    grant(agents[0], groups[1], QueuePermission.NOTE)
    grant(agents[0], groups[3], QueuePermission.RO)
    grant(cooks, groups[2], QueuePermission.RO, QueuePermission.NOTE)
    version = a_version()
    permits = [
        *(
            (PermitKind.GROUP, groups[0].id),
            (PermitKind.GROUP, groups[3].id),
            (PermitKind.ROLE, cooks.id),
            (PermitKind.AGENT, agents[2].id),
        ),
        *((PermitKind.OWNER, 0), (PermitKind.RESPONSIBLE, 0), (PermitKind.CUSTOMER, 0), (PermitKind.COMPANY, 0), (PermitKind.NOBODY, 0)),
    ]
    for number in range(24):
        ticket = stored_ticket(
            queue_id=a_queue(f"Queue {number % 4}", group=groups[number % 4]).id,
            owner_id=agents[number % 3].id,
            responsible_id=agents[number // 2 % 3].id,
            customer_id=acme.id if number % 5 == 0 else None,
            customer_user_id=people[0].id if number % 7 == 0 else None,
        )
        if number % 2:
            open_activity(ticket, version, permits[number // 2 % len(permits)])
        if number % 6 == 0:
            db.session.add(Watcher(ticket_id=ticket.id, agent_id=agents[3].id))
    db.session.flush()
    return [SYSTEM, *(each.actor for each in (*agents, *people))]


def a_version() -> ProcessVersion:
    definition = ProcessDefinition(process_id="leave", name="Leave", created_by="system")
    db.session.add(definition)
    db.session.flush()
    version = ProcessVersion(definition_id=definition.id, number=1, sha256="", report={}, deployed_by="system")
    db.session.add(version)
    db.session.flush()
    return version


def open_activity(ticket: Ticket, version: ProcessVersion, permit: tuple[PermitKind, int]) -> None:
    instance = Instance(ticket_id=ticket.id, version_id=version.id, started_by="system")
    db.session.add(instance)
    db.session.flush()
    activity = Activity(ticket_id=ticket.id, instance_id=instance.id, token=1, node_id="check", name="Check")
    db.session.add(activity)
    db.session.flush()
    row = {"activity_id": activity.id, "ticket_id": ticket.id, "kind": permit[0], "subject_id": permit[1]}
    db.session.execute(insert(ActivityPermit), [row])


def test_lists_show_just_what_may_be_opened_one_by_one():
    shown: dict[str, int] = {}
    for actor in people_with_everything():
        for permission in (*QueuePermission, "close"):
            columns = access.columns_of(Ticket)
            listed = {ticket.id for ticket in db.session.scalars(Ticket.visible_to(actor, permission))}
            by_condition = set(db.session.scalars(select(Ticket.id).where(ticket_condition(actor, permission, columns))))
            by_reasons = {key for key in db.session.scalars(select(Ticket.id)) if explain_ticket(actor, permission, columns, key)}
            by_question = {key for key in db.session.scalars(select(Ticket.id)) if access.may(actor, permission, key)}
            assert listed == by_condition == by_reasons == by_question, (actor, permission)
            shown[f"{actor.name} {permission}"] = len(listed)
    assert shown["system ro"] == 24
    assert 24 > shown["anna ro"] > shown["anna rw"] > 0
    assert shown["dan ro"] == 4  # he watches them
    assert shown["dan note"] == shown["dora ro"] == 0
    assert shown["carla ro"] > shown["carla priority"] == 0


def test_what_is_granted_holds_for_one_ticket_and_inside_alone():
    anna, stranger = agent("anna").actor, agent("ben").actor
    ticket, other = stored_ticket(), stored_ticket()
    with access.granted(ticket, anna):
        access.require(ticket, "rw", actor=anna)
        for refused, actor in ((other, anna), (ticket, stranger)):
            with pytest.raises(NotFound):
                access.require(refused, "ro", actor=actor)
    with pytest.raises(NotFound):
        access.require(ticket, "ro", actor=anna)


def test_who_may_read_learns_that_more_is_forbidden():
    anna = agent("anna")
    grant(anna, a_queue().group, "ro")
    ticket = stored_ticket()
    access.require(ticket, "ro", actor=anna.actor)
    with pytest.raises(Forbidden, match="needs the permission 'note'"):
        access.require(ticket, "note", actor=anna.actor)


def test_a_process_acts_where_its_group_has_the_queue(monkeypatch):
    crew = group("crew")
    monkeypatch.setattr(permitted_groups, "_processes", [Processes(lambda _process: select(Group.id).where(Group.id == crew.id))])
    monkeypatch.setattr(access, "question_of_processes", access.question_of_processes.__wrapped__)  # not as it was built before
    access.require(stored_ticket(queue_id=a_queue("Crew", group=crew).id), "rw", actor=process_actor("leave"))
    with pytest.raises(Forbidden, match="The process 'leave' may not work in the queue 'Support': its group does not have it"):
        access.require(stored_ticket(), "ro", actor=process_actor("leave"))
