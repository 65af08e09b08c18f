"""What is to become an article: cleaned and checked, before any ticket or database is asked."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from desk.address_lines import problem_of_line
from desk.attachments import MEDIA_TYPE, UNKNOWN_TYPE
from desk.escalations import Sender
from desk.fields.texts import one_line, read_text, shown
from foundation import blobs, sanitise
from foundation.errors import Refused
from processes.tickets.articles import LONGEST_ADDRESSES, LONGEST_SUBJECT, Article, ArticleAttachment, Channel

HTML, PLAIN = "text/html", "text/plain"
HTML_NAME: Final = "file-2"  # as OTRS calls the original of an article that was written in HTML
LONGEST_BODY: Final = 2_000_000  # characters
LONGEST_NAME, LONGEST_TYPE, LONGEST_MESSAGE_ID = 255, 255, 500
MOST_ATTACHMENTS: Final = 200
MOST_TIME = Decimal(10**8)
CENT = Decimal("0.01")
ADDRESSES = ("from_text", "to", "cc", "bcc", "reply_to", "in_reply_to", "references")
BETWEEN: Final = ", \t\r\n"  # what stands between addresses
DISPOSITIONS = ("attachment", "inline")
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # all control signs but tabs and line feeds; halves of pairs


@dataclass(frozen=True)
class NewAttachment:
    """A file that is to hang on an article; `content` is at hand, or was received before the unit of work began."""

    filename: str
    content_type: str
    content: bytes | blobs.Received
    content_id: str = ""
    disposition: str = "attachment"

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest() if isinstance(self.content, bytes) else self.content.sha256


@dataclass(frozen=True)
class NewArticle:
    """An article that is to be written.

    Args:
        subject: one line.
        body: plain text; HTML if `content_type` says so.
        channel: how it was said; mail by an agent or a process leaves the house.
        visible_to_customer: whether the customer may read it.
        sender: whose words these are, which need not be who writes them down.
        from_text: None or empty: the name and address of the sender.
        to: and `cc`, `bcc`, `reply_to`: addresses as a mail has them.
        content_type: text/plain or text/html.
        message_id: and `in_reply_to`, `references`: of a mail.
        time_units: what is booked with it.
        attachments: files.
        unlock_on_away: a note gives back a ticket whose owner is out of the office.
        not_told: logins of agents whom notifications about it leave out; None: all agents.
    """

    subject: str
    body: str
    channel: Channel = Channel.INTERNAL
    visible_to_customer: bool = False
    sender: Sender = Sender.AGENT
    from_text: str = ""
    to: str = ""
    cc: str = ""
    bcc: str = ""
    reply_to: str = ""
    content_type: str = PLAIN
    message_id: str | None = None
    in_reply_to: str = ""
    references: str = ""
    time_units: Decimal | str | None = None
    attachments: Sequence[NewAttachment] = ()
    unlock_on_away: bool = True
    not_told: Sequence[str] | None = ()

    @property
    def is_html(self) -> bool:
        return self.content_type == HTML

    def checked(self, *, leaves: bool) -> "NewArticle":
        """The same, as it is stored: HTML is now plain text, with the sanitised original as its first attachment.

        Args:
            leaves: it is to be sent by mail, and needs somebody to go to.

        Raises:
            Refused: naming each value that is wrong.
        """
        problems = dict(self._problems(leaves=leaves))
        if problems:
            raise Refused(problems)
        html = [html_attachment(self.body)] if self.is_html else []
        lines: dict[str, Any] = {name: one_line(read_text(getattr(self, name) or "")) for name in ("subject", "message_id", *ADDRESSES)}
        return replace(
            self,
            **lines,
            body=clean_body(sanitise.to_text(self.body) if self.is_html else self.body),
            time_units=self.time_units if self.time_units in (None, "") else time_units(self.time_units),
            attachments=(*html, *(cleaned(attachment) for attachment in self.attachments)),
        )

    def fingerprint(self, *, author: str) -> str:
        """The same for the same content by the same author; of what `checked` gave."""
        files = [(each.sha256, each.filename, each.content_type, each.content_id, each.disposition) for each in self.attachments]
        told: list[Any] = [author, self.channel, self.sender, self.visible_to_customer, self.subject, self.body, self.message_id or ""]
        told += [*(getattr(self, name) for name in ADDRESSES), str(self.time_units or ""), files]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

    # -------------------------------------------------------------------------------------------- rules
    def _problems(self, *, leaves: bool) -> Iterator[tuple[str, str]]:
        yield from self._problems_of_texts()
        if self.content_type not in (PLAIN, HTML):
            yield "content_type", f"{shown(self.content_type)} is neither {PLAIN} nor {HTML}."
        if self.time_units not in (None, ""):
            try:
                time_units(self.time_units)
            except ValueError as problem:
                yield "time_units", str(problem)
        if len(self.attachments) > MOST_ATTACHMENTS:
            yield "attachments", f"There are {len(self.attachments)} files; an article takes {MOST_ATTACHMENTS}."
        if leaves:
            yield from self._problems_of_recipients()

    def _problems_of_texts(self) -> Iterator[tuple[str, str]]:
        limits = {"subject": LONGEST_SUBJECT, "body": LONGEST_BODY, "message_id": LONGEST_MESSAGE_ID}
        limits |= dict.fromkeys(ADDRESSES, LONGEST_ADDRESSES)
        for name, longest in limits.items():
            text = getattr(self, name) or ""
            if not isinstance(text, str):
                yield name, f"{shown(text)} is not a text."
            elif len(text) > longest:
                yield name, f"It has {len(text)} characters; at most {longest} fit."
        if not (self.subject or self.body or self.attachments):
            yield "body", "An article has a subject, a text or a file."

    def _problems_of_recipients(self) -> Iterator[tuple[str, str]]:
        """Everybody a mail goes to has an address; the names around it are written safely by whoever sends."""
        if not self.to.strip(BETWEEN):
            yield "to", "A mail needs somebody to go to."
        for name in ("to", "cc", "bcc"):
            problem = problem_of_line(getattr(self, name) or "")
            if problem:
                yield name, problem


# ------------------------------------------------------------------------------------------------ cleaning
def clean_body(text: str) -> str:
    """Without control signs and half characters; what turns the direction of writing is part of some languages, and stays."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return UNSEEN.sub("", lines).strip("\n")


