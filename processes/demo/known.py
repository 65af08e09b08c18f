"""Who can log in at the demo company with a password that everybody knows, as long as it is that password."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.people import Person
from foundation.passwords import verify_password
from processes.demo.marking import MARK, named
from processes.demo.people import ADMIN, AGENT, CUSTOMER

WHO_LOGS_IN: Final[tuple[tuple[type[Person], str], ...]] = ((Agent, AGENT), (Agent, ADMIN), (CustomerUser, CUSTOMER))


@dataclass(frozen=True)
class Login:
    """Somebody who can log in, and how."""

    kind: str
    login: str
    full_name: str
    password: str


def known_password(login: str) -> str:
    """The password of somebody who is shown around where nobody else gets in."""
    return f"{login}-demo"


def logins_of(*kinds: type[Person]) -> list[Login]:
    """Who can, of these kinds; in the open unit of work."""
    people = [named(kind, login) for kind, login in WHO_LOGS_IN if kind in kinds]
    theirs = [(person, known_password(person.login)) for person in people if person and person.comment.startswith(MARK)]
    return [
        Login(each.noun, each.login, each.full_name, password)
        for each, password in theirs
        if each.may_log_in and opens(each.password_hash or "", password)
    ]


@lru_cache(maxsize=16)
def opens(password_hash: str, password: str) -> bool:
    """Whether it is the password; asked by each visitor of a login page, and slow on purpose."""
    return verify_password(password_hash or None, password)
