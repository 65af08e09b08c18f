"""The reader's own account: language, time zone, looks, password, and where they are logged in."""

from zoneinfo import available_timezones

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from desk import login_sessions
from desk.people import Person
from foundation.errors import NotFound, Refused
from foundation.settings import LANGUAGES
from web import readers
from web.admission import Admits, Views, own_path
from web.logging_in import keep_in_browser
from web.passwords import too_often, twice_the_same
from web.readers import DENSITIES, THEMES

views = Views("account", __name__, admits=Admits.READERS)
CHOICES = {"theme": THEMES, "density": DENSITIES}
FLAGS = ("newest_first", "shortcuts")


@views.get("/account", endpoint="show_agent")
@views.get("/portal/account", endpoint="show_customer")
def show() -> ResponseReturnValue:
    return page()


@views.post("/account", endpoint="change_agent")
@views.post("/portal/account", endpoint="change_customer")
def change() -> ResponseReturnValue:
    """Take over what was chosen: all of it from the page, or one thing, as the menu sends it."""
    person = readers.person()
    values = {
        name: request.form[name] for name in ("language", "time_zone", "out_of_office_from", "out_of_office_to") if name in request.form
    }
    if not person.actor.is_agent:
        values = {name: value for name, value in values.items() if not name.startswith("out_of_office")}
    preferences = person.preferences | chosen()
    try:
        person.change(actor=person.actor, **values | {"preferences": preferences})
    except Refused as refusal:
        return page(problems=refusal.problems, status=422)
    return redirect(own_path(request.form.get("back", "")) or account_page())


@views.post("/account/password", endpoint="set_agent_password")
@views.post("/portal/account/password", endpoint="set_customer_password")
def set_password() -> ResponseReturnValue:
    """A new password for whoever knows the present one, which is no more to be guessed than at the login; all other sessions end."""
    person = readers.person()
    problem = too_often(f"present password of {person.login}")
    if problem:
        return page(problems={"present": problem}, status=429)
    try:
        require_present_password(person, request.form.get("present", ""))
        person.set_password(twice_the_same(request.form.get("password", ""), request.form.get("again", "")), actor=person.actor)
    except Refused as refusal:
        return page(problems=refusal.problems, status=422)
    login_sessions.end_all(person)
    keep_in_browser(login_sessions.begin(person, address=request.remote_addr or "", device=request.user_agent.string))
    return redirect(account_page())


@views.post("/account/sessions/<int:session_id>/end", endpoint="end_agent_session")
@views.post("/portal/account/sessions/<int:session_id>/end", endpoint="end_customer_session")
def end_session(session_id: int) -> ResponseReturnValue:
    """Log out of one of the reader's browsers.

    Raises:
        NotFound: it is none of theirs.
    """
    if not login_sessions.end_one(readers.person(), session_id):
        raise NotFound("This session has ended already, or is none of yours.")
    return redirect(account_page())


# ------------------------------------------------------------------------------------------------ parts of it
def chosen() -> dict[str, object]:
    """The preferences that were sent; a switch that is off is not sent by browsers, so each comes with its name under `switches`."""
    found: dict[str, object] = {name: request.form[name] for name, known in CHOICES.items() if request.form.get(name) in known}
    named = request.form.getlist("switches")
    return found | {name: name in request.form for name in FLAGS if name in named}


def require_present_password(person: Person, password: str) -> None:
    """Go on only with whoever knows the present password.

    Raises:
        Refused: it is another one.
    """
    if not person.has_password(password):
        raise Refused({"present": "This is not your present password."})


def account_page() -> str:
    return url_for("account.show_customer" if readers.kind_of_page() == "customer" else "account.show_agent")


def page(*, problems: dict[str, str] | None = None, status: int = 200) -> ResponseReturnValue:
    person = readers.person()
    shown = render_template(
        "account.html",
        person=person,
        sessions=login_sessions.of(person),
        problems=problems or {},
        languages=LANGUAGES,
        zones=sorted(available_timezones()),
        themes=THEMES,
        densities=DENSITIES,
        is_portal=readers.kind_of_page() == "customer",
        here=url_for(request.endpoint or "") if request.method == "GET" else account_page(),
    )
    return make_response(shown, status)
