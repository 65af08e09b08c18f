import time
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st
from markupsafe import Markup

from foundation.clock import moved_to
from foundation.errors import Refused
from foundation.texts import MAX_TEXT, check, render
from tests.foundation.scripts import SCRIPTS, dangers

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 3, 4, 11, 0, 5, tzinfo=UTC)


class Color(StrEnum):
    RED = "red"


VALUES: dict[str, Any] = {
    "ticket": {
        "number": "20260304000017",
        "id": 17,
        "title": "Printer <broken> & loud",
        "queue": "Support::Print",
        "state": "open",
        "customer_id": "acme",
        "customer_user": "anna",
        "created_at": NOON,
        "due_on": date(2026, 3, 5),
        "owner": "berta",
        "priority": None,
        "lock": "",
        "tags": ["a", "b"],
        "is_locked": True,
        "cost": Decimal("1.50"),
        "color": Color.RED,
        "dynamic_fields": {"Room": "r12", "Floors": ["1", "2"]},
        "dynamic_field_texts": {"Room": "Room 12"},
    },
    "owner": {"first_name": "Berta", "last_name": "Beta", "login": "berta", "email": "berta@desk.example", "id": 3},
    "responsible": {"first_name": "Rosa", "full_name": "Rosa Rot"},
    "current": {"first_name": "Carl", "last_name": "Curt", "login": "carl"},
    "recipient": {"first_name": "Rita", "last_name": "Rund"},
    "customer": {"from": "Anna <anna@acme.example>", "subject": "My printer is broken", "body": "one\ntwo\nthree\n", "realname": "Anna A."},
    "agent": {"subject": "Re: printer", "body": "first\nsecond"},
    "customer_data": {"first_name": "Anna", "last_name": "Arendt", "login": "anna", "customer_id": "acme"},
    "config": {"Ticket::Hook": "Ticket#", "FQDN": "desk.example", "DatabasePassword": "canary", "Api::Token": "canary"},
    "appointment": {"title": "Meeting", "start_time": NOON},
    "comment": "as agreed",
    "merge_to_ticket": "20260304000018",
    "evil": "{{ ticket.title }} <OTRS_TICKET_Title> {% for x in y %}",
}

