"""Whatever is typed into any form or put behind any question mark: an answer, never an error of ours, and nothing half written."""

import gc
import io
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

from desk import house_permissions
from desk.actors import SYSTEM
from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.house_permissions import HousePermission
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from processes.activities import Activity
from processes.tickets.articles import ArticleAttachment
from processes.tickets.filters import filters
from processes.tickets.new_articles import NewArticle, NewAttachment
from tests.conftest import ROOT
from tests.desk import people
from tests.desk.words import a_queue
from tests.dialogs.models import begun
from tests.dialogs.test_hostile_input import MODEL
from tests.processes.ticket_factories import a_worker
from tests.web.agent.conftest import site
from tests.web.browsing import log_in, with_password
from tests.web.forms import forms_of
from web.admin.kinds import KINDS
from web.agent.asking import DAYS, FIELD, MOMENTS, OWN
from web.agent.composing import KINDS as WAYS
from web.agent.verbs import verbs
from web.requests import Website

__all__ = ["site"]
VALUES = [
    "a\0b",
    "\ud800",
    "1" + "0" * 400,
    "-0",
    "NaN",
    "-Infinity",
    "1e400",
    "9" * 19,
    "-9223372036854775809",
    "../../etc/passwd",
    "..%2f%00",
    "\u202egnp.exe\u2066",
    "<script>alert(1)</script>",
    "😀" * 300,
    "%_*" * 40,
    "0000-00-00",
    "9999-12-31T23:59",
    "0001-01-01T00:00",
    '{"a": [1, {"b": null}]}',
    "&a [*a, !!python/object/apply:os.system [id]]",
    "{{ 7 * 7 }}{% for a in b %}",
    "=__import__('os')",
    "'; DROP TABLE ticket; --",
    "\r\nBcc: eve@example.com",
    "\u2028٣",
    "(" * 3_000,
    "x@" * 3_000,
    "*a" * 30_000,
    "",
]
LARGE = "x" * 1_000_000
SLOWEST = 3.0  # seconds of our own work on one answer
TELL_OF_THE_HOUSE = {"/health", "/status", "/metrics"}  # which may be unwell, and says so
LEFT_BY_REFUSALS = {"blob", "login_attempt", "login_session"}  # what was uploaded, who tried, who was there
NAMES_IN_CODE = re.compile(r"""(?:form|args|files|values|given|arguments|sent)(?:\.get|\.getlist)?[(\[]"([a-z_]+)\"""")
PERMITS = '<lz:may customer="ticket"/><lz:may group="users"/>'
OFFERS = '<bpmn:extensionElements><lz:offers dialog="form"/></bpmn:extensionElements>'
ASKS = MODEL.replace('completes="false"/>', f'completes="false"/>{PERMITS}').replace(
    'id="start" name="start">', f'id="start" name="start">{OFFERS}'
)


# ------------------------------------------------------------------------------------------------ what is attacked
@dataclass
class World:
    """A house with one of everything, and people who are logged in."""

    site: Website
    arguments: dict[str, Any]
    clients: dict[str, FlaskClient] = field(default_factory=dict)

    def client(self, path: str) -> FlaskClient:
        return self.clients["carla" if path.startswith("/portal") else "chief"]

    def heal(self) -> None:
        """Let people in again whom their own forms have shut out."""
        for login, client in self.clients.items():
            with unit_of_work():
                person: Any = Agent.named("chief") if login == "chief" else CustomerUser.named("carla")
                with_password(person)
                if login == "chief":
                    for permission in HousePermission:
                        house_permissions.grant(permission, to=person, actor=SYSTEM)
            log_in(client, login, portal=login == "carla")


@pytest.fixture
def world(site: Website) -> World:
    with unit_of_work():
        chief = with_password(a_worker("chief"))
        for permission in HousePermission:
            house_permissions.grant(permission, to=chief, actor=SYSTEM)
        carla = with_password(people.customer_user("carla", of=people.customer()))
        ticket = begun(ASKS, queue=a_queue("Support"), customer_user=carla)
        file = NewAttachment("plan.txt", "text/plain", b"a plan")
        html = NewArticle("Hello", "<p>you</p>", content_type="text/html", visible_to_customer=True, attachments=(file,))
        article = ticket.add_article(html, actor=SYSTEM)
        db.session.flush()
        arguments = {
            "number": ticket.number,
            "activity_id": db.session.scalar(select(Activity.id).where(Activity.ticket_id == ticket.id)),
            "article_id": article.id,
            "attachment_id": db.session.scalar(select(ArticleAttachment.id).where(ArticleAttachment.filename == "plan.txt")),
            "dialog_id": "form",
            "process_id": "asks",
            "event": "start",
            "group_id": chief.id,
            "holder_id": chief.id,
        }
    found = World(site, arguments, {login: site.test_client() for login in ("chief", "carla")})
    found.heal()
    return found


