"""What stands in the navigation: each view that belongs there says so, and readers see what they may enter.

@views.get("/activities")
@in_navigation("agent", "1 work", 10, icon="list-todo", label=_l("My activities"), key="g a")
def show() -> ResponseReturnValue: ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar

from flask import Flask, current_app, request, url_for

from foundation.errors import Forbidden
from web import readers
from web.admission import Admits, admitted, require
from web.readers import Reader

Frame = Literal["agent", "portal"]
Group = Literal["1 work", "2 design", "3 admin"]
View = TypeVar("View", bound=Callable[..., Any])
MARK: Final = "_in_navigation"
PALETTE: Final = "palette.find"  # the view that the palette asks, where there is one


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a view stands, as it says itself."""

    frame: Frame
    group: Group
    number: int
    icon: str
    label: Any  # lazily translated
    key: str
    count: Callable[[], int] | None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the navigation, for this reader on this page."""

    group: str
    label: str
    icon: str
    href: str
    key: str
    count: int
    is_current: bool


def in_navigation(  # noqa: PLR0913 - it is read as a line of the navigation
    frame: Frame, group: Group, number: int, *, icon: str, label: Any, key: str = "", count: Callable[[], int] | None = None
) -> Callable[[View], View]:
    """Give a view its place; `count`: how many things wait behind it, for this reader."""

    def mark(view: View) -> View:
        setattr(view, MARK, Place(frame=frame, group=group, number=number, icon=icon, label=label, key=key, count=count))
        return view

    return mark


def register(website: Flask) -> None:
    website.jinja_env.globals.update(navigation=navigation, palette_url=palette_url)


def navigation(frame: Frame) -> list[Entry]:
    """The entries that this reader may enter, in their order."""
    reader = readers.reader()
    if reader is None:
        return []
    places = [(place, endpoint) for endpoint, view in current_app.view_functions.items() if (place := getattr(view, MARK, None))]
    mine = [(place, endpoint) for place, endpoint in places if place.frame == frame and may_enter(reader, endpoint)]
    addresses = {endpoint: url_for(endpoint) for _, endpoint in mine}
    current = max((address for address in addresses.values() if is_at(address)), key=len, default=None)
    ordered = sorted(mine, key=lambda one: (one[0].group, one[0].number))
    return [entry(place, addresses[endpoint], is_current=addresses[endpoint] == current) for place, endpoint in ordered]


def may_enter(reader: Reader, endpoint: str) -> bool:
    whom = admitted(endpoint)
    if whom is None or whom is Admits.EVERYBODY:
        return whom is not None
    try:
        require(reader, whom)
    except Forbidden:
        return False
    return True


def is_at(address: str) -> bool:
    return request.path == address or request.path.startswith(f"{address.rstrip('/')}/")


def entry(place: Place, address: str, *, is_current: bool) -> Entry:
    return Entry(
        group=place.group,
        label=str(place.label),
        icon=place.icon,
        href=address,
        key=place.key,
        count=place.count() if place.count else 0,
        is_current=is_current,
    )


def palette_url() -> str:
    """Where the palette asks; empty while there is no such view."""
    return url_for(PALETTE) if PALETTE in current_app.view_functions else ""
