"""Transport: a mail server, over SMTP (RFC 5321), with TLS from the beginning or by STARTTLS (RFC 3207)."""

import smtplib
import ssl
from collections.abc import Mapping
from urllib.parse import SplitResult, unquote, urlsplit

from mail.composing import Outgoing
from mail.failures import MailFailed, MailRefused
from mail.transports import Sent, transports

SECONDS = 15  # for each answer
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
PERMANENT = range(500, 600)  # answers after which trying again is no use
Answers = Mapping[str, tuple[int, bytes]]


@transports.register("smtp")
@transports.register("smtps")
@transports.register("smtp+starttls")
def send(mail: Outgoing, *, url: str) -> Sent:
    """Give it to the server; what some recipients are refused for is told, as long as the server takes it for one."""
    parts = urlsplit(url)
    try:
        with connect(parts) as line:
            enter(line, parts)
            return Sent(refused=told(deliver(line, mail)))
    except smtplib.SMTPRecipientsRefused as refused:
        raise failure(min(code for code, _ in refused.recipients.values()), "; ".join(told(refused.recipients).values())) from None
    except smtplib.SMTPResponseException as error:
        raise failure(error.smtp_code, words(error.smtp_error)) from None
    except smtplib.SMTPNotSupportedError as error:
        raise MailRefused(f"The mail server {parts.hostname} cannot do what this needs: {error}") from None
    except (OSError, smtplib.SMTPException) as error:
        raise MailFailed(f"The mail server {parts.hostname} cannot be reached: {error}") from None


def connect(parts: SplitResult) -> smtplib.SMTP:
    """A line to the server, with TLS from the beginning where the address says so."""
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    if parts.scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=ssl.create_default_context())
    return smtplib.SMTP(host, port, timeout=SECONDS)


def enter(line: smtplib.SMTP, parts: SplitResult) -> None:
    """TLS and a login where the address says so; certificates are checked."""
    if parts.scheme == "smtp+starttls":
        line.starttls(context=ssl.create_default_context())
    if parts.username:
        line.login(unquote(parts.username), unquote(parts.password or ""))


def deliver(line: smtplib.SMTP, mail: Outgoing) -> Answers:
    """Hand the mail over; the answers for recipients the server does not take."""
    line.ehlo_or_helo_if_needed()
    international = not all(address.isascii() for address in (mail.sender, *mail.recipients))
    if international and not line.has_extn("smtputf8"):
        raise smtplib.SMTPNotSupportedError("addresses with letters beyond ASCII.")
    options = ["SMTPUTF8"] if international else []
    return line.sendmail(mail.sender, list(mail.recipients), mail.to_bytes(), mail_options=options)


def failure(code: int, said: str) -> MailRefused | MailFailed:
    """The server's answer as what it means for the mail; a login that is refused may be put right by an administrator."""
    refused = code in PERMANENT and code not in {530, 534, 535, 538}
    return MailRefused(f"The mail server refused it: {said}") if refused else MailFailed(f"The mail server did not take it now: {said}")


def told(answers: Answers) -> dict[str, str]:
    return {address: f"{address}: {code} {words(said)}" for address, (code, said) in answers.items()}


def words(said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:200]
