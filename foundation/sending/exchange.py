"""One request to one address and the reply to it, within limits of time and size."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException

from urllib3 import HTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError

from foundation.addresses import Address
from foundation.sending.deadline import Deadline
from foundation.sending.failures import OutboundFailed
from foundation.sending.targets import Target

PIECE = 16 * 1024
CONNECT_SECONDS = 5.0  # for one address, so that the others get their turn


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much of what a request may take."""

    seconds: float = 20.0  # all in all: names, connecting, redirects, the last byte
    sent_bytes: int = 10 * 1024 * 1024
    header_bytes: int = 64 * 1024
    body_bytes: int = 5 * 1024 * 1024


@dataclass(frozen=True)
class Request:
    """What is asked for."""

    method: str
    target: Target
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(repr=False)


@dataclass(frozen=True)
class Reply:
    """What came back; names of headers are in small letters."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class NotReached(Exception):
    """Nobody took the connection at this address; another address of the same host may."""


def exchange(request: Request, address: Address, *, deadline: Deadline, limits: Limits, tls: ssl.SSLContext) -> Reply:
    """Send the request to the address and read the reply.

    Raises:
        NotReached: the address takes no connection.
        OutboundFailed: it is no HTTP, too big, or broke off.
        Overdue: the time is up.
    """
    connection = _connection(request.target, address, deadline=deadline, tls=tls)
    try:
        _connect(connection, request.target, deadline)
        with deadline.cutting(connection.sock):
            reply = _talk(connection, request, limits)
        deadline.left()  # a body without a length looks whole when its connection was cut
        return reply
    except (HTTPError, HTTPException, OSError) as error:
        deadline.left()  # a connection that was cut looks broken
        raise OutboundFailed(f"{request.target.host} broke off: {_told(error)}.") from error
    finally:
        connection.close()


def _connection(target: Target, address: Address, *, deadline: Deadline, tls: ssl.SSLContext) -> HTTPConnection:
    seconds = min(deadline.left(), CONNECT_SECONDS)
    if target.scheme == "https":
        return HTTPSConnection(str(address), target.port, timeout=seconds, ssl_context=tls, server_hostname=target.host)
    return HTTPConnection(str(address), target.port, timeout=seconds)


def _connect(connection: HTTPConnection, target: Target, deadline: Deadline) -> None:
    try:
        connection.connect()
        connection.timeout = deadline.left()
    except ssl.SSLCertVerificationError as error:
        reason = f"{target.host} does not prove to be {target.host}: {error.verify_message}."
        raise OutboundFailed(reason, may_pass=False) from error
    except (NewConnectionError, HTTPError) as error:
        deadline.left()
        raise NotReached from error


def _talk(connection: HTTPConnection, request: Request, limits: Limits) -> Reply:
    headers = {**request.headers, "Host": request.target.authority, "Accept-Encoding": "identity", "Connection": "close"}
    connection.request(request.method, request.target.path, request.body, headers, preload_content=False, decode_content=False)
    response = connection.getresponse()
    return Reply(response.status, _headers(response, request.target, limits), _body(response, request.target, limits))


def _headers(response: HTTPResponse, target: Target, limits: Limits) -> dict[str, str]:
    headers = {name.lower(): value for name, value in response.headers.items()}
    if sum(len(name) + len(value) for name, value in headers.items()) > limits.header_bytes:
        raise OutboundFailed(f"{target.host} answered with more than {limits.header_bytes:,} bytes of headers.", may_pass=False)
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise OutboundFailed(f"{target.host} answered packed, though it was asked not to.", may_pass=False)
    return headers


def _body(response: HTTPResponse, target: Target, limits: Limits) -> bytes:
    body = bytearray()
    for piece in response.stream(PIECE, decode_content=False):
        body += piece
        if len(body) > limits.body_bytes:
            raise OutboundFailed(f"{target.host} answered with more than {limits.body_bytes:,} bytes.", may_pass=False)
    return bytes(body)


def _told(error: Exception) -> str:
    reason = getattr(error, "strerror", None) or type(error).__name__
    return str(reason)