def time_units(value: Decimal | str | None) -> Decimal:
    """Units of work as they are booked.

    Raises:
        ValueError: it is no number of at most two decimals, or less than nothing, or more than fits.
    """
    try:
        units = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation:
        units = Decimal("NaN")
    if not units.is_finite() or not 0 <= units < MOST_TIME or units != units.quantize(CENT):
        raise ValueError(f"{shown(value)} is no amount of time; write one such as 1.25, not less than 0.")
    return units.quantize(CENT)


def cleaned(attachment: NewAttachment) -> NewAttachment:
    """An attachment under a name that leads nowhere and deceives nobody, with a type that is one."""
    is_type = MEDIA_TYPE.fullmatch(attachment.content_type) and len(attachment.content_type) <= LONGEST_TYPE
    return replace(
        attachment,
        filename=clean_filename(attachment.filename),
        content_type=attachment.content_type.lower() if is_type else UNKNOWN_TYPE,
        content_id=one_line(read_text(attachment.content_id)).strip("<>")[:LONGEST_NAME],
        disposition=attachment.disposition if attachment.disposition in DISPOSITIONS else DISPOSITIONS[0],
    )


def clean_filename(name: str) -> str:
    """The name of a file without folders, control signs and signs that turn the direction of writing; cut before its ending."""
    last = re.split(r"[/\\]", one_line(read_text(name)))[-1].strip()
    if last.strip(".") == "":
        return "attachment"
    if len(last) <= LONGEST_NAME:
        return last
    stem, dot, ending = last.rpartition(".")
    return last[:LONGEST_NAME] if not dot or len(ending) > 20 else stem[: LONGEST_NAME - len(ending) - 1] + dot + ending


def html_attachment(html: str) -> NewAttachment:
    """The original of an article in HTML, as it may be shown."""
    return NewAttachment(HTML_NAME, HTML, sanitise.clean_html(html).encode("utf-8", "replace"), disposition="inline")


def mailbox(name: str, address: str) -> str:
    """A name and an address as people write them in front of a mail."""
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{address}>'


def files_of(article: Article) -> list[ArticleAttachment]:
    """The files of an article, without its HTML original."""
    original = original_of(article)
    return [each for each in article.attachments if each is not original]


def original_of(article: Article) -> ArticleAttachment | None:
    """The HTML a body was written in, if it was."""
    return next((each for each in article.attachments if each.filename == HTML_NAME and each.disposition == "inline"), None)
