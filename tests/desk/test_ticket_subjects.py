"""Subjects of mails about a ticket, in OTRS's three forms, and cleaned of what replies pile up."""

from typing import Any

import pytest

from desk.numbering import Numbering
from desk.ticket_subjects import NumberPlace, SubjectOf, SubjectStyle, cleaned, subject_for

NUMBER = "2026030210000012"
TAG = f"[Ticket#{NUMBER}]"


@pytest.mark.parametrize(
    ("place", "kind", "expected"),
    [
        ("Left", "reply", f"Re: {TAG} Printer"),
        ("Right", "reply", f"Re: Printer {TAG}"),
        ("None", "reply", "Re: Printer"),
        ("Left", "forward", f"Fwd: {TAG} Printer"),
        ("Right", "forward", f"Fwd: Printer {TAG}"),
        ("Left", "new", f"{TAG} Printer"),
        ("None", "new", "Printer"),
    ],
)
@pytest.mark.parametrize("given", ["Printer", f"Re: {TAG} Printer", f"Re: Printer {TAG}", f"RE[3]: Fwd: Re: {TAG} RE: Printer"])
def test_the_forms_of_a_subject(place: str, kind: str, expected: str, given: str) -> None:
    assert subject_for(SubjectOf(kind), given, number=NUMBER, style=SubjectStyle(place=NumberPlace(place))) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Printer", "Printer"),
        (f"{TAG} Printer", "Printer"),
        (f"[ Ticket#{NUMBER} ]  Printer", "Printer"),
        (f"[ticket#{NUMBER}] Printer", "Printer"),
        (f"[Ticket#:{NUMBER}] Printer", "Printer"),
        (f"[Ticket#: {NUMBER}] Printer", "Printer"),
        (f"Ticket#{NUMBER} Printer", "Printer"),
        (f"Ticket#: {NUMBER} Printer", "Printer"),
        (f"{TAG} {TAG} Printer {TAG}", "Printer"),
        ("[Ticket#2026030210000021] Printer", "[Ticket#2026030210000021] Printer"),
        (f"Ticket#{NUMBER}9 Printer", f"Ticket#{NUMBER}9 Printer"),
        ("Re: Printer", "Printer"),
        ("RE: re: Re[5]: Printer", "Printer"),
        (f"Re: {TAG} Re: Printer", "Printer"),
        (f"{TAG} Re: Printer", "Printer"),
        ("WG: Printer", "WG: Printer"),
        ("AW: Re: Printer", "AW: Re: Printer"),
        ("Printer Re: again", "Printer Re: again"),
        ("Re:spect", "Re:spect"),
        ("Re:", ""),
        ("  Re:   ", ""),
        ("", ""),
    ],
)
def test_what_is_taken_away_and_what_stays(given: str, expected: str) -> None:
    assert cleaned(given, number=NUMBER) == expected


@pytest.mark.parametrize(
    ("length", "longest", "expected"),
    [(100, 100, "x" * 100), (101, 100, "x" * 100 + " [...]"), (101, 0, "x" * 101), (30, 20, "x" * 20 + " [...]")],
)
def test_long_subjects_are_cut(length: int, longest: int, expected: str) -> None:
    assert cleaned("Re: " + "x" * length, number=NUMBER, style=SubjectStyle(longest=longest)) == expected


@pytest.mark.parametrize(
    ("values", "given", "expected"),
    [
        ({"reply": "AW"}, "AW: Re: Printer", f"AW: {TAG} Printer"),
        ({"reply": ""}, "Re: Printer", f"{TAG} Printer"),
        ({"reply": "A.W"}, "AxW: Printer", f"A.W: {TAG} AxW: Printer"),
    ],
)
def test_own_signs_of_a_reply(values: dict[str, Any], given: str, expected: str) -> None:
    assert subject_for(SubjectOf.REPLY, given, number=NUMBER, style=SubjectStyle(**values)) == expected


def test_own_hook_and_divider() -> None:
    numbering = Numbering(hook="Call#", divider=" ")
    subject = subject_for(SubjectOf.REPLY, "Printer", number=NUMBER, numbering=numbering)
    assert subject == f"Re: [Call# {NUMBER}] Printer"
    assert cleaned(subject, number=NUMBER, numbering=numbering) == "Printer"
    assert subject_for(SubjectOf.REPLY, "", number=NUMBER) == f"Re: {TAG}"
