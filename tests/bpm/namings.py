"""Names for evaluations in tests: a fixed moment, a zone, and the values a test gives."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bpm.errors import NoValue


class Given:
    """Half past eleven in the evening of 1 March 2026 in UTC, which is 2 March in Berlin."""

    now = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    zone = ZoneInfo("Europe/Berlin")

    def __init__(self, **values: object) -> None:
        self.values = {name.replace("__", "."): value for name, value in values.items()}
        self.asked: list[str] = []

    def __call__(self, name: str) -> object:
        self.asked.append(name)
        try:
            return self.values[name]
        except KeyError:
            raise NoValue(name) from None

    def in_group(self, group: str) -> bool:
        return group == "Support"
