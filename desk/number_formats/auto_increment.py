"""System id and a padded counter that is never set back: 1000001."""

from datetime import date

from desk.number_formats import formats
from desk.numbering import NumberFormat

FURTHER_DIGITS = 5  # how much longer than padded a counter may be to be recognised


@formats.register("AutoIncrement")
class AutoIncrement(NumberFormat):
    def prefix(self, today: date) -> str:  # noqa: ARG002 - counted on, whatever the day
        return self.numbering.system_id

    def number(self, prefix: str, counter: int) -> str:
        return f"{prefix}{counter:0{self.numbering.least_digits}}"

    def pattern(self) -> str:
        least = self.numbering.least_digits
        return rf"{self.recognised_system_id}\d{{{least},{least + FURTHER_DIGITS}}}"
