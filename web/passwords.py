"""New passwords: for whoever forgot theirs, by a link in a letter; and accounts that customers make themselves."""

from flask import make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from desk import login_attempts, password_resets, registration, switches
from desk.email_addresses import problem_of
from desk.switches import Switch
from foundation import outbox
from foundation.errors import NotFound, Refused
from web import readers, translating
from web.admission import LOGIN, Admits, Views
from web.logging_in import LONGEST_LOGIN, try_later

views = Views("passwords", __name__, admits=Admits.EVERYBODY)
LONGEST_NAME = 100  # characters
UNEQUAL = "The two are not the same."


# ------------------------------------------------------------------------------------------------ forgotten
@views.get("/password/forgotten", endpoint="ask_agent")
@views.get("/portal/password/forgotten", endpoint="ask_customer")
def ask() -> ResponseReturnValue:
    require_switched_on()
    return page("password_forgotten.html")


@views.post("/password/forgotten", endpoint="send_to_agent")
@views.post("/portal/password/forgotten", endpoint="send_to_customer")
def send() -> ResponseReturnValue:
    """Have a letter sent, if there is such an account; the answer is the same for all."""
    require_switched_on()
    login = request.form.get("login", "").strip()[:LONGEST_LOGIN]
    problem = too_often(f"password of {login}")
    if problem:
        return page("password_forgotten.html", status=429, login=login, problem=problem)
    arguments = {"kind": readers.kind_of_page(), "login": login, "language": translating.shown_language()}
    outbox.put("workers.accounts.send_new_password", arguments, job_queue="background")
    return page("password_forgotten.html", was_sent=True)


@views.get("/password/new/<token>", endpoint="choose_agent")
@views.get("/portal/password/new/<token>", endpoint="choose_customer")
def choose(token: str) -> ResponseReturnValue:
    """The form behind the link."""
    password_resets.asker(token, readers.KINDS[readers.kind_of_page()])
    return page("password_new.html")


@views.post("/password/new/<token>", endpoint="set_agent")
@views.post("/portal/password/new/<token>", endpoint="set_customer")
def set_new(token: str) -> ResponseReturnValue:
    kind = readers.KINDS[readers.kind_of_page()]
    try:
        password_resets.redeem(token, kind, twice_the_same(request.form.get("password", ""), request.form.get("again", "")))
    except Refused as refusal:
        return page("password_new.html", status=422, problems=refusal.problems)
    return redirect(LOGIN[readers.kind_of_page()])


# ------------------------------------------------------------------------------------------------ registering
@views.get("/portal/register")
def ask_who() -> ResponseReturnValue:
    registration.require_open()
    return page("register.html")


@views.post("/portal/register")
def register() -> ResponseReturnValue:
    """Have an account made; the answer does not tell whether there was one."""
    registration.require_open()
    given = {
        name: request.form.get(name, "").strip()[: LONGEST_LOGIN if name == "email" else LONGEST_NAME]
        for name in ("email", "first_name", "last_name")
    }
    problems = {name: _("It is needed.") for name in ("first_name", "last_name") if not given[name]}
    wrong = problem_of(given["email"])
    if wrong:
        problems["email"] = wrong
    if problems:
        return page("register.html", status=422, problems=problems, **given)
    problem = too_often(f"account for {given['email']}")
    if problem:
        return page("register.html", status=429, problem=problem, **given)
    outbox.put("workers.accounts.welcome", given | {"language": translating.shown_language()}, job_queue="background")
    return page("register.html", was_sent=True)


# ------------------------------------------------------------------------------------------------ parts of it
def require_switched_on() -> None:
    """Go on only where letters about passwords are sent.

    Raises:
        NotFound: they are not.
    """
    if not switches.is_on(Switch.LOST_PASSWORDS):
        raise NotFound("Passwords are set by the people who run this house; ask them.")


def too_often(subject: str) -> str:
    """What to say to somebody who asks again and again; nothing the first times."""
    wait = login_attempts.count(readers.KINDS[readers.kind_of_page()].actor_kind, subject, request.remote_addr or "")
    return "" if wait is None else try_later(wait)


def twice_the_same(password: str, again: str) -> str:
    """The password, if it was typed the same twice.

    Raises:
        Refused: it was not.
    """
    if password != again:
        raise Refused({"again": UNEQUAL})
    return password


def page(template: str, *, status: int = 200, **values: object) -> ResponseReturnValue:
    is_portal = readers.kind_of_page() == "customer"
    given = {"problem": "", "problems": {}, "was_sent": False, "login": "", "email": "", "first_name": "", "last_name": ""} | values
    return make_response(render_template(template, is_portal=is_portal, login_page=LOGIN[readers.kind_of_page()], **given), status)
