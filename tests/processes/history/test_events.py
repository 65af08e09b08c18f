"""The names of events: those of OTRS are all there, and each event has its sentences in both languages."""

import pytest

from processes.events import Event, otrs_type
from processes.telling.german import GERMAN
from processes.telling.sentences import ERASED, LANGUAGES, PHRASES, names_in, sentence

OF_OTRS_6 = (
    "NewTicket FollowUp SendAutoReject SendAutoReply SendAutoFollowUp Forward Bounce SendAnswer SendAgentNotification "
    "SendCustomerNotification EmailAgent EmailCustomer PhoneCallAgent PhoneCallCustomer AddNote Move Lock Unlock Remove TimeAccounting "
    "CustomerUpdate PriorityUpdate OwnerUpdate LoopProtection Misc SetPendingTime StateUpdate TicketDynamicFieldUpdate WebRequestCustomer "
    "TicketLinkAdd TicketLinkDelete SystemRequest Merged ResponsibleUpdate Subscribe Unsubscribe TypeUpdate ServiceUpdate SLAUpdate "
    "ArchiveFlagUpdate EscalationSolutionTimeStop EscalationResponseTimeStart EscalationUpdateTimeStart EscalationSolutionTimeStart "
    "EscalationResponseTimeNotifyBefore EscalationUpdateTimeNotifyBefore EscalationSolutionTimeNotifyBefore EscalationResponseTimeStop "
    "EscalationUpdateTimeStop TitleUpdate EmailResend"
)


def test_all_entry_types_of_otrs_are_known_and_what_a_process_does_has_one_of_its_own():
    of_otrs = OF_OTRS_6.split()
    assert len(of_otrs) == 51
    assert {otrs_type(event) for event in Event} == {*of_otrs, "ProcessEvent"}
    of_processes = {event for event in Event if event.startswith(("process.", "activity."))}
    assert {event for event in Event if otrs_type(event) == "ProcessEvent"} == of_processes
    assert [otrs_type(event) for event in (Event.REOPENED, Event.RESTORED, Event.MERGED)] == ["Misc", "ArchiveFlagUpdate", "Merged"]


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_event_has_a_sentence_whatever_is_missing(event: Event, language: str):
    everything = {name: "this" for phrase in PHRASES[event] for name in names_in(phrase)}
    for data in ({}, everything, {"taken": [1, None], "old": {"a": 1}}, dict.fromkeys(everything), None):
        told = sentence(event, data, language=language)
        assert told
        assert "{" not in told
    assert names_in(PHRASES[event][-1]) == set()


def test_german_misses_nothing_and_keeps_all_names():
    phrases = {phrase for each in PHRASES.values() for phrase in each} | {ERASED}
    assert phrases - GERMAN.keys() == set()
    assert [phrase for phrase, german in GERMAN.items() if names_in(phrase) != names_in(german)] == []


@pytest.mark.parametrize(
    "event, data, english, german",
    [
        (
            *(Event.MOVED, {"old": "Raw", "new": "Desk"}),
            *("The queue was changed from Raw to Desk.", "Die Queue wurde von Raw auf Desk geändert."),
        ),
        (Event.FIELD_CHANGED, {"field": "VIP", "new": True}, "The field VIP was set: yes", "Das Feld VIP wurde gesetzt: ja"),
        (
            *(Event.SERVICE_CHANGED, {"old": "Mail", "new": None}),
            *("The service was taken away; it was Mail.", "Der Service wurde entfernt; zuvor: Mail."),
        ),
        (Event.NOTE_ADDED, {"subject": "Line\nbreak"}, "A note was added: Line break", "Eine Notiz wurde hinzugefügt: Line break"),
        (
            *(Event.TRANSITIONS_TAKEN, {"taken": ["a", "a_to_b", "b"]}),
            *("The process went on: a, a_to_b, b", "Der Prozess ging weiter: a, a_to_b, b"),
        ),
        (Event.TITLE_CHANGED, None, "What this entry told was erased.", "Was dieser Eintrag besagte, wurde gelöscht."),
    ],
)
def test_sentences_tell_what_the_entry_holds(event: Event, data: dict | None, english: str, german: str):
    assert [sentence(event, data), sentence(event, data, language="de")] == [english, german]
    assert sentence(event, data, language="tlh") == english


def test_a_value_cannot_make_a_sentence_endless_or_fill_in_others():
    told = sentence(Event.TITLE_CHANGED, {"old": "{new}", "new": "x" * 10_000})
    assert told == f"The title was changed: {{new}} → {'x' * 199}…"
