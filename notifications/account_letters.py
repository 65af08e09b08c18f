"""Letters about somebody's account: the link by which a new password is set, to whoever forgot theirs, and to whoever just registered."""

from typing import Final

from sqlalchemy import select

from desk.people import Person
from desk.system_addresses import SystemAddress
from foundation.application import settings
from foundation.db import db
from mail.outbox import Letter, post
from processes.tickets.new_articles import mailbox

MACHINE: Final = {"Auto-Submitted": "auto-generated"}
FORGOTTEN: Final = {
    "en": """\
A new password for {house}

Hello {name},

somebody, probably you, asked for a new password. Set it here within an hour:

{link}

If it was not you, do nothing: your password stays as it is.
""",
    "de": """\
Ein neues Passwort für {house}

Guten Tag {name},

jemand, wohl Sie selbst, hat um ein neues Passwort gebeten. Setzen Sie es innerhalb einer Stunde hier:

{link}

Waren Sie es nicht, tun Sie nichts: Ihr Passwort bleibt, wie es ist.
""",
}
WELCOME: Final = {
    "en": """\
Your account at {house}

Hello {name},

welcome. Choose your password here within an hour, then you are in:

{link}

If it was not you who registered, do nothing: without a password nobody gets in.
""",
    "de": """\
Ihr Konto bei {house}

Guten Tag {name},

willkommen. Wählen Sie innerhalb einer Stunde hier Ihr Passwort, dann sind Sie drin:

{link}

Haben nicht Sie sich angemeldet, tun Sie nichts: ohne Passwort kommt niemand hinein.
""",
}


def send_link(person: Person, token: str, *, texts: dict[str, str] = FORGOTTEN, language: str = "") -> bool:
    """Post a letter with the link of a token; False: the house has no address to write from.

    Args:
        person: who gets it, at their address.
        token: by which the new password is set.
        texts: by language; the first line is the subject.
        language: of the page it was asked for on; that of the person counts more.
    """
    sender = db.session.scalar(select(SystemAddress).where(SystemAddress.validity == "valid").order_by(SystemAddress.id).limit(1))
    if sender is None:
        return False
    path = "/portal/password/new/" if person.actor.is_customer_user else "/password/new/"
    text = texts.get(person.language or language) or texts["en"]
    values = {"house": sender.display_name, "name": person.full_name, "link": f"{settings().base_url}{path}{token}"}
    subject, _, body = text.format(**values).partition("\n\n")
    post(
        Letter(
            to=(person.email,),
            subject=subject,
            body=body,
            sender=mailbox(sender.display_name, sender.email),
            headers=MACHINE,
        )
    )
    return True
