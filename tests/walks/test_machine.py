"""The reference machine against cases worked out by hand from docs/semantics.md: it is only worth something if it is right itself."""

from itertools import permutations

import pytest

from tests.walks.machine import Machine, Refused
from tests.walks.model import Model
from tests.walks.notation import drawn


def play(text: str, **options) -> Machine:
    return Machine(Model(drawn(text)), **options)


def nodes(machine: Machine) -> str:
    """What was taken since the last step, without the flows."""
    return " ".join(each for each in machine.taken if each in machine.model.nodes)


def is_open(machine: Machine) -> str:
    return " ".join(entry["id"] for entry in machine.open())


def waits(machine: Machine) -> str:
    return " ".join(entry["id"] for entry in machine.waiting())


def test_flows_and_nodes_are_recorded_depth_first():
    machine = play("""
        start s
        and g
        task a
        task b
        user c
        s -> g -> a -> b
        g -> c
    """)
    assert machine.taken == ["s", "f1_s_g", "g", "f2_g_a", "a", "f3_a_b", "b", "f4_g_c", "c"]
    machine.complete("c")
    assert machine.done


NESTED = """
    start s
    xor again
    and fork
    user a
    and inner
    user b
    user c
    and inner_join
    and join
    user check
    xor q
    var round integer 0
    s -> again -> fork -> a -> join
    fork -> inner -> b -> inner_join
    inner -> c -> inner_join -> join -> check -> q
    q -> again : round < 3
    q ->> e
    end e
"""


@pytest.mark.parametrize("first", list(permutations("abc")))
@pytest.mark.parametrize("second", list(permutations("abc")))
def test_nested_forks_in_a_loop_join_in_every_order_of_completion(first, second):
    machine = play(NESTED)
    for number, order in enumerate((first, second), start=1):
        for at, task in enumerate(order):
            assert "check" not in is_open(machine)
            assert len(machine.open()) == 3 - at
            machine.complete(task)
        assert is_open(machine) == "check"
        machine.complete("check", answers={"round": number})
    assert sorted(is_open(machine).split()) == ["a", "b", "c"]
    for task in "cab":
        machine.complete(task)
    machine.complete("check", answers={"round": 3})
    assert machine.done


def test_a_parallel_join_keeps_a_second_token_of_the_same_flow_for_the_next_time():
    machine = play("""
        start s
        and fork
        user a
        user b
        user c
        xor merge
        and join
        user d
        s -> fork -> a -> merge
        fork -> b -> merge -> join -> d
        fork -> c -> join
    """)
    machine.complete("a")
    machine.complete("b")
    assert nodes(machine) == "merge join"
    machine.complete("c")
    assert is_open(machine) == "d"
    machine.complete("d")
    assert not machine.done
    assert machine.open() == []


INCLUSIVE = """
    var x integer {x}
    start s
    or split
    user a
    user b
    user c
    or join
    user d
    s -> split -> a -> join
    split -> b -> join : x > 0
    split -> c -> join : x > 1
    join -> d
"""


@pytest.mark.parametrize(("x", "tasks"), [(0, "a"), (1, "ab"), (2, "abc")])
def test_an_inclusive_join_waits_for_exactly_the_branches_taken(x, tasks):
    for order in permutations(tasks):
        machine = play(INCLUSIVE.format(x=x))
        for task in order:
            assert "d" not in is_open(machine)
            machine.complete(task)
        assert is_open(machine) == "d"
        machine.complete("d")
        assert machine.done


def test_an_inclusive_join_waits_for_a_token_upstream_and_not_for_one_that_passed():
    machine = play("""
        start s
        and fork
        user a
        user far
        user b
        or join
        user after
        user side
        s -> fork -> a -> join -> after
        fork -> far -> b -> join
        fork -> side
    """)
    machine.complete("a")
    assert "after" not in is_open(machine)
    machine.complete("far")
    assert "after" not in is_open(machine)
    machine.complete("b")
    assert is_open(machine) == "side after"


