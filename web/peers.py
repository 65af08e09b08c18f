"""Who is at the other end: the address of the connection, and what a proxy we trust says about the one behind it.

What others say about themselves is dropped before anybody can read it.
"""

from collections.abc import Iterable, MutableMapping
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any

from flask import request
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PEER, WAS_FORWARDED, IS_TRUSTED = "laufzettel.peer", "laufzettel.was_forwarded", "laufzettel.peer_is_trusted"
SAYS_WHO = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_VIA")
SAYS_WHERE = ("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT", "HTTP_X_FORWARDED_PREFIX")
MOST_HOPS = 10


class TrustedProxies:
    """Believes the headers of a proxy whose address is trusted, and drops those of all others."""

    def __init__(self, application: "WSGIApplication", trusted: Iterable[str]) -> None:
        self._application = application
        self._networks = [ip_network(one, strict=False) for one in trusted]

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        peer = environ.get("REMOTE_ADDR", "")
        environ[PEER], environ[IS_TRUSTED] = peer, self._trusts(peer)
        environ[WAS_FORWARDED] = any(name in environ for name in (*SAYS_WHO, *SAYS_WHERE))
        if environ[IS_TRUSTED]:
            believing = ProxyFix(self._application, x_for=self._hops(environ), x_proto=1, x_host=1)
            return believing(environ, start_response)
        drop_claims(environ)
        return self._application(environ, start_response)

    def _hops(self, environ: "WSGIEnvironment") -> int:
        """How many proxies in a row are trusted: the last address none of them stands for is the visitor's."""
        claimed = [one.strip() for one in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if one.strip()][-MOST_HOPS:]
        hops = 1
        for address in reversed(claimed[1:]):
            if not self._trusts(address):
                break
            hops += 1
        return hops

    def _trusts(self, address: str) -> bool:
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self._networks)


def drop_claims(environ: MutableMapping[str, Any]) -> None:
    for name in (*SAYS_WHO, *SAYS_WHERE):
        environ.pop(name, None)


def peer_is_trusted() -> bool:
    """Whether this request comes from a proxy we trust."""
    return bool(request.environ.get(IS_TRUSTED))


def comes_from_this_machine() -> bool:
    """Whether the connection itself comes from here, and stands for nobody elsewhere: a proxy on this machine is no friend of the house."""
    try:
        return ip_address(request.environ.get(PEER, "")).is_loopback and not request.environ.get(WAS_FORWARDED)
    except ValueError:
        return False