@dataclass(frozen=True)
class Place:
    """Something that can be asked or told, with the names it may listen to."""

    method: str
    path: str
    rule: str


def places(world: World) -> list[Place]:
    """Every route, with arguments that lead somewhere; a route for kinds of things once for each kind."""
    found = []
    with world.site.test_request_context():
        adapter = world.site.create_url_adapter(None) or world.site.url_map.bind("localhost")
        for rule in world.site.url_map.iter_rules():
            for arguments in chosen(world, rule.rule, rule.arguments):
                path = adapter.build(rule.endpoint, arguments, method=min(rule.methods or {"GET"}))
                found += [Place(method, path, rule.rule) for method in sorted((rule.methods or set()) & {"GET", "POST"})]
    return [place for place in found if place.rule not in {"/logout", "/portal/logout"}]


def chosen(world: World, rule: str, names: set[str]) -> Iterator[dict[str, Any]]:
    """Arguments of a route."""
    first = {name: world.arguments.get(name, 1 if f"int:{name}" in rule else "x") for name in names}
    if "number" in names and "int:number" in rule:
        first["number"] = 1  # of a version
    ways: dict[str, list[str]] = {"kind_name": list(KINDS), "noun": ["agent", "role"], "deed": ["retry"], "doing": ["read"]}
    if "/verbs/" in rule:
        ways["name"] = list(verbs)
    elif "/write/" in rule:
        ways["kind"] = list(WAYS)
    several = next((name for name in ways if name in names), None)
    yield from [first] if several is None else ({**first, several: value} for value in ways[several])


@pytest.fixture(scope="module")
def names_in_code() -> list[str]:
    """What any view asks for by name."""
    return sorted({name for path in (ROOT / "web").rglob("*.py") for name in NAMES_IN_CODE.findall(path.read_text(encoding="utf-8"))})


# ------------------------------------------------------------------------------------------------ attacking
@dataclass
class Attack:
    """Sends, and looks at what came of it."""

    world: World
    written: list[str]
    sent: int = 0
    problems: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")

    def send(self, place: Place, pairs: list[tuple[str, str]], *, path: str = "") -> int:
        """Any number of pairs, as a browser or anybody else would send them; the status."""
        there = path or place.path
        body = urlencode(pairs, errors="surrogatepass")
        given: dict[str, Any] = (
            {"query_string": body} if place.method == "GET" else {"data": body, "content_type": "application/x-www-form-urlencoded"}
        )
        return self.look(place, f"{place.method} {there} {body[:300]}", there, given)

    def send_file(self, place: Place, name: str, filename: str, pairs: list[tuple[str, str]]) -> int:
        """A file with a hostile name and type."""
        data: dict[str, Any] = {key: value for key, value in pairs if "\ud800" not in value}
        data[name] = (io.BytesIO(b"\xff\xfe<svg onload=alert(1)>"), filename, 'text/html; charset="utf-7')
        return self.look(
            place, f"{place.method} {place.path} file {filename!r}", place.path, {"data": data, "content_type": "multipart/form-data"}
        )

    def end(self) -> None:
        """Nothing may have gone wrong, nor have taken long."""
        assert not self.problems, f"{len(self.problems)} of {self.sent}:\n" + "\n".join(self.problems[:40])
        assert self.slowest[0] < SLOWEST, self.slowest

    def look(self, place: Place, told: str, path: str, given: dict[str, Any]) -> int:
        self.written.clear()
        client, begun_at = self.world.client(place.path), time.thread_time()
        with client.open(path, method=place.method, **given) as answer:
            text = answer.get_data(as_text=True)
            took, status = time.thread_time() - begun_at, answer.status_code
        if status >= 500 or "Traceback" in text:
            self.problems.append(f"{status}: {told}")
        self.slowest = max(self.slowest, (took, told))
        self.sent += 1
        left = set(self.written) - LEFT_BY_REFUSALS
        if left and status >= 400:
            self.problems.append(f"{status}, but written to {left}: {told}")
        if status in {401, 403} or "/login" in answer.headers.get("Location", ""):
            self.world.heal()
        return status


