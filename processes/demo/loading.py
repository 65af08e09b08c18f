"""Loading the demo company: its people and places, the shipped processes, and its tickets.

What was cut off in between is taken away and begun anew at the next time; what is complete is left as it is.
"""

from collections.abc import Callable
from typing import Final

from sqlalchemy import func, select

from desk.actors import SYSTEM
from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.customers import Customer
from desk.people import Person
from foundation.clock import now
from foundation.db import db
from foundation.errors import Conflict
from foundation.secrets import new_token
from foundation.unit_of_work import unit_of_work
from processes import definitions, history
from processes.demo import customers, people, queues
from processes.demo.known import WHO_LOGS_IN, Login, known_password, logins_of
from processes.demo.marking import LOADED, REASON, UNFINISHED, demo_tickets, named
from processes.demo.planning import Plan
from processes.demo.playing import Do, Progress, play
from processes.demo.removing import remove_tickets
from processes.deploying import shipped
from processes.tickets.ticket import Ticket

TICKETS: Final = 200
SEED: Final = 1


def load(  # noqa: PLR0913 - what, how much of it, and for whom
    *, do: Do, tickets: int = TICKETS, seed: int = SEED, beside_others: bool = False, in_secret: bool = False, progress: Progress
) -> list[Login]:
    """Bring the demo company into the house of the open context, in units of work of its own; who can log in. Nothing if it is there.

    Args:
        do: does a job of processes, by its name and arguments.
        tickets: how many.
        seed: other tickets for another one.
        beside_others: also where tickets of others are.
        in_secret: whether the passwords are such that nobody guesses; else everybody knows them.
        progress: is told what is going on.

    Raises:
        Conflict: tickets of others are there, or people and queues under names it needs that cannot be used.
    """
    if is_loaded():
        return []
    require_room(beside_others=beside_others)
    begin(progress)
    end = now()
    with unit_of_work(reads_only=True):
        planned = list(Plan(tickets, seed=seed, end=end).stories())
    progress(f"Playing {tickets:,} tickets …")
    with history.unheard():
        play(planned, end=end, do=do, progress=progress)
    return finish(in_secret=in_secret)


def begin(progress: Progress) -> None:
    """All but the tickets; those of a load that was cut off go."""
    progress("Making people, queues and customers …")
    with unit_of_work():
        remove_tickets()
        people.hire()
        queues.furnish()
        customers.invite()
        staff().change(comment=UNFINISHED, actor=SYSTEM)
    for process_id in shipped_processes():
        progress(f"Deploying {process_id} …")
        with unit_of_work():
            deploy(process_id)


def finish(*, in_secret: bool) -> list[Login]:
    """Give passwords to those who are shown around, and note that all is there."""
    with unit_of_work():
        staff().change(comment=LOADED, actor=SYSTEM)
        return [let_in(kind.named(login), new_token() if in_secret else known_password(login)) for kind, login in WHO_LOGS_IN]


def let_in(person: Person, password: str) -> Login:
    person.set_password(password, actor=SYSTEM)
    return Login(person.noun, person.login, person.full_name, password)


# ------------------------------------------------------------------------------------------------ passwords everybody knows
def known_logins() -> list[Login]:
    """Who can log in with a password that everybody knows."""
    with unit_of_work(reads_only=True):
        return logins_of(Agent, CustomerUser)


# ------------------------------------------------------------------------------------------------ processes
def shipped_processes() -> list[str]:
    """All that are shipped."""
    return sorted(path.parent.name for path in shipped.FOLDER.glob("*/model.bpmn"))


def deploy(process_id: str) -> None:
    """A shipped process as it is shipped: the stories know what it asks.

    Raises:
        Conflict: another version of it is active.
    """
    active = definitions.find_active(process_id)
    version = definitions.deploy(shipped.files_of(process_id), actor=SYSTEM, reason=REASON)
    if active is None:
        definitions.activate(version, actor=SYSTEM, accept_unbound=True)
    elif active.id != version.id:
        raise Conflict(
            f"Version {active.number} of the process {process_id!r} is active, which is not the one that is shipped; that one is what the "
            f"demo company plays. Activate it, or use an empty house; `laufzettel demo --remove` takes away what was made so far."
        )


# ------------------------------------------------------------------------------------------------ what is there
def staff() -> Customer:
    """The customer that the company is for its own people; its comment says how far it has come."""
    return Customer.named(customers.STAFF.number)


def is_loaded() -> bool:
    """Whether the demo company is there as a whole."""
    return has_come_as_far_as(LOADED)


def was_cut_off() -> bool:
    """Whether a load was begun that did not come to its end."""
    return has_come_as_far_as(UNFINISHED)


def has_come_as_far_as(comment: str) -> bool:
    with unit_of_work(reads_only=True):
        found = named(Customer, customers.STAFF.number)
        return found is not None and found.comment == comment


def require_room(*, beside_others: bool) -> None:
    """Go on only where the demo company gets in nobody's way.

    Raises:
        Conflict: it would.
    """
    strangers: list[Callable[[], list[str]]] = [people.strangers, customers.strangers]
    with unit_of_work(reads_only=True):
        count = db.session.scalar(select(func.count()).select_from(Ticket).where(Ticket.id.not_in(demo_tickets()))) or 0
        taken = [name for each in strangers for name in each()]
    if taken:
        raise Conflict(f"The demo company would need names that others have: {', '.join(taken)}. Rename them, or use an empty house.")
    if count and not beside_others:
        raise Conflict(
            f"Tickets of real people are in this house ({count:,}); those of the demo company would stand among them in lists and reports. "
            f"Use an empty house (LAUFZETTEL_DATA_DIR, LAUFZETTEL_DATABASE_URL), or say --yes-beside-real-data if you mean it; "
            f"`laufzettel demo --remove` takes them away again."
        )
