"""Exports of OTRS, uploaded by whoever reads German."""

import html
import io

import pytest

from bpm.otrs import import_process
from bpm.sentences import Sentence
from tests.bpm.otrs_examples import action, as_yaml, dialog, export, transition
from tests.web.designer.test_reports import english_in, german
from web.designer import reports

__all__ = ["german"]

GO = {"ActivityEntityID": "A2"}
FLAWED = export(
    process={"StartActivity": "", "StartActivityDialog": ""},
    dialogs={
        "AD1": dialog({"Title": "9", "CustomerID": "0", "Foo": "1"}, FieldOrder=["Title", "Bar", "Foo"], Interface=[], DirectSubmit="1"),
        "AD2": dialog(),
    },
    transitions={
        "T1": transition({"Queue": {"Type": "Module", "Match": "Kernel::Foo"}, "TicketID": "7", "DynamicField_A-b": "x"}),
        "T2": transition({"Queue": {"Type": "Regexp", "Match": "(?<=x)y"}}),
        "T3": transition({"Queue": {"Type": "Strange", "Match": "x"}}),
        "T4": transition({"Queue": "Raw"}),
    },
    actions={
        "TA1": action("TicketQueueSet", QueueID="99", More="x"),
        "TA2": action("TicketStateSet", State="open", PendingTimeDiff="soon"),
        "TA3": action("ArticleSend"),
        "TA4": action("TicketTitleSet", Title="<OTRS_FOO> {{"),
    },
    path={"A1": {"T1": GO | {"TransitionAction": ["TA1", "TA2", "TA3", "TA4"]}, "T2": GO, "T3": GO, "T4": GO}, "A2": {}},
)
FOUND = [
    "Er hat keinen Startdialog, also kann ihn in OTRS niemand von Hand starten; hier beginnt er ohne Dialog.",
    "Das Perl-Modul 'Kernel::Foo' kann hier nicht laufen: Dieser Teil der Bedingung ist nie wahr. Schreiben Sie ihn als Ausdruck.",
    "Das Muster '(?<=x)y' lässt sich nicht übernehmen: es verwendet, was nur Perl kann, etwa Umschau",
    "OTRS kann den Übergang nicht auswerten (das Feld 'Queue' hat den unbekannten Typ 'Strange'); darum wird weder er",
    "QueueID '99' ist eine Nummer aus einer anderen Datenbank. Nennen Sie stattdessen den Namen (queue).",
    "Den Platzhalter <OTRS_FOO> füllt hier nichts; an seiner Stelle steht ein Strich.",
    "Das Feld 'A-b' heißt hier 'A_b', denn sein Name ist hier keiner oder ist vergeben.",
]


def upload(client, data: bytes):
    given = {"files": (io.BytesIO(data), "leave.yml")}
    return client.post("/designer/upload", data=given, content_type="multipart/form-data", follow_redirects=True)


def test_what_an_import_finds_is_told_in_german(german):
    page = html.unescape(upload(german, as_yaml(FLAWED)).text)
    _before, listed = page.split("Was der Import gefunden hat")
    assert [found for found in FOUND if found not in listed] == []
    assert "Perl-Modul" not in listed.partition('id="toasts"')[2], "they are listed, and not laid over the page"


def test_no_finding_has_english_in_it(site):
    found = import_process(as_yaml(FLAWED)).report
    with site.test_request_context(headers={"Accept-Language": "de"}):
        told = {finding.as_json(reports.say)["message"] for finding in found}
    assert len(told) > 20
    assert {message: english_in(message) for message in told if english_in(message)} == {}
    assert all(isinstance(finding.message, Sentence) and finding.as_json()["message"] == finding.message for finding in found)


@pytest.mark.parametrize(
    "data, told",
    [
        (b"ActivityDialog: {}\nProcess: ]", "Die Datei ist in Zeile 2 kein YAML: "),
        (
            b"ActivityDialog: 1\nActivityDialog: 2\n",
            "Die Datei wird in Zeile 2 abgelehnt: der Schlüssel 'ActivityDialog' steht zweimal da.",
        ),
        (b"ActivityDialog: {}\n", "Die Datei ist kein exportierter Prozess: Sie hat keine Tabelle namens Process."),
    ],
)
def test_what_is_no_export_is_refused_in_german(german, data, told):
    page = upload(german, data)
    assert page.status_code == 422
    assert told in html.unescape(page.text)
