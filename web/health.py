"""`/health`: how the parts of the house are, for load balancers, watchdogs and people. It needs no part itself."""

import logging

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue

from foundation.health import VITAL, Examination, Part, State, softened
from web.requests import without_database

log = logging.getLogger(__name__)
views = Blueprint("health", __name__)


@views.get("/health")
@without_database
def show() -> ResponseReturnValue:
    """200 while the vital parts are right, 503 otherwise; what only slows the house down is a warning."""
    found = parts()
    sound = is_sound(found)
    return jsonify({"status": "ok" if sound else "wrong", "parts": {part.name: told(part) for part in found}}), 200 if sound else 503


def parts() -> list[Part]:
    examination: Examination = current_app.extensions["examination"]
    found = [softened(part) for part in examination.parts()]
    for part in found:
        if part.state == State.WRONG:
            log.warning("%s: %s %s", part.name, part.sentence, part.detail)
    return found


def is_sound(found: list[Part]) -> bool:
    return not any(part.state == State.WRONG and part.name in VITAL for part in found)


def told(part: Part) -> dict[str, str]:
    """Anybody may read it, so details stay in the log."""
    remedy = {"remedy": part.remedy} if part.remedy else {}
    return {"state": part.state.value, "message": part.sentence} | remedy
