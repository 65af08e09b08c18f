"""The components as macros: what they say to assistive technology, what they escape, and that all their words are translated."""

import re
from html import unescape

import pytest
from babel.messages.extract import extract
from flask import render_template_string
from jinja2.ext import babel_extract
from markupsafe import Markup

from tests.conftest import ROOT
from web import components, translating

TEMPLATES = ROOT / "web" / "templates"
SCRIPT = """<script>alert("1")</script>' onload='x"""

ALL = """\
{{ ui.button(x, icon_name='x', reason=x) }}
{{ ui.button(x, href=x, confirm=x) }}
{{ ui.icon_button('x', x) }}
{{ ui.deed('/', x, fields={x: x}) }}
{{ ui.chip(x, title=x) }}
{{ ui.state_chip(x, 'new') }}
{{ ui.priority(x, 3) }}
{{ ui.avatar(x) }}
{{ ui.presence([x], [x]) }}
{{ ui.input('a', x, x, help=x, error=x, placeholder=x) }}
{{ ui.textarea('a', x, x) }}
{{ ui.select('a', x, [(x, x)], x) }}
{{ ui.combobox('a', x, {x: [(x, x)]}, url=x) }}
{{ ui.multiselect('a', x, [x], [x]) }}
{{ ui.choices('a', x, [(x, x, x)], x) }}
{{ ui.files('a', x, kept=[{'id': x, 'name': x, 'size': 3}]) }}
{{ ui.value(x, x) }}
{{ ui.problems({'a': x}, {'a': x}) }}
{% call(row) ui.data_table([{'name': 'a', 'label': x, 'sorts': true}], [{'a': x}], x, selects='a') %}<td>{{ row.a }}</td>{% endcall %}
{{ ui.list_row(x, x, line=x, aside=x, select=x) }}
{{ ui.tabs([(x, x, true, 3)], x) }}
{{ ui.facts([(x, x)]) }}
{{ ui.breadcrumb([(x, x)]) }}
{{ ui.alert(x, title=x) }}
{{ ui.empty(x, x, action=x, href=x) }}
{{ ui.error_block(x, x, x) }}
{{ ui.progress(x, 1, words=x) }}
{{ ui.tip(x, x) }}
{% call ui.dialog('d', x) %}{{ x }}{% endcall %}
{{ ui.confirm_dialog('c', x, x, '/', x, typed=x) }}
{{ ui.menu_item(x, reason=x) }}
{% call ui.timeline_entry('note', x, x, what=x) %}{{ x }}{% endcall %}
{{ ui.field_changes([(x, x, x)]) }}
{{ ui.attachment(x, x, 3) }}
{{ ui.given([{'label': x, 'name': x, 'text': x, 'file': none}, {'label': x, 'name': x, 'file': {'name': x, 'size': 3}}], x) }}
{{ ui.conflict(x, x, x, x) }}
{{ ui.diff([('+', x)]) }}
{{ ui.step_track([x], 1, x) }}
{{ ui.diagram('d', x, x, marks={'badges': {x: x}}) }}
{{ ui.outline([{'id': x, 'name': x, 'kind': x, 'standing': '', 'note': x}], 'd') }}
{{ ui.link_card(x, x, x) }}"""


@pytest.fixture
def shown(bare_site):
    """Renders a piece of template with all components at hand."""

    def show(text: str, path: str = "/tickets?sort=age&state=new&state=open&after=7", **values) -> str:
        with bare_site.test_request_context(path):
            return render_template_string('{% import "components/ui.html" as ui %}' + text, **values)

    return show


@pytest.mark.parametrize("text", ALL.splitlines())
def test_whatever_people_wrote_stays_text(shown, text):
    page = shown(text, x=SCRIPT)
    assert "alert" in page
    assert "<script" not in page
    assert not re.search(r"<[a-z-]+(?:\s[\w-]+(?:=\"[^\"]*\")?)*\s+onload", page)


def test_small_components_made_once_keep_text_and_markup_apart(shown):
    chip = "{{ ui.chip(x) }}"
    assert "<b>bold</b>" in shown(chip, x=Markup("<b>bold</b>"))
    assert "&lt;b&gt;bold&lt;/b&gt;" in shown(chip, x="<b>bold</b>")
    assert "<b>bold</b>" in shown(chip, x=Markup("<b>bold</b>"))


