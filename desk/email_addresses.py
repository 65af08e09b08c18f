"""What an address of a mailbox looks like, as far as that can be told without asking anybody."""

import re

LONGEST = 254  # characters, RFC 5321
LONGEST_LOCAL_PART = 64
ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
LOCAL_PART = re.compile(rf"{ATOM}(?:\.{ATOM})*")
LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")


def problem_of(address: str) -> str | None:
    """What is wrong with an address; None if nothing is. A domain may be a single name, such as localhost."""
    local_part, at, domain = address.rpartition("@")
    if not at:
        return f"{address!r} is no e-mail address: it has no @."
    if len(address) > LONGEST or len(local_part) > LONGEST_LOCAL_PART:
        return f"It is too long for an e-mail address: {LONGEST_LOCAL_PART} characters before the @ and {LONGEST} in all fit."
    if not LOCAL_PART.fullmatch(local_part):
        return f"{address!r} is no e-mail address: {local_part!r} cannot stand before the @."
    if not all(LABEL.fullmatch(label) for label in domain.split(".")):
        return f"{address!r} is no e-mail address: {domain!r} is no domain."
    return None