TAGS = [
    ("<OTRS_TICKET_TicketNumber>", "20260304000017"),
    ("<OTRS_Ticket_Title>", "Printer <broken> & loud"),
    ("<otrs_ticket_title>", "Printer <broken> & loud"),
    ("<OTOBO_TICKET_Title>", "Printer <broken> & loud"),
    ("&lt;OTRS_TICKET_State&gt;", "open"),
    ("<OTRS_TICKET_TicketID>", "17"),
    ("<OTRS_TICKET_CustomerID>", "acme"),
    ("<OTRS_TICKET_CustomerUserID>", "anna"),
    ("<OTRS_TICKET_Created>", "2026-03-04 12:00"),
    ("<OTRS_TICKET_Owner>", "berta"),
    ("<OTRS_TICKET_Priority>", "-"),
    ("<OTRS_TICKET_Lock>", ""),
    ("<OTRS_TICKET_Nothing>", "-"),
    ("<OTRS_TICKET_DynamicField_Room>", "r12"),
    ("<OTRS_TICKET_DynamicField_Room_Value>", "Room 12"),
    ("<OTRS_TICKET_DynamicField_Floors>", "1, 2"),
    ("<OTRS_TICKET_DynamicField_Floors_Value>", "1, 2"),
    ("<OTRS_TICKET_DynamicField_Nothing_Value>", "-"),
    ("<OTRS_OWNER_UserFirstname>", "Berta"),
    ("<OTRS_OWNER_UserLogin>", "berta"),
    ("<OTRS_OWNER_UserEmail>", "berta@desk.example"),
    ("<OTRS_OWNER_UserID>", "3"),
    ("<OTRS_TICKET_OWNER_UserLastname>", "Beta"),
    ("<OTRS_RESPONSIBLE_UserFirstname>", "Rosa"),
    ("<OTRS_RESPONSIBLE_UserFullname>", "Rosa Rot"),
    ("<OTRS_TICKET_RESPONSIBLE_UserFirstname>", "Rosa"),
    ("<OTRS_CURRENT_UserFirstname>", "Carl"),
    ("<OTRS_Agent_UserLastname>", "Curt"),
    ("<OTRS_NOTIFICATION_RECIPIENT_UserFirstname>", "Rita"),
    ("<OTRS_CUSTOMER_DATA_UserFirstname>", "Anna"),
    ("<OTRS_CUSTOMER_DATA_UserCustomerID>", "acme"),
    ("<OTRS_CUSTOMER_From>", "Anna <anna@acme.example>"),
    ("<OTRS_CUSTOMER_SUBJECT>", "My printer is broken"),
    ("<OTRS_CUSTOMER_SUBJECT[10]>", "My printer [...]"),
    ("<OTRS_CUSTOMER_SUBJECT[20]>", "My printer is broken"),
    ("<OTRS_CUSTOMER_BODY[2]>", "> one\n> two"),
    ("<OTRS_CUSTOMER_EMAIL[1]>", "> one"),
    ("<OTRS_CUSTOMER_NOTE[1]>", "> one"),
    ("<OTRS_CUSTOMER_Body>", "one\ntwo\nthree\n"),
    ("<OTRS_AGENT_SUBJECT[2]>", "Re [...]"),
    ("<OTRS_AGENT_BODY[1]>", "> first"),
    ("<OTRS_CUSTOMER_REALNAME>", "Anna A."),
    ("<OTRS_COMMENT>", "as agreed"),
    ("<OTRS_EMAIL_DATE>", "Wednesday, March 4, 2026 at 12:00:05 (Europe/Berlin)"),
    ("<OTRS_EMAIL_DATE[America/New_York]>", "Wednesday, March 4, 2026 at 06:00:05 (America/New_York)"),
    ("<OTRS_EMAIL_DATE[Nowhere/Else]>", "Wednesday, March 4, 2026 at 12:00:05 (Europe/Berlin)"),
    ("<OTRS_EMAIL_DATE[../../etc/passwd]>", "Wednesday, March 4, 2026 at 12:00:05 (Europe/Berlin)"),
    ("<OTRS_CONFIG_Ticket::Hook>", "Ticket#"),
    ("<OTRS_CONFIG_FQDN>", "desk.example"),
    ("<OTRS_CONFIG_DatabasePassword>", "xxx"),
    ("<OTRS_CONFIG_Api::Token>", "xxx"),
    ("<OTRS_CONFIG_SecretKey>", "-"),
    ("<OTRS_QUEUE>", "Support::Print"),
    ("<OTRS_FIRST_NAME>", "Carl"),
    ("<OTRS_LAST_NAME>", "Curt"),
    ("Merged <OTRS_TICKET> to <OTRS_MERGE_TO_TICKET>.", "Merged 20260304000017 to 20260304000018."),
    ("<OTRS_APPOINTMENT_Title>", "Meeting"),
    ("<OTRS_APPOINTMENT_StartTime>", "2026-03-04 12:00"),
    ("<OTRS_WHATEVER>", "-"),
    ("<OTRS_OWNER>", "-"),
    ("<OTRS_TICKET___class__>", "-"),
    ("<OTRS_>", "<OTRS_>"),
    ("<OTRS_TICKET_Title", "<OTRS_TICKET_Title"),
]


@pytest.mark.parametrize("text, filled", TAGS)
def test_tags(text: str, filled: str):
    check(text)
    with moved_to(NOON):
        assert render(text, VALUES, zone=BERLIN) == filled


BRACES = [
    ("Dear {{ customer_data.first_name }},", "Dear Anna,"),
    ("{{ ticket['title'] }}", "Printer <broken> & loud"),
    ("{{ ticket.tags[0] }}{{ ticket.tags[5] }}", "a-"),
    ("{{ ticket.created_at }}", "2026-03-04 12:00"),
    ("{{ ticket.created_at|date }} {{ ticket.created_at|time }}", "2026-03-04 12:00"),
    ("{{ ticket.due_on }}", "2026-03-05"),
    ("{{ ticket.cost }}", "1.50"),
    ("{{ ticket.color }}", "red"),
    ("{{ ticket.is_locked }}", "yes"),
    ("{{ ticket.tags }}", "a, b"),
    ("{{ ticket.tags|join('/') }}", "a/b"),
    ("{{ ticket.tags|first }}{{ ticket.tags|last }}{{ ticket.tags|length }}", "ab2"),
    ("{{ ticket.title|upper|truncate(7) }}", "PRINTER [...]"),
    ("{{ customer.body|lines(2)|quote }}", "> one\n> two"),
    ("{{ ticket.priority }}", "-"),
    ("{{ ticket.nothing }}", "-"),
    ("{{ nothing.at.all }}", "-"),
    ("{{ nothing|upper }}", "-"),
    ("{{ nothing|default('none') }}", "none"),
    ("{{ ticket.lock|default('free') }}", "free"),
    ("{{ ticket.state|default('none') }}", "open"),
    ("{{ 'urgent' if ticket.state == 'open' else 'later' }}", "urgent"),
    ("{{ 'urgent' if ticket.state != 'open' }}", ""),
    ("{{ 'x' if ticket.state in ['open', 'new'] and not ticket.lock }}", "x"),
    ("{{ 'x' if ticket.nothing > 3 else 'y' }}", "y"),
    ("{{ 'x' if ticket.id > 3 else 'y' }}", "x"),
    ("{{ 'x' if 3 < ticket.id < 20 else 'y' }}", "x"),
    ("{{ 'x' if ticket.id > -1 else 'y' }}", "x"),
    ("{{ ticket.nothing or ticket.state }}", "open"),
    ("{{ ticket }}", "-"),
    ("{{ evil }}", VALUES["evil"]),
    ("{{ '<OTRS_TICKET_Title>' }}", "<OTRS_TICKET_Title>"),
    ("{{ '{{' }} }} { }", "{{ }} { }"),
    ("<OTRS_TICKET_State>/{{ ticket.state }}", "open/open"),
    ("a{# hint #}b\r\nc\n", "ab\nc\n"),
    ("", ""),
]


