"""Mails as they go over the line: headers nobody can smuggle anything into, plain text and HTML side by side, files behind them.

Whatever comes in as text is one line before it becomes a header; the standard library folds and encodes it (RFC 5322, 2047, 2045).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from desk import address_lines
from desk.fields.texts import one_line, read_text
from foundation.clock import now
from mail.failures import MailRefused

LONGEST_LINE = 900  # characters of a header; longer ones are cut, since servers refuse lines of more than 998 bytes (RFC 5321)
OURS = frozenset({"from", "to", "cc", "bcc", "subject", "date", "message-id", "sender", "reply-to", "in-reply-to", "references"})


@dataclass(frozen=True, kw_only=True)
class File:
    """A file of a mail, with its content."""

    filename: str
    content_type: str
    content: bytes
    content_id: str = ""
    disposition: str = "attachment"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a mail is made from; names and addresses as people write them."""

    sender: str
    to: str
    subject: str
    body: str
    cc: str = ""
    bcc: str = ""
    reply_to: str = ""
    html: str = ""
    in_reply_to: str = ""
    references: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[File] = ()


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A mail with its envelope: the sender's bare address, and those of all who get it, also the hidden ones."""

    key: str
    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])

    def to_bytes(self) -> bytes:
        """The mail, with CRLF at the end of each line."""
        international = not all(address.isascii() for address in (self.sender, *self.recipients))
        return self.message.as_bytes(policy=SMTP.clone(utf8=international))


def compose(draft: Draft, *, key: str) -> Outgoing:
    """The mail of a draft; `key` becomes its Message-ID, so that each attempt sends the same one.

    Raises:
        MailRefused: there is nobody to send it from or to.
    """
    senders = mailboxes(draft.sender)
    if not senders:
        raise MailRefused("There is no address to send from: give the queue, or the default queue, a system address.")
    sender = senders[0]
    shown = {"To": mailboxes(draft.to), "Cc": mailboxes(draft.cc), "Reply-To": mailboxes(draft.reply_to)}
    everybody = tuple(dict.fromkeys(each.addr_spec for each in (*shown["To"], *shown["Cc"], *mailboxes(draft.bcc))))
    if not everybody:
        raise MailRefused("There is no address to send to.")
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    for name, found in shown.items():
        if found:
            message[name] = found
    message["Subject"] = header(draft.subject)
    message["Date"] = format_datetime(now())
    message["Message-ID"] = f"<{key}@{ascii_domain(sender.domain)}>"
    put_further(message, draft)
    put_content(message, draft)
    return Outgoing(key=key, sender=sender.addr_spec, recipients=everybody, message=message)


def mailboxes(text: str) -> list[Address]:
    """The names and addresses in a line.

    Raises:
        MailRefused: one of them is no address.
    """
    return [mailbox(found) for found in address_lines.mailboxes(one_line(read_text(text)))]


def mailbox(found: address_lines.Mailbox) -> Address:
    if found.problem:
        raise MailRefused(found.problem)
    local_part, _, domain = found.address.rpartition("@")
    return Address(header(found.name), local_part, ascii_domain(domain))


def ascii_domain(domain: str) -> str:
    """A domain as servers look it up.

    Raises:
        MailRefused: no such name can be looked up.
    """
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise MailRefused(f"{domain!r} is no domain that mail can be sent to.") from None


def header(text: str) -> str:
    """A text as one header line of a bearable length."""
    return one_line(read_text(text))[:LONGEST_LINE]


def put_further(message: EmailMessage, draft: Draft) -> None:
    """What the mail answers, and headers of whoever wrote it, which never take the place of ours."""
    for name, text in {"In-Reply-To": draft.in_reply_to, "References": draft.references}.items():
        if text.strip():
            message[name] = header(text) if len(text) <= LONGEST_LINE else newest(text)
    for name, text in draft.headers.items():
        if name.lower() not in OURS:
            message[name] = header(text)


def newest(references: str) -> str:
    """The last of many message ids, as many as fit."""
    kept: list[str] = []
    for each in reversed(one_line(read_text(references)).split()):
        if sum(map(len, kept)) + len(kept) + len(each) > LONGEST_LINE:
            break
        kept.insert(0, each)
    return " ".join(kept)


def put_content(message: EmailMessage, draft: Draft) -> None:
    """Plain text, HTML as its alternative, and files."""
    message.set_content(draft.body, cte="quoted-printable" if not draft.body.isascii() else None)
    if draft.html:
        message.add_alternative(draft.html, subtype="html")
    for each in draft.files:
        kind, _, subtype = each.content_type.partition("/")
        message.add_attachment(
            each.content, maintype=kind, subtype=subtype or "octet-stream", filename=each.filename, disposition=each.disposition,
            cid=f"<{each.content_id}>" if each.content_id else None,
        )  # fmt: skip
