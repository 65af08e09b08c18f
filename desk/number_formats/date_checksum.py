"""Day, system id, a padded counter of the day, and a check digit: 2026030210000012."""

from desk.number_formats import formats
from desk.numbering import DatedFormat

DIGITS = 5  # OTRS pads here to 5 always


@formats.register("DateChecksum")
class DateChecksum(DatedFormat):
    """The default. The check digit is 1 both for a sum that ends in 0 and for one that ends in 9, as in OTRS."""

    def number(self, prefix: str, counter: int) -> str:
        digits = f"{prefix}{counter:0{DIGITS}}"
        return digits + check_digit(digits)

    def pattern(self) -> str:
        return rf"\d{{8}}{self.recognised_system_id}\d{{4,40}}"


def check_digit(digits: str) -> str:
    """10 minus the last digit of the sum of all digits, weighed 1, 2, 1, 2, … from the left; 1 where that would be 10."""
    total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(digits))
    rest = 10 - total % 10
    return str(1 if rest == 10 else rest)
