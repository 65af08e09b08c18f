"""Making the company that plays: queues, agents, customers and their users, through their verbs; who is there already is kept."""

from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import Any, Final

from sqlalchemy import Select, select

from desk.actors import SYSTEM
from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.customers import Customer
from desk.groups import Group, QueuePermission
from desk.master_data import MasterData
from desk.people import Person as PersonRecord
from desk.queues import Queue
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from processes import definitions
from processes.bulk.casting import TEAMS, Company, Person, Place
from processes.bulk.forking import spread
from processes.deploying import shipped

SIGN: Final = "bench-"  # logins of agents and customer users, numbers of customers and names of groups begin so
TOP: Final = "Bench"  # the queue above all others
LEAVE: Final = "leave_application"
LEAVE_QUEUE, LEAVE_GROUP = "Human resources", "managers"  # as its model names them
BRANCHES: Final = ("Hardware", "Software", "Network", "Telephony", "Accounting", "Facilities", "Security", "Web", "Reports", "Orders")
FIRST_NAMES: Final = ("Anna", "Ben", "Carla", "David", "Elif", "Frank", "Gül", "Hanna", "Ivo", "Jörg", "Katharina", "Luís", "Maja")
LAST_NAMES: Final = ("Albrecht", "Böhm", "Cramer", "Demir", "Engel", "Fuchs", "Großmann", "Huber", "Ionescu", "Jäger", "Köhler")
TICKETS_PER_QUEUE, FEWEST_QUEUES, MOST_QUEUES = 1_000, 20, 60
TICKETS_PER_AGENT, FEWEST_AGENTS, MOST_AGENTS = 500, 2 * TEAMS, 200
TICKETS_PER_CUSTOMER, FEWEST_CUSTOMERS = 20, 2
AT_ONCE: Final = 250  # customers in one unit of work
# Every third queue promises something, in working minutes.
PROMISES: Final = {"first_response_minutes": 4 * 60, "update_minutes": 16 * 60, "solution_minutes": 40 * 60}


