from datetime import UTC, date, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from desk.actors import SYSTEM, ActorKind
from desk.agents import Agent
from desk.auditing import HIDDEN, AuditEntry
from desk.master_data import Validity
from foundation.clock import moved_to
from foundation.db import db
from foundation.errors import Forbidden, NotFound, Refused
from tests.desk import people

pytestmark = pytest.mark.usefixtures("work")
GOOD = {"login": "anna", "first_name": "Anna", "last_name": "Anders", "email": "anna@example.com"}


def test_an_agent_is_an_actor():
    anna = people.agent()
    assert (anna.actor.kind, anna.actor.id, str(anna.actor)) == (ActorKind.AGENT, anna.id, "agent:anna")
    assert (anna.full_name, str(anna)) == ("Anna Anders", "anna")


@pytest.mark.parametrize("login", ["anna", "ANNA", " Anna ", "ａnna"])
def test_a_login_is_taken_whatever_its_letters_look_like(login):
    people.agent("anna")
    with pytest.raises(Refused) as refused:
        people.agent(login, email="other@example.com")
    assert refused.value.problems == {"login": "There is an agent 'anna' already."}


def test_umlauts_are_compared_on_every_database():
    people.agent("jörg", email="joerg@example.com")
    assert Agent.named("JÖRG").login == "jörg"
    assert Agent.named("JO\u0308RG").login == "jörg"
    with pytest.raises(Refused):
        people.agent("JÖRG", email="joerg@example.com")


def test_the_database_itself_knows_each_login_once():
    people.agent("anna")
    db.session.add(Agent(**GOOD | {"login": "Anna"}))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_nobody_has_that_login():
    with pytest.raises(NotFound, match="There is no agent 'nobody'"):
        Agent.named("nobody")


@pytest.mark.parametrize(
    "field, value, sentence",
    [
        ("login", "", "It is needed."),
        ("login", "anna anders", "It has blanks or invisible signs in it; a login has none."),
        ("login", "an\u200bna", "It has blanks or invisible signs in it; a login has none."),
        ("login", "a" * 201, "It has 201 characters; at most 200 fit."),
        ("login", None, "It is needed."),
        ("login", 5, "5 is no text."),
        ("email", None, "It is needed."),
        ("email", ["a@b.c"], "['a@b.c'] is no text."),
        ("language", 5, "5 is no language; write its code, such as de or pt_BR."),
        ("time_zone", 5, "'5' is no time zone; write one such as Europe/Berlin."),
        ("preferences", {"a": {1, 2}}, "Preferences are texts, numbers, lists and the like."),
        ("preferences", {"a": "x" * 20_000}, "These preferences take 20,009 characters; at most 20,000 fit."),
        ("first_name", None, "It is needed."),
        ("last_name", "", "It is needed."),
        ("email", "", "It is needed."),
        ("email", "anna", "'anna' is no e-mail address: it has no @."),
        ("email", "anna@exa mple.com", "'anna@exa mple.com' is no e-mail address: 'exa mple.com' is no domain."),
        ("email", "an na@example.com", "'an na@example.com' is no e-mail address: 'an na' cannot stand before the @."),
        ("email", ".anna@example.com", "'.anna@example.com' is no e-mail address: '.anna' cannot stand before the @."),
        ("email", "anna@-example.com", "'anna@-example.com' is no e-mail address: '-example.com' is no domain."),
        ("email", "a" * 65 + "@b.c", "It is too long for an e-mail address: 64 characters before the @ and 254 in all fit."),
        ("time_zone", "Mars/Phobos", "'Mars/Phobos' is no time zone; write one such as Europe/Berlin."),
        ("language", "German", "'German' is no language; write its code, such as de or pt_BR."),
        ("preferences", ["refresh"], "Preferences are values under names."),
        ("out_of_office_from", "soon", "'soon' is no day; write it as 2026-12-31."),
        ("out_of_office_from", "2026-12-31", "An absence has a first and a last day; one of them is missing."),
    ],
)
def test_what_is_refused_at_the_field(field, value, sentence):
    with pytest.raises(Refused) as refused:
        Agent.create(actor=SYSTEM, **GOOD | {field: value})
    problems = refused.value.problems
    assert sentence in problems.values(), problems
    assert field in problems or field == "out_of_office_from"
    assert db.session.query(Agent).filter_by(login="anna").count() == 0


@pytest.mark.parametrize("email", ["root@localhost", "a.b+c@example.co.uk", "jörg@exämple.de", "o'neil_1@x-y.org"])
def test_addresses_that_are_fine(email):
    assert people.agent(email=email).email == email


