import time
from collections.abc import Iterator
from statistics import median

import pytest
from flask import Flask

from foundation.errors import Refused
from foundation.passwords import CHEAP_PASSWORDS, LONGEST, PasswordPolicy, hash_password, needs_rehash, verify_password


@pytest.fixture
def cheaply() -> Iterator[Flask]:
    application = Flask("cheap")
    application.config[CHEAP_PASSWORDS] = True
    with application.app_context():
        yield application


@pytest.mark.usefixtures("cheaply")
def test_the_right_password_is_known():
    stored = hash_password("Fahrrad7")
    assert stored.startswith("$argon2id$")
    assert verify_password(stored, "Fahrrad7")
    assert not verify_password(stored, "fahrrad7")
    assert not verify_password(stored, "")
    assert not needs_rehash(stored)


@pytest.mark.usefixtures("cheaply")
def test_nobody_has_no_password():
    assert not verify_password(None, "Fahrrad7")
    assert not verify_password("", "Fahrrad7")
    assert not verify_password(None, "")


@pytest.mark.usefixtures("cheaply")
@pytest.mark.parametrize("foreign", ["*", "sha256:abcdef", "$argon2id$v=19$broken", "$2b$12$abcdefghijklmnopqrstuv"])
def test_a_hash_of_another_kind_is_nobodys(foreign: str):
    assert not verify_password(foreign, "Fahrrad7")
    assert needs_rehash(foreign)


@pytest.mark.usefixtures("cheaply")
def test_signs_put_together_in_two_ways_are_the_same():
    assert verify_password(hash_password("Gru\u0308\u00dfe"), "Gr\u00fc\u00dfe")


@pytest.mark.usefixtures("cheaply")
def test_a_password_without_end_is_refused():
    longest = "a" * LONGEST
    assert verify_password(hash_password(longest), longest)
    assert not verify_password(hash_password(longest), longest + "a")
    with pytest.raises(Refused, match="at most 1000"):
        hash_password(longest + "a")


def test_more_effort_is_asked_for_later(cheaply: Flask):
    cheap = hash_password("Fahrrad7")
    cheaply.config[CHEAP_PASSWORDS] = False
    assert needs_rehash(cheap)
    assert verify_password(cheap, "Fahrrad7")


def test_unknown_people_cost_as_much_as_wrong_passwords():
    stored = hash_password("Fahrrad7")
    verify_password(None, "the dummy is made on first use")
    known, unknown = (median(seconds(owner) for _ in range(5)) for owner in (stored, None))
    print(f"\nverifying: {known * 1000:.0f} ms for a known person, {unknown * 1000:.0f} ms for an unknown one")
    assert 0.4 < known / unknown < 2.5


def seconds(stored: str | None) -> float:
    began = time.perf_counter()
    verify_password(stored, "wrong")
    return time.perf_counter() - began


POLICIES = [
    ({}, "Fahrrad7", []),
    ({}, "Fahrra7", ["It has 7 characters; at least 8 are needed."]),
    ({}, "", ["It is empty."]),
    ({}, " \t\u00a0 ", ["It is empty."]),
    ({}, "a" * 1001, ["It has 1001 characters; at most 1000 fit."]),
    ({"min_size": 12}, "Fahrrad7", ["It has 8 characters; at least 12 are needed."]),
    ({"need_digit": True}, "Fahrräder", ["A digit is needed."]),
    ({"need_digit": True}, "Fahrrad7", []),
    ({"min_2_letters": True}, "1234567a", ["Two letters are needed."]),
    ({"min_2_letters": True}, "123456äß", []),
    ({"min_2_lower_2_upper": True}, "Fahrrad7", ["Two small and two capital letters are needed."]),
    ({"min_2_lower_2_upper": True}, "FAhrrad7", []),
    ({"regex": "[0-9].*[0-9]"}, "Fahrrad7", ["It must match [0-9].*[0-9]."]),
    ({"regex": "[0-9].*[0-9]"}, "7Fahrrad7", []),
    (
        {"need_digit": True, "min_2_letters": True},
        "!!!",
        ["It has 3 characters; at least 8 are needed.", "A digit is needed.", "Two letters are needed."],
    ),
]


@pytest.mark.parametrize("rules, password, problems", POLICIES)
def test_the_policy(rules: dict, password: str, problems: list[str]):
    assert PasswordPolicy(**rules).check(password) == problems


@pytest.mark.parametrize("password", ["anna.berg", "Anna.Berg", " anna.berg "])
def test_the_login_is_no_password(password: str):
    assert "It is the login itself." in PasswordPolicy().check(password, login="anna.berg")


@pytest.mark.parametrize("rules, field", [({"regex": "(?<=a)b"}, "regex"), ({"regex": "("}, "regex"), ({"min_size": 0}, "min_size")])
def test_a_policy_that_makes_no_sense_is_refused(rules: dict, field: str):
    with pytest.raises(Refused) as caught:
        PasswordPolicy(**rules)
    assert set(caught.value.problems) == {field}


def test_a_hostile_regex_takes_no_time():
    began = time.perf_counter()
    PasswordPolicy(regex="(a+)+$").check("a" * 999 + "b")
    assert time.perf_counter() - began < 0.5
