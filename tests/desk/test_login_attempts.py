"""How often somebody may guess."""

from datetime import UTC, datetime, timedelta

from desk import login_attempts
from desk.actors import ActorKind
from foundation.clock import moved_to
from foundation.unit_of_work import unit_of_work

AGENT, CUSTOMER = ActorKind.AGENT, ActorKind.CUSTOMER_USER
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def count(login: str = "anna", address: str = "203.0.113.7", kind: ActorKind = AGENT):
    with unit_of_work():
        return login_attempts.count(kind, login, address)


def test_an_account_has_ten_attempts_in_a_quarter_of_an_hour(house):
    with moved_to(NOON):
        assert [count() for _ in range(10)] == [None] * 10
    with moved_to(NOON + timedelta(minutes=5)):
        assert count("ANNA", "198.51.100.1") == timedelta(minutes=10)  # from elsewhere, too
        assert count("ben") is count(kind=CUSTOMER) is None  # others are not held up
    with moved_to(NOON + timedelta(minutes=15)):
        assert count() is None


def test_a_network_has_a_hundred(house):
    with moved_to(NOON):
        assert [count(f"guess{number}", "2001:db8:1:2::7") for number in range(100)] == [None] * 100
        assert count("another", "2001:db8:1:2:ffff::1") == timedelta(minutes=15)  # the same /64
        assert count("another", "2001:db8:1:3::7") is None


def test_who_got_in_starts_anew(house):
    with moved_to(NOON):
        for _ in range(9):
            count()
        with unit_of_work():
            login_attempts.succeeded(AGENT, "anna", "203.0.113.7")
        assert [count() for _ in range(10)] == [None] * 10
        assert count() is not None


def test_networks():
    assert login_attempts.network_of("203.0.113.7") == login_attempts.network_of("::ffff:203.0.113.7") == "203.0.113.7"
    assert login_attempts.network_of("2001:db8::1") == "2001:db8::"
    assert login_attempts.network_of("nonsense") == "unknown"
