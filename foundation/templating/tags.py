"""The tags of OTRS and OTOBO: `<OTRS_TICKET_Title>`, `<OTRS_CUSTOMER_BODY[5]>`, also as an editor of HTML writes them.

OTRS names attributes its own way (TicketNumber, UserFirstname); here the same attribute has one name, so letters alone are compared, and
the few that are called otherwise stand in a table.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from foundation.clock import now
from foundation.templating.filters import first_lines, quoted, truncated
from foundation.templating.values import MISSING, Scope, shown

TAG = re.compile(r"(?:<|&lt;)(?:OTRS|OTOBO)_([a-z0-9_:#.\-]{1,200})(?:\[([^\]<>&\n]{1,60})\])?(?:>|&gt;)", re.IGNORECASE)
MASK = "xxx"
MASKED = re.compile(r"pass|pw$|secret|token|key", re.IGNORECASE)

# What a tag begins with -> whose attribute follows. Longer ones first; of two sources, the first that has the attribute is taken.
PREFIXES: dict[str, tuple[str, ...]] = {
    "notification_recipient_": ("recipient",),
    "ticket_responsible_": ("responsible",),
    "ticket_owner_": ("owner",),
    "customer_data_": ("customer_data",),
    "responsible_": ("responsible",),
    "customer_": ("customer",),
    "current_": ("current",),
    "ticket_": ("ticket",),
    "config_": ("config",),
    "owner_": ("owner",),
    "agent_": ("agent", "current"),  # the last agent's article, else who acts
}
WHOLE: dict[str, tuple[str, str]] = {
    "ticket": ("ticket", "number"),
    "queue": ("ticket", "queue"),
    "first_name": ("current", "first_name"),
    "last_name": ("current", "last_name"),
}
CALLED_HERE = {
    "ticketnumber": "number",
    "tn": "number",
    "ticketid": "id",
    "ticketkey": "number",
    "created": "createdat",
    "changed": "changedat",
    "createby": "createdby",
    "changeby": "changedby",
    "closed": "closedat",
    "customeruserid": "customeruser",
    "customername": "customername",
    "userid": "id",
    "userlogin": "login",
    "usercustomerid": "customerid",
    "userfullname": "fullname",
    "realname": "realname",
}
QUOTED = frozenset({"body", "email", "note"})  # with [n]: the first n lines of the article, quoted
DYNAMIC = "dynamicfield_"


@dataclass(frozen=True)
class Tag:
    """A tag as it stands in a text."""

    name: str
    argument: str | None

    def value(self, scope: Scope) -> Any:
        """What stands for it; MISSING if nobody knows it."""
        if self.name == "email_date":
            return _date(scope, self.argument)
        if self.name in WHOLE:
            owner, attribute = WHOLE[self.name]
            return _of(scope.values.get(owner), attribute)
        for prefix, owners in (*PREFIXES.items(), *_others(scope.values)):
            if self.name.startswith(prefix):
                return self._attribute([scope.values.get(owner) for owner in owners], self.name.removeprefix(prefix), scope)
        value = _of(scope.values, self.name)
        return MISSING if isinstance(value, Mapping) else value

    def _attribute(self, sources: list[Any], name: str, scope: Scope) -> Any:
        lines = self.argument is not None and self.argument.isdecimal() and (name == "subject" or name in QUOTED)
        wanted = "body" if lines and name in QUOTED else name
        found = next((value for source in sources if (value := _of(source, wanted)) is not MISSING), MISSING)
        if self.name.startswith("config_") and found is not MISSING and MASKED.search(name):
            return MASK
        return _cut(shown(found, scope.zone), name, int(self.argument or 0)) if lines and found is not MISSING else found


def pieces(text: str) -> Iterator[str | Tag]:
    """A plain text and the tags in it."""
    here = 0
    for match in TAG.finditer(text):
        yield text[here : match.start()]
        yield Tag(match[1].lower(), match[2])
        here = match.end()
    yield text[here:]


def _others(values: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Whatever else the text is given: an appointment, a calendar, an article."""
    for name in sorted(values, key=len, reverse=True):
        if isinstance(values[name], Mapping) and f"{name}_" not in PREFIXES:
            yield f"{name.lower()}_", (name,)


def _of(source: Any, name: str) -> Any:
    if not isinstance(source, Mapping):
        return MISSING
    if name.startswith(DYNAMIC):
        return _dynamic_field(source, name.removeprefix(DYNAMIC))
    known = {_letters(str(key)): value for key, value in source.items()}
    wanted = _letters(name)
    for one in (wanted, CALLED_HERE.get(wanted, wanted), wanted.removeprefix("user")):
        if one in known:
            return known[one]
    return MISSING


def _dynamic_field(source: Mapping[str, Any], name: str) -> Any:
    """`X` is what is stored, `X_Value` is what people read."""
    if name.endswith("_value"):
        readable = _of(source.get("dynamic_field_texts"), name.removesuffix("_value"))
        return _of(source.get("dynamic_fields"), name.removesuffix("_value")) if readable is MISSING else readable
    return _of(source.get("dynamic_fields"), name)


def _letters(name: str) -> str:
    return "".join(sign for sign in name.lower() if sign.isalnum())


def _cut(text: str, name: str, count: int) -> str:
    return truncated(text, count) if name == "subject" else quoted(first_lines(text, count))


def _date(scope: Scope, zone_name: str | None) -> str:
    """This moment as a mail says it: Sunday, March 1, 2026 at 10:00:00 (Europe/Berlin)."""
    try:
        zone = ZoneInfo(zone_name) if zone_name else scope.zone
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = scope.zone
    moment = now().astimezone(zone)
    return f"{moment:%A, %B} {moment.day}, {moment:%Y at %H:%M:%S} ({getattr(zone, 'key', zone)})"
