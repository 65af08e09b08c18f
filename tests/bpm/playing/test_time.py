"""`advance` and `until`: each due time in turn, ties in order of arming, timers armed meanwhile, working time, the cap."""

import pytest

from tests.bpm.playing.models import after, chain, declared, flows, opened, play, process, task, timer, waits


def catch(key: str, kind: str, text: str) -> str:
    return f"<intermediateCatchEvent id='{key}'>{timer(kind, text)}</intermediateCatchEvent>"


def entered(line) -> list[str]:
    return [each for each in line["taken"] if not each.startswith(("flow_", "to_"))]


def repeating(text: str, kind: str = "Cycle") -> bytes:
    """A task with a timer that does not interrupt, and what happens each time."""
    return process(
        "<startEvent id='s'/>"
        + task()
        + f"<boundaryEvent id='tick' attachedToRef='work' cancelActivity='false'>{timer(kind, text)}</boundaryEvent><task id='did'/>"
        + flows("s work", "tick did")
    )


def test_what_follows_is_taken_in_order_of_due_times():
    model = process(
        "<startEvent id='s'/><parallelGateway id='g'/>"
        + "".join(
            catch(key, "Duration", text) + f"<task id='after_{key}'/>" for key, text in {"c": "PT3H", "a": "PT1H", "b": "PT2H"}.items()
        )
        + flows("s g", *(f"g {key}" for key in "cab"), *(f"{key} after_{key}" for key in "cab"))
    )
    player = play(model)
    assert waits(player.line()) == {"c": "2026-01-05T12:00:00Z", "a": "2026-01-05T10:00:00Z", "b": "2026-01-05T11:00:00Z"}
    assert entered(after(player, {"advance": "PT2H"})) == ["after_a", "after_b"]
    assert after(player, {"advance": "PT1H"})["done"]


def test_ties_in_order_of_arming():
    model = process(
        "<startEvent id='s'/><parallelGateway id='g'/>"
        + "".join(catch(key, "Duration", "PT1H") + f"<task id='after_{key}'/>" for key in "ba")
        + flows("s g", "g b", "g a", "a after_a", "b after_b")
    )
    assert entered(after(play(model), {"advance": "PT1H"})) == ["after_b", "after_a"]


def test_timers_armed_meanwhile_count():
    player = play(
        chain(catch("first", "Duration", "PT1H"), catch("second", "Duration", "PT1H"), task(), catch("third", "Duration", "PT1H"))
    )
    line = after(player, {"advance": "PT5H"})
    assert entered(line) == ["second", "work"]
    assert waits(after(player, {"complete": "work"})) == {"third": "2026-01-05T15:00:00Z"}, "the clock ends at the target"


def test_a_timer_armed_meanwhile_counts_from_when_the_clock_stood():
    player = play(chain(catch("first", "Duration", "PT1H"), catch("second", "Duration", "PT1H")))
    assert waits(after(player, {"advance": "PT90M"})) == {"second": "2026-01-05T11:00:00Z"}


def test_until_a_moment_and_the_clock_never_goes_back():
    player = play(chain(catch("wait", "Date", "2026-01-06T00:00:00Z")))
    assert waits(after(player, {"until": "2026-01-05T23:59:59Z"})) == {"wait": "2026-01-06T00:00:00Z"}
    assert player.step({"until": "2026-01-05T12:00Z"})["refused"] == "The clock does not go back: it is 2026-01-05T23:59:59Z already."
    assert after(player, {"until": "2026-01-06T01:00:00+01:00"})["done"]


def test_the_clock_stands_still_between_steps():
    player = play(chain(task(), catch("wait", "Duration", "PT1H")))
    after(player, {"set": {"x": 1}}, {"message": "m"})
    assert waits(after(player, {"complete": "work"})) == {"wait": "2026-01-05T10:00:00Z"}


@pytest.mark.parametrize("text", ["", "soon", "1 hour", "2026-01-06T00:00:00Z", "R3/PT1H", "cron 0 8 * * *", "-PT1H", "P9999Y"])
def test_what_is_no_duration_is_refused(text):
    line = play(chain(task())).step({"advance": text})
    assert line["refused"]
    assert opened(line) == ["work"]


@pytest.mark.parametrize("text", ["", "soon", "PT1H", "2026-13-01"])
def test_what_is_no_moment_is_refused(text):
    assert play(chain(task())).step({"until": text})["refused"].endswith("is not a moment like 2026-01-31T09:00Z.")


