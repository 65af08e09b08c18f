"""Why a request did not get out, or got nothing back. Sentences name the host alone: paths often carry secrets."""

from foundation.errors import HouseError


class OutboundRefused(HouseError):
    """The house does not send this: the address, a redirect or the request breaks a rule. Trying again does not help."""


class OutboundFailed(HouseError):
    """It was sent, or was about to be, and went wrong.

    Args:
        message: what went wrong.
        may_pass: whether trying again later may help.
    """

    def __init__(self, message: str, *, may_pass: bool = True) -> None:
        super().__init__(message)
        self.may_pass = may_pass
