"""What is suggested to whoever types a name or half a number, in fields and in the palette: found by any word, and told apart."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from foundation.unit_of_work import unit_of_work
from tests.desk import people
from tests.desk.words import a_queue
from tests.processes.ticket_factories import a_ticket, a_worker
from tests.web.browsing import logged_in, with_password


@pytest.fixture
def anna(site) -> FlaskClient:
    """She may read what two hotels asked, all by the same words, and not what was asked in a queue of others."""
    with unit_of_work():
        with_password(a_worker("anna"))
        for number, name, login in (("1001", "Hotel Lindenhof", "carla"), ("1002", "Öko-Gasthof Berg", "otto")):
            person = people.customer_user(login, of=people.customer(number, name=name), first_name="Anna-Lena")
            for state in ("open", "closed successful"):
                a_ticket(title="Printer broken", state=state, customer=number, customer_user=person.login)
        hidden = a_queue("Hidden", group=people.group("hidden"))
        a_ticket(title="Printer broken", queue=hidden, customer="1001")
    return logged_in(site, "anna")


def suggested(anna: FlaskClient, what: str, typed: str) -> list[tuple[str, str]]:
    found: Any = anna.get(f"/suggest/{what}", query_string={"q": typed}).json
    return [(one["text"].partition(" ")[2], one["note"]) for one in found]


def test_tickets_of_one_title_are_told_apart_by_state_customer_and_queue(anna):
    assert sorted(suggested(anna, "tickets", "prin bro")) == [
        ("Printer broken", "closed successful · Hotel Lindenhof · Support"),
        ("Printer broken", "closed successful · Öko-Gasthof Berg · Support"),
        ("Printer broken", "open · Hotel Lindenhof · Support"),
        ("Printer broken", "open · Öko-Gasthof Berg · Support"),
    ]
    notes = [one["note"] for one in anna.get("/palette?q=printer").json if one["group"] == "Tickets"]
    assert len(notes) == len(set(notes)) == 4
    assert all(note[0].isdigit() and "hof" in note for note in notes)


@pytest.mark.parametrize("typed", ["lindenhof", "LINDEN", "hotel lind", "1001"])
def test_tickets_are_found_by_any_word_of_their_customer(anna, typed):
    found = suggested(anna, "tickets", typed)
    assert {note for _title, note in found} >= ({"open · Hotel Lindenhof · Support"} if typed != "1001" else set())
    assert not [note for _title, note in found if "Gasthof" in note or "Hidden" in note]


@pytest.mark.parametrize("typed", ["lindenhof", "carla@", "Cramer hotel", "lena linden", "1001 anna"])
def test_customer_users_are_found_by_any_word_of_theirs_and_their_customers(anna, typed):
    assert [note for _name, note in suggested(anna, "customer-users", typed)] == ["Hotel Lindenhof"]
    assert "Hotel Lindenhof" in str([one for one in anna.get("/palette", query_string={"q": typed}).json if one["group"] == "Customers"])


@pytest.mark.parametrize("typed", ["", " ", "#", "%", "_", "indenhof", "lindenhof gasthof", "a* " * 40])
def test_nothing_is_suggested_to_what_begins_no_word(anna, typed):
    assert suggested(anna, "tickets", typed) == suggested(anna, "customer-users", typed) == []


def test_letters_beyond_ascii_are_found_in_any_case(anna):
    assert {note for _name, note in suggested(anna, "customer-users", "öko")} == {"Öko-Gasthof Berg"}