# ------------------------------------------------------------------------------------------------ out of office
@pytest.mark.parametrize(
    "moment, absent",
    [
        (datetime(2026, 7, 9, 21, 59, tzinfo=UTC), False),
        (datetime(2026, 7, 9, 22, 0, tzinfo=UTC), True),  # midnight in Berlin
        (datetime(2026, 7, 20, 21, 59, tzinfo=UTC), True),  # the last day counts
        (datetime(2026, 7, 20, 22, 0, tzinfo=UTC), False),
    ],
)
def test_an_absence_is_of_whole_days_in_the_agents_zone(moment, absent):
    anna = people.agent(time_zone="Europe/Berlin", out_of_office_from="2026-07-10", out_of_office_to=date(2026, 7, 20))
    assert anna.is_out_of_office(moment) is absent


def test_whoever_plans_no_absence_is_there():
    assert not people.agent().is_out_of_office(datetime(2026, 7, 10, tzinfo=UTC))


def test_an_absence_ends_after_it_began():
    anna = people.agent()
    with pytest.raises(Refused) as refused:
        anna.change(out_of_office_from="2026-07-20", out_of_office_to="2026-07-10", actor=SYSTEM)
    assert refused.value.problems == {"out_of_office_to": "The last day lies before the first, 2026-07-20."}
    assert anna.out_of_office_from is None


# ------------------------------------------------------------------------------------------------ passwords
def test_without_a_password_nobody_logs_in():
    anna = people.agent()
    assert not anna.may_log_in
    assert not anna.has_password("")


def test_a_password_lets_in_as_long_as_the_agent_is_valid():
    anna = people.agent()
    with moved_to(datetime(2026, 3, 1, tzinfo=UTC)):
        anna.set_password("correct horse", actor=SYSTEM)
    assert anna.may_log_in
    assert anna.has_password("correct horse")
    assert not anna.has_password("correct house")
    assert anna.password_changed_at == datetime(2026, 3, 1, tzinfo=UTC)
    anna.change(validity=Validity.INVALID_TEMPORARILY, actor=SYSTEM)
    assert not anna.has_password("correct horse")


@pytest.mark.parametrize(
    "password, sentence",
    [("", "It is empty."), ("short", "It has 5 characters; at least 8 are needed."), ("benjamin", "It is the login itself.")],
)
def test_passwords_that_are_refused(password, sentence):
    benjamin = people.agent("benjamin")
    with pytest.raises(Refused) as refused:
        benjamin.set_password(password, actor=SYSTEM)
    assert refused.value.problems == {"password": sentence}
    assert benjamin.password_hash is None


def test_nobody_reads_a_password_in_the_audit():
    anna = people.agent()
    anna.set_password("correct horse", actor=SYSTEM)
    Agent.create(actor=SYSTEM, password_hash="$argon2id$canary", **GOOD | {"login": "ben", "email": "ben@example.com"})
    entries = db.session.query(AuditEntry).filter_by(noun="agent").order_by(AuditEntry.id.desc()).all()
    assert entries[1].changes == {"password": [HIDDEN, HIDDEN]}
    assert "argon2" not in str([entry.changes for entry in entries])


def test_agents_change_their_own_password_and_no_one_elses():
    anna, ben = people.agent("anna"), people.agent("ben")
    anna.set_password("correct horse", actor=anna.actor)
    assert anna.changed_by == "agent:anna"
    with pytest.raises(Forbidden):
        ben.set_password("correct horse", actor=anna.actor)
    with pytest.raises(Forbidden):
        anna.set_password(None, actor=anna.actor)
    with pytest.raises(Forbidden):
        anna.set_password("correct horse", actor=people.customer_user("anna", of=people.customer()).actor)


def test_an_administrator_takes_a_password_away():
    anna, root = people.agent(), people.admin()
    anna.set_password("correct horse", actor=root.actor)
    anna.set_password(None, actor=root.actor)
    assert not anna.may_log_in


# ------------------------------------------------------------------------------------------------ what is one's own
@pytest.mark.parametrize(
    "values", [{"language": "de"}, {"time_zone": "Europe/Berlin"}, {"preferences": {"refresh": 5}}, {"out_of_office_from": None}]
)
def test_agents_change_what_is_their_own(values):
    anna, ben = people.agent("anna"), people.agent("ben")
    anna.change(actor=anna.actor, **values)
    with pytest.raises(Forbidden):
        ben.change(actor=anna.actor, **values)


@pytest.mark.parametrize("values", [{"login": "boss"}, {"email": "x@y.z"}, {"validity": "valid"}, {"password_hash": "x"}, {"comment": "x"}])
def test_the_rest_is_for_administrators(values):
    anna = people.agent()
    with pytest.raises(Forbidden):
        anna.change(actor=anna.actor, language="de", **values)
    assert anna.language == ""


def test_an_invalid_agent_changes_nothing():
    anna = people.agent(validity="invalid")
    with pytest.raises(Forbidden):
        anna.change(actor=anna.actor, language="de")