def test_an_inclusive_join_does_not_wait_for_a_token_that_must_come_over_a_filled_flow():
    """13.4.3: a path to an empty flow counts only if the token has none to a filled one."""
    machine = play("""
        start s
        and fork
        user a
        user b
        xor choice
        xor merge
        or join
        user after
        var x integer 0
        s -> fork -> a -> merge -> join -> after
        fork -> b -> choice
        choice -> merge : x > 0
        choice ->> join
    """)
    machine.complete("a")
    assert is_open(machine) == "b after"


def test_an_inclusive_join_in_a_loop_is_not_blocked_by_tokens_behind_itself():
    machine = play("""
        start s
        or join
        user a
        xor q
        var x integer 1
        end e
        s -> join -> a -> q
        q -> join : x > 0
        q ->> e
    """)
    machine.complete("a")
    assert nodes(machine) == "q join a"


def test_an_inclusive_join_sees_the_boundary_of_an_open_activity():
    machine = play("""
        start s
        and fork
        user a
        user b
        boundary late on=b timer=PT1H
        or join
        user after
        s -> fork -> a -> join -> after
        fork -> b
        late -> join
    """)
    machine.complete("a")
    assert is_open(machine) == "b"
    machine.complete("b")
    assert is_open(machine) == "after"


def test_an_inclusive_gateway_without_a_true_condition_takes_the_default_or_stops():
    text = """
        start s
        or g
        user a
        user b
        s -> g
        g -> a : 1 > 2
        g {arrow} b {condition}
    """
    assert is_open(play(text.format(arrow="->>", condition=""))) == "b"
    machine = play(text.format(arrow="->", condition=": 1 > 3"))
    assert machine.incident
    assert machine.incident["id"] == "g"


def test_exclusive_flows_are_tried_in_order_the_default_last():
    machine = play("""
        start s
        xor g
        user a
        user b
        user c
        var x integer 1
        s -> g
        g ->> a
        g -> b : x > 0
        g -> c
    """)
    assert is_open(machine) == "b"


def test_conditions_behind_an_activity_and_its_default():
    text = """
        start s
        task t
        user a
        user b
        user c
        var x integer {x}
        s -> t -> a
        t -> b : x > 0
        t ->> c
    """
    assert is_open(play(text.format(x=1))) == "a b"
    assert is_open(play(text.format(x=0))) == "a c"


def test_a_boundary_timer_beside_fires_as_often_as_its_cycle_says():
    machine = play("""
        start s
        user a
        boundary late on=a timer=R2/PT1H beside
        task remind
        s -> a
        late -> remind
    """)
    machine.advance("PT90M")
    assert nodes(machine) == "late remind"
    machine.advance("P1D")
    assert nodes(machine) == "late remind"
    assert waits(machine) == ""
    assert is_open(machine) == "a"


def test_an_interrupting_boundary_cancels_all_that_is_inside():
    machine = play("""
        start s
        sub inner
          and fork
          user a
          catch wait signal=go
          fork -> a
          fork -> wait
        boundary late on=inner timer=PT1H
        user b
        s -> inner
        late -> b
    """)
    assert waits(machine) == "late wait"
    machine.advance("PT1H")
    assert nodes(machine) == "late b"
    assert (is_open(machine), waits(machine)) == ("b", "")


def test_the_first_event_behind_an_event_based_gateway_wins():
    machine = play("""
        start s
        first g
        catch m message=hello
        catch t timer=PT1H
        s -> g -> m
        g -> t
    """)
    assert machine.taken[-1] == "g"
    assert waits(machine) == "m t"
    machine.message("hello")
    assert machine.taken == ["f2_g_m", "m"]
    assert machine.done


def test_an_interrupting_event_subprocess_takes_the_place_of_everything_else():
    machine = play("""
        start s
        user a
        sub rescue byevent
          start stop message=stop
          user r
          stop -> r
        sub other byevent
          start hear message=hear beside
          user h
          hear -> h
        s -> a
    """)
    assert waits(machine) == "stop hear"
    machine.message("hear")
    machine.message("hear")
    assert nodes(machine) == "other hear h"
    assert is_open(machine) == "a h h"
    machine.message("stop")
    assert nodes(machine) == "rescue stop r"
    assert (is_open(machine), waits(machine)) == ("r", "")
    machine.complete("r")
    assert machine.done