def test_small_components_made_once_are_so_for_each_language(bare_site):
    def dot(language: str) -> str:
        with bare_site.test_request_context("/", headers={"Accept-Language": language}):
            return render_template_string('{% import "components/ui.html" as ui %}{{ ui.unread_dot() }}')

    assert ("unread" in dot("en"), "ungelesen" in dot("de"), "unread" in dot("en")) == (True, True, True)


def test_a_button_with_a_reason_cannot_be_pressed_and_says_why(shown):
    page = shown("{{ ui.button('Close', kind='primary', href='/x', reason='It is locked.') }}")
    found = re.search(r'aria-disabled="true" aria-describedby="([\w-]+)"', page)
    assert found
    assert f'role="tooltip" id="{found.group(1)}">It is locked.<' in page
    assert "/x" not in page


def test_a_field_names_its_help_and_its_problem(shown):
    page = shown(
        "{{ ui.input('mail', 'Email', 'mara@', type='email', required=true, help='Yours.', error=['Too short.', 'No address.']) }}"
    )
    assert '<label for="mail">' in page
    assert 'aria-describedby="mail-help mail-error" aria-invalid="true" required' in page
    assert "Too short. No address." in page


def test_a_head_of_a_table_turns_its_order_around(shown):
    columns = [{"name": "age", "label": "Age", "sorts": True}]
    table = "{% call(row) ui.data_table(columns, [], 'Tickets', sort=sort) %}{% endcall %}"
    up = unescape(shown(table, columns=columns, sort="age"))
    assert 'aria-sort="ascending"' in up
    assert 'href="/tickets?state=new&state=open&sort=-age"' in up
    down = unescape(shown(table, columns=columns, sort="-age"))
    assert 'aria-sort="descending"' in down
    assert 'href="/tickets?state=new&state=open&sort=age"' in down


def test_a_list_of_one_page_says_nothing_of_pages(shown):
    assert not shown("{{ ui.pager() }}").strip()
    first = shown("{{ ui.pager(older='/tickets?after=9') }}")
    assert 'href="/tickets?after=9"' in first
    assert "This is the first page." in first


def test_a_fact_and_a_row_can_stand_below_each_other_where_there_is_little_room(shown):
    assert "<div><dt>Phone</dt><dd>112</dd></div>" in shown("{{ ui.facts([('Phone', '112')]) }}")
    told = [{"label": "Photo", "name": "photo", "text": "", "file": {"name": "a.png", "size": 123_000}}]
    page = shown("{{ ui.given(told, '/files') }}", told=told)
    assert "<div><dt>Photo</dt>" in page
    assert "<small>123 kB</small>" in page
    assert 'class="table as-cards"' in shown("{% call(row) ui.data_table([], [], 'Tickets') %}{% endcall %}")


@pytest.mark.parametrize(
    "name, letters",
    [("Mara Lind", "ML"), ("Maria da Silva", "MS"), ("otto", "O"), ("", "?"), ("(deleted) Person", "P"), ("Ödön Ács", "ÖÁ")],
)
def test_initials(name, letters):
    assert components.initials(name) == letters


def test_a_face_keeps_its_colour():
    assert components.hue("Mara Lind") == components.hue("Mara Lind")
    assert len({components.hue(name) for name in ("Mara Lind", "Jon Stark", "Ada Silva", "Otto Weiss", "Eva Brandt")}) > 1


def texts_of_components() -> set[str]:
    """All that the components and frames say."""
    found = set()
    for path in (*TEMPLATES.glob("components/*.html"), *TEMPLATES.glob("frames/*.html")):
        with path.open("rb") as file:
            said = [message for _, _, message, _ in babel_extract(file, ("_", "ngettext"), [], {})]
        found |= {message if isinstance(message, str) else str(message and message[0]) for message in said}
    with (ROOT / "web" / "components.py").open("rb") as file:
        found |= {str(message) for _, message, *_ in extract("python", file)}
    return found


def test_all_components_speak_german():
    catalogue = translating.catalogue("de")
    known = {message.id if isinstance(message.id, str) else message.id[0] for message in catalogue}
    assert not texts_of_components() - known
