"""The one way out: every HTTP request to an address that a person or a model named goes through here.

    reply = outbound().send("POST", "https://hooks.example.com/new", body=b"{}", headers={"Content-Type": "application/json"})

A name is resolved once; every address it has must be public; the connection goes to an address that was checked, while TLS and the
Host header keep the name. Time, sizes and redirects are limited. Never send inside a unit of work: others wait for it to end.
"""

import re
import ssl
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from urllib.parse import urljoin, urlsplit

from flask import current_app

from foundation import addresses
from foundation.addresses import Address
from foundation.application import settings
from foundation.sending.deadline import Deadline, Overdue
from foundation.sending.exchange import Limits, NotReached, Reply, Request, exchange
from foundation.sending.failures import OutboundFailed, OutboundRefused
from foundation.sending.targets import Target, read_target

__all__ = ["METHODS", "Limits", "Outbound", "OutboundFailed", "OutboundRefused", "Reply", "check_headers", "outbound"]

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")
MOST_REDIRECTS = 3
MOST_ADDRESSES = 4  # of one host that are tried
CHECK_SECONDS = 2.0  # somebody waits for a form to be saved
REDIRECTS = frozenset({301, 302, 303, 307, 308})
KEEPS_METHOD = frozenset({307, 308})

HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}")
HEADER_VALUE = re.compile(r"[\x20-\x7e\xa0-\xff\t]{0,8000}")
# These say how the request is carried, which is nobody's choice.
OURS = frozenset({"host", "connection", "content-length", "transfer-encoding", "accept-encoding", "te", "trailer", "upgrade", "expect"})

Resolve = Callable[[str, int], list[Address]]


class Outbound:
    """A client for addresses that others name.

    Args:
        allowed_networks: networks that may be sent to although they are not public ("10.1.2.0/24").
        own_hosts: names of this house, which may not be sent to wherever they lead.
        resolve: host and port -> its addresses; raises OSError.
        limits: of time and size.
        tls: which certificates are trusted; by default those of the system.
    """

    def __init__(
        self,
        *,
        allowed_networks: Iterable[str] = (),
        own_hosts: Iterable[str] = (),
        resolve: Resolve = addresses.resolve,
        limits: Limits | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._allowed = addresses.networks(allowed_networks)
        self._own_hosts = frozenset(host.lower() for host in own_hosts)
        self._resolve = resolve
        self._limits = limits or Limits()
        self._given_tls = tls

    def check(self, url: str) -> None:
        """Whether the address may be kept; a name that leads nowhere just now may, since it is checked again before each request.

        Raises:
            OutboundRefused: it may not.
        """
        try:
            self._addresses(read_target(url), Deadline(CHECK_SECONDS))
        except (OutboundFailed, Overdue):
            return

    def send(self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None) -> Reply:
        """Send a request, follow redirects on the same host, give back what was answered, whatever its status.

        Raises:
            OutboundRefused: the address or the request breaks a rule; nothing was sent there.
            OutboundFailed: there was no proper answer in time.
        """
        request = self._request(method, url, headers or {}, body)
        deadline = Deadline(self._limits.seconds)
        try:
            for _ in range(MOST_REDIRECTS + 1):
                reply = self._exchange(request, deadline)
                if reply.status not in REDIRECTS or "location" not in reply.headers:
                    return reply
                request = redirected(request, reply)
        except Overdue:
            raise OutboundFailed(f"{request.target.host} took longer than {self._limits.seconds:g} seconds.") from None
        raise OutboundRefused(f"{request.target.host} redirects more than {MOST_REDIRECTS} times.")

    def _request(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Request:
        if method not in METHODS:
            raise OutboundRefused(f"{method!r} is none of {', '.join(METHODS)}.")
        if body is not None and len(body) > self._limits.sent_bytes:
            raise OutboundRefused(f"The request has {len(body):,} bytes; at most {self._limits.sent_bytes:,} are sent.")
        check_headers(headers)
        return Request(method, read_target(url), dict(headers), body)

    def _exchange(self, request: Request, deadline: Deadline) -> Reply:
        for address in self._addresses(request.target, deadline)[:MOST_ADDRESSES]:
            try:
                return exchange(request, address, deadline=deadline, limits=self._limits, tls=self._tls)
            except NotReached:
                continue  # the next address of the same host may do
        raise OutboundFailed(f"{request.target.host} takes no connection on port {request.target.port}.")

    def _addresses(self, target: Target, deadline: Deadline) -> list[Address]:
        """The addresses of the target, all of them fit to be sent to."""
        if target.host in self._own_hosts:
            raise OutboundRefused(f"{target.host} is this house itself.")
        found = [target.address] if target.address else self._resolved(target, deadline)
        for address in found:
            reason = addresses.why_not(address, allowed=self._allowed)
            if reason is not None:
                raise OutboundRefused(f"{target.host} leads to {reason}, where nothing is sent to.")
        return found

    def _resolved(self, target: Target, deadline: Deadline) -> list[Address]:
        try:
            found = deadline.wait_for(lambda: self._resolve(target.host, target.port))
        except (OSError, UnicodeError):
            found = []
        if not found:
            raise OutboundFailed(f"The name {target.host} leads nowhere.")
        return found

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return self._given_tls or ssl.create_default_context()


def redirected(request: Request, reply: Reply) -> Request:
    """The request a redirect asks for.

    Raises:
        OutboundRefused: it leads to another host or port, or out of TLS.
    """
    was = request.target
    try:
        now = read_target(urljoin(was.url, reply.headers["location"]))
    except ValueError:
        raise OutboundRefused(f"{was.host} redirects to something that is no address.") from None
    into_tls = (was.scheme, was.port, now.scheme, now.port) == ("http", 80, "https", 443)
    if now.host != was.host or not ((now.scheme, now.port) == (was.scheme, was.port) or into_tls):
        raise OutboundRefused(f"{was.host} redirects to {now.scheme}://{now.authority}; only its own pages are followed.")
    if reply.status in KEEPS_METHOD or request.method in {"GET", "HEAD"}:
        return Request(request.method, now, request.headers, request.body)
    headers = {name: value for name, value in request.headers.items() if not name.lower().startswith("content-")}
    return Request("GET", now, headers, None)


def check_headers(headers: Mapping[str, str]) -> None:
    """Whether headers may be sent.

    Raises:
        OutboundRefused: naming the one that may not; its value is not told.
    """
    for name, value in headers.items():
        if not HEADER_NAME.fullmatch(name):
            raise OutboundRefused(f"{name[:40]!r} is no name of a header.")
        if name.lower() in OURS:
            raise OutboundRefused(f"The header {name} is set by the house.")
        if not HEADER_VALUE.fullmatch(value):
            raise OutboundRefused(f"The header {name} has line breaks, control signs or more than 8,000 characters in its value.")


def outbound() -> Outbound:
    """The client of the running application."""
    own = urlsplit(settings().base_url).hostname
    found: Outbound = current_app.extensions.setdefault("outbound", Outbound(own_hosts=[own] if own else []))
    return found
