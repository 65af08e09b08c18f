"""Dialogs and who-may rules."""

import pytest

from tests.bpm.linting.models import document, rules, warnings


def task(*, offers: str = '<lz:offers dialog="d"/>', may: str = "") -> str:
    return f'<userTask id="t" name="t"><extensionElements>{offers}{may}</extensionElements></userTask>'


def dialog(audience: str, shows: str = "") -> str:
    return f'<lz:dialog id="d" label="Decide" for="{audience}">{shows}</lz:dialog>'


def test_a_field_whose_condition_cannot_hold():
    root = document(task(), extensions=dialog("agent", '<lz:show field="reason" as="mandatory" when="n == 1 and n == 2"/>'))
    (found,) = warnings(root)
    assert (found.rule, found.id, found.params["field"]) == ("field-never-shown", "main", "reason")


def test_a_field_that_can_be_shown():
    root = document(task(), extensions=dialog("agent", '<lz:show field="reason" as="mandatory" when="decision in [\'a\', \'b\']"/>'))
    assert rules(root) == set()


def test_mandatory_and_hidden_at_once():
    shows = '<lz:show field="reason" as="mandatory"/><lz:show field="reason" as="hidden"/>'
    assert rules(document(task(), extensions=dialog("agent", shows))) == {("mandatory-field-hidden", "main")}


@pytest.mark.parametrize(
    ("audience", "may", "expected"),
    [
        ("agent", '<lz:may customer="ticket"/>', {"dialog-for-nobody"}),
        ("customer", '<lz:may group="g"/>', {"dialog-for-nobody"}),
        ("agent customer", '<lz:may customer="ticket"/>', set()),
        ("agent", '<lz:may customer="ticket"/><lz:may group="g"/>', set()),
        ("agent", "", set()),
    ],
)
def test_a_dialog_for_the_wrong_people(audience, may, expected):
    root = document(task(may=may), extensions=dialog(audience))
    assert {rule for rule, _ in rules(root)} == expected


def test_a_mandatory_field_nobody_can_fill_in():
    root = document(task(may='<lz:may customer="ticket"/>'), extensions=dialog("agent", '<lz:show field="reason" as="mandatory"/>'))
    (found,) = warnings(root)
    assert (found.rule, found.params["field"]) == ("mandatory-field-for-nobody", "reason")


@pytest.mark.parametrize("may", ['<lz:may group=""/>', '<lz:may group="  "/>', "<lz:may/>", '<lz:may role="" group="g"/>'])
def test_a_rule_without_anybody(may):
    assert rules(document(task(may=may), extensions=dialog("agent"))) == {("nobody-may", "t")}


def test_a_lane_without_anybody():
    lanes = (
        '<laneSet id="ls"><lane id="l" name="Desk"><extensionElements><lz:may group=""/>'
        "</extensionElements><flowNodeRef>t</flowNodeRef></lane></laneSet>"
    )
    assert rules(document(lanes + task(), extensions=dialog("agent"))) == {("nobody-may", "l")}
