"""The errors of the house: few, named, each with a sentence for people.

They are raised where the rule lives. `web/errors.py` alone turns them into pages and status codes, `workers/` alone into retries and
incidents, the command line into one line on stderr.
"""

from collections.abc import Mapping


class HouseError(Exception):
    """What was asked for cannot be done; the message says what, where, and what to do. Nothing was written."""


class Refused(HouseError):
    """Values that a rule forbids.

    Args:
        problems: field name -> sentence; an empty name speaks of the whole.
    """

    def __init__(self, problems: Mapping[str, str] | str) -> None:
        self.problems: dict[str, str] = {"": problems} if isinstance(problems, str) else dict(problems)
        super().__init__("\n".join(f"{field}: {problem}" if field else problem for field, problem in self.problems.items()))


class NotFound(HouseError):
    """There is no such thing, or none this actor may see: a stranger cannot tell the two apart."""


class Forbidden(HouseError):
    """The actor sees the thing but may not do this with it; the message names the permission that is missing."""


class Conflict(HouseError):
    """Somebody else changed it meanwhile, or it is no longer in the state this was meant for."""


class Unavailable(HouseError):
    """A part of the house (database, Redis, disk) is away; trying again later may help."""


class SettingsError(HouseError):
    """Settings with wrong values, each named."""