@pytest.mark.parametrize("text, filled", BRACES)
def test_braces(text: str, filled: str):
    check(text)
    assert render(text, VALUES, zone=BERLIN) == filled


REFUSED = [
    ("{{ ticket.title", "Line 1: It cannot be read"),
    ("\n\n{{ }}", "Line 3: It cannot be read"),
    ("\n{% for x in ticket %}{{ x }}{% endfor %}", "Line 2: Loops do not exist"),
    ("{% if ticket %}x{% endif %}", "Line 1: Blocks; write"),
    ("{% set x = 1 %}", "Assignments"),
    ("{% include 'x' %}", "Includes"),
    ("{% import 'x' as y %}", "Imports"),
    ("{% macro x() %}{% endmacro %}", "Macros"),
    ("{% filter upper %}x{% endfilter %}", "Blocks do not"),
    ("{% block x %}{% endblock %}", "Blocks do not"),
    ("{% extends 'x' %}", "Blocks do not"),
    ("{{ ticket.title() }}", "Calls"),
    ("{{ range(1000000000) }}", "Calls"),
    ("{{ cycler.__init__.__globals__ }}", "underscore"),
    ("{{ ticket.__class__ }}", "underscore"),
    ("{{ ticket['__class__'] }}", "underscore"),
    ("{{ ticket|attr('__class__') }}", "no filter attr"),
    ("{{ ticket[ticket.title] }}", "Only a text in quotes"),
    ("{{ ticket.title[1:3] }}", "Slices"),
    ("{{ 'a' * 1000000000 }}", "Arithmetic"),
    ("{{ 'a' * 10**9 }}", "Arithmetic"),
    ("{{ 1 + 1 }}", "Arithmetic"),
    ("{{ 2 ** 1000000 }}", "Arithmetic"),
    ("{{ '%s' % ticket }}", "Arithmetic"),
    ("{{ 'a' ~ 'b' }}", "Joining"),
    ("{{ ticket is defined }}", "Tests"),
    ("{{ {'a': 1} }}", "Dictionaries"),
    ("{{ ticket.title|format(1) }}", "no filter format"),
    ("{{ ticket.title|center(1000000000) }}", "no filter center"),
    ("{{ ticket.title|replace('a', 'b') }}", "no filter replace"),
    ("{{ ticket.title|safe }}", "no filter safe"),
    ("{{ ticket.title|map('upper') }}", "no filter map"),
    ("{{ ticket.title|truncate }}", "takes 1 argument"),
    ("{{ ticket.title|upper(1) }}", "takes no argument"),
    ("{{ ticket.title|truncate('x') }}", "takes a whole number"),
    ("{{ ticket.title|truncate(true) }}", "takes a whole number"),
    ("{{ ticket.title|truncate(1000000000) }}", "takes a number from 0"),
    ("{{ ticket.title|truncate(ticket.id) }}", "plain literals only"),
    ("{{ ticket.title|truncate(n=3) }}", "plain literals only"),
    ("{{ ticket.tags|join(*ticket.tags) }}", "plain literals only"),
    ("{{ ticket.tags|join('" + "x" * 201 + "') }}", "at most 200"),
    ("{{ " + "9" * 16 + " }}", "too big"),
    ("{{ " + "9" * 5000 + " }}", "too big"),
    ("{{ 0x" + "f" * 5000 + " }}", "too big"),
    ("{{ 1e999 }}", "too big"),
    ("{{ " + "(" * 5000 + "a" + ")" * 5000 + " }}", "too deep"),
    ("{{ " + "not " * 8000 + "a }}", "too deep"),
    ("{{ " + "a or " * 8000 + "a }}", "too deep"),
    ("{{ a" + ".b" * 9000 + " }}", "too deep"),
    ("{{ a" + "|upper" * 5000 + " }}", "too deep"),
    ("{{ [" + "1," * 9000 + "] }}", "too many parts"),
    ("{{ a }}" * 201, "more than 200 pairs"),
    ("<OTRS_X>" * 501, "more than 500 tags"),
    ("a" * (MAX_TEXT + 1), "at most 50,000"),
]


