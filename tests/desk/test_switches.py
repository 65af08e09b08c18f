import pytest

from desk.actors import SYSTEM
from desk.auditing import AuditEntry
from desk.switches import SHIPPED, Switch, SwitchRecord, is_on, turn, values_of
from foundation.db import db
from foundation.errors import Forbidden, Refused
from tests.desk import people

pytestmark = pytest.mark.usefixtures("work")


@pytest.mark.parametrize(
    "switch, value",
    [
        ("customer_groups", False),  # CustomerGroupSupport=0
        ("always_groups", ["users"]),  # CustomerGroupAlwaysGroups=users
        ("customers_always_groups", ["users"]),  # CustomerGroupCompanyAlwaysGroups=users
        ("other_customers", False),
        ("company_tickets", True),  # CustomerDisableCompanyTicketAccess=0
        ("ticket_types", False),  # Ticket::Type=0
        ("services", False),
        ("responsible", False),  # Ticket::Responsible=0
        ("watchers", False),  # Ticket::Watcher=0
        ("archive", False),
    ],
)
def test_how_switches_are_shipped(switch, value):
    assert values_of(Switch(switch)) == {switch: value}
    assert is_on(Switch(switch)) is bool(value)


def test_each_switch_says_what_it_does():
    assert set(SHIPPED) == set(Switch)
    assert all(shipped.what.endswith(".") for shipped in SHIPPED.values())


def test_turning_twice_does_nothing_the_second_time():
    assert [turn(Switch.WATCHERS, True, actor=SYSTEM) for _ in range(2)] == [True, False]
    assert is_on(Switch.WATCHERS)
    assert [turn("watchers", False, actor=SYSTEM) for _ in range(2)] == [True, False]
    assert not is_on(Switch.WATCHERS)
    entries = db.session.query(AuditEntry).filter_by(noun="switch").order_by(AuditEntry.id)
    assert [(entry.event, entry.object_name, entry.changes["value"]) for entry in entries] == [
        ("created", "watchers", [None, True]),
        ("changed", "watchers", [True, False]),
    ]


def test_where_it_was_shipped_it_needs_no_row():
    assert not turn(Switch.ARCHIVE, False, actor=SYSTEM)
    assert db.session.query(SwitchRecord).count() == 0


def test_only_administrators_do_it():
    with pytest.raises(Forbidden):
        turn(Switch.ARCHIVE, True, actor=people.agent().actor)
    assert turn(Switch.ARCHIVE, True, actor=people.admin().actor)


@pytest.mark.parametrize(
    "switch, value, field, sentence",
    [
        ("light", True, "name", "There is no switch 'light'; there are customer_groups,"),
        ("archive", 1, "value", "1 is neither on (true) nor off (false)."),
        ("archive", 0, "value", "0 is neither on (true) nor off (false)."),
        ("archive", None, "value", "None is neither on (true) nor off (false)."),
        ("always_groups", True, "value", "True is no list of names."),
        ("always_groups", [1], "value", "[1] is no list of names."),
    ],
)
def test_what_is_refused(switch, value, field, sentence):
    with pytest.raises(Refused) as refused:
        turn(switch, value, actor=SYSTEM)
    assert refused.value.problems[field].startswith(sentence)
    assert db.session.query(SwitchRecord).count() == 0
