"""Day, system id, and a counter of the day: 20260302101."""

from desk.number_formats import formats
from desk.numbering import DatedFormat


@formats.register("Date")
class Date(DatedFormat):
    """The counter is as long as it is, unless the settings have it padded."""

    def number(self, prefix: str, counter: int) -> str:
        return f"{prefix}{counter:0{self.numbering.least_digits}}" if self.numbering.pads_date_counter else f"{prefix}{counter}"

    def pattern(self) -> str:
        return rf"\d{{8}}{self.recognised_system_id}\d{{1,40}}"
