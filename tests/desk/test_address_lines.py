"""Lines of addresses: what stands in them, and what is wrong with it."""

import time

import pytest
from hypothesis import given, strategies as st

from desk.address_lines import mailboxes, problem_of_line

SEVERAL = "is more than one address: put a comma between them."


def told(line: str) -> str:
    return problem_of_line(line) or ""


@pytest.mark.parametrize(
    "line, found",
    [
        ("a@x.example", [("", "a@x.example")]),
        (" a@x.example ,\r\n b@x.example, ", [("", "a@x.example"), ("", "b@x.example")]),
        ("Anna Anders <a@x.example>", [("Anna Anders", "a@x.example")]),
        ('"Meier, \\"Anna\\"" <a@x.example>, <b@x.example>', [('Meier, "Anna"', "a@x.example"), ("", "b@x.example")]),
        ('"boss@home" <a@x.example>', [("boss@home", "a@x.example")]),
        ("a@x.example (Anna)", [("Anna", "a@x.example")]),
        ("", []),
        (" , ", []),
    ],
)
def test_commas_part_addresses(line, found):
    assert [(each.name, each.address) for each in mailboxes(line)] == found
    assert problem_of_line(line) is None


@pytest.mark.parametrize("between", ["\r\n", "\n", " ", "; ", ";", "\u2028", "\u00a0", "\t"])
def test_two_addresses_without_a_comma_are_refused(between):
    assert SEVERAL in told(f"a@x.example{between}b@x.example")
    assert SEVERAL in told(f"Anna <a@x.example>{between}Ben <b@x.example>")
    assert SEVERAL in told(f"c@x.example, a@x.example{between}Ben <b@x.example>")


@pytest.mark.parametrize(
    "line, problem",
    [
        ("carla", "'carla' is no e-mail address: it has no @."),
        ("Meier, Anna <a@x.example>", "'Meier' is no e-mail address: it has no @."),
        ("Anna a@x.example", "'Anna a@x.example' is no e-mail address: 'Anna a' cannot stand before the @."),
        ("Anna <a@x.example", "'Anna <a@x.example' is no e-mail address: 'Anna <a' cannot stand before the @."),
        ("b@x.example <a@x.example>", SEVERAL),
        ("undisclosed-recipients:;", "it has no @."),
        ("<>", "it has no @."),
        ("a@x.example," * 2_000, "It has 24000 characters; at most 10000 fit."),
    ],
)
def test_what_is_no_address_is_told(line, problem):
    assert problem in told(line)


@pytest.mark.parametrize("sign", ["(", "<", '"', "\\", '\\"', "@", "<@", "a:", ",(", "()", "a@a ", "\n", '"<', "[", ":", "a@a.a,"])
def test_hostile_lines_take_no_time(sign):
    begun = time.process_time()
    problem_of_line((sign * 10_000)[:10_000])
    assert time.process_time() - begun < 0.5


@given(st.text(alphabet='aA@.<>,;:()"\\ \n\r', max_size=60))
def test_whatever_stands_there_is_read(line):
    for each in mailboxes(line):
        assert each.problem or each.address.count("@") == 1
