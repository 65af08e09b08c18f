"""What a notification says of the clocks of a ticket: which of them are late, and since when; which soon will be, and when."""

from collections.abc import Iterable
from typing import Final

from desk.escalations import Clock, Standing
from foundation.clock import now
from foundation.texts import render
from notifications.recipients import Recipient
from processes.tickets import escalating
from processes.tickets.ticket import Ticket

ENGLISH: Final = "en"
NAMES: Final[dict[str, dict[Clock, str]]] = {
    ENGLISH: {Clock.FIRST_RESPONSE: "first response", Clock.UPDATE: "next answer", Clock.SOLUTION: "solution"},
    "de": {Clock.FIRST_RESPONSE: "erste Antwort", Clock.UPDATE: "nächste Antwort", Clock.SOLUTION: "Lösung"},
}
LATE: Final = {ENGLISH: "{{ clock }}: late since {{ due }}", "de": "{{ clock }}: überfällig seit {{ due }}"}
SOON: Final = {ENGLISH: "{{ clock }}: due by {{ due }}", "de": "{{ clock }}: fällig bis {{ due }}"}


def told_of_clocks(ticket: Ticket, recipient: Recipient, language: str) -> dict[str, str | None]:
    """Under "late" and "soon" a line for each such clock, first response first, in the recipient's zone; None: there is none.

    Args:
        ticket: as it is now.
        recipient: who reads it.
        language: of the text; English where these words do not exist in it.
    """
    spoken = next((each for each in (language, language.partition("_")[0]) if each in NAMES), ENGLISH)
    standing = escalating.standing_of(ticket, at=now())
    return {
        "late": lines((each for each in standing if each.escalated), LATE, recipient, spoken),
        "soon": lines((each for each in standing if each.soon), SOON, recipient, spoken),
    }


def lines(standing: Iterable[Standing], line: dict[str, str], recipient: Recipient, spoken: str) -> str | None:
    written = [
        render(line[spoken], {"clock": NAMES[spoken][each.clock], "due": each.destination}, zone=recipient.zone) for each in standing
    ]
    return "\n".join(written) or None
