"""Who plays: a few queues, agents and customers have most of the tickets, as everywhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Final, Generic, TypeVar

from desk.actors import Actor, ActorKind
from processes.tickets.new_articles import mailbox

Each = TypeVar("Each")
TEAMS: Final = 5  # each works in its own queues


@dataclass(frozen=True, slots=True)
class Person:
    """An agent of a team, or a customer user of a customer: `home` is either."""

    id: int
    login: str
    full_name: str
    email: str
    kind: ActorKind
    home: int

    @property
    def actor(self) -> Actor:
        return Actor(self.kind, self.id, self.login)

    @property
    def mailbox(self) -> str:
        return mailbox(self.full_name, self.email)


@dataclass(frozen=True, slots=True)
class Place:
    """A queue, or a customer: `word` is what it is known by, `name` what people call it; `team` works in a queue."""

    id: int
    word: str
    name: str
    team: int = 0


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays in one ticket. The owner works in the queue, the colleague in the one it may be moved to."""

    queue: Place
    next_queue: Place
    owner: Person
    colleague: Person
    customer: Place
    customer_user: Person

    @property
    def places(self) -> dict[str, Place]:
        """By role."""
        return {"queue": self.queue, "next_queue": self.next_queue, "customer": self.customer}

    @property
    def people(self) -> dict[str, Person]:
        """By role."""
        return {"owner": self.owner, "colleague": self.colleague, "customer_user": self.customer_user}


class Company:
    """All who can play, in an order that the seed gives."""

    def __init__(
        self, *, queues: Iterable[Place], leave_queue: Place, people: Iterable[Person], customers: Iterable[Place], chance: Random
    ) -> None:
        self.leave_queue = leave_queue
        self.queues = Weighted(queues, chance)
        self.customers = {each.id: each for each in customers}
        agents: list[Person] = []
        customer_users: list[Person] = []
        for person in people:
            (agents if person.kind is ActorKind.AGENT else customer_users).append(person)
        self.customer_users = Weighted(customer_users, chance)
        self.teams = [Weighted((each for each in agents if each.home == team), chance) for team in range(TEAMS)]

    def cast(self, chance: Random, *, is_leave: bool = False) -> Cast:
        """Who plays this time; nobody plays two parts."""
        queue = self.leave_queue if is_leave else self.queues.one(chance)
        next_queue = self.queues.one(chance, but=queue)
        owner = self.teams[queue.team].one(chance)
        colleague = self.teams[next_queue.team].one(chance, but=owner)
        person = self.customer_users.one(chance)
        return Cast(queue, next_queue, owner, colleague, self.customers[person.home], person)


class Weighted(Generic[Each]):
    """Of which the first is chosen most often, the second half as often, and so on."""

    def __init__(self, among: Iterable[Each], chance: Random) -> None:
        self.among = list(among)
        chance.shuffle(self.among)
        self._weights = list(accumulate(1 / place for place in range(1, len(self.among) + 1)))

    def one(self, chance: Random, *, but: Each | None = None) -> Each:
        """One by chance; `but` is somebody else."""
        found = chance.choices(self.among, cum_weights=self._weights)[0]
        return self.among[(self.among.index(found) + 1) % len(self.among)] if found == but else found
