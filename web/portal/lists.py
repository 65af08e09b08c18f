"""Lists of requests: the customer's own, and those of the company where customers see them."""

from dataclasses import dataclass, replace
from typing import Any, Final, Self
from urllib.parse import urlencode

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from desk.customer_users import CustomerUser
from foundation.db import db
from foundation.errors import NotFound
from processes.telling.step_tracks import step_tracks
from processes.tickets.finding import By, Search, find
from processes.tickets.ticket import Ticket
from web import readers, translating
from web.admission import Admits, Views
from web.navigation import in_navigation
from web.portal.customers import customer, shares_with_company, standing_of

views = Views("portal_lists", __name__, admits=Admits.CUSTOMERS, url_prefix="/portal/tickets")
PAGE: Final = 20
STANDINGS: Final[dict[str, Any]] = {"all": lazy_gettext("All"), "open": lazy_gettext("Open"), "closed": lazy_gettext("Closed")}
ORDERS: Final[dict[str, Any]] = {
    "-changed": lazy_gettext("Changed last"),
    "-created": lazy_gettext("Newest first"),
    "created": lazy_gettext("Oldest first"),
    "title": lazy_gettext("By subject"),
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A list as its address says it; what makes no sense there counts as nothing."""

    whose: str = "mine"
    standing: str = "all"
    text: str = ""
    sort: str = "-changed"
    after: str | None = None
    before: str | None = None

    @classmethod
    def from_address(cls, arguments: MultiDict[str, str]) -> Self:
        standing, sort = arguments.get("view", ""), arguments.get("sort", "")
        return cls(
            whose="company" if arguments.get("whose") == "company" else "mine",
            standing=standing if standing in STANDINGS else "all",
            text=arguments.get("q", "").strip(),
            sort=sort if sort in ORDERS else "-changed",
            after=arguments.get("after") or None,
            before=arguments.get("before") or None,
        )

    def address(self, **changes: Any) -> str:
        """The same list with something changed, from its first page on unless a place is named."""
        wanted = replace(self, **({"after": None, "before": None} | changes))
        named = {"whose": wanted.whose, "view": wanted.standing, "q": wanted.text, "sort": wanted.sort}
        usual = {"whose": "mine", "view": "all", "q": "", "sort": "-changed"}
        told = {name: value for name, value in named.items() if value != usual[name]}
        places = {name: value for name, value in (("after", wanted.after), ("before", wanted.before)) if value}
        return "/portal/tickets" + (f"?{urlencode(told | places)}" if told or places else "")

    def search(self) -> Search:
        filters = {"archived": "all"} | ({"mine": "own"} if self.whose == "mine" else {})
        filters |= {} if self.standing == "all" else {"view": self.standing}
        return Search(filters=filters, text=self.text, order=(By(self.sort.removeprefix("-"), descending=self.sort.startswith("-")),))


@views.get("")
@in_navigation("portal", "1 work", 20, icon="inbox", label=lazy_gettext("My requests"))
def show() -> ResponseReturnValue:
    """A page of a list.

    Raises:
        NotFound: the company's were asked for, and customers do not see them.
    """
    asked = Asked.from_address(request.args)
    if asked.whose == "company" and not shares_with_company():
        raise NotFound("Only your own requests are shown here.")
    page = find(asked.search(), actor=readers.actor(), after=asked.after, before=asked.before, size=PAGE)
    return render_template(
        "portal/list.html",
        asked=asked,
        page=page,
        tracks=step_tracks(page.tickets, language=translating.shown_language()),
        people=people_of(page.tickets) if asked.whose == "company" else {},
        standing_of=standing_of,
        standings=STANDINGS,
        orders=[(name, str(text)) for name, text in ORDERS.items()],
        company=customer().customer.name if shares_with_company() else "",
    )


def people_of(tickets: list[Ticket]) -> dict[int, str]:
    """Who asked, by id."""
    ids = {ticket.customer_user_id for ticket in tickets} - {None}
    rows = db.session.execute(select(CustomerUser.id, CustomerUser.first_name, CustomerUser.last_name).where(CustomerUser.id.in_(ids)))
    return {person_id: f"{first} {last}" for person_id, first, last in rows}