def test_a_scope_ends_only_with_the_event_subprocess_that_runs_beside():
    machine = play("""
        start s
        sub inner
          user a
          sub beside_it byevent
            start tick signal=tick beside
            user b
            tick -> b
        user after
        s -> inner -> after
    """)
    machine.signal("tick")
    machine.complete("a")
    assert is_open(machine) == "b"
    assert waits(machine) == "tick"
    machine.complete("b")
    assert is_open(machine) == "after"


COMPENSATION = """
    start s
    task a
    boundary ca on=a compensation handler=undo_a
    task undo_a undoes
    user b
    boundary cb on=b compensation handler=undo_b
    user undo_b undoes
    throw undo compensation{what}
    user after
    s -> a -> b -> undo -> after
"""


def test_compensation_runs_backwards_one_after_the_other():
    machine = play(COMPENSATION.format(what=""))
    machine.complete("b")
    assert nodes(machine) == "undo cb undo_b"
    machine.complete("undo_b")
    assert nodes(machine) == "ca undo_a after"
    assert is_open(machine) == "after"


def test_compensation_of_one_activity():
    machine = play(COMPENSATION.format(what="=a"))
    machine.complete("b")
    assert nodes(machine) == "undo ca undo_a after"


def test_compensation_at_once_goes_on_first():
    machine = play(COMPENSATION.format(what=" atonce"))
    machine.complete("b")
    assert nodes(machine) == "undo after cb undo_b"
    machine.complete("undo_b")
    assert nodes(machine) == "ca undo_a"
    machine.complete("after")
    assert machine.done


def test_a_completed_subprocess_is_compensated_from_within_with_its_own_values():
    machine = play("""
        start s
        var seen integer 0
        sub inner multi=2 sequential
          var mine integer 0
          start i
          script count script="mine = loopCounter + 5"
          boundary cc on=count compensation handler=undo
          script undo undoes script="seen = seen * 10 + mine"
          i -> count
        throw back compensation
        xor q
        end right
        end wrong
        s -> inner -> back -> q
        q -> right : seen == 65
        q ->> wrong
    """)
    assert nodes(machine) == "s inner i count inner i count back cc undo cc undo q right"


def test_a_compensation_event_subprocess_undoes_its_subprocess():
    machine = play("""
        start s
        sub inner
          start i
          task a
          boundary ca on=a compensation handler=undo_a
          task undo_a undoes
          i -> a
          sub undo byevent
            start c compensation
            task first
            throw rest compensation
            c -> first -> rest
        throw back compensation
        task after
        s -> inner -> back -> after
    """)
    assert nodes(machine) == "s inner i a back undo c first rest ca undo_a after"


def test_cancelling_a_transaction_compensates_then_leaves_by_the_cancel_boundary():
    machine = play("""
        start s
        transaction t
          and fork
          task a
          boundary ca on=a compensation handler=undo_a
          user undo_a undoes
          user b
          end stop cancel
          user c
          fork -> a -> b -> stop
          fork -> c
        boundary cancelled on=t cancel
        user after
        user normal
        s -> t -> normal
        cancelled -> after
    """)
    machine.complete("b")
    assert nodes(machine) == "stop ca undo_a"
    assert is_open(machine) == "c undo_a"
    machine.complete("undo_a")
    assert nodes(machine) == "cancelled after"
    assert is_open(machine) == "after"


CALLS = """
    process p
      start s
      call outer calls=middle
      boundary caught on=outer error={caught}
      user rescue
      user normal
      s -> outer -> normal
      caught -> rescue
    process middle
      start m
      and fork
      call inner calls=deep
      user other
      m -> fork -> inner
      fork -> other
    process deep
      start d
      user work
      end failed error=broken
      d -> work -> failed
"""


