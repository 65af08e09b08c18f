"""Where the house begins: at the reader's own work, or at the login; and the page that says how its parts are."""

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from web import readers
from web.admission import Admits, Views, admits, to_login
from web.health import is_sound, parts
from web.requests import without_database

views = Views("start", __name__, admits=Admits.AGENTS)


@views.app_template_filter("commands")
def set_commands(text: str) -> Markup:
    """What stands between backticks, as code."""
    pieces = text.split("`")
    return Markup("").join(Markup("<code>{}</code>").format(piece) if place % 2 else piece for place, piece in enumerate(pieces))


@views.get("/")
@admits(Admits.EVERYBODY)
def show() -> ResponseReturnValue:
    """The way to one's own work: customers who are logged in have theirs in the portal."""
    if readers.reader() is not None:
        return redirect(url_for("lists.show"))
    return redirect(url_for("portal_home.show")) if "customer" in session else to_login()


@views.get("/status")
@without_database
def show_parts() -> ResponseReturnValue:
    """How the parts of the house are, also when the database is the one that is away."""
    found = parts()
    return render_template("start.html", parts=found, sound=is_sound(found), flawless=all(part.state == "ok" for part in found))
