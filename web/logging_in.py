"""Logging in and out, for agents at `/login` and customer users at `/portal/login`.

Whether there is such an account shows neither in words nor in time; attempts are counted by account and by network. Whoever gets in gets
a new session and a new token against forgery. A password is looked at outside of any transaction, since that takes long on purpose.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from flask import make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, ngettext

from desk import login_attempts, login_sessions, switches
from desk.people import Person, folded
from desk.switches import Switch
from foundation.db import db
from foundation.passwords import hash_password, needs_rehash, verify_password
from foundation.unit_of_work import in_unit_of_work, unit_of_work
from processes.demo.known import Login, logins_of
from web import readers
from web.admission import Admits, Views, own_path
from web.requests import without_database

log = logging.getLogger(__name__)
views = Views("logging_in", __name__, admits=Admits.EVERYBODY)
HOME = {"agent": "/", "customer": "/portal/"}
LONGEST_LOGIN = 200  # characters


@dataclass(frozen=True)
class Candidate:
    """What is needed of somebody who wants in, to look at the password outside of any transaction."""

    person_id: int | None
    password_hash: str | None


@views.get("/login", endpoint="ask_agent")
@views.get("/portal/login", endpoint="ask_customer")
def ask() -> ResponseReturnValue:
    """The form; whoever is logged in already goes on."""
    if readers.reader() is not None:
        return redirect(where_to_go())
    kind = readers.KINDS[readers.kind_of_page()]
    return form(helps=helps(), known=logins_of(kind))


@views.post("/login", endpoint="let_agent_in")
@views.post("/portal/login", endpoint="let_customer_in")
@without_database
def let_in() -> ResponseReturnValue:
    """Look at login and password, and let their person in."""
    login, password = request.form.get("login", "").strip()[:LONGEST_LOGIN], request.form.get("password", "")
    kind = readers.KINDS[readers.kind_of_page()]
    address = request.remote_addr or ""
    wait = in_unit_of_work(lambda: login_attempts.count(kind.actor_kind, login, address))
    if wait is not None:
        log.warning("too many attempts to log in", extra={"from": address})
        return form(login=login, problem=try_later(wait), status=429)
    with unit_of_work(reads_only=True):
        candidate, offered = candidate_called(login, kind), helps()
    is_right = verify_password(candidate.password_hash, password)
    token = in_unit_of_work(lambda: begin(kind, candidate, password)) if is_right else None
    if token is None:
        return form(login=login, problem=_("Login and password do not belong together."), status=422, helps=offered)
    keep_in_browser(token)
    return redirect(where_to_go())


@views.post("/logout", endpoint="let_agent_out")
@views.post("/portal/logout", endpoint="let_customer_out")
def let_out() -> ResponseReturnValue:
    """End this session, or with `everywhere` all of this person."""
    token = session.pop(readers.kind_of_page(), None)
    if readers.reader() is not None and "everywhere" in request.form:
        login_sessions.end_all(readers.person())
    elif isinstance(token, str):
        login_sessions.end(token)
    session.pop("csrf_token", None)
    return redirect(login_page())


# ------------------------------------------------------------------------------------------------ parts of it
def candidate_called(login: str, kind: type[Person]) -> Candidate:
    """By login; customer users also by their address, which is theirs alone."""
    by_login = db.session.query(kind).where(kind.login_folded == folded(login)).one_or_none()
    found = by_login
    if found is None and "@" in login and hasattr(kind, "email_folded"):
        found = db.session.query(kind).where(kind.email_folded == folded(login)).one_or_none()
    if found is None or not found.may_log_in:
        return Candidate(None, None)
    return Candidate(found.id, found.password_hash)


def begin(kind: type[Person], candidate: Candidate, password: str) -> str | None:
    """A session for a person whose password was right, if it still is theirs; returns its token."""
    found = db.session.get(kind, candidate.person_id)
    if found is None or found.password_hash != candidate.password_hash or not found.may_log_in:
        return None
    if needs_rehash(found.password_hash or ""):
        found.password_hash = hash_password(password)  # more effort is asked for than when it was set
    login_attempts.succeeded(kind.actor_kind, found.login, request.remote_addr or "")
    return login_sessions.begin(found, address=request.remote_addr or "", device=request.user_agent.string)


def keep_in_browser(token: str) -> None:
    """Let the browser hold the new session; nothing that was there before the login is kept but the other kind's."""
    name = readers.kind_of_page()
    others = {kind: session[kind] for kind in readers.KINDS if kind != name and kind in session}
    session.clear()
    session.update({**others, name: token})


def where_to_go() -> str:
    """What was asked for before the login, if it is a page of ours."""
    return own_path(request.args.get("next", "")) or HOME[readers.kind_of_page()]


def login_page() -> str:
    return url_for("logging_in.ask_customer" if readers.kind_of_page() == "customer" else "logging_in.ask_agent")


def helps() -> set[Switch]:
    """Ways for whoever cannot log in, as far as they are switched on; in the open unit of work."""
    return {switch for switch in (Switch.LOST_PASSWORDS, Switch.REGISTRATION) if switches.is_on(switch)}


def form(
    *, login: str = "", problem: str = "", status: int = 200, helps: Collection[Switch] = (), known: Collection[Login] = ()
) -> ResponseReturnValue:
    """The page; `known`: whose passwords everybody knows, as long as the demo company is there."""
    is_portal = readers.kind_of_page() == "customer"
    page = render_template("login.html", login=login, problem=problem, is_portal=is_portal, helps=helps, known=known)
    return make_response(page, status)


def try_later(wait: timedelta) -> str:
    minutes = max(1, ceil(wait / timedelta(minutes=1)))
    return str(
        ngettext(
            "There were too many attempts. Try again in a minute.", "There were too many attempts. Try again in %(num)d minutes.", minutes
        )
    )