@pytest.mark.parametrize("caught", ["broken", ""])
def test_an_error_passes_through_two_call_activities(caught):
    machine = play(CALLS.format(caught=caught))
    assert machine.open()[0]["in"] == ["outer", "inner"]
    machine.complete("work")
    assert nodes(machine) == "failed caught rescue"
    assert is_open(machine) == "rescue"


def test_an_error_nobody_catches_ends_the_instance():
    machine = play(CALLS.format(caught="other"))
    machine.complete("work")
    assert machine.done
    assert machine.error == "broken"


def test_an_error_event_subprocess_comes_before_the_boundary_and_the_code_before_the_catch_all():
    machine = play("""
        start s
        sub inner
          end e error=x
          sub any byevent
            start a error
            task caught_any
            a -> caught_any
          sub exact byevent
            start b error=x
            task caught_exact
            b -> caught_exact
        boundary outside on=inner error=x
        task after
        s -> inner -> after
    """)
    assert nodes(machine) == "s inner e exact b caught_exact after"


@pytest.mark.parametrize(("beside", "taken"), [(" beside", "t more caught other"), ("", "t caught other")])
def test_an_escalation_interrupts_only_if_its_catch_does(beside, taken):
    machine = play(f"""
        start s
        sub inner
          user a
          throw t escalation=up
          user more
          a -> t -> more
        boundary caught on=inner escalation=up{beside}
        user after
        task other
        s -> inner -> after
        caught -> other
    """)
    machine.complete("a")
    assert nodes(machine) == taken
    assert is_open(machine) == ("more" if beside else "")


def test_an_escalation_end_event_reaches_the_boundary_although_its_subprocess_ends():
    machine = play("""
        start s
        sub inner
          end e escalation=up
        boundary caught on=inner escalation beside
        task b
        task after
        s -> inner -> after
        caught -> b
    """)
    assert nodes(machine) == "s inner e after caught b"
    assert machine.done


def test_a_signal_reaches_all_who_wait_the_thrower_goes_on_first():
    machine = play("""
        start s
        and fork
        catch x signal=go
        task after_x
        catch y signal=go
        task after_y
        user a
        throw t signal=go
        task after_t
        s -> fork -> x -> after_x
        fork -> y -> after_y
        fork -> a -> t -> after_t
    """)
    machine.complete("a")
    assert nodes(machine) == "t after_t after_x after_y"


def test_a_message_goes_to_the_one_that_has_waited_longest_or_is_kept():
    machine = play("""
        start s
        and fork
        catch x message=go
        user after_x
        user a
        catch y message=go
        user after_y
        s -> fork -> x -> after_x
        fork -> a -> y -> after_y
    """)
    machine.message("go")
    assert is_open(machine) == "a after_x"
    machine.message("go", {"unheard": 1})
    machine.complete("a")
    assert nodes(machine) == "y after_y"


def test_two_pools_talk_by_message_flows():
    machine = play("""
        pool ours
          start s
          send ask message=question
          receive answer message=reply
          s -> ask -> answer
        pool theirs
          start asked message=question
          user think
          end told message=reply
          asked -> think -> told
        pool idle
          user beside
        says ask asked
        says told answer
    """)
    assert nodes(machine) == "s ask answer beside asked think"
    machine.complete("think")
    assert machine.taken == ["f4_think_told", "told"]
    machine.complete("beside")
    assert machine.done


def test_a_pool_that_is_called_does_not_begin_by_itself():
    machine = play("""
        pool ours
          start s
          user a
          s -> a
          call c calls=theirs
          a -> c
        pool theirs
          start t
          user b
          t -> b
    """)
    assert is_open(machine) == "a"


def test_parallel_iterations_end_early_when_the_completion_condition_is_met():
    machine = play("""
        start s
        user a multi=3 until="numberOfCompletedInstances >= 2"
        user b
        s -> a -> b
    """)
    assert machine.taken.count("a") == 3
    assert [entry["at"] for entry in machine.open()] == [0, 1, 2]
    machine.complete("a", at=1)
    machine.complete("a", at=0)
    assert is_open(machine) == "b"


