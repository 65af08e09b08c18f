"""What ticket numbers are made of, and the contract of a format; the formats are in `desk/number_formats/`."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from foundation.errors import Refused

LONGEST_SYSTEM_ID = 10  # digits
MOST_DIGITS = 20


@dataclass(frozen=True, kw_only=True)
class Numbering:
    """How tickets are numbered; the defaults are OTRS's, and what they were called there stands behind.

    Args:
        format: the name of a number format (`Ticket::NumberGenerator`).
        system_id: digits that tell this desk's numbers from those of others (`SystemID`).
        check_system_id: only numbers with these digits are recognised (`CheckSystemID`).
        hook: what stands before a number (`Ticket::Hook`).
        divider: what stands between the hook and the number (`Ticket::HookDivider`).
        least_digits: to how many digits a counter is padded (`MinCounterSize`).
        pads_date_counter: the format Date pads its counter, too (`Date::UseFormattedCounter`).
    """

    format: str = "DateChecksum"
    system_id: str = "10"
    check_system_id: bool = True
    hook: str = "Ticket#"
    divider: str = ""
    least_digits: int = 5
    pads_date_counter: bool = False

    def __post_init__(self) -> None:
        """Raise Refused, naming each value that makes no sense."""
        found = dict(self._problems())
        if found:
            raise Refused(found)

    def _problems(self) -> Iterator[tuple[str, str]]:
        if not (self.system_id.isascii() and self.system_id.isdecimal() and len(self.system_id) <= LONGEST_SYSTEM_ID):
            yield "system_id", f"{self.system_id!r} is no system id; write 1 to {LONGEST_SYSTEM_ID} digits."
        if not self.hook.strip():
            yield "hook", "It is needed: numbers in subjects are found by it."
        if not 1 <= self.least_digits <= MOST_DIGITS:
            yield "least_digits", f"A counter has 1 to {MOST_DIGITS} digits."


class NumberFormat(ABC):
    """One way to write ticket numbers.

    A format is a file in `desk/number_formats/` that registers a subclass under the name settings use. It keeps nothing: a number
    follows from the prefix and from a counter that is counted up for each prefix alone, so numbers differ if these two do.
    """

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering

    @abstractmethod
    def prefix(self, today: date) -> str:
        """What the numbers of this day begin with, and what they are counted under."""

    @abstractmethod
    def number(self, prefix: str, counter: int) -> str:
        """The whole number; `counter` begins at 1."""

    @abstractmethod
    def pattern(self) -> str:
        """A regular expression without groups for such a number after its hook."""

    @property
    def recognised_system_id(self) -> str:
        """The digits a recognised number must have in the system id's place: "" if any will do."""
        return self.numbering.system_id if self.numbering.check_system_id else ""


class DatedFormat(NumberFormat):
    """Numbers that begin with the day and are counted anew each day."""

    def prefix(self, today: date) -> str:
        return f"{today:%Y%m%d}{self.numbering.system_id}"