@pytest.mark.parametrize("text, reason", REFUSED)
def test_what_does_not_exist_is_refused_when_saving_and_when_filling_in(text: str, reason: str):
    began = time.process_time()
    with pytest.raises(Refused, match=reason) as caught:
        check(text, field="text")
    assert set(caught.value.problems) == {"text"}
    with pytest.raises(Refused, match=reason):
        render(text, VALUES)
    assert time.process_time() - began < 2  # seconds of a processor, however busy the machine is


def test_names_can_be_held_to_those_there_are():
    check("{{ ticket.title }}{{ 'x' if owner else current }}", names={"ticket", "owner", "current"})
    with pytest.raises(Refused, match=r"Line 2: There is no tickt; there are owner, ticket\."):
        check("{{ ticket.title }}\n{{ tickt.title }}", names={"ticket", "owner"})


def test_values_that_cannot_be_compared_are_told():
    with pytest.raises(Refused, match="Line 2: These values cannot be compared"):
        render("\n{{ ticket.title > 3 }}", VALUES)
    with pytest.raises(Refused, match="cannot be compared"):
        render("{{ 'a' in ticket.id }}", VALUES)


def test_only_plain_values_are_shown():
    with pytest.raises(TypeError, match="A object cannot stand in a text"):
        render("{{ x }}", {"x": object()})
    assert render("{{ x.secret_key }}", {"x": Color}) == "-"


@pytest.mark.parametrize(
    "text", ["{{ x }}" * 3, "<OTRS_X>" * 3, "{{ x|quote|quote }}", "{{ x|length }}" + "{{ x }}" * 3, "{{ xs }}", "{{ xs|join(' ') }}"]
)
def test_the_filled_text_has_a_size(text: str):
    with pytest.raises(Refused, match="grows beyond 200,000"):
        render(text, {"x": "\n" * 90_000, "xs": ["x" * 90_000] * 5})


def test_the_worst_allowed_text_takes_no_time():
    began = time.perf_counter()
    assert render("{{ x" + "|upper|lower" * 8 + "|length }}" + "{{ x|upper|length }}" * 150, {"x": "x" * 199_000})
    assert time.perf_counter() - began < 3


# ------------------------------------------------------------------------------------------------ HTML
HTML = [
    ("<p>{{ ticket.title }}</p>", "<p>Printer &lt;broken&gt; &amp; loud</p>"),
    ("<p><OTRS_TICKET_Title></p>", "<p>Printer &lt;broken&gt; &amp; loud</p>"),
    ("<p>&lt;OTRS_TICKET_Title&gt;</p>", "<p>Printer &lt;broken&gt; &amp; loud</p>"),
    ("{{ ticket.title|upper }}", "PRINTER &lt;BROKEN&gt; &amp; LOUD"),
    ("{{ customer.body|lines(2) }}", "one<br>\ntwo"),
    ("{{ &quot;a&quot; if ticket.id &gt; 3 &nbsp; else &#39;b&#39; }}", "a"),
    ("&amp; {{ ticket.state }}", "&amp; open"),
    ('<img src="https://desk.example/logo.png">', '<img src="https://desk.example/logo.png">'),
    ("<p onclick=x>{{ ticket.state }}</p><script>x</script>", "<p>open</p>"),
    ('<a href="{{ link }}">x</a>', '<a target="_blank" rel="noopener noreferrer nofollow">x</a>'),
    ("<img alt={{ attributes }}>", '<img alt="x">'),
    ("{{ markup }}", "&lt;b&gt;"),
]


@pytest.mark.parametrize("text, filled", HTML)
def test_html(text: str, filled: str):
    values = VALUES | {"link": "javascript:alert(1)", "attributes": "x onerror=alert(1) src=https://x.example", "markup": Markup("<b>")}
    check(text, html=True)
    assert render(text, values, html=True).replace("\xa0", " ") == filled


@pytest.mark.parametrize("script", SCRIPTS)
def test_no_script_in_a_value_comes_through(script: str):
    filled = render(
        "<p title='{{ x }}'>{{ x }} <OTRS_TICKET_Title></p>{{ x|upper }}", {"x": script, "ticket": {"title": script}}, html=True
    )
    assert not dangers(filled)
    assert "<img" not in filled


@given(st.text(max_size=80))
def test_a_value_is_never_read_as_a_text(value: str):
    assert render("[{{ x }}|<OTRS_X>]", {"x": value}) == f"[{value}|{value}]"


@given(st.text(alphabet="{}%#<>OTRS_ticket.|'\"[]()0\n &;lgt\\", max_size=80))
def test_any_text_is_refused_or_filled_in(text: str):
    for html in (False, True):
        try:
            check(text, html=html)
        except Refused as refused:
            assert "Line" in str(refused)  # noqa: PT017 - most texts are refused, the others must be filled in
        else:
            render(text, {"ticket": {"t": "x"}}, html=html)
