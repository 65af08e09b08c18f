"""The chain of desk.md 8.1 and 4 as tables: what each way to a ticket is worth, and what is left of it when something is not valid."""

from itertools import product

import pytest
from sqlalchemy import select

from desk import permitted_groups
from desk.actors import SYSTEM, process_actor
from desk.groups import Group, QueuePermission
from desk.permitted_groups import owner_groups_are
from desk.switches import Switch, turn
from desk.ticket_permissions import explain_ticket, may_ticket, require_ticket, ticket_condition
from foundation.db import db
from foundation.errors import Forbidden, NotFound
from tests.desk.worlds import ASKED, COLUMNS, FIRST, INVALID, TICKET, VALID, World, agent_actor, customer_actor

pytestmark = pytest.mark.usefixtures("work")
EVERYTHING = set(ASKED)
BRINGING_IN = {"create", "move_into"}
PERMISSIONS = [str(one) for one in QueuePermission]


def granted(actor, ticket, asked=ASKED) -> set[str]:
    return {permission for permission in asked if may_ticket(actor, permission, COLUMNS, ticket)}


# ------------------------------------------------------------------------------------------------ agents
WAYS: dict[str, set[str]] = {
    "none": set(),
    "owner": EVERYTHING,
    "responsible": EVERYTHING,
    "watcher": {"ro"},
    "activity for note": {"note"},
    **{f"{holder} has {permission}": {permission} for holder, permission in product(("agent", "role"), PERMISSIONS[:-1])},
    "agent has rw": EVERYTHING,
    "role has rw": EVERYTHING,
}
BROKEN = {  # what is not valid -> what is left of a way
    "nothing": lambda _, worth: worth,
    "agent": lambda *_: set(),
    "role": lambda way, worth: set() if way.startswith("role") else worth,
    "group": lambda way, worth: set() if "has" in way else worth,
    "queue": lambda way, worth: worth - BRINGING_IN if "has" in way else worth,
}


def case_of_agent(world: World, key: int, way: str, broken: str) -> None:
    """An agent, a role, a group, a queue and a ticket with the same id, and one way from the agent to the ticket."""
    validity = {each: INVALID if each == broken else VALID for each in BROKEN}
    world.agents[key], world.roles[key], world.groups[key] = validity["agent"], validity["role"], validity["group"]
    world.queues[key] = (key, validity["queue"])
    world.agent_roles.add((key, key))
    world.tickets[key] = {"queue": key} | ({way: key} if way in {"owner", "responsible"} else {})
    holder, _, permission = way.partition(" has ")
    world.agent_grants |= {(key, key, permission)} if holder == "agent" else set()
    world.role_grants |= {(key, key, permission)} if holder == "role" else set()
    world.watchers |= {(key, key)} if way == "watcher" else set()
    world.opened |= {(key, key, "note")} if way == "activity for note" else set()


def test_agents_by_every_way_with_everything_broken_in_turn():
    cases = dict(enumerate(product(WAYS, BROKEN), FIRST))
    world = World(switches={Switch.RESPONSIBLE: True, Switch.WATCHERS: True})
    for key, (way, broken) in cases.items():
        case_of_agent(world, key, way, broken)
    world.store()
    expected = {case: BROKEN[case[1]](case[0], WAYS[case[0]]) for case in cases.values()}
    assert {case: granted(agent_actor(key), key) for key, case in cases.items()} == expected
    for permission in ASKED:  # the first agent has nothing, also not of what others have
        found = db.session.scalars(select(TICKET.c.id).where(ticket_condition(agent_actor(FIRST), permission, COLUMNS)))
        assert list(found) == []


@pytest.mark.parametrize("way, switch", [("responsible", Switch.RESPONSIBLE), ("watcher", Switch.WATCHERS)])
def test_ways_that_are_switched_off_are_worth_nothing(way, switch):
    world = World()
    case_of_agent(world, FIRST, way, "nothing")
    world.store()
    assert granted(agent_actor(FIRST), FIRST) == set()
    turn(switch, True, actor=SYSTEM)
    assert granted(agent_actor(FIRST), FIRST) == WAYS[way]


