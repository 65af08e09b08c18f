"""The subjects of mails about a ticket: its number in them once, and what replies pile up in front taken away."""

import re
from dataclasses import dataclass
from enum import StrEnum

from desk.numbering import Numbering
from desk.ticket_numbers import OTRS_NUMBERING


class NumberPlace(StrEnum):
    """Where the number stands (`Ticket::SubjectFormat`)."""

    LEFT = "Left"  # Re: [Ticket#NR] text
    RIGHT = "Right"  # Re: text [Ticket#NR]
    NONE = "None"  # Re: text


class SubjectOf(StrEnum):
    """What kind of mail the subject is for."""

    REPLY = "reply"
    FORWARD = "forward"
    NEW = "new"


@dataclass(frozen=True, kw_only=True)
class SubjectStyle:
    """How subjects are written; the defaults are OTRS's.

    Args:
        place: where the number stands.
        reply: what stands before a reply (`Ticket::SubjectRe`); may be empty.
        forward: what stands before a forwarded mail (`Ticket::SubjectFwd`); may be empty.
        longest: characters of the text that are kept (`Ticket::SubjectSize`); 0: all.
    """

    place: NumberPlace = NumberPlace.LEFT
    reply: str = "Re"
    forward: str = "Fwd"
    longest: int = 100

    def prefix(self, kind: SubjectOf) -> str:
        word = {SubjectOf.REPLY: self.reply, SubjectOf.FORWARD: self.forward, SubjectOf.NEW: ""}[kind]
        return f"{word}: " if word else ""


OTRS_STYLE = SubjectStyle()


def subject_for(
    kind: SubjectOf, subject: str, *, number: str, style: SubjectStyle = OTRS_STYLE, numbering: Numbering = OTRS_NUMBERING
) -> str:
    """The subject of a mail about the ticket with that number."""
    text = cleaned(subject, number=number, style=style, numbering=numbering)
    tag = f"[{numbering.hook}{numbering.divider}{number}]"
    parts = {NumberPlace.LEFT: (tag, text), NumberPlace.RIGHT: (text, tag), NumberPlace.NONE: (text,)}[style.place]
    return style.prefix(kind) + " ".join(part for part in parts if part)


def cleaned(subject: str, *, number: str, style: SubjectStyle = OTRS_STYLE, numbering: Numbering = OTRS_NUMBERING) -> str:
    """A subject without the ticket's own number and without our own signs of a reply; foreign ones (WG:, AW:) stay."""
    text = own_number(number, numbering).sub("", subject).strip()
    text = signs_of_reply(style).sub("", text).strip()
    return f"{text[: style.longest]} [...]" if 0 < style.longest < len(text) else text


def own_number(number: str, numbering: Numbering) -> re.Pattern[str]:
    """The number of the ticket as it stands in subjects, in brackets or without; others' numbers stay."""
    hook = re.escape(numbering.hook)
    tag = rf"(?:{hook}: ?|{hook}{re.escape(numbering.divider)}){re.escape(number)}"
    return re.compile(rf"\[\s*{tag}\s*\]\s*|{tag}(?!\d)\s*", re.IGNORECASE)


def signs_of_reply(style: SubjectStyle) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in ("Re", style.reply, style.forward) if word)
    return re.compile(rf"\A(?:(?:{words})(?:\[\d+\])?:(?:\s+|\Z))+", re.IGNORECASE)
