"""Lines of addresses as people and mails write them: `Anna <anna@example.com>, ben@example.com`.

The standard library guesses where a line leaves the grammar, and runs two addresses without a comma into a bad one; it also
calls itself for each bracket. Here a comma parts addresses and nothing else does, in time that grows with the line.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from desk.email_addresses import problem_of

LONGEST = 10_000  # characters
MOST_QUOTED = 60
QUOTED = r'"(?:[^"\\]|\\.)*+(?:"|$)'
PART = re.compile(rf'(?:{QUOTED}|[^",])+', re.DOTALL)
STRING = re.compile(QUOTED, re.DOTALL)
NAMED = re.compile(r"(?P<name>[^<>]*+)<(?P<address>[^<>]*+)>", re.DOTALL)
COMMENTED = re.compile(r"(?P<address>[^\s()]++)\s*+\((?P<name>[^()]*+)\)")
ESCAPED = re.compile(r"\\(.)", re.DOTALL)


class Mailbox(NamedTuple):
    """A name and an address; `problem`: why nothing can be sent there, "" if it can."""

    name: str
    address: str
    problem: str


def mailboxes(line: str) -> Iterator[Mailbox]:
    """All that commas part, good or bad."""
    for part in PART.findall(line[:LONGEST]):
        if part.strip():
            yield mailbox(part.strip())


def mailbox(part: str) -> Mailbox:
    """What stands between two commas."""
    found = NAMED.fullmatch(part) if "@" not in STRING.sub("", part).partition("<")[0] else None
    found = found or COMMENTED.fullmatch(part)
    name, address = (found["name"], found["address"].strip()) if found else ("", part)
    return Mailbox(plain(name), address, problem_between_commas(part, address) or "")


def problem_between_commas(part: str, address: str) -> str | None:
    """What is wrong with it; several addresses are worth a sentence of their own."""
    rest = STRING.sub("", part)
    if len(re.findall(r"[^\s<]@[^\s>]", rest)) > 1 and re.search(r"[\s;<>]", rest):
        short = " ".join(part.split())
        return f"{short if len(short) <= MOST_QUOTED else short[:MOST_QUOTED] + '…'!r} is more than one address: put a comma between them."
    return problem_of(address)


def plain(name: str) -> str:
    """A name without the quotes around it."""
    return " ".join(STRING.sub(lambda string: ESCAPED.sub(r"\1", string[0][1:].removesuffix('"')), name).split())


def problem_of_line(line: str) -> str | None:
    """What is wrong with the first address that is none; None if something can be sent to all of them."""
    if len(line) > LONGEST:
        return f"It has {len(line)} characters; at most {LONGEST} fit."
    return next((found.problem for found in mailboxes(line) if found.problem), None)
