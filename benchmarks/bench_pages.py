"""Pages as two agents at once get them from `laufzettel web` on PostgreSQL: among 100,000 tickets, and among 1,000.

Both houses are filled by `laufzettel bench data` and each has a web server of its own; they take turns, kind of page by kind of page. Each
client is a thread that keeps its connection. Dialogs are sent at last, since sending changes what there is.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import select

from benchmarks import linux
from benchmarks.both_databases import AS_IT_COMES
from benchmarks.figures import Figure
from desk.actors import SYSTEM
from desk.agents import Agent
from foundation.application import make_application
from foundation.db import db
from foundation.passwords import CHEAP_PASSWORDS
from foundation.settings import Settings
from foundation.unit_of_work import unit_of_work
from processes import runner  # noqa: F401 - it says that it drives the processes
from processes.bulk import loading
from processes.bulk.hiring import SIGN
from tests.houses import KEY, close, furnish, settings_for
from tests.postgresql import Server, free_port
from tests.workers.redis import RedisServer

FEW, MANY = 1_000, 100_000
CLIENTS = 2
ROUNDS = 5  # in which the houses take turns
PAGES = 20  # of a kind, by a client in a round
SENT = 30  # dialogs, by a client
REQUESTS = 1_000  # after which the server's memory is looked at
LARGEST = 150.0  # KB of a page
MOST_MEMORY = 200.0  # MiB
P50, P95, RATIO = 40.0, 150.0, 1.5
PASSWORD = "a password of the bench"  # noqa: S105 - of invented people
VIEWS = ("all", "queues", "activities", "closed")
KINDS = ("list", "ticket page", "dialog page")
SUBMIT = "dialog submit"
NEXT_WEEK = datetime.now(UTC) + timedelta(days=7)
SAID, SUBJECT = "Said for the bench.", "article-subject"
MOMENTS = {"date": f"{NEXT_WEEK:%Y-%m-%d}", "datetime-local": f"{NEXT_WEEK:%Y-%m-%dT%H:%M}"}  # later than now, as what is put off must be
TICKET = re.compile(r'href="/tickets/(\d+)\?')
# Of the standard process, what puts off or closes needs a state that nobody has chosen yet; an answer or a note can be sent as it is.
DIALOG = re.compile(r'href="(/tickets/\d+/activities/\d+/(?!(?:put_off|finish)")[^"/]+)"')


def measure() -> list[Figure]:
    """Fill both houses, then look at their pages by turns."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="laufzettel-bench-")))
        server = Server(settings=AS_IT_COMES)
        stack.callback(server.stop)
        redis = RedisServer(folder / "redis")
        redis.start()
        stack.callback(redis.kill)
        houses = [filled(settings_for(folder / str(tickets), server.database()), tickets) for tickets in (FEW, MANY)]
        return figures_of([stack.enter_context(served(house, redis.url)) for house in houses])


def figures_of(sites: list[Site]) -> list[Figure]:
    """All of them; the house with many tickets comes last."""
    for site in sites:
        site.get_to_know()
    for _ in range(ROUNDS):
        for kind in KINDS:
            for site in sites:
                site.look(kind)
    for site in sites:
        site.send()
    few, many = sites
    figures = [figure for kind in (*KINDS, SUBMIT) for figure in figures_of_kind(kind, few, many)]
    while linux.TELLS and many.asked < REQUESTS:
        many.look("list")
    memory = [Figure(what=f"memory of the web server after {REQUESTS:,} requests", value=many.memory, unit="MiB", target=MOST_MEMORY)]
    largest = Figure(what="the largest of these pages", value=many.largest / 1000, unit="KB", target=LARGEST)
    return [*figures, largest, *(memory if linux.TELLS else [])]


def figures_of_kind(kind: str, few: Site, many: Site) -> Iterator[Figure]:
    """How long half of the requests take at most, how long all but one of twenty, and what becomes of that as the house grows."""
    half, most = (at(share, many.taken[kind]) for share in (0.5, 0.95))
    yield Figure(what=f"{kind} among {MANY:,} tickets, two clients, p50", value=half, unit="ms", target=P50)
    yield Figure(what=f"{kind} among {MANY:,} tickets, two clients, p95", value=most, unit="ms", target=P95)
    among_few = at(0.95, few.taken[kind])
    details = {"p95 among few": among_few, "p50 among few": at(0.5, few.taken[kind]), "requests": len(many.taken[kind])}
    yield Figure(what=f"{kind}: p95 among {MANY:,} / among {FEW:,}", value=most / among_few, target=RATIO, details=details)


def at(share: float, taken: list[float]) -> float:
    """The time within which this share of the requests was answered."""
    return sorted(taken)[min(int(share * len(taken)), len(taken) - 1)] * 1000


# ------------------------------------------------------------------------------------------------ the house
def filled(settings: Settings, tickets: int) -> Settings:
    """A new house, filled, in which the first agents have a password."""
    application = make_application(settings)
    application.config[CHEAP_PASSWORDS] = True
    furnish(application, seeded=True)
    with application.app_context():
        loading.load(tickets, jobs=min(os.cpu_count() or 1, loading.MOST_JOBS))
        with unit_of_work():
            for agent in db.session.scalars(select(Agent).where(Agent.login.in_(logins()))):
                agent.set_password(PASSWORD, actor=SYSTEM)
    close(application)
    return settings


def logins() -> list[str]:
    """Who looks: agents of one team, for all of whom the same tickets are."""
    return [f"{SIGN}agent-{5 * place:04}" for place in range(CLIENTS)]


