"""Who may do which activity, why, who has claimed it, and what a dialog wants to be held."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert, select

from desk.actors import SYSTEM, process_actor
from desk.house_permissions import HousePermission, grant as grant_house
from desk.master_data import Validity
from desk.switches import Switch, turn
from desk.ticket_permissions import may_ticket
from foundation.db import db
from foundation.errors import Conflict, Forbidden, NotFound, Refused
from processes import activities_access, history, runner  # noqa: F401 - the runner says what follows from changes
from processes.activities import Activity, ActivityPermit, Closing, PermitKind
from processes.activities_access import explain, may_do, page, require, visible_to
from processes.claiming import claim, release
from processes.instances import Instance, InstanceState
from processes.tickets import access
from processes.tickets.record import Lock
from processes.tickets.ticket import Ticket
from processes.versions import ProcessDefinition, ProcessVersion
from tests.desk.people import agent, customer, customer_user, grant, group, role
from tests.desk.words import a_queue
from tests.processes.tickets.stored import stored_ticket

pytestmark = pytest.mark.usefixtures("desk_work")
PEOPLE = ("writer", "reader", "crew", "cook", "named", "owner", "answerable", "admin", "stranger", "carla", "colleague", "dora")


class Place:
    """A ticket in a queue, and people who stand to it in every way."""

    def __init__(self) -> None:
        acme, other = customer(), customer("OTHER")
        self.group, self.crew = group("support"), group("crew")
        self.people: dict[str, Any] = {name: agent(name) for name in PEOPLE[:9]}
        self.people["carla"], self.people["colleague"] = customer_user("carla", of=acme), customer_user("colleague", of=acme)
        self.people["dora"] = customer_user("dora", of=other)
        grant(self.people["writer"], self.group)
        grant(self.people["reader"], self.group, "ro", "note")
        grant(self.people["crew"], self.crew)
        self.cooks = role("Cooks", self.people["cook"])
        grant_house(HousePermission.ADMIN, to=self.people["admin"], actor=SYSTEM)
        self.ticket = stored_ticket(
            queue_id=a_queue("Support", group=self.group).id,
            owner_id=self.people["owner"].id,
            responsible_id=self.people["answerable"].id,
            customer_id=acme.id,
            customer_user_id=self.people["carla"].id,
        )
        self.version = a_version()

    def activity(self, *permits: tuple[PermitKind, int], ticket: Ticket | None = None, **values: Any) -> Activity:
        of = ticket or self.ticket
        instance = db.session.scalar(select(Instance).where(Instance.ticket_id == of.id))
        if instance is None:
            instance = Instance(ticket_id=of.id, version_id=self.version.id, started_by="system", standing=InstanceState.ENDED)
            db.session.add(instance)
            db.session.flush()
        opened = Activity(ticket_id=of.id, instance_id=instance.id, token=1, node_id="check", **{"name": "Check"} | values)
        db.session.add(opened)
        db.session.flush()
        for kind, subject in permits:
            row = {"activity_id": opened.id, "ticket_id": of.id, "kind": kind, "subject_id": subject}
            db.session.execute(insert(ActivityPermit), [row])
        return opened

    def who_may(self, activity: Activity, **asked: Any) -> set[str]:
        return {name for name in PEOPLE if may_do(activity, self.people[name].actor, **asked)}

    def who_sees(self, permission: str) -> set[str]:
        columns = access.columns_of(access.TICKET.c)
        return {name for name in PEOPLE if may_ticket(self.people[name].actor, permission, columns, self.ticket.id)}


def a_version() -> ProcessVersion:
    definition = ProcessDefinition(process_id="leave", name="Leave", created_by="system")
    db.session.add(definition)
    db.session.flush()
    version = ProcessVersion(definition_id=definition.id, number=1, sha256="", report={}, deployed_by="system")
    db.session.add(version)
    db.session.flush()
    return version


@pytest.fixture
def place(desk_work) -> Place:
    return Place()


# ------------------------------------------------------------------------------------------------ who may
def test_each_permit_lets_its_people_in_and_opens_the_ticket_to_them(place: Place):
    turn(Switch.COMPANY_TICKETS, value=False, actor=SYSTEM)
    readers, writers = place.who_sees("ro"), place.who_sees("rw")
    assert readers == {"writer", "reader", "owner", "carla"}
    assert writers == {"writer", "owner"}
    people = place.people
    cases = {
        "crew": [(PermitKind.GROUP, place.crew.id)],
        "cook": [(PermitKind.ROLE, place.cooks.id)],
        "named": [(PermitKind.AGENT, people["named"].id)],
        "owner": [(PermitKind.OWNER, 0)],
        "answerable": [(PermitKind.RESPONSIBLE, 0)],
        "admin": [(PermitKind.NOBODY, 0)],
        "carla": [(PermitKind.CUSTOMER, 0)],
        "carla colleague": [(PermitKind.COMPANY, 0)],
        "crew carla": [(PermitKind.GROUP, place.crew.id), (PermitKind.CUSTOMER, 0)],
    }
    for names, permits in cases.items():
        allowed = set(names.split())
        opened = place.activity(*permits)
        assert place.who_may(opened) == place.who_may(opened, dialog_permission="ro") == allowed
        assert {name for name in PEOPLE if opened in db.session.scalars(visible_to(people[name].actor)).all()} == allowed
        assert {name for name in PEOPLE if explain(opened, people[name].actor)} == allowed
        for permission in ("ro", "note"):
            assert place.who_sees(permission) == readers | allowed
        assert place.who_sees("rw") == writers
        seen = {name for name in PEOPLE if db.session.scalar(Ticket.visible_to(people[name].actor).where(Ticket.id == place.ticket.id))}
        assert seen == readers | allowed
        close(opened)
        assert place.who_sees("ro") == readers


def close(activity: Activity) -> None:
    activity.closed_at, activity.closed_by, activity.closing = datetime.now(UTC), "agent:ben", Closing.COMPLETED
    db.session.query(ActivityPermit).filter(ActivityPermit.activity_id == activity.id).delete()
    db.session.flush()


def test_without_permits_it_is_for_whoever_may_write_or_has_what_the_dialog_asks(place: Place):
    opened = place.activity()
    assert place.who_may(opened) == {"writer", "owner"}
    assert place.who_may(opened, dialog_permission="note") == {"writer", "reader", "owner"}
    assert place.who_may(opened, dialog_permission="close") == {"writer", "owner"}
    assert may_do(opened, SYSTEM)
    assert not may_do(opened, process_actor("leave"))
    place.people["writer"].change(validity=Validity.INVALID, actor=SYSTEM)
    assert place.who_may(opened) == {"owner"}


def test_who_is_not_valid_any_more_is_let_in_by_nothing(place: Place):
    permits = [(PermitKind.GROUP, place.crew.id), (PermitKind.ROLE, place.cooks.id), (PermitKind.CUSTOMER, 0), (PermitKind.COMPANY, 0)]
    opened = place.activity(*permits)
    assert place.who_may(opened) == {"crew", "cook", "carla", "colleague"}
    for name in ("crew", "carla"):
        place.people[name].change(validity=Validity.INVALID, actor=SYSTEM)
    place.cooks.change(validity=Validity.INVALID, actor=SYSTEM)
    assert place.who_may(opened) == {"colleague"}


def test_why_is_told(place: Place):
    opened = place.activity((PermitKind.GROUP, place.crew.id), (PermitKind.ROLE, place.cooks.id), (PermitKind.CUSTOMER, 0))
    who = place.people
    assert explain(opened, who["crew"].actor) == ["the activity is for group crew, in which agent crew has rw"]
    assert explain(opened, who["cook"].actor) == ["the activity is for role Cooks, which agent cook has"]
    assert explain(opened, who["carla"].actor) == ["the activity is for the customer user of the ticket, who is customer user carla"]
    assert explain(opened, who["writer"].actor) == []
    assert explain(place.activity(), who["writer"].actor) == [
        "the activity is for whoever has 'rw' for its ticket, and agent writer has rw in group support, the group of queue Support"
    ]
    assert explain(opened, SYSTEM) == ["the system may do everything"]


def test_a_list_goes_on_where_it_ended(place: Place):
    anna, due = place.people["named"], datetime(2026, 3, 2, tzinfo=UTC)
    mine = (PermitKind.AGENT, anna.id)
    opened = [place.activity(mine, opened_at=due, due_at=moment) for moment in (None, due, None, datetime(2026, 3, 1, tzinfo=UTC), due)]
    right = [opened[number].id for number in (3, 1, 4, 0, 2)]
    first, place_of_next = page(anna.actor, size=2)
    second, last = page(anna.actor, size=2, after=place_of_next)
    third, nothing = page(anna.actor, size=2, after=last)
    assert [each.id for each in (*first, *second, *third)] == right
    assert nothing is None
    with pytest.raises(Refused, match="no place in this list"):
        page(anna.actor, after="elsewhere")


# ------------------------------------------------------------------------------------------------ claiming
def test_what_is_claimed_is_nobody_elses_until_it_is_released(place: Place):
    writer, owner, reader = (place.people[name].actor for name in ("writer", "owner", "reader"))
    opened = place.activity()
    assert claim(opened.id, actor=writer) is True
    assert claim(opened.id, actor=writer) is False
    assert (opened.claimed_by_id, opened.claimed_at is None) == (writer.id, False)
    told = "The activity 'Check' is claimed by Writer Anders, who can release it."
    with pytest.raises(Conflict, match=told):
        claim(opened.id, actor=owner)
    with pytest.raises(Conflict, match=told):
        require(opened, dialog_permission="", required_lock=False, actor=owner, ticket=place.ticket)
    require(opened, dialog_permission="", required_lock=False, actor=writer, ticket=place.ticket)
    require(opened, dialog_permission="", required_lock=False, actor=SYSTEM, ticket=place.ticket)
    with pytest.raises(Forbidden):
        release(opened.id, actor=reader)
    assert release(opened.id, actor=owner) is True
    assert release(opened.id, actor=owner) is False
    assert claim(opened.id, actor=owner) is True
    assert release(opened.id, actor=owner) is True
    events = [(str(row["event"]), row["actor"]) for row, _ in history.waiting()]
    claimed, released = "activity.claimed", "activity.released"
    assert events == [(claimed, "agent:writer"), (released, "agent:owner"), (claimed, "agent:owner"), (released, "agent:owner")]


def test_who_may_not_claim_is_told_no_more_than_they_may_know(place: Place):
    opened = place.activity((PermitKind.CUSTOMER, 0), (PermitKind.AGENT, place.people["named"].id))
    for name, error in (("stranger", NotFound), ("dora", NotFound), ("reader", Forbidden), ("carla", Forbidden)):
        with pytest.raises(error):
            claim(opened.id, actor=place.people[name].actor)
    with pytest.raises(NotFound):
        claim(4711, actor=SYSTEM)
    close(opened)
    with pytest.raises(Conflict, match=r"ben has completed the activity 'Check'\."):
        claim(opened.id, actor=place.people["writer"].actor)
    with pytest.raises(Conflict, match="has completed"):
        require(opened, dialog_permission="", required_lock=True, actor=place.people["carla"].actor, ticket=place.ticket)


def test_a_required_lock_takes_the_ticket_or_among_several_the_activity(place: Place):
    named, writer = place.people["named"].actor, place.people["writer"].actor
    only = place.activity((PermitKind.AGENT, named.id), (PermitKind.CUSTOMER, 0))
    ticket = Ticket.for_update(place.ticket.id)

    def ask(activity: Activity, actor: Any) -> None:
        require(activity, dialog_permission="", required_lock=True, actor=actor, ticket=ticket)

    ask(only, place.people["carla"].actor)
    assert ticket.lock_state is Lock.UNLOCKED
    ask(only, named)
    assert (ticket.lock_state, ticket.owner_id, only.claimed_by_id) == (Lock.LOCKED, named.id, None)
    ask(only, named)
    second = place.activity()
    ask(second, writer)
    assert (ticket.owner_id, second.claimed_by_id) == (named.id, writer.id)
    ask(second, writer)
    close(only)
    with pytest.raises(Conflict):
        ask(second, writer)  # it is the only one now, and the ticket is held by somebody else
    assert activities_access.may_do(second, writer)
