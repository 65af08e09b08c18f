import pytest

from tests.bpm.linting.models import document, flows, rules, warnings


def test_an_alternative_joined_as_if_parallel_waits_for_ever():
    root = document(flows("s -> x -> t1 -> p -> e", "x -> t2 -> p"))
    (found,) = warnings(root)
    assert (found.rule, found.id, found.params["choice"]) == ("deadlock-after-choice", "p", "x")
    assert found.line == 1
    assert "'p' can wait for ever" in found.message


def test_parallel_branches_joined_as_if_alternative_do_the_rest_twice():
    root = document(flows("s -> p -> t1 -> x -> t3 -> e", "p -> t2 -> x"))
    (found,) = warnings(root)
    assert (found.rule, found.id) == ("work-twice", "x")
    assert found.params == {"name": "x", "split": "'p'", "repeated": "t3"}


@pytest.mark.parametrize(
    "lines",
    [
        ("s -> p1 -> t1 -> p2 -> e", "p1 -> t2 -> p2"),
        ("s -> x1 -> t1 -> x2 -> e", "x1 -> t2 -> x2"),
        ("s -> p1 -> t1 -> e", "p1 -> t2 -> e"),
        ("s -> p1 -> t1 -> x2 -> e", "p1 -> t2 -> x2"),
        ("s -> x0 -> t0 -> x1 -> t3 -> e", "x1 -> x0"),
        ("s -> o1 -> t1 -> o2 -> e", "o1 -> t2 [a == 1]", "t2 -> o2", "o1 -> t4 [a == 2]", "t4 -> o2"),
        ("s -> p1 -> x1 -> t1 -> x2 -> p2 -> e", "x1 -> t2 -> x2", "p1 -> t3 -> p2"),
        ("s -> x1 -> t1 -> p2 -> t2 -> p3 -> e", "p2 -> t3 -> p3", "x1 -> t4 -> e"),
        ("s -> p1 -> t1 -> x1 -> t2 -> p2 -> e", "x1 -> t1", "p1 -> t3 -> p2"),
    ],
)
def test_sound_models_are_left_alone(lines):
    assert rules(document(flows(*lines))) == set()


def test_a_loop_back_into_a_parallel_join_waits_for_ever():
    root = document(flows("s -> p -> t -> x -> e", "x -> p"))
    assert rules(root) == {("deadlock", "p")}


def test_an_inclusive_split_into_a_parallel_join():
    root = document(flows("s -> o", "o -> t1 [a > 1]", "o -> t2 [a <= 1]", "t1 -> p -> e", "t2 -> p"))
    assert ("deadlock-after-choice", "p") in rules(root)


def test_an_interrupting_boundary_event_can_starve_a_join():
    body = flows("s -> p1 -> t1 -> p2 -> e", "p1 -> t2 -> p2")
    timeout = '<boundaryEvent id="b" name="b" attachedToRef="t1"{}><timerEventDefinition/></boundaryEvent>' + flows("b -> e2").replace(
        "f1", "g"
    )
    assert rules(document(body + timeout.format(""))) == {("deadlock-after-choice", "p2")}
    assert rules(document(body + timeout.format(' cancelActivity="false"'))) == set()


def test_a_terminate_end_elsewhere_ends_what_waits():
    body = flows("s -> p1 -> x1 -> t1 -> p2 -> e", "p1 -> t2 -> p2", "x1 -> z")
    stop = '<endEvent id="z" name="z"><terminateEventDefinition/></endEvent>'
    assert rules(document(stop + body)) == set()


def test_each_start_event_begins_alone():
    root = document(flows("s1 -> t1 -> p -> e", "s2 -> t2 -> p"))
    assert rules(root) == {("deadlock", "p")}


def test_subprocesses_are_searched_too():
    inner = flows("s -> x -> t1 -> p -> e", "x -> t2 -> p").replace('"f', '"g')
    root = document(
        f'<startEvent id="s0"/><subProcess id="sub" name="sub">{inner}</subProcess><sequenceFlow id="f" sourceRef="s0" targetRef="sub"/>'
    )
    assert rules(root) == {("deadlock-after-choice", "p")}


def test_link_events_carry_tokens():
    links = (
        '<intermediateThrowEvent id="go"><linkEventDefinition name="L"/></intermediateThrowEvent>'
        '<intermediateCatchEvent id="come"><linkEventDefinition name="L"/></intermediateCatchEvent>'
    )
    assert rules(document(links + flows("s -> p1 -> t1 -> p2 -> e", "p1 -> go", "come -> t2 -> p2"))) == set()


def test_the_search_is_bounded():
    wide = [
        line
        for n in range(12)
        for line in (f"p0 -> o{n} -> t{n}a [a{n} > 1]", f"o{n} -> t{n}b [a{n} <= 1]", f"t{n}a -> p9", f"t{n}b -> p9")
    ]
    assert rules(document(flows("s -> p0", "p9 -> e", *wide)))