@pytest.mark.parametrize(
    "listed, worth",
    [
        ([], EVERYTHING),
        (["note", "ro"], {"note", "ro"}),
        (["rw"], EVERYTHING),
        (["nothing"], set()),
    ],
)
@pytest.mark.parametrize("way, other", [("owner", "responsible"), ("responsible", "owner")])
def test_in_some_queues_owning_is_worth_what_is_listed(listed, worth, way, other):
    world = World(switches={Switch.RESPONSIBLE: True})
    for key in (FIRST, FIRST + 1):
        case_of_agent(world, key, way, "nothing")
    world.limits = {(FIRST, way, permission) for permission in listed} | {(FIRST, other, "nothing"), (FIRST + 1, other, "nothing")}
    world.store()
    assert granted(agent_actor(FIRST), FIRST) == worth
    assert granted(agent_actor(FIRST + 1), FIRST + 1) == EVERYTHING


# ------------------------------------------------------------------------------------------------ the rest
def test_a_process_has_the_queues_of_the_group_that_owns_it(monkeypatch):
    monkeypatch.setattr(permitted_groups, "_processes", [permitted_groups.Processes(permitted_groups.no_group)])
    world = World()
    for key in (FIRST, FIRST + 1):
        case_of_agent(world, key, "none", "nothing")
    world.store()
    leave = process_actor("leave")
    assert granted(leave, FIRST) == set()  # nobody owns it yet

    owner_groups_are(lambda process_id: select(Group.id).where(Group.id == (FIRST if process_id == "leave" else 0)))
    assert (granted(leave, FIRST), granted(leave, FIRST + 1), granted(process_actor("other"), FIRST)) == (EVERYTHING, set(), set())


def test_the_system_may_everything():
    world = World(tickets={FIRST: {}})
    world.store()
    assert granted(SYSTEM, FIRST) == EVERYTHING
    assert list(db.session.scalars(select(TICKET.c.id).where(ticket_condition(SYSTEM, "ro", COLUMNS)))) == [FIRST]


def test_strangers_cannot_tell_whether_there_is_a_ticket():
    world = World()
    case_of_agent(world, FIRST, "agent has ro", "nothing")
    case_of_agent(world, FIRST + 1, "none", "nothing")
    world.store()
    require_ticket(agent_actor(FIRST), "ro", COLUMNS, FIRST)
    with pytest.raises(Forbidden, match="agent:agent1000 needs the permission 'owner' for this ticket"):
        require_ticket(agent_actor(FIRST), "owner", COLUMNS, FIRST)
    told = []
    for ticket in (FIRST + 1, 77):
        with pytest.raises(NotFound) as not_found:
            require_ticket(agent_actor(FIRST), "ro", COLUMNS, ticket)
        told.append(str(not_found.value).replace(str(ticket), "N"))
    assert told[0] == told[1]


def test_the_reasons_are_told():
    world = World(switches={Switch.RESPONSIBLE: True, Switch.WATCHERS: True})
    case_of_agent(world, FIRST, "owner", "nothing")
    world.tickets[FIRST] |= {"responsible": FIRST, "customer_user": FIRST, "customer": FIRST}
    world.agent_grants, world.role_grants, world.watchers = {(FIRST, FIRST, "ro")}, {(FIRST, FIRST, "rw")}, {(FIRST, FIRST)}
    world.customers, world.customer_users, world.opened = {FIRST: VALID}, {FIRST: (FIRST, VALID)}, {(FIRST, FIRST, "ro")}
    world.store()
    assert explain_ticket(agent_actor(FIRST), "ro", COLUMNS, FIRST) == [
        "agent agent1000 owns the ticket",
        "agent agent1000 is responsible for the ticket",
        "agent agent1000 has ro in group group 1000, the group of queue queue 1000",
        "agent agent1000 has role role 1000, which has rw in group group 1000, the group of queue queue 1000",
        "agent agent1000 watches the ticket",
        "an activity of the ticket is for agent agent1000",
    ]
    off = "customer groups are off, so that customer user user1000 has group group 1000, the group of queue queue 1000"
    assert explain_ticket(customer_actor(FIRST), "ro", COLUMNS, FIRST) == [
        f"the ticket is customer user user1000's, and {off}",
        f"the ticket is of a customer of customer user user1000, and {off}",
        "an activity of the ticket is for customer user user1000",
    ]
    assert explain_ticket(SYSTEM, "ro", COLUMNS, FIRST) == ["the system may do everything"]