class TestWorkingTime:
    """Monday to Friday, 08 to 21 UTC; the play begins on a Monday at nine."""

    @pytest.mark.parametrize(
        ("text", "due"),
        [
            ("PT4H working", "2026-01-05T13:00:00Z"),
            ("PT12H working", "2026-01-05T21:00:00Z"),
            ("PT13H working", "2026-01-06T09:00:00Z"),
            ("PT51H working", "2026-01-08T21:00:00Z"),
            ("PT64H working", "2026-01-09T21:00:00Z"),
            ("PT65H working", "2026-01-12T09:00:00Z"),
        ],
    )
    def test_evenings_and_weekends_do_not_count(self, text, due):
        assert waits(play(chain(catch("wait", "Duration", text))).line()) == {"wait": due}

    def test_counted_from_a_saturday(self):
        player = play(chain(task(), catch("wait", "Duration", "PT1H working")))
        assert waits(after(player, {"until": "2026-01-10T12:00Z"}, {"complete": "work"})) == {"wait": "2026-01-12T09:00:00Z"}

    def test_the_clock_can_go_by_working_time(self):
        player = play(chain(catch("wait", "Date", "2026-01-06T09:30:00Z")))
        after(player, {"advance": "PT13H working"})
        assert after(player, {"advance": "PT30M working"})["done"]


class TestRepeating:
    def test_as_often_as_it_says(self):
        player = play(repeating("R3/PT1H"))
        assert entered(after(player, {"advance": "PT2H"})) == ["tick", "did"] * 2
        assert waits(player.line()) == {"tick": "2026-01-05T12:00:00Z"}
        line = after(player, {"advance": "P1D"})
        assert (entered(line), waits(line)) == (["tick", "did"], {})

    def test_a_thousand_firings_in_one_step(self):
        player = play(repeating("R/PT1H"))
        assert len(after(player, {"advance": "PT1000H"})["taken"]) == 3_000

    def test_more_are_an_incident_and_nothing_has_happened(self):
        player = play(repeating("R/PT1H"))
        line = player.step({"advance": "PT1001H"})
        assert line["incident"] == {"id": "tick", "message": "tick: more than 1,000 timers fired in one step."}
        assert (line["taken"], waits(line)) == ([], {"tick": "2026-01-05T10:00:00Z"})

    def test_under_a_minute_it_still_plays(self):
        assert entered(after(play(repeating("R/PT10S")), {"advance": "PT1M"})) == ["tick", "did"] * 6


class TestFields:
    MODEL = declared("<lz:field name='day' type='datetime'/>", catch("wait", "Date", "ticket.day"))

    def test_a_timer_without_a_value_is_not_due(self):
        player = play(self.MODEL)
        assert waits(player.line()) == {"wait": None}
        assert not after(player, {"advance": "P1Y"})["done"]

    def test_it_follows_the_field(self):
        player = play(self.MODEL)
        assert waits(after(player, {"set": {"day": "2026-01-07T08:00:00Z"}})) == {"wait": "2026-01-07T08:00:00Z"}
        assert waits(after(player, {"set": {"day": "2026-01-06T08:00:00Z"}})) == {"wait": "2026-01-06T08:00:00Z"}
        assert after(player, {"advance": "P1D"})["done"]

    def test_one_that_is_past_fires_at_the_next_advance(self):
        player = play(self.MODEL, given={"day": "2025-01-01T00:00:00Z"})
        assert waits(player.line()) == {"wait": "2025-01-01T00:00:00Z"}
        assert after(player, {"advance": "PT0S"})["done"]

    def test_a_start_timer_follows_a_field_too(self):
        model = process(
            "<extensionElements><lz:field name='day' type='datetime'/></extensionElements>"
            f"<startEvent id='s'>{timer('Date', 'ticket.day')}</startEvent><userTask id='work'/>" + flows("s work")
        )
        player = play(model)
        assert waits(after(player, {"set": {"day": "2026-01-07T08:00:00Z"}})) == {"s": "2026-01-07T08:00:00Z"}
        assert opened(after(player, {"advance": "P2D"})) == ["work"]


def test_an_incident_while_time_passes_undoes_the_whole_step():
    model = process(
        "<startEvent id='s'/><parallelGateway id='g'/>"
        + catch("good", "Duration", "PT1H")
        + task()
        + catch("bad", "Duration", "PT2H")
        + "<exclusiveGateway id='x'/><endEvent id='e'/>"
        + flows("s g", "g good", "good work", "g bad", "bad x")
        + "<sequenceFlow id='f' sourceRef='x' targetRef='e'><conditionExpression>n &gt; 1</conditionExpression></sequenceFlow>"
    )
    player = play(model)
    line = player.step({"advance": "PT3H"})
    assert line["incident"]["id"] == "x"
    assert (line["taken"], waits(line), opened(line)) == ([], {"good": "2026-01-05T10:00:00Z", "bad": "2026-01-05T11:00:00Z"}, [])
    line = player.step({"advance": "PT1H"})
    assert (opened(line), line["incident"]["id"]) == (["work"], "x")
    assert player.step({"set": {"n": 2}})["incident"]["id"] == "x"
    line = player.step({"retry": "x"})
    assert (line["incident"], line["taken"][-1], opened(line)) == (None, "e", ["work"])
