"""How mail leaves: one file per way, registered under the scheme of `LAUFZETTEL_SMTP_URL`."""

from dataclasses import dataclass
from typing import Protocol

from foundation.application import settings
from foundation.registry import Registry
from mail.composing import Outgoing


@dataclass(frozen=True, kw_only=True)
class Sent:
    """It left; `refused` says for which recipients the server did not take it, and why."""

    refused: dict[str, str]


class Transport(Protocol):
    """Sends a mail by the address that the settings give."""

    def __call__(self, mail: Outgoing, *, url: str) -> Sent:
        """Send it.

        Raises:
            MailRefused: it is not taken, and never will be.
            MailFailed: it is not taken now.
        """


transports: Registry[Transport] = Registry("transport", package=__name__)


def send(mail: Outgoing) -> Sent:
    """Send a mail as the settings say; errors as those of `Transport`."""
    url = settings().smtp_url
    return transports[url.partition(":")[0]](mail, url=url)
