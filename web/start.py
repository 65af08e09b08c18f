"""The start page: that the house is up, and how its parts are."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from web.health import is_sound, parts
from web.requests import without_database

views = Blueprint("start", __name__)


@views.app_template_filter("commands")
def set_commands(text: str) -> Markup:
    """What stands between backticks, as code."""
    pieces = text.split("`")
    return Markup("").join(Markup("<code>{}</code>").format(piece) if place % 2 else piece for place, piece in enumerate(pieces))


@views.get("/")
@without_database
def show() -> ResponseReturnValue:
    found = parts()
    return render_template("start.html", parts=found, sound=is_sound(found), flawless=all(part.state == "ok" for part in found))
