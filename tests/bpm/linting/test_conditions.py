import pytest

from tests.bpm.linting.models import document, flows, rules, warnings


def split(*conditions: str, default: bool = False, gateway: str = "x", extensions: str = "", attributes=""):
    lines = [f"{gateway} -> t{number} [{condition}]" for number, condition in enumerate(conditions, start=1)]
    body = flows(f"s -> {gateway}", *lines, *([f"{gateway} -> t9"] if default else []))
    if default:
        body = body.replace(f'id="{gateway}"', f'id="{gateway}" default="f{len(lines) + 2}_0"', 1)
    for number, order in enumerate(attributes, start=2):
        body = body.replace(f'id="f{number}_0"', f'id="f{number}_0" lz:order="{order}"')
    return document(body, extensions=extensions)


@pytest.mark.parametrize(
    "conditions",
    [
        ("amount > 100", "amount <= 100"),
        ("amount > 100", "100 >= amount"),
        ("flag", "not flag"),
        ("flag == True", "flag == False"),
        ("a == 'x'", "a != 'x'"),
        ("a in ['x', 'y']", "a not in ['x', 'y']"),
        ("first > last", "first <= last"),
        ("first > last", "last >= first"),
        ("contains(a, 'x')", "not contains(a, 'x')"),
        ("0 < n < 5", "n <= 0 or n >= 5"),
        ("a == None", "a != None"),
        ("ticket.amount > 3", "amount <= 3"),
        ("f > 1 and g", "f <= 1 or not g"),
        ("x[", "y"),
    ],
)
def test_conditions_that_leave_nothing_open(conditions):
    assert rules(split(*conditions)) == set()


@pytest.mark.parametrize(
    ("conditions", "example"),
    [
        (("amount > 100", "amount < 100"), "amount is 100"),
        (("a == 'x'", "a == 'y'"), "a is anything else"),
        (("approved",), "approved is false"),
        (("n == 1", "n == 2"), "n is 0"),
        (("a != None and b", "a == None"), "a is anything else and b is false"),
    ],
)
def test_a_gap_without_default_is_shown_by_an_example(conditions, example):
    (found,) = warnings(split(*conditions))
    assert (found.rule, found.id, found.params["example"]) == ("no-way-out", "x", example)
    assert rules(split(*conditions, default=True)) == set()


def test_activities_and_inclusive_gateways_need_a_way_too():
    assert rules(split("n > 1", gateway="t")) == {("no-way-out", "t")}
    assert rules(split("n > 1", "n > 2", gateway="o")) == {("no-way-out", "o")}
    assert rules(split("n > 1", "n > 2", gateway="o", default=True)) == set()


def test_options_of_a_dropdown_are_all_there_is():
    field = '<lz:field name="a" type="dropdown"><lz:value key="x"/><lz:value key="y"/></lz:field>'
    assert rules(split("a == 'x'", "a == 'y'", extensions=field)) == set()


def test_nothing_lies_between_two_whole_numbers():
    assert rules(split("n >= 6", "n <= 5", extensions='<lz:field name="n" type="integer"/>')) == set()
    assert rules(split("n >= 6", "n <= 5")) == {("no-way-out", "x")}


def test_overlapping_conditions():
    (found,) = warnings(split("amount > 100", "amount < 200", default=True))
    assert (found.rule, found.id, found.params["other"]) == ("overlap", "f3_0", "x → t1")
    assert found.params["example"] == "amount is 150"


def test_overlap_that_is_meant_is_numbered():
    assert rules(split("amount > 100", "amount < 200", default=True, attributes="12")) == set()


def test_different_names_are_not_said_to_overlap():
    assert rules(split("approved", "rejected", default=True)) == set()
    assert rules(split("a == 1 and b", "a == 1 and c", default=True)) == set()


def test_a_flow_that_is_never_taken():
    assert rules(split("n > 1", "n > 2", default=True)) == {("never-taken", "f3_0")}
    assert rules(split("n > 1", "n > 2", default=True, attributes="21")) == set()
    assert rules(split("contains(a, 'x')", "contains(a, 'x')", default=True)) == {("never-taken", "f3_0")}


def test_a_condition_that_is_never_true():
    assert rules(split("n > 5 and n < 3", default=True)) == {("never-true", "f2_0")}
    assert rules(split("False", default=True)) == {("never-true", "f2_0")}


def test_gateways_that_do_not_ask():
    assert rules(split("n > 1", "n <= 1", gateway="p")) == {("conditions-ignored", "p")}


def test_exclusive_gateways_without_conditions():
    (found,) = [w for w in warnings(document(flows("s -> x -> t1", "x -> t2")), with_noise=True) if w.rule == "gateway-without-conditions"]
    assert found.params["first"] == "x → t1"


def test_a_flow_without_condition_hides_what_follows():
    root = document(flows("s -> x -> t1", "x -> t2 [n > 1]"))
    assert rules(root) == {("hides-later-flows", "f1_1")}
    assert rules(document(flows("s -> x", "x -> t2 [n > 1]", "x -> t1"))) == set()


def test_too_much_to_try_is_not_judged():
    assert rules(split(" and ".join(f"n{i} > {i}" for i in range(12)), default=False)) == set()


def test_many_conditions_take_no_long_time():
    warnings(split(*(f"n == {i} and m == {i}" for i in range(300)), default=True))
