"""From the errors of the house to pages and status codes; here alone.

No page needs the database, and none tells more than its sentence: what a driver said stands in the log, under the id of the request.
"""

import logging
from dataclasses import dataclass, field
from http import HTTPStatus

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from foundation.errors import Conflict, Forbidden, HouseError, NotFound, Refused, Unavailable
from web import unsent

log = logging.getLogger(__name__)
STATUS: dict[type[HouseError], HTTPStatus] = {
    Refused: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotFound: HTTPStatus.NOT_FOUND,
    Forbidden: HTTPStatus.FORBIDDEN,
    Conflict: HTTPStatus.CONFLICT,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}
TITLES = {
    400: "This request makes no sense",
    401: "You are logged out",
    403: "You may not do this",
    404: "There is no such page",
    405: "This cannot be done here",
    409: "Somebody else was faster",
    413: "This is too much at once",
    422: "This was not accepted",
    500: "Something went wrong on our side",
    503: "A part of the house is away",
}
SENTENCES = {
    404: "Perhaps it never was, perhaps it is gone, or you may not see it.",
    405: "The page is there, but it does not take this kind of request.",
    413: "The request is larger than this house takes in one go.",
}
UNEXPECTED = "It has been written down. Whoever runs this house finds it under the number below."
TRY_AGAIN_AFTER = "5"  # seconds


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """What is shown of an error. `words`: what somebody wrote and it kept from being sent."""

    status: int
    sentence: str
    problems: dict[str, str] = field(default_factory=dict)
    words: list[unsent.Word] = field(default_factory=list)

    @property
    def title(self) -> str:
        return TITLES.get(self.status) or HTTPStatus(self.status).phrase


def register(website: Flask) -> None:
    website.register_error_handler(HouseError, show_house_error)
    website.register_error_handler(HTTPException, show_http_error)
    website.register_error_handler(Exception, show_unexpected)


def show_house_error(error: HouseError) -> Response:
    if isinstance(error, Refused):
        problems = {name: sentence for name, sentence in error.problems.items() if name}
        whole = error.problems.get("", "Nothing was changed. Correct what is named below, and send it again.")
        return answer(Trouble(status=STATUS[Refused], sentence=whole, problems=problems, words=unsent.words()))
    status = next((status for kind, status in STATUS.items() if isinstance(error, kind)), None)
    if status is None:
        return show_unexpected(error)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        log.warning("503: %s", error)
        return answer(Trouble(status=status, sentence=told_to_strangers(error), words=unsent.words()))
    return answer(Trouble(status=status, sentence=str(error), words=unsent.words()))


def told_to_strangers(error: HouseError) -> str:
    """What follows the colon is the driver's: addresses and names."""
    part, _, _ = str(error).partition(":")
    return f"{part.rstrip('.')}. Nothing was lost; try again in a moment."


def show_http_error(error: HTTPException) -> Response:
    """What Flask itself refuses; a redirect stays one."""
    status = error.code or 500
    if error.response is not None or status < 400:
        return make_response(error.get_response())
    if status == 500:
        return show_unexpected(getattr(error, "original_exception", None) or error)
    sentence = SENTENCES.get(status) or error.description or HTTPStatus(status).phrase
    response = answer(Trouble(status=status, sentence=sentence, words=unsent.words() if status == HTTPStatus.UNAUTHORIZED else []))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def show_unexpected(error: BaseException) -> Response:
    log.error("a request failed", exc_info=error)
    return answer(Trouble(status=500, sentence=UNEXPECTED, words=unsent.words()))


def answer(trouble: Trouble) -> Response:
    """The page, or JSON for whoever rather has that."""
    if wants_json():
        told = {"status": trouble.status, "title": trouble.title, "message": trouble.sentence, "request_id": g.request_id}
        response = jsonify({"error": told | ({"problems": trouble.problems} if trouble.problems else {})})
    else:
        response = make_response(render_template("error.html", trouble=trouble, request_id=g.request_id))
    response.status_code = trouble.status
    if trouble.status == 503:
        response.headers["Retry-After"] = TRY_AGAIN_AFTER
    return response


def wants_json() -> bool:
    return request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html") == "application/json"