def hire(tickets: int, *, seed: int, jobs: int = 1) -> Company:
    """Make who is missing for that many tickets, in units of work of its own and as many processes as there are jobs; all who can play."""
    agents = between(FEWEST_AGENTS, tickets // TICKETS_PER_AGENT, MOST_AGENTS)
    queues = between(FEWEST_QUEUES, tickets // TICKETS_PER_QUEUE, MOST_QUEUES)
    with unit_of_work():
        make_teams()
        make_queues(queues)
        make_agents(agents)
        deploy_leave()
    customers = max(FEWEST_CUSTOMERS, tickets // TICKETS_PER_CUSTOMER)
    portions = [range(first, min(first + AT_ONCE, customers)) for first in range(0, customers, AT_ONCE)]
    for _ in spread(make_customers, portions, jobs=jobs):
        pass
    with unit_of_work(reads_only=True):
        return company(seed)


def between(least: int, wanted: int, most: int) -> int:
    return min(max(least, wanted), most)


# ------------------------------------------------------------------------------------------------ making
def missing(kind: type[MasterData], names: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Those of these names that are not there yet, with their places."""
    wanted = list(names)
    key = getattr(kind, "login" if issubclass(kind, PersonRecord) else kind.key)
    known = set(db.session.scalars(select(key).where(key.in_(wanted))))
    return ((place, name) for place, name in enumerate(wanted) if name not in known)


def make_teams() -> None:
    for _, name in missing(Group, [LEAVE_GROUP, *map(team_name, range(TEAMS))]):
        Group.create(name=name, actor=SYSTEM)


def team_name(team: int) -> str:
    return f"{SIGN}team-{team}"


def make_queues(number: int) -> None:
    """Those of the teams, by turns; the first team also decides about leave."""
    top = Group.named(team_name(0))
    for _, name in missing(Queue, [TOP]):
        Queue.create(name=name, group=top, actor=SYSTEM)
    for place, name in missing(Queue, [f"{TOP}::{BRANCHES[each % len(BRANCHES)]} {each:02}" for each in range(number)]):
        promised = {} if place % 3 else PROMISES
        Queue.create(name=name, group=Group.named(team_name(place % TEAMS)), actor=SYSTEM, **promised)
    for _, name in missing(Queue, [LEAVE_QUEUE]):
        Queue.create(name=name, group=Group.named(LEAVE_GROUP), actor=SYSTEM)


def make_agents(number: int) -> None:
    """Each works in the queues of a team, and may hand tickets over to all others."""
    teams = [Group.named(team_name(team)) for team in range(TEAMS)]
    leave = Group.named(LEAVE_GROUP)
    for place, login in missing(Agent, [f"{SIGN}agent-{each:04}" for each in range(number)]):
        agent = Agent.create(login=login, actor=SYSTEM, **named(login, place))
        own = teams[place % TEAMS]
        for group in [own] if place % TEAMS else [own, leave]:
            group.grant(QueuePermission.RW, to=agent, actor=SYSTEM)
        for group in teams:
            group.grant(QueuePermission.MOVE_INTO, to=agent, actor=SYSTEM)


def make_customers(places: range) -> None:
    """Customers with one or two people each, in a unit of work of their own."""
    with unit_of_work():
        for place, number in missing(Customer, [f"{SIGN}{each:06}" for each in places]):
            make_customer(places[place], number)


def make_customer(place: int, number: str) -> None:
    name = f"{LAST_NAMES[place * 7 % len(LAST_NAMES)]} {place:06} GmbH"
    customer = Customer.create(number=number, name=name, actor=SYSTEM)
    for person in range(1 + place % 2):
        login = f"{number}-{person}"
        CustomerUser.create(login=login, customer=customer, actor=SYSTEM, **named(login, place + person))


def named(login: str, place: int) -> dict[str, Any]:
    """A name, and an address where no mail ever arrives; the last name is told apart by the login."""
    last_name = f"{LAST_NAMES[place // len(FIRST_NAMES) % len(LAST_NAMES)]}-{login.removeprefix(SIGN)}"
    return {"first_name": FIRST_NAMES[place % len(FIRST_NAMES)], "last_name": last_name, "email": f"{login}@bench.example"}


def deploy_leave() -> None:
    """The shipped process of applications for leave, unless it is there: activities for groups and customers, due dates, reminders."""
    if definitions.find_active(LEAVE) is None:
        definitions.activate(definitions.deploy(shipped.files_of(LEAVE), actor=SYSTEM), actor=SYSTEM)


# ------------------------------------------------------------------------------------------------ reading
def company(seed: int) -> Company:
    """All who were made here."""
    teams = {name: team for team, name in enumerate(map(team_name, range(TEAMS)))}
    queues = [Place(key, word, word, teams[group]) for key, word, group in db.session.execute(queues_of(Queue.name.startswith(f"{TOP}::")))]
    leave_queue = db.session.execute(queues_of(Queue.name == LEAVE_QUEUE)).one()
    customers = select(Customer.id, Customer.number, Customer.name).where(Customer.number.startswith(SIGN)).order_by(Customer.id)
    return Company(
        queues=queues,
        leave_queue=Place(leave_queue.id, leave_queue.name, leave_queue.name),
        people=[*people_of(Agent, lambda agent: int(agent.login[-4:]) % TEAMS), *people_of(CustomerUser, lambda user: user.customer_id)],
        customers=[Place(*row) for row in db.session.execute(customers)],
        chance=Random(f"company {seed}"),  # noqa: S311 - repeatable, and keeps no secret
    )


def queues_of(condition: Any) -> Select[int, str, str]:
    return select(Queue.id, Queue.name, Group.name).join(Group, Group.id == Queue.group_id).where(condition).order_by(Queue.id)


def people_of(kind: type[Agent | CustomerUser], home: Callable[[Any], int]) -> Iterator[Person]:
    """Those of a kind whose logins say that they were made here."""
    for each in db.session.scalars(select(kind).where(kind.login_folded.startswith(SIGN)).order_by(kind.id)):
        yield Person(each.id, each.login, each.full_name, each.email, each.actor_kind, home(each))
