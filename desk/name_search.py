"""People and customers, found by the beginnings of their words: what people type who know a name, or half of one.

select(CustomerUser).where(customer_user_like("carla linden"))     # Carla Diaz of Hotel Lindenhof
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.customers import Customer
from desk.people import folded

MOST_WORDS: Final = 6  # each is looked for in every name
BEFORE: Final = (" ", "-", ".", "(", "/", "&")  # after which a word of a name begins


def customer_user_like(typed: str) -> ColumnElement[bool]:
    """Whether each word that was typed begins the login or address, or a word of the name or of the customer's."""
    return and_(*[_is_of_user(word) for word in typed.split()[:MOST_WORDS]] or [false()])


def agent_like(typed: str) -> ColumnElement[bool]:
    """Whether each word that was typed begins the login, or a word of the name or of the address."""
    return and_(*[_is_of_agent(word) for word in typed.split()[:MOST_WORDS]] or [false()])


def customer_like(typed: str) -> ColumnElement[bool]:
    """Whether each word that was typed begins the number, or a word of the name."""
    return and_(*[_is_of_customer(word) for word in typed.split()[:MOST_WORDS]] or [false()])


def _is_of_agent(word: str) -> ColumnElement[bool]:
    known = Agent.login_folded.startswith(folded(word), autoescape=True)
    return or_(known, *(begins_a_word(column, word) for column in (Agent.first_name, Agent.last_name, Agent.email)))


def _is_of_user(word: str) -> ColumnElement[bool]:
    begins, user = folded(word), CustomerUser
    of_customer = user.customer_id.in_(select(Customer.id).where(_is_of_customer(word)))
    known = (column.startswith(begins, autoescape=True) for column in (user.login_folded, user.email_folded))
    return or_(*known, begins_a_word(user.first_name, word), begins_a_word(user.last_name, word), of_customer)


def _is_of_customer(word: str) -> ColumnElement[bool]:
    return or_(begins_a_word(Customer.number, word), begins_a_word(Customer.name, word))


def begins_a_word(column: Any, word: str) -> ColumnElement[bool]:
    """Whether a word of a column begins so, in any case."""
    text, start = func.lower(column), word.lower()
    return or_(text.startswith(start, autoescape=True), *(text.contains(sign + start, autoescape=True) for sign in BEFORE))
