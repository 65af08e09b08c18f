"""What another site makes a browser send does nothing: each form carries a token of its session, and says where it comes from."""

from typing import NoReturn
from urllib.parse import urlsplit

from flask import Flask, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import BadRequest

from web.requests import ONLY_LOOKS

FROM_ELSEWHERE = "This was sent by a page of another site, so it was not done. Open the page here, and send it again."
TOO_OLD = "This form is older than your login, or cookies are switched off. Open the page anew, and send it again."


class Protection(CSRFProtect):  # type: ignore[misc]  # Flask-WTF carries no types
    """Flask-WTF's, with a sentence that says what to do."""

    def _error_response(self, reason: str) -> NoReturn:  # noqa: ARG002 - Flask-WTF's signature
        raise BadRequest(TOO_OLD)


def register(website: Flask) -> None:
    website.config.update(WTF_CSRF_TIME_LIMIT=None)  # a form is valid as long as its session
    website.before_request(require_own_origin)
    Protection(website)


def require_own_origin() -> None:
    """Go on only with what our own pages send; browsers say where a form comes from.

    Raises:
        BadRequest: it comes from elsewhere.
    """
    if request.method in ONLY_LOOKS:
        return
    origin = request.headers.get("Origin")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise BadRequest(FROM_ELSEWHERE)
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise BadRequest(FROM_ELSEWHERE)
