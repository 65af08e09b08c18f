"""The standard process: planted once, replaced by a newer shipped one, and left alone where administrators decided. All German is whole."""

import logging
import re

import pytest
from lxml import etree

from desk.actors import SYSTEM
from desk.states import State
from processes import definitions
from processes.deploying import shipped, translations
from processes.versions import VersionState
from tests.processes.deploying.models import model

SPOKEN = {"name", "label", "submit", "help", "advice", "message", "subject", "milestone", "publicName"}
UNSEEN = {"message", "escalation", "field", "variable", "action", "param", "in", "out"}  # their names are for machines
WRITTEN = {"subject", "body", "title"}  # parameters of actions
HOLES, WORDS, QUOTED = re.compile(r"{{.*?}}", re.DOTALL), re.compile(r"[A-Za-z]{2}"), re.compile(r"'[^']* [^']*'")
FOLDERS = sorted(path.parent.name for path in shipped.FOLDER.glob("*/model.bpmn"))


@pytest.fixture
def newer(monkeypatch):
    """Have another model shipped from now on."""

    def ship(name: str) -> None:
        monkeypatch.setattr(shipped, "files_of", lambda _process_id: [("model.bpmn", model(process_id="request", name=name))])

    return ship


def standing() -> list[tuple[int, str]]:
    return [(version.number, version.state) for version in definitions.versions_of(definitions.definition_of("request"))]


@pytest.mark.usefixtures("desk_work")
class TestPlanting:
    def test_a_new_house_has_it_active_and_as_its_own(self):
        version = definitions.active_version("request")
        assert (version.number, version.deployed_by, version.definition.owner_group_id) == (1, "system", None)
        assert definitions.export("request") == (shipped.FOLDER / "request" / "model.bpmn").read_bytes()
        assert definitions.translated(version.id, "Work on the request", "de") == "An der Anfrage arbeiten"

    def test_the_same_is_planted_once_without_asking_the_reader(self, monkeypatch):
        monkeypatch.setattr(definitions, "deploy", None)
        assert shipped.plant() is None
        assert standing() == [(1, VersionState.ACTIVE)]

    def test_a_newer_one_takes_the_place_of_a_shipped_one(self, newer):
        newer("Newer")
        assert shipped.plant() is not None
        assert shipped.plant() is None
        assert standing() == [(2, VersionState.ACTIVE), (1, VersionState.FADING)]

    def test_a_version_of_the_administrators_stays_active(self, newer):
        own = definitions.deploy([("own.bpmn", model(process_id="request", name="Ours"))], actor=SYSTEM)
        definitions.activate(own, actor=SYSTEM)
        newer("Newer")
        shipped.plant()
        assert standing() == [(3, VersionState.DEPLOYED), (2, VersionState.ACTIVE), (1, VersionState.FADING)]

    def test_a_process_that_was_let_fade_away_stays_so(self, newer):
        definitions.fade_away(definitions.definition_of("request"), actor=SYSTEM)
        newer("Newer")
        shipped.plant()
        assert standing() == [(2, VersionState.DEPLOYED), (1, VersionState.FADING)]

    def test_renamed_words_do_not_keep_a_house_from_starting(self, newer, monkeypatch, caplog):
        State.named("open").change(actor=SYSTEM, name="offen")
        written = shipped.files_of("request")
        monkeypatch.setattr(shipped, "files_of", lambda _process_id: [("model.bpmn", written[0][1] + b"\n")])
        with caplog.at_level(logging.WARNING):
            assert shipped.plant() is None
        assert "There is no state 'open'" in caplog.text
        assert standing() == [(1, VersionState.ACTIVE)]


@pytest.mark.parametrize("process_id", FOLDERS)
def test_all_that_people_read_is_there_in_german(process_id):
    files = dict(shipped.files_of(process_id))
    told = translations.read_all([("texts/de.yaml", files["texts/de.yaml"])])["de"]
    assert set(told) == set(said(etree.fromstring(files["model.bpmn"])))


def said(root):
    """The texts of a model that people read: its labels and the like, options, words in dialogs, titles and what it writes."""
    for element in root.iter("{*}*"):
        kind = etree.QName(element).localname
        spoken = {etree.QName(name).localname: text for name, text in element.attrib.items()}
        yield from (text for name, text in spoken.items() if name in SPOKEN - ({"name"} if kind in UNSEEN else set()))
        if kind in {"value", "text"} and element.text:
            yield element.text.strip()
        if kind == "ticket" and is_said(element.get("title", "")):
            yield element.get("title")
        if kind == "param" and element.get("name") in WRITTEN and is_said(element.text or ""):
            yield element.text


def is_said(text):
    """Whether a text has words of its own, beside or in what is filled in."""
    return bool(WORDS.search(HOLES.sub("", text)) or QUOTED.search(text))
