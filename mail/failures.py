"""Why a mail did not leave."""

from foundation.errors import HouseError


class MailRefused(HouseError):
    """It will never leave like this: no address, or the server does not take it. Trying again does not help."""


class MailFailed(HouseError):
    """It did not leave now: the server is away or asks for patience. Trying again may help."""
