"""What every request goes through: an id, a host we answer for, and one unit of work around its view, which starts by asking who is there.

A view that answers commits, one that raises rolls back. What only looks (GET, HEAD, OPTIONS) can write nothing. Another transaction in
the way lets a writing view run again from the start, so it finds everything it changes inside itself.
"""

import logging
import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from flask import Flask, Request, Response, g, request
from flask.typing import ResponseReturnValue
from structlog.contextvars import bind_contextvars, clear_contextvars
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.routing import IntegerConverter, Map

from desk import login_sessions
from foundation.application import settings
from foundation.keyset import LARGEST
from foundation.unit_of_work import in_unit_of_work, unit_of_work
from web import admission, readers
from web.peers import peer_is_trusted

log = logging.getLogger(__name__)
ONLY_LOOKS = frozenset({"GET", "HEAD", "OPTIONS"})
SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
NUL = "\0"
NO_DATABASE = "_needs_no_database"


class Number(IntegerConverter):
    """A number in a path; one that no database keeps leads nowhere."""

    regex = r"[0-9]{1,19}"

    def __init__(self, of: Map, **options: Any) -> None:
        super().__init__(of, **{"max": LARGEST} | options)


class KeptNumbers:
    """Of what was sent by name: a number that no database keeps is none."""

    def get(self, key: Any, default: Any = None, type: Any = None) -> Any:  # noqa: A002 - Werkzeug's signature
        return super().get(key, default, kept_number if type is int else type)  # type: ignore[misc]  # of the class beside it


class Parameters(KeptNumbers, ImmutableMultiDict[str, str]):  # type: ignore[misc]  # Werkzeug's signature is overloaded
    """What was sent by name."""


class Sent(KeptNumbers, MultiDict[str, str]):  # type: ignore[misc]  # as above
    """The same, with what was added to it here."""


def kept_number(text: str) -> int:
    """A number as databases keep it.

    Raises:
        ValueError: it is none, or too large.
    """
    found = int(text)
    if abs(found) > LARGEST:
        raise ValueError(text)
    return found


class Asked(Request):
    """A request whose numbers databases can be asked for."""

    parameter_storage_class = Parameters


class Website(Flask):
    """A Flask application whose views run in units of work."""

    request_class = Asked

    def dispatch_request(self) -> ResponseReturnValue:
        if request.routing_exception is not None or self._needs_no_database():
            return super().dispatch_request()
        elif request.method in ONLY_LOOKS:
            with unit_of_work(reads_only=True):
                answer = self._admit_and_dispatch()
        else:
            answer = in_unit_of_work(self._admit_and_dispatch)
        note_seen()
        return answer

    def _admit_and_dispatch(self) -> ResponseReturnValue:
        turned_away = admission.turn_away(readers.find_reader())
        return super().dispatch_request() if turned_away is None else turned_away

    def _needs_no_database(self) -> bool:
        view = self.view_functions.get(request.endpoint or "")
        return request.method == "OPTIONS" or getattr(view, NO_DATABASE, False)


def without_database(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Mark a view that answers even when the database is away; no unit of work is open in it, so everybody may see it."""
    setattr(view, NO_DATABASE, True)
    return admission.admits(admission.Admits.EVERYBODY)(view)


def note_seen() -> None:
    """Note that somebody is still there: the one thing that looking leaves behind, in a unit of work of its own every few minutes."""
    session_id = g.pop("to_note_seen", None)
    if session_id is not None:
        in_unit_of_work(lambda: login_sessions.note_seen(session_id))


def register(website: Website) -> None:
    website.url_map.converters["int"] = Number
    website.before_request(begin)
    website.before_request(require_known_host)
    website.before_request(require_text)
    website.after_request(tell)
    website.teardown_request(end)


def begin() -> None:
    """Give the request an id; one from a proxy we trust is kept, so that its log and ours can be read together."""
    clear_contextvars()
    g.began = time.perf_counter()
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if peer_is_trusted() and SANE_ID.fullmatch(given) else uuid4().hex
    bind_contextvars(request_id=g.request_id)


def require_known_host() -> None:
    """Answer only under our own names, so that no other site can pass for us in links, caches and browsers.

    Raises:
        BadRequest: the request names another host.
    """
    if host_name(request.environ.get("HTTP_HOST", "")) not in known_hosts():
        raise BadRequest("This address is not one of this house. Whoever runs it names the right one in LAUFZETTEL_BASE_URL.")


def require_text() -> None:
    """Go on only with text that databases keep: nobody types the character NUL.

    Raises:
        NotFound: the path holds one.
        BadRequest: what was sent by name does.
    """
    if NUL in request.path:
        raise NotFound
    if any(NUL in text for sent in (request.args, request.form) for name, values in sent.lists() for text in (name, *values)):
        raise BadRequest("A character that is no text was sent, so nothing was done.")


def known_hosts() -> set[str]:
    found = settings()
    return {urlsplit(found.base_url).hostname or "", found.host.strip("[]").lower(), *LOOPBACK_NAMES} - {""}


def host_name(header: str) -> str | None:
    """The name in a Host header, None where there is no sense in it."""
    try:
        parts = urlsplit(f"//{header}")
        _ = parts.port  # a port that is none
    except ValueError:
        return None
    return None if parts.path or parts.query or parts.fragment or "@" in header else (parts.hostname or None)


def tell(response: Response) -> Response:
    """One line per request: the route, never the address with what people put into it."""
    response.headers["X-Request-ID"] = g.request_id
    milliseconds = round((time.perf_counter() - g.began) * 1000, 1)
    at = {"method": request.method, "route": route(), "at": request.view_args, "status": response.status_code, "ms": milliseconds}
    log.info("answered", extra=at)
    return response


def route() -> str:
    """The rule that matched, such as /tickets/<number>."""
    return request.url_rule.rule if request.url_rule else "none"


def end(_error: BaseException | None) -> None:
    clear_contextvars()