@contextmanager
def served(settings: Settings, redis_url: str) -> Iterator[Site]:
    """The house, with a web server."""
    settings = replace(settings, redis_url=redis_url, port=free_port())
    told = {"DATA_DIR": settings.data_dir, "DATABASE_URL": settings.database_url, "REDIS_URL": redis_url, "SECRET_KEY": KEY}
    environment = os.environ | {f"LAUFZETTEL_{name}": str(value) for name, value in {**told, "PORT": settings.port}.items()}
    command = [str(Path(sys.executable).with_name("laufzettel")), "web"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own command
    try:
        yield Site(settings.port, process.pid)
    finally:
        process.terminate()
        process.wait()


# ------------------------------------------------------------------------------------------------ clients
@dataclass
class Site:
    """A web server, and what its pages took, by kind, in seconds."""

    port: int
    process_id: int
    addresses: dict[str, list[list[str]]] = field(default_factory=dict)  # by kind, for each client
    taken: dict[str, list[float]] = field(default_factory=dict)
    clients: list[Client] = field(default_factory=list)
    asked: int = 0
    largest: int = 0

    @property
    def memory(self) -> float:
        return linux.mebibytes(self.process_id, "now")

    def get_to_know(self) -> None:
        """Log in, and find out which tickets and dialogs there are."""
        self.clients = [Client(self.port, login) for login in logins()]
        lists = [f"/tickets?view={view}" for view in VIEWS]
        numbers = dict.fromkeys(number for page in map(self.clients[0].page, lists) for number in TICKET.findall(page))
        tickets = [f"/tickets/{number}?view=all" for number in numbers]
        self.addresses = {"list": [lists] * CLIENTS, "ticket page": [tickets[place::CLIENTS] for place in range(CLIENTS)]}
        self.addresses["dialog page"] = [list(self._dialogs(place)) for place in range(CLIENTS)]

    def _dialogs(self, place: int) -> Iterator[str]:
        """Those that wait for a client, of its share of the tickets."""
        client = self.clients[place]
        waiting = list(dict.fromkeys(TICKET.findall(client.page("/tickets?view=activities&size=200"))))
        mine = [number for number in waiting if int(number) % CLIENTS == place]  # what one client answers, the other does not ask for
        for number in mine[: 2 * SENT]:
            yield from DIALOG.findall(client.page(f"/tickets/{number}?view=activities"))[:1]

    def look(self, kind: str) -> None:
        """Each client gets some pages, at the same time as the others."""
        with ThreadPoolExecutor(CLIENTS) as threads:
            for taken, largest in threads.map(lambda place: self._looked(kind, place), range(CLIENTS)):
                self.taken.setdefault(kind, []).extend(taken)
                self.asked, self.largest = self.asked + len(taken), max(self.largest, largest)

    def _looked(self, kind: str, place: int) -> tuple[list[float], int]:
        addresses, begin = self.addresses[kind][place], len(self.taken.get(kind, [])) // CLIENTS
        taken, largest = [], 0
        for number in range(begin, begin + PAGES):
            began = time.perf_counter()
            page = self.clients[place].page(addresses[number % len(addresses)])
            taken.append(time.perf_counter() - began)
            largest = max(largest, len(page.encode()))
        return taken, largest

    def send(self) -> None:
        """Each client answers dialogs of its own."""
        shares = [addresses[:SENT] for addresses in self.addresses["dialog page"]]
        with ThreadPoolExecutor(CLIENTS) as threads:
            for taken in threads.map(lambda one: [one[0].send(address) for address in one[1]], zip(self.clients, shares, strict=True)):
                self.taken.setdefault(SUBMIT, []).extend(taken)


class Client:
    """A browser of one agent, as far as measuring needs one."""

    def __init__(self, port: int, login: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}
        self._wait()
        form = Form(self.page("/login"))
        self._ask("POST", "/login", form.given | {"login": login, "password": PASSWORD}, expected=302)

    def page(self, address: str) -> str:
        return self._ask("GET", address)

    def send(self, address: str) -> float:
        """Fill a dialog in as far as it must be, and send it; how long the answer took."""
        given = Form(self.page(address)).given
        began = time.perf_counter()
        self._ask("POST", address, given, expected=302)
        return time.perf_counter() - began

    def _wait(self) -> None:
        """Until the server listens."""
        for _ in range(300):
            try:
                self._connection.connect()
                return
            except ConnectionRefusedError:
                time.sleep(0.1)
        raise RuntimeError("The web server did not listen within 30 seconds.")

    def _ask(self, method: str, address: str, given: dict[str, str] | None = None, *, expected: int = 200) -> str:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if given is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, address, urlencode(given) if given is not None else None, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        self._keep_cookies(answer)
        if answer.status != expected:
            raise RuntimeError(f"{method} {address} was answered with {answer.status}: {text[:2000]}")
        return text

    def _keep_cookies(self, answer: HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value


class Form(HTMLParser):
    """What the forms of a page send: what stands in them; the first choice, or a word, where something must be given."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.given: dict[str, str] = {}
        self._choosing = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "select":
            self._choosing = name
        elif tag == "option" and self._choosing:
            if "selected" in given or not self.given.get(self._choosing):
                self.given[self._choosing] = value
        elif tag == "textarea" and name:
            self.given[name] = SAID
        elif tag == "input" and name and given.get("type") not in {"checkbox", "radio", "file", "submit"}:
            must = "required" in given or name == SUBJECT
            self.given[name] = value or (MOMENTS.get(given.get("type") or "", SAID) if must else "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._choosing = ""
