"""The chain of desk.md 8.1 and 4 as tables: what each way to a ticket is worth, and what is left of it when something is not valid."""

from itertools import product

import pytest
from sqlalchemy import insert, select

from desk.actors import SYSTEM, process_actor
from desk.customer_groups import CustomerPermission
from desk.groups import Group, QueuePermission
from desk.permitted_groups import no_group, owner_groups_are
from desk.switches import Switch, turn
from desk.ticket_permissions import article_condition, explain_ticket, may_ticket, require_ticket, ticket_condition
from foundation.db import db
from foundation.errors import Forbidden, NotFound
from tests.desk.worlds import ARTICLE, ASKED, COLUMNS, FIRST, INVALID, TICKET, VALID, World, agent_actor, customer_actor

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


# ------------------------------------------------------------------------------------------------ customer users
READ, WRITE = {"ro"}, {"ro", "note", "create"}
RELATIONS = ("own", "customer", "further customer", "stranger")
GROUP_WAYS: dict[str, tuple[set[str], set[str]]] = {  # worth for tickets of one's own, and for those of anybody
    "none": (set(), set()),
    "everybody": (WRITE, set()),
    "every customer": (WRITE, set()),
    "user ro": (READ, set()),
    "user rw": (WRITE, set()),
    "same ro": (READ, set()),
    "same rw": (WRITE, set()),
    "other ro": (set(), READ),
    "other rw": (set(), WRITE),
}


def case_of_customer_user(world: World, key: int, case: tuple[str, str, str]) -> None:
    """A customer user with two customers, a group, a queue and a ticket; a stranger's ids lie 5000 above."""
    relation, way, broken = case
    validity = {each: INVALID if each == broken else VALID for each in ("user", "customer", "group")}
    world.groups[key], world.queues[key] = validity["group"], (key, VALID)
    world.customers |= {key: validity["customer"], key + 2000: validity["customer"], key + 5000: VALID}
    world.customer_users |= {key: (key, validity["user"]), key + 5000: (key + 5000, VALID)}
    world.further_customers.add((key, key + 2000))
    world.tickets[key] = {"queue": key} | {
        "own": {"customer_user": key, "customer": key + 5000},
        "customer": {"customer_user": key + 5000, "customer": key},
        "further customer": {"customer_user": key + 5000, "customer": key + 2000},
        "stranger": {"customer_user": key + 5000, "customer": key + 5000},
    }[relation]
    kind, _, permission = way.partition(" ")
    if permission in list(CustomerPermission):
        world.customer_user_grants |= {(key, key, permission)} if kind == "user" else set()
        world.customer_grants |= {(key, key, kind, permission)} if kind != "user" else set()


def expected_of_customer_user(case: tuple[str, str, str], switches: dict[Switch, bool]) -> set[str]:
    relation, way, broken = case
    if broken in {"user", "group"}:
        return set()
    main, others = GROUP_WAYS[way]
    if broken == "customer" and way.startswith(("every customer", "same", "other")):
        main = others = set()
    if not switches[Switch.CUSTOMER_GROUPS]:
        main, others = WRITE, set()
    by_customer = relation.endswith("customer") and switches[Switch.COMPANY_TICKETS] and broken != "customer"
    return (main if relation == "own" or by_customer else set()) | (others if switches[Switch.OTHER_CUSTOMERS] else set())


@pytest.mark.parametrize("customer_groups", [False, True])
@pytest.mark.parametrize("company_tickets", [False, True])
@pytest.mark.parametrize("other_customers", [False, True])
def test_customer_users_by_every_way(customer_groups, company_tickets, other_customers):
    cases = dict(enumerate(product(RELATIONS, GROUP_WAYS, ("nothing", "user", "customer", "group")), FIRST))
    flags = {
        Switch.CUSTOMER_GROUPS: customer_groups,
        Switch.COMPANY_TICKETS: company_tickets,
        Switch.OTHER_CUSTOMERS: other_customers,
    }
    names = {way: [f"group {key}" for key, case in cases.items() if case[1] == way] for way in GROUP_WAYS}
    always = {Switch.ALWAYS_GROUPS: names["everybody"], Switch.CUSTOMERS_ALWAYS_GROUPS: names["every customer"]}
    world = World(switches=flags | always)
    for key, case in cases.items():
        case_of_customer_user(world, key, case)
    world.store()
    asked = ("ro", "note", "create", "rw")  # the others are like rw, which is for agents alone
    seen = {case: granted(customer_actor(key), key, asked) for key, case in cases.items()}
    assert seen == {case: expected_of_customer_user(case, flags) for case in cases.values()}


@pytest.mark.parametrize("permission", [each for each in ASKED if each not in WRITE])
def test_what_agents_alone_may(permission):
    world = World()
    case_of_customer_user(world, FIRST, ("own", "user rw", "nothing"))
    world.store()
    assert granted(customer_actor(FIRST), FIRST, [permission]) == set()
    turn(Switch.CUSTOMER_GROUPS, True, actor=SYSTEM)
    assert granted(customer_actor(FIRST), FIRST, [permission]) == set()
    assert granted(customer_actor(FIRST), FIRST) == WRITE


def test_articles_that_are_not_meant_for_customers_stay_inside():
    ARTICLE.create(db.session.connection())
    db.session.execute(insert(ARTICLE), [{"id": 1, "visible": True}, {"id": 2, "visible": False}, {"id": 3, "visible": None}])
    for actor, shown in ((agent_actor(1), [1, 2, 3]), (customer_actor(1), [1]), (SYSTEM, [1, 2, 3]), (process_actor("leave"), [1, 2, 3])):
        ids = select(ARTICLE.c.id).where(article_condition(actor, ARTICLE.c.visible)).order_by(ARTICLE.c.id)
        assert list(db.session.scalars(ids)) == shown


# ------------------------------------------------------------------------------------------------ the rest
def test_a_process_has_the_queues_of_the_group_that_owns_it():
    world = World()
    for key in (FIRST, FIRST + 1):
        case_of_agent(world, key, "none", "nothing")
    world.store()
    leave = process_actor("leave")
    assert granted(leave, FIRST) == set()  # nobody owns it yet

    owner_groups_are(lambda process_id: select(Group.id).where(Group.id == (FIRST if process_id == "leave" else 0)))
    try:
        assert (granted(leave, FIRST), granted(leave, FIRST + 1), granted(process_actor("other"), FIRST)) == (EVERYTHING, set(), set())
    finally:
        owner_groups_are(no_group)


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
    ]
    assert explain_ticket(SYSTEM, "ro", COLUMNS, FIRST) == ["the system may do everything"]
