"""Who may enter a view. Each says it, by itself or by its blueprint; one that says nothing is closed.

    views = Views("queues", __name__, url_prefix="/admin/queues", admits=Admits.ADMINISTRATORS)

    @views.get("/styleguide")
    @admits(Admits.EVERYBODY)
    def show() -> ...

What somebody may see and do inside is not asked here: the records are loaded through permission.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from flask import Blueprint, current_app, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Unauthorized

from foundation.errors import Forbidden, NotFound
from web import readers, unsent
from web.readers import Reader


class Admits(StrEnum):
    """Whom a view lets in."""

    EVERYBODY = "everybody"
    READERS = "people who are logged in"  # agents; in the portal, customers
    AGENTS = "agents"
    CUSTOMERS = "customers"
    DESIGNERS = "designers"
    ADMINISTRATORS = "administrators"


MARK: Final = "_admits"
View = TypeVar("View", bound=Callable[..., Any])
LOGIN: Final = {"agent": "/login", "customer": "/portal/login"}
LOGGED_OUT: Final = "Your login has ended, so this was not sent. Log in again, and send what stands below once more."


class Views(Blueprint):
    """A blueprint that says who may enter its views."""

    def __init__(self, name: str, import_name: str, *, admits: Admits, url_prefix: str | None = None) -> None:
        super().__init__(name, import_name, url_prefix=url_prefix)
        self.admits = admits


def admits(whom: Admits) -> Callable[[View], View]:
    """Say who may enter one view."""

    def mark(view: View) -> View:
        setattr(view, MARK, whom)
        return view

    return mark


def admitted(endpoint: str) -> Admits | None:
    """Whom the view behind an endpoint lets in; None: it does not say."""
    of_view = getattr(current_app.view_functions.get(endpoint), MARK, None)
    blueprint = current_app.blueprints.get(endpoint.rpartition(".")[0])
    found: Admits | None = of_view or getattr(blueprint, "admits", None)
    return found


def turn_away(reader: Reader | None) -> ResponseReturnValue | None:
    """None if whoever reads may enter; else where they are sent.

    Raises:
        NotFound: nobody may.
        Forbidden: they may not.
        Unauthorized: as `to_login`.
    """
    whom = admitted(request.endpoint or "")
    if whom is Admits.EVERYBODY:
        return None
    if whom is None:
        raise NotFound("There is no such page.")
    if reader is None:
        return to_login()
    require(reader, whom)
    return None


def require(reader: Reader, whom: Admits) -> None:
    """Go on only with whom a view lets in.

    Raises:
        Forbidden: it does not let the reader in.
    """
    may_enter = {
        Admits.READERS: True,
        Admits.AGENTS: reader.is_agent,
        Admits.CUSTOMERS: reader.is_customer,
        Admits.DESIGNERS: reader.may_design,
        Admits.ADMINISTRATORS: reader.may_administer,
    }
    if not may_enter[whom]:
        raise Forbidden(f"This page is for {whom}; you are logged in as {reader.login}.")


def to_login() -> ResponseReturnValue:
    """The way in; afterwards the reader gets what was asked for, if that only looked.

    Raises:
        Unauthorized: a program asked, or somebody has written what a way in would lose.
    """
    address = LOGIN[readers.kind_of_page()]
    if request.headers.get("HX-Request"):
        return "", 401, {"HX-Redirect": address}
    if request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html") == "application/json":
        raise Unauthorized("Log in first.")
    if unsent.words():
        raise Unauthorized(LOGGED_OUT)
    wanted = request.full_path.rstrip("?") if request.method in {"GET", "HEAD"} else ""
    return redirect(f"{address}?{urlencode({'next': wanted})}" if wanted not in {"", "/", "/portal", "/portal/"} else address)


def own_path(wanted: str) -> str | None:
    """A path of ours to go to; None for everything that might lead elsewhere."""
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable() and "\\" not in wanted
    return wanted if is_ours else None