def test_sequential_iterations_collect_results():
    machine = play("""
        var votes list []
        var vote integer 0
        start s
        script a items=[3,4] sequential item=n script="vote = n * 2" collect=vote into=votes
        xor q
        end right
        s -> a -> q
        q -> right : votes == [6, 8]
    """)
    assert nodes(machine) == "s a a q right"


def test_no_iteration_passes_unrecorded():
    assert nodes(play("start s\nuser a multi=0\nend e\ns -> a -> e")) == "s e"


@pytest.mark.parametrize(
    ("settings", "times"),
    [
        ("max=3", 3),
        ('again="x < 2"', 2),
        ('again="x < 2" before', 2),
        ('again="x < 0"', 1),
        ('again="x < 0" before', 0),
        ('again="x < 9" max=4', 4),
    ],
)
def test_standard_loops(settings, times):
    machine = play(f'var x integer 0\nstart s\nscript a {settings} script="x = x + 1"\nend e\ns -> a -> e')
    assert machine.taken.count("a") == times
    assert machine.done


def test_terminate_ends_its_scope_only():
    machine = play("""
        start s
        sub inner
          and fork
          user a
          user b
          end stop terminate
          fork -> a
          fork -> b -> stop
        user after
        s -> inner -> after
    """)
    machine.complete("b")
    assert nodes(machine) == "stop after"
    assert is_open(machine) == "after"


def test_a_link_goes_on_at_its_catch_without_a_flow():
    machine = play("start s\nthrow t link=x\ncatch c link=x\nuser a\ns -> t\nc -> a")
    assert machine.taken == ["s", "f1_s_t", "t", "c", "f2_c_a", "a"]


@pytest.mark.parametrize(("remaining", "left"), [("true", ""), ("false", "b")])
def test_an_ad_hoc_subprocess_ends_by_its_condition(remaining, left):
    machine = play(f"""
        var x integer 0
        start s
        adhoc h remaining={remaining}
          user a
          user b
          user c
          a -> c
          until x > 0
        user after
        s -> h -> after
    """)
    assert is_open(machine) == "a b"
    machine.complete("a", answers={"x": 1})
    assert is_open(machine) == (left or "after")


def test_a_sequential_ad_hoc_subprocess_begins_one_after_the_other():
    machine = play("start s\nadhoc h ordering=Sequential\n  user a\n  user b\nuser after\ns -> h -> after")
    assert is_open(machine) == "a"
    machine.complete("a")
    assert is_open(machine) == "b"
    machine.complete("b")
    assert is_open(machine) == "after"


def test_a_conditional_event_fires_again_only_after_it_was_false():
    machine = play("""
        var x integer 0
        start s
        user a
        boundary c on=a condition="x > 0" beside
        task t
        s -> a
        c -> t
    """)
    fired = []
    for x in (1, 2, 0, 3):
        machine.set({"x": x})
        fired.append(nodes(machine))
    assert fired == ["c t", "", "", "c t"]


def test_a_step_with_an_incident_changes_nothing():
    machine = play("""
        var x integer 1
        start s
        user a
        script n script="x = x + 1"
        script bad script="x = x + nothing"
        s -> a -> n -> bad
    """)
    machine.complete("a", answers={"x": 5})
    assert machine.incident
    assert machine.incident["id"] == "bad"
    assert machine.taken == []
    assert is_open(machine) == "a"
    machine.set({"x": 1})
    assert machine.incident is None


def test_an_endless_loop_is_an_incident():
    machine = play("start s\nuser a\nxor g\ntask t\ns -> a -> g -> t -> g")
    machine.complete("a")
    assert machine.incident
    assert is_open(machine) == "a"


def test_a_process_without_start_event_begins_at_every_node_nothing_leads_to():
    assert is_open(play("user a\nuser b\nuser c\na -> c")) == "a b"


def test_with_several_start_events_one_is_chosen():
    machine = play("start s1 message=m\nstart s2 timer=PT1H\nuser a\nuser b\ns1 -> a\ns2 -> b")
    assert waits(machine) == "s1 s2"
    machine.advance("PT1H")
    assert nodes(machine) == "s2 b"
    with pytest.raises(Refused):
        machine.complete("a")