@contextmanager
def listening() -> Iterator[list[str]]:
    """The tables that commits have written to; what was undone up to a savepoint does not count."""
    engine, written, waiting, marks = db.engine, list[str](), list[str](), list[int]()

    def hear(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        words = statement.split(None, 4)
        match words[0].upper():
            case "SAVEPOINT":
                marks.append(len(waiting))
            case "ROLLBACK":
                del waiting[marks[-1] :]
            case "RELEASE":
                marks.pop()
            case "INSERT" | "DELETE":
                waiting.append(words[4 if words[1].upper() == "OR" else 2].strip('"'))
            case "UPDATE":
                waiting.append(words[1].strip('"'))
            case "WITH":  # several writes in one
                waiting.extend(re.findall(r"write_\d+ AS \((?:INSERT INTO|DELETE FROM|UPDATE) (\w+)", statement))

    def end(*, is_kept: bool) -> None:
        written.extend(waiting if is_kept else ())
        waiting.clear()
        marks.clear()

    def keep(_connection: Any) -> None:
        end(is_kept=True)

    def drop(_connection: Any) -> None:
        end(is_kept=False)

    heard: list[tuple[str, Any]] = [("before_cursor_execute", hear), ("commit", keep), ("rollback", drop)]
    for name, listener in heard:
        event.listen(engine, name, listener)
    try:
        yield written
    finally:
        for name, listener in heard:
            event.remove(engine, name, listener)


@pytest.fixture
def attack(world: World) -> Iterator[Attack]:
    gc.collect()
    gc.freeze()  # what other tests have left is no work of ours
    with listening() as written:
        yield Attack(world, written)
    gc.unfreeze()


def usual(attack: Attack, place: Place) -> tuple[list[tuple[str, str]], set[str], set[str]]:
    """What the form of a place would send as it is, the names in it, and those of files."""
    at = place.path.removesuffix("/draft").removesuffix("/refresh").removesuffix("/reply").removesuffix("/password")
    for path in (at, at.rpartition("/")[0]):
        with attack.world.client(place.path).get(path) as page:
            forms = forms_of(page.get_data(as_text=True)) if page.mimetype == "text/html" else []
        found = [form for form in forms if form.method == "POST" and form.action.partition("?")[0] in {at, place.path}]
        if found:
            return found[0].values, found[0].names - found[0].files, found[0].files
    return [], set(), set()


def values_in_turn() -> Iterator[list[str]]:
    """Some of the values for each place, so that each value comes to many; all of them for whoever has the time."""
    most = int(os.environ.get("LAUFZETTEL_HOSTILE_VALUES", "2"))
    turning = cycle(VALUES)
    while True:
        yield [next(turning) for _ in range(min(most, len(VALUES)))]


def test_no_form_breaks(attack, names_in_code):
    turns, single, with_forms = values_in_turn(), cycle(VALUES), 0
    for place in [place for place in places(attack.world) if place.method == "POST"]:
        values, names, files = usual(attack, place)
        with_forms += bool(names)
        attacked = sorted(names) or names_in_code
        for value in next(turns):
            attack.send(place, [(name, value) for name in attacked])
        each = [] if "record_id" in place.rule else sorted(names - {"csrf_token"})  # the form of a new record is the same
        for name in each:
            others = [pair for pair in values if pair[0] != name]
            twice = [(name, next(single)), (name, next(single))] if len(name) % 2 else [(name, next(single))]
            attack.send(place, [*others, *twice, (f"{name}[]", "x"), (f"{name}[0][x]", "x")])
        for name in sorted(files):
            attack.send_file(place, name, next(single)[:300].replace("\ud800", "?"), values)
        if names and "kind_name" not in place.rule:
            attack.send(place, [(attacked[0], LARGE)])
    assert with_forms > 40
    attack.end()


def test_no_question_breaks(attack, names_in_code):
    turns, single = values_in_turn(), cycle(VALUES)
    moments = [f"{moment}.{bound}" for moment in MOMENTS for bound in DAYS]
    of_lists = [*filters, *moments, *OWN, *(f"{FIELD}{name}" for name in ("amount", "one_line", "on", "colleague", "nowhere"))]
    for place in [place for place in places(attack.world) if place.method == "GET" and place.rule not in TELL_OF_THE_HOUSE]:
        is_list = place.rule in {"/tickets", "/tickets/rows", "/portal/tickets"}
        for value in VALUES if is_list else next(turns):
            attack.send(place, [(name, value) for name in (of_lists if is_list else names_in_code)])
        for name in of_lists if place.rule == "/tickets" else []:
            attack.send(place, [(name, next(single))])
    attack.end()


def test_no_path_breaks(attack):
    turns = values_in_turn()
    for place in places(attack.world):
        for value in (*next(turns), "x" * 3_000) if "<" in place.rule else ():
            quoted = quote(value, safe="", errors="surrogatepass")
            attack.send(place, [], path=re.sub(r"<[^>]+>", quoted, place.rule))
    attack.end()
