"""Calling an endpoint outside: the address, proof of who calls, the request, and what is taken of the reply."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from decimal import Decimal
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote, urlsplit, urlunsplit

from foundation.clock import now
from foundation.errors import Unavailable
from foundation.outbound import OutboundFailed, OutboundRefused, Reply, outbound
from processes.actions import TransitionActionError

MOST_SENT: Final = 256 * 1024  # bytes: a request is a row until it is sent
MOST_TAKEN: Final = 64 * 1024  # bytes of a reply that a token gets
LATER: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
FIRST_ERROR, FIRST_SERVER_ERROR = 300, 500
SIGNATURE, SIGNED_AT, KEY = "X-Laufzettel-Signature", "X-Laufzettel-Timestamp", "Idempotency-Key"


# ------------------------------------------------------------------------------------------------ what is sent
def path_of(text: str) -> str:
    """What goes behind an address, as it stands there: each part is a name, none leads upwards.

    Raises:
        TransitionActionError: it does not begin with a slash, or leads upwards.
    """
    if text and (not text.startswith("/") or text.startswith("//")):
        raise TransitionActionError(f"The path {text!r} does not begin with one slash; write it like /orders.")
    if any(part in {".", ".."} for part in text.split("/")):
        raise TransitionActionError(f"The path {text!r} leads upwards, which no path may.")
    return quote(text, safe="/")


def within_limits(body: str, content_type: str) -> dict[str, str]:
    """A body and its type.

    Raises:
        TransitionActionError: it is too long.
    """
    if len(body.encode()) > MOST_SENT:
        raise TransitionActionError(f"It would send {len(body.encode()):,} bytes; at most {MOST_SENT:,} are sent.")
    return {"body": body, "content_type": content_type}


def address(url: str, path: str, query: str) -> str:
    """The stored address, with a path behind it and what is asked added."""
    parts = urlsplit(url)
    joined = parts.path.rstrip("/") + path if path else parts.path
    return urlunsplit(parts._replace(path=joined, query="&".join(each for each in (parts.query, query) if each)))


def signature(body: bytes, secret: str | None) -> dict[str, str]:
    """Proof that the house sent it, and when; nothing without a secret: HMAC-SHA256 over the time, a full stop and the body."""
    if not secret:
        return {}
    at = str(int(now().timestamp()))
    made = hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {SIGNED_AT: at, SIGNATURE: f"sha256={made}"}


def headers_of(stored: Mapping[str, str], *, key: str, secret: str | None, body: bytes, content_type: str | None) -> dict[str, str]:
    """The headers of a request: those stored with the endpoint, and what the house says itself."""
    own = {KEY: key, **signature(body, secret)}
    fixed = {name.lower() for name in (KEY, SIGNATURE, SIGNED_AT)}
    found = {name: value for name, value in stored.items() if name.lower() not in fixed}
    if content_type and "content-type" not in {name.lower() for name in found}:
        found["Content-Type"] = content_type
    return {**found, **own}


# ------------------------------------------------------------------------------------------------ what comes back
def send(name: str, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None) -> Reply:
    """The reply of the other side, which has accepted it.

    Raises:
        TransitionActionError: it was refused, here or there; trying again does not help.
        Unavailable: it went wrong.
    """
    try:
        reply = outbound().send(method, url, headers=headers, body=body)
    except OutboundRefused as refused:
        raise TransitionActionError(f"The endpoint {name!r} cannot be called. {refused}") from refused
    except OutboundFailed as failed:
        raise (Unavailable if failed.may_pass else TransitionActionError)(f"The endpoint {name!r} was not reached. {failed}") from failed
    if reply.status >= FIRST_ERROR:
        passes = reply.status >= FIRST_SERVER_ERROR or reply.status in LATER
        raise (Unavailable if passes else TransitionActionError)(f"The endpoint {name!r} answered with the status {reply.status}.")
    return reply


def answer(reply: Reply, name: str) -> dict[str, Any]:
    """What the token gets of a reply.

    Raises:
        TransitionActionError: it is too long.
    """
    if len(reply.body) > MOST_TAKEN:
        raise TransitionActionError(f"The endpoint {name!r} answered with {len(reply.body):,} bytes; at most {MOST_TAKEN:,} are taken.")
    text = reply.body.decode("utf-8", "replace").strip()
    found = json.loads(text, parse_float=Decimal) if is_json(text) else text
    if isinstance(found, dict):
        return found
    return {"reply": found} if found not in ("", None) else {}


def is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def as_json(value: Any) -> str:
    """A value of a model as JSON: numbers as such, moments in ISO 8601."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=plain)


def plain(value: Any) -> Any:
    """A value that JSON does not know."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
