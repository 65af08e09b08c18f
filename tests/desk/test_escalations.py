"""The escalation algorithm, rule by rule; it is Monday, and work is from 08:00 to 21:00."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.escalations import (
    Agreement,
    Article,
    Clock,
    Destinations,
    Facts,
    Sender,
    Taken,
    Target,
    agreement_for,
    destinations,
    nearest,
    standing,
    standings,
    taken,
    update_runs_from,
)
from desk.state_types import StateType
from desk.working_time import WorkingTime, full_hours

OFFICE = WorkingTime("UTC", (*(full_hours(range(8, 21)),) * 5, (), ()))
ALWAYS = WorkingTime("UTC", (full_hours(range(24)),) * 7)
AGENT, CUSTOMER, SYSTEM = Sender.AGENT, Sender.CUSTOMER, Sender.SYSTEM
VISIBLE, INTERNAL = True, False


def at(clock: str, *, day: int = 2) -> datetime:
    """A moment of Monday, 2 March 2026, or of another day of that month."""
    return datetime.fromisoformat(f"2026-03-{day:02} {clock}").replace(tzinfo=UTC)


def article(sender: Sender, visible: bool, clock: str) -> Article:
    return Article(sender, visible, at(clock))


AGREED = Agreement(first_response=Target(60, 80), update=Target(120, 50), solution=Target(600, 90), working_time=OFFICE)
ASKED = [article(CUSTOMER, VISIBLE, "10:00")]


def facts(
    state: str = "open", articles: list[Article] | None = None, *, first_response_done: bool = False, ever_closed: bool = False
) -> Facts:
    return Facts(
        created_at=at("10:00"),
        state_type=StateType(state),
        articles=ASKED if articles is None else articles,
        first_response_done=first_response_done,
        ever_closed=ever_closed,
    )


# ------------------------------------------------------------------------------------------------ whose values
def test_an_sla_alone_decides_even_where_it_says_nothing() -> None:
    sla = Agreement(solution=Target(30), working_time=ALWAYS)
    assert agreement_for(queue=AGREED, sla=None) is AGREED
    assert agreement_for(queue=AGREED, sla=sla) is sla
    assert destinations(facts(), agreement_for(queue=AGREED, sla=sla)) == Destinations(solution=at("10:30"))


# ------------------------------------------------------------------------------------------------ 1. finished states
@pytest.mark.parametrize(
    ("state", "runs"),
    [
        ("new", ["FirstResponse", "Update", "Solution"]),
        ("open", ["FirstResponse", "Update", "Solution"]),
        ("pending reminder", ["FirstResponse", "Solution"]),
        ("pending auto", ["FirstResponse", "Solution"]),
        ("closed", []),
        ("removed", []),
        ("merged", []),
    ],
)
def test_which_clocks_run_in_which_state(state: str, runs: list[str]) -> None:
    assert [clock.value for clock, _ in destinations(facts(state), AGREED).running()] == runs


# ------------------------------------------------------------------------------------------------ 2. first response
@pytest.mark.parametrize(
    ("minutes", "done", "expected"),
    [
        pytest.param(60, False, at("11:00"), id="created plus working minutes"),
        pytest.param(0, False, None, id="not configured"),
        pytest.param(60, True, None, id="an agent wrote to the customer"),
        pytest.param(13 * 60, False, at("10:00", day=3), id="a working day is the next day at the same time"),
    ],
)
def test_first_response(minutes: int, done: bool, expected: datetime | None) -> None:
    agreed = Agreement(first_response=Target(minutes), working_time=OFFICE)
    assert destinations(facts(first_response_done=done), agreed).first_response == expected


# ------------------------------------------------------------------------------------------------ 3. update
@pytest.mark.parametrize(
    ("newest_first", "expected"),
    [
        pytest.param([], None, id="no articles"),
        pytest.param([(CUSTOMER, VISIBLE, "10:00")], "10:00", id="the question"),
        pytest.param([(AGENT, VISIBLE, "11:00"), (CUSTOMER, VISIBLE, "10:00")], "11:00", id="the answer"),
        pytest.param([(CUSTOMER, VISIBLE, "12:00"), (AGENT, VISIBLE, "11:00")], "12:00", id="asked again"),
        pytest.param(
            [(CUSTOMER, VISIBLE, "14:00"), (CUSTOMER, VISIBLE, "13:00"), (CUSTOMER, VISIBLE, "12:00"), (AGENT, VISIBLE, "11:00")],
            "12:00",
            id="the first unanswered question",
        ),
        pytest.param(
            [(AGENT, INTERNAL, "13:00"), (CUSTOMER, VISIBLE, "12:00"), (AGENT, VISIBLE, "11:00")],
            "12:00",
            id="an internal note answers nothing",
        ),
        pytest.param(
            [(SYSTEM, VISIBLE, "13:00"), (CUSTOMER, VISIBLE, "12:00"), (SYSTEM, VISIBLE, "11:30"), (CUSTOMER, VISIBLE, "11:00")],
            "11:00",
            id="an automatic reply answers nothing",
        ),
        pytest.param(
            [(CUSTOMER, VISIBLE, "13:00"), (AGENT, INTERNAL, "12:00"), (CUSTOMER, VISIBLE, "11:00"), (AGENT, VISIBLE, "10:30")],
            "11:00",
            id="internal notes between questions are passed over",
        ),
        pytest.param([(CUSTOMER, INTERNAL, "13:00"), (AGENT, VISIBLE, "11:00")], "11:00", id="what the customer cannot see asks nothing"),
        pytest.param([(AGENT, INTERNAL, "13:00"), (SYSTEM, VISIBLE, "10:00")], "13:00", id="quirk: only the newest, though nobody sees it"),
        pytest.param([(SYSTEM, VISIBLE, "10:00")], "10:00", id="quirk: only an automatic one"),
    ],
)
def test_update_runs_from(newest_first: list[tuple[Sender, bool, str]], expected: str | None) -> None:
    articles = [article(*one) for one in newest_first]
    start = update_runs_from(articles)
    assert start == (expected and at(expected))
    agreed = Agreement(update=Target(120), working_time=OFFICE)
    assert destinations(facts(articles=articles), agreed).update == (start and start + timedelta(hours=2))


@pytest.mark.parametrize(("state", "minutes"), [("pending reminder", 120), ("pending auto", 120), ("open", 0)])
def test_no_update_is_owed(state: str, minutes: int) -> None:
    agreed = Agreement(update=Target(minutes), working_time=OFFICE)
    assert destinations(facts(state), agreed) == Destinations()


# ------------------------------------------------------------------------------------------------ 4. solution
@pytest.mark.parametrize(
    ("minutes", "ever_closed", "expected"),
    [
        pytest.param(600, False, at("20:00"), id="created plus working minutes"),
        pytest.param(0, False, None, id="not configured"),
        pytest.param(600, True, None, id="closed once: opening it again does not start it anew"),
    ],
)
def test_solution(minutes: int, ever_closed: bool, expected: datetime | None) -> None:
    agreed = Agreement(solution=Target(minutes), working_time=OFFICE)
    assert destinations(facts(ever_closed=ever_closed), agreed).solution == expected


# ------------------------------------------------------------------------------------------------ 5. the next one
@pytest.mark.parametrize(
    ("moments", "expected"),
    [
        ((None, None, None), None),
        ((at("11:00"), at("12:00"), at("20:00")), at("11:00")),
        ((None, at("12:00"), at("20:00")), at("12:00")),
        ((at("13:00"), at("12:00"), None), at("12:00")),
        ((at("13:00"), None, at("12:00")), at("12:00")),
        ((None, None, at("20:00")), at("20:00")),
    ],
)
def test_the_smallest_is_next(moments: tuple[datetime | None, ...], expected: datetime | None) -> None:
    first_response, update, solution = moments
    assert Destinations(first_response=first_response, update=update, solution=solution).next == expected


# ------------------------------------------------------------------------------------------------ how a clock stands
@pytest.mark.parametrize(
    ("now", "percent", "flag", "working_seconds"),
    [
        pytest.param(at("10:00"), 0, "", 3600, id="just begun"),
        pytest.param(at("10:30"), 50, "", 1800, id="half way"),
        pytest.param(at("10:47:59"), 79.97, "", 721, id="just before the warning"),
        pytest.param(at("10:48"), 80, "soon", 720, id="80 percent are reached"),
        pytest.param(at("10:59:59"), 99.97, "soon", 1, id="one second is left"),
        pytest.param(at("11:00"), 100, "escalated", 0, id="at its very moment it has escalated"),
        pytest.param(at("12:04"), 206.67, "escalated", -3840, id="over"),
        pytest.param(at("09:00", day=3), 1200, "escalated", -39600, id="over, without the night"),
    ],
)
def test_how_a_clock_stands(now: datetime, percent: float, flag: str, working_seconds: int) -> None:
    stands = standing(Clock.FIRST_RESPONSE, at("11:00"), AGREED, at=now)
    assert stands.percent == pytest.approx(percent, abs=0.01)
    assert (stands.soon, stands.escalated) == (flag == "soon", flag == "escalated")
    assert stands.working_seconds == working_seconds
    assert stands.seconds == (at("11:00") - now).total_seconds()


def test_seconds_and_working_seconds_differ_over_night() -> None:
    stands = standing(Clock.UPDATE, at("09:00", day=3), AGREED, at=at("20:00"))
    assert (stands.seconds, stands.working_seconds, stands.percent) == (13 * 3600, 2 * 3600, 0)


@pytest.mark.parametrize(("minutes", "notify"), [(60, 0), (0, 80)])
def test_no_warning_without_percent_or_target(minutes: int, notify: int) -> None:
    agreed = Agreement(first_response=Target(minutes, notify), working_time=OFFICE)
    stands = standing(Clock.FIRST_RESPONSE, at("11:00"), agreed, at=at("10:59"))
    assert not stands.soon
    assert (stands.percent is None) is (minutes == 0)


def test_the_nearest_of_three_is_shown() -> None:
    all_of_them = standings(destinations(facts(), AGREED), AGREED, at=at("10:30"))
    assert [one.clock for one in all_of_them] == [Clock.FIRST_RESPONSE, Clock.UPDATE, Clock.SOLUTION]
    shown = nearest(all_of_them)
    assert shown is not None
    assert (shown.clock, shown.destination, shown.working_seconds) == (Clock.FIRST_RESPONSE, at("11:00"), 1800)
    assert nearest([]) is None


# ------------------------------------------------------------------------------------------------ how long it took
@pytest.mark.parametrize(
    ("clock", "done_at", "expected"),
    [
        (Clock.FIRST_RESPONSE, at("10:25"), Taken(25, 35)),
        (Clock.FIRST_RESPONSE, at("10:25:30"), Taken(25, 34)),
        (Clock.FIRST_RESPONSE, at("11:00"), Taken(60, 0)),
        (Clock.FIRST_RESPONSE, at("11:00:59"), Taken(60, 0)),
        (Clock.FIRST_RESPONSE, at("11:30"), Taken(90, -30)),
        (Clock.SOLUTION, at("09:00", day=3), Taken(12 * 60, -120)),
        (Clock.SOLUTION, at("09:00", day=9), Taken((11 + 4 * 13 + 1) * 60, -(54 * 60))),
    ],
)
def test_how_long_it_took(clock: Clock, done_at: datetime, expected: Taken) -> None:
    assert taken(clock, AGREED, created_at=at("10:00"), done_at=done_at) == expected


def test_without_target_nothing_is_left_over() -> None:
    assert taken(Clock.SOLUTION, Agreement(working_time=OFFICE), created_at=at("10:00"), done_at=at("10:25")) == Taken(25, None)
