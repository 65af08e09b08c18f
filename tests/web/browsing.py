"""Browsing as somebody: people with a password, and clients that are logged in."""

from flask.testing import FlaskClient

from desk.actors import SYSTEM
from desk.people import Person
from web.requests import Website

PASSWORD = "correct horse battery"


def with_password(person: Person) -> Person:
    person.set_password(PASSWORD, actor=SYSTEM)
    return person


def log_in(client: FlaskClient, login: str, *, password: str = PASSWORD, portal: bool = False):
    """Send the form of the login page."""
    return client.post("/portal/login" if portal else "/login", data={"login": login, "password": password})


def logged_in(website: Website, login: str, *, portal: bool = False) -> FlaskClient:
    """A browser in which somebody is logged in."""
    client = website.test_client()
    answer = log_in(client, login, portal=portal)
    assert answer.status_code == 302, answer.text
    return client
