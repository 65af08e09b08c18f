"""The settings of a dynamic field are typed into inputs, as its kind has them."""

import html
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from desk.actors import SYSTEM
from desk.dynamic_fields import DynamicField
from desk.field_kinds import kinds
from foundation.unit_of_work import unit_of_work
from tests.desk import people
from tests.desk.field_kinds.values import EXAMPLES
from tests.web.admin.forms import errors_at, form_of, options_of
from tests.web.browsing import logged_in, with_password
from web.admin.field_settings import SETTINGS, config_in, settings_of

BROUGHT_ALONG = {"possible_none", "tree_view", "translatable", "link", "link_preview", "cols"}  # by imports; pages make nothing of them
COLOUR = {"name": "Colour", "label": "Colour", "belongs_to": "ticket", "validity": "valid", "comment": ""}


@pytest.fixture
def root(site) -> FlaskClient:
    with unit_of_work():
        with_password(people.admin("chief"))
    return logged_in(site, "chief")


def colour() -> DynamicField:
    with unit_of_work(reads_only=True):
        return DynamicField.named("Colour")


def test_each_kind_has_an_input_for_each_of_its_settings():
    for name in sorted(kinds):
        offered = [setting.name for setting in SETTINGS if name in setting.kinds]
        assert len(offered) == len(set(offered)), name
        assert set(offered) == set(kinds[name].entries) - BROUGHT_ALONG, name


def test_options_are_lines_and_stand_there_again(root):
    assert ("dropdown", False) in options_of("kind", root.get("/admin/dynamic_field/new").text)
    typed = {
        "config-values-options": "r = red\r\n\r\n g=1 \r\nb\tdeep = blue\r\n",
        "config-default-text": "r",
        "config-max_length-number": "7",
    }
    made = root.post("/admin/dynamic_field/new", data=COLOUR | {"kind": "dropdown"} | typed)
    assert made.status_code == 302, made.text
    assert colour().config == {"values": [["r", "red"], ["g=1", "g=1"], ["b", "deep = blue"]], "default": "r"}
    page = html.unescape(root.get(made.headers["Location"]).text)
    assert "r = red\ng=1\nb = deep = blue</textarea>" in page


@pytest.mark.parametrize(
    ("kind", "typed", "told"),
    [
        ("dropdown", {}, "Options: A dropdown needs options."),
        ("dropdown", {"config-values-options": "r = red", "config-default-text": "g"}, "Suggested value: 'g' is none of its options."),
        ("text", {"config-max_length-number": "-1"}, "Characters, at most: It is a whole number from 1"),
        ("text", {"config-regexes-pairs": ["(", ""], "config-regexes-pairs-message": ["No.", ""]}, "Patterns: '(' is not a regular"),
        ("date", {"config-default_seconds-number": "soon"}, "Suggested: seconds from now: It is a whole number"),
    ],
)
def test_what_is_wrong_is_told_by_the_name_of_the_input_which_keeps_it(root, kind, typed, told):
    refused = root.post("/admin/dynamic_field/new", data=COLOUR | {"kind": kind} | typed)
    assert refused.status_code == 422
    assert told in html.unescape(re.sub(r"<[^>]+>", "", errors_at("config", refused.text)))
    kept = html.unescape(refused.text)
    assert all(text in kept for value in typed.values() for text in ([value] if isinstance(value, str) else value))


def test_what_no_input_shows_stays(root):
    """What an import has brought along, that is; saving a form nobody has changed changes nothing."""
    with unit_of_work():
        config = {"values": [["r", "red"]], "possible_none": True, "regexes": [["^r", "Begin with r."]]}
        values = {"label": "Colour", "kind": "multiselect", "config": config, "made_by_process": "painting"}
        field = DynamicField.create(name="Colour", actor=SYSTEM, **values)
        place = f"/admin/dynamic_field/{field.id}"
        before = field.config
    page = root.get(place).text
    assert root.post(place, data=form_of(page)).status_code == 302
    assert colour().config == before
    assert root.post(place, data=form_of(page) | {"config-values-options": "r = rose"}).status_code == 302
    assert colour().config == before | {"values": [["r", "rose"]]}
    assert colour().made_by_process == "painting"
    assert "painting" in root.get("/admin/dynamic_field/").text


def test_what_another_kind_does_not_know_goes_with_the_kind(root):
    with unit_of_work():
        config = {"values": [["r", "red"]], "possible_none": True, "link": "/colours/{{ value }}"}
        field = DynamicField.create(name="Colour", label="Colour", kind="dropdown", config=config, actor=SYSTEM)
        place = f"/admin/dynamic_field/{field.id}"
    changed = root.post(place, data=form_of(root.get(place).text) | {"kind": "text", "config-max_length-number": "9"})
    assert changed.status_code == 302, changed.text
    assert colour().config == {"max_length": 9, "link": "/colours/{{ value }}"}


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_what_stands_in_the_inputs_is_the_same_again(name):
    config = {entry: value for entry, value in kinds[name].check_config(EXAMPLES[name].config).items() if entry not in BROUGHT_ALONG}
    given: MultiDict[str, Any] = MultiDict({"kind": name})
    for setting in settings_of(config):
        rows = setting.value if setting.shape == "pairs" else [(setting.value, "")]
        for value, message in rows:
            given.add(setting.input_name, value)
            given.add(f"{setting.input_name}-message", message)
    assert kinds[name].check_config(config_in(given)) == config
