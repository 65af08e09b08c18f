"""Queues and master data; and that queries, single questions and reasons agree with plain Python about everything, in random worlds."""

import pytest
from sqlalchemy import select

from desk import house_permissions, permitted_groups
from desk.actors import SYSTEM, process_actor
from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.customers import Customer
from desk.groups import Group
from desk.house_permissions import HousePermission
from desk.permissions import explain, may, queues_for, readable, require, visible_queues
from desk.permitted_groups import owner_groups_are
from desk.priorities import Priority
from desk.queues import Queue
from desk.switches import SwitchRecord
from desk.ticket_permissions import explain_ticket, may_ticket, ticket_condition
from foundation.db import db
from foundation.errors import Forbidden, NotFound
from tests.desk.worlds import ASKED, COLUMNS, FIRST, INVALID, TICKET, VALID, World, agent_actor, customer_actor, random_world

pytestmark = pytest.mark.usefixtures("work")
SEEDS = range(6)


@pytest.fixture
def owned_processes(monkeypatch):
    """Let a process be owned as its world says, until the test is over."""
    monkeypatch.setattr(permitted_groups, "_processes", list(permitted_groups._processes))

    def let(world: World) -> None:
        owner_groups_are(lambda process_id: select(Group.id).where(Group.id == world.owners.get(process_id)))

    return let


# ------------------------------------------------------------------------------------------------ the law
@pytest.mark.parametrize("seed", SEEDS)
def test_queries_and_reasons_agree_with_plain_python(seed, owned_processes):
    world = random_world(seed)
    world.store()
    owned_processes(world)
    actors = [*map(agent_actor, world.agents), *map(customer_actor, world.customer_users), process_actor("leave"), SYSTEM]
    yes = 0
    for actor in actors:
        for permission in ASKED:
            queues = {queue for queue in world.queues if world.may_queue(actor, permission, queue)}
            tickets = {ticket for ticket in world.tickets if world.may_ticket(actor, permission, ticket)}
            assert set(db.session.scalars(queues_for(actor, permission).where(Queue.id >= FIRST))) == queues, (actor, permission)
            found = db.session.scalars(select(TICKET.c.id).where(ticket_condition(actor, permission, COLUMNS)))
            assert set(found) == tickets, (actor, permission)
            yes += len(queues) + len(tickets)
            queue, ticket = FIRST + len(tickets) % len(world.queues), FIRST + (len(queues) * 7 + yes) % len(world.tickets)
            assert may(actor, permission, queue) is (queue in queues) is bool(explain(actor, permission, queue))
            assert may_ticket(actor, permission, COLUMNS, ticket) is (ticket in tickets)
            assert bool(explain_ticket(actor, permission, COLUMNS, ticket)) is (ticket in tickets)
    assert yes > 300  # of some 3,600 that are asked: the world is neither closed nor open to all


@pytest.mark.parametrize("seed", SEEDS)
def test_rw_implies_all_others_for_agents(seed):
    world = random_world(seed)
    world.store()
    for actor in map(agent_actor, world.agents):
        by_permission = {permission: set(db.session.scalars(queues_for(actor, permission))) for permission in ASKED}
        valid = {queue for queue, (_, validity) in world.queues.items() if validity is VALID}
        assert all(by_permission["rw"] & valid <= queues for queues in by_permission.values())
        assert by_permission["close"] == by_permission["rw"]


# ------------------------------------------------------------------------------------------------ queues
def small_world() -> World:
    """Agent 1000 has ro by a role in the group of queue 1000, and nothing in that of queue 1001."""
    world = World({FIRST: VALID}, {FIRST: VALID}, {FIRST: VALID, FIRST + 1: VALID})
    world.queues = {FIRST: (FIRST, VALID), FIRST + 1: (FIRST + 1, VALID), FIRST + 2: (FIRST, INVALID)}
    world.agent_roles, world.role_grants = {(FIRST, FIRST)}, {(FIRST, FIRST, "ro")}
    world.customers, world.customer_users = {FIRST: VALID, FIRST + 1: VALID}, {FIRST: (FIRST, VALID), FIRST + 1: (FIRST + 1, VALID)}
    return world


def test_the_reason_names_agent_role_group_and_queue():
    small_world().store()
    reason = "agent agent1000 has role role 1000, which has ro in group group 1000, the group of queue queue 1000"
    assert explain(agent_actor(FIRST), "ro", FIRST) == [reason]
    assert explain(agent_actor(FIRST), "note", FIRST) == []
    assert explain(SYSTEM, "create", FIRST + 2) == []
    assert explain(SYSTEM, "ro", FIRST + 2) == ["the system may do everything"]


def test_invalid_queues_keep_their_tickets_but_stand_in_no_list():
    small_world().store()
    anna = agent_actor(FIRST)
    assert sorted(db.session.scalars(queues_for(anna, "ro"))) == [FIRST, FIRST + 2]
    assert list(db.session.scalars(visible_queues(anna))) == [FIRST]


def test_strangers_cannot_tell_whether_there_is_a_queue():
    small_world().store()
    anna = agent_actor(FIRST)
    require(anna, "ro", FIRST)
    require(anna, "ro", Queue.by_id(FIRST))
    with pytest.raises(Forbidden, match="agent:agent1000 needs the permission 'create' in the queue 'queue 1000' for this"):
        require(anna, "create", FIRST)
    told = []
    for queue in (FIRST + 1, 77):
        with pytest.raises(NotFound) as not_found:
            require(anna, "ro", queue)
        told.append(str(not_found.value).replace(str(queue), "N"))
    assert told[0] == told[1]


# ------------------------------------------------------------------------------------------------ master data
EVERYONE = (SYSTEM, agent_actor(FIRST + 2), agent_actor(FIRST), customer_actor(FIRST), agent_actor(FIRST + 1), process_actor("leave"))


@pytest.mark.parametrize(
    "kind, shown",  # to the system, an administrator, an agent, a customer user, an invalid agent, a process
    [
        (Queue, ([0, 1, 2], [0, 1, 2], [0], [0, 1], [], [])),
        (Agent, ([0, 1, 2], [0, 1, 2], [0, 2], [], [], [0, 2])),
        (Customer, ([0, 1, 2], [0, 1, 2], [0, 1], [0], [], [0, 1])),
        (CustomerUser, ([0, 1], [0, 1], [0, 1], [0], [], [0, 1])),
        (Priority, ([0], [0], [0], [0], [], [0])),
        (SwitchRecord, ([0], [0], [], [], [], [])),  # what is in no list is for administrators
    ],
)
def test_who_reads_which_master_data(kind, shown):
    world = small_world()
    world.agents |= {FIRST + 1: INVALID, FIRST + 2: VALID}
    world.customers[FIRST + 2] = INVALID
    world.store()
    db.session.add_all([Priority(id=FIRST, name="9 thing"), SwitchRecord(id=FIRST, name="archive", value=True)])
    db.session.flush()
    house_permissions.grant(HousePermission.ADMIN, to=Agent.by_id(FIRST + 2), actor=SYSTEM)
    ids = [sorted(db.session.scalars(readable(actor, kind).with_only_columns(kind.id))) for actor in EVERYONE]
    assert tuple([key - FIRST for key in found if key >= FIRST] for found in ids) == shown
