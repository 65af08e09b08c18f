"""What an address written by a person means, read once: all that follows works with the parts, never again with the text."""

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, urlsplit

from foundation import addresses
from foundation.addresses import Address
from foundation.sending.failures import OutboundRefused

LONGEST = 2000
SAFE = "/%:@!$&'()*+,;=~-._"  # stand in a path as they are
PORTS = {"http": 80, "https": 443}
HOST_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*", re.ASCII)
# Programs disagree about what comes after one of these; blanks and control signs are dropped by some and kept by others.
CONFUSING = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029\u3000]")


@dataclass(frozen=True)
class Target:
    """Where a request goes."""

    scheme: str
    host: str  # a name in ASCII, or an address without brackets
    port: int
    path: str = field(repr=False)  # with the query
    address: Address | None = None  # the host, if it is written as an address

    @property
    def authority(self) -> str:
        """The value of the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"


def read_target(url: str) -> Target:
    """The parts of an address.

    Raises:
        OutboundRefused: it is none, or is written in a way that programs read differently.
    """
    if len(url) > LONGEST:
        raise OutboundRefused(f"The address has {len(url)} characters; at most {LONGEST} are sent to.")
    if CONFUSING.search(url):
        raise OutboundRefused("The address has blanks, control signs or backslashes in it.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise OutboundRefused("This is no address; write one such as https://example.com/path.") from None
    host = _host(parts)
    return Target(parts.scheme, host, _port(parts.scheme, port), _path(parts), _literal(host))


def _host(parts: SplitResult) -> str:
    if parts.scheme not in PORTS or not parts.hostname:
        raise OutboundRefused("Only addresses that begin with http:// or https:// and name a host are sent to.")
    if "@" in parts.netloc:
        raise OutboundRefused("The address has a user name or password in it; keep them as headers or as the secret of an endpoint.")
    if ":" in parts.hostname:
        return parts.hostname
    try:
        host = parts.hostname.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        host = ""
    if not HOST_NAME.fullmatch(host):
        raise OutboundRefused("The address names a host in a way that no name is written.")
    return host


def _literal(host: str) -> Address | None:
    try:
        return addresses.literal(host)
    except ValueError:
        raise OutboundRefused(f"{host} is no address that all programs read alike; write four numbers from 0 to 255, or a name.") from None


def _port(scheme: str, port: int | None) -> int:
    if port == 0:
        raise OutboundRefused("Port 0 is none to send to.")
    return PORTS[scheme] if port is None else port


def _path(parts: SplitResult) -> str:
    path = quote(parts.path, safe=SAFE) or "/"
    return f"{path}?{quote(parts.query, safe=SAFE + '?')}" if parts.query else path
