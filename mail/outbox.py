"""Letters the house itself writes, such as notifications: posted in a unit of work, sent after its commit.

    outbox.post(Letter(to=("ada@example.com",), subject="Hello", body="…", sender='"Support" <support@example.com>'))

What belongs to a ticket's conversation is an article, and leaves as such (`workers/mail.py`).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from uuid import UUID

from desk.email_addresses import problem_of
from foundation import outbox
from foundation.errors import Refused

JOB = "workers.mail.send_letter"
JOB_QUEUE = "mail"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A mail of the machine.

    Args:
        to: bare addresses.
        body: plain text.
        html: the same as HTML, if there is such.
        sender: a name and an address, or the address alone.
        headers: further headers, such as Auto-Submitted.
        attachments: ids of files of articles that go along; one that is erased until then does not.
    """

    to: tuple[str, ...]
    subject: str
    body: str
    sender: str
    html: str = ""
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[int, ...] = ()


def post(letter: Letter) -> UUID:
    """Have a letter leave with the commit of this unit of work; the key under which it leaves once.

    Raises:
        Refused: it goes to nobody, or to what is no address.
    """
    problems = [problem for address in letter.to if (problem := problem_of(address))]
    if problems or not letter.to:
        raise Refused({"to": problems[0] if problems else "A letter needs somebody to go to."})
    lists = {"to": list(letter.to), "headers": dict(letter.headers), "attachments": list(letter.attachments)}
    return outbox.put(JOB, asdict(letter) | lists, job_queue=JOB_QUEUE)
