"""What an attacker tries on every route or every kind of file, generated from what there is."""

import io
import re
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest
from flask.testing import FlaskClient

from desk.actors import SYSTEM
from desk.customer_users import CustomerUser
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from processes import runner
from processes.tickets.articles import ArticleAttachment
from processes.tickets.new_articles import NewArticle, NewAttachment
from tests.desk import people
from tests.desk.words import a_group, a_queue
from tests.processes.bpmn_text import flows, node, ours, process
from tests.processes.models import deployed
from tests.processes.ticket_factories import a_worker
from tests.web.agent.conftest import site
from tests.web.browsing import PASSWORD, logged_in, with_password
from tests.web.test_every_route import OF_EACH_KIND
from web.admission import Admits, admitted
from web.headers import ALWAYS
from web.requests import Website

__all__ = ["site"]
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
SCRIPT = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(document.domain)'><script>alert(1)</script></svg>"
HOSTILE_FILES = [
    ("picture.svg", "image/svg+xml"),
    ("page.html", "text/html"),
    ("page.xhtml", "application/xhtml+xml"),
    ("math.mml", "application/mathml+xml"),
    ("feed.xml", "text/xml; charset=utf-7"),
    ("script.js", "text/javascript"),
    ("none", ""),
    ("sniffed.txt", "text/plain"),
    ('"; filename="evil.html', "text/html"),
    ("a\r\nContent-Type: text/html\r\n\r\n<script>", "text/html"),
    ("..\\..\\boot.ini", "application/x-msdownload"),
    ("\u202egpj.exe", "image/jpeg"),
    ("%0d%0aSet-Cookie: a=b", "text/html"),
    ("naïve €.html", "text/html\r\nX-Evil: 1"),
    ("x" * 400 + ".html", "multipart/form-data"),
]
HOSTILE_HTML = """<html><head><meta http-equiv="refresh" content="0;url=https://evil.example"><base href="https://evil.example/">
<link rel="stylesheet" href="https://evil.example/x.css"><style>@import "https://evil.example/y.css"; * { position: fixed }</style></head>
<body onload="alert(1)"><form action="https://evil.example"><input name="password">
<button formaction="javascript:alert(1)">Log in</button></form>
<svg><animate onbegin=alert(1)><set href="#x" attributeName="href" to="javascript:alert(1)"/></svg>
<math><mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></mtext></math>
<iframe srcdoc="<script>alert(1)</script>"></iframe><object data="x.swf"></object><embed src="x"><video src="https://evil.example/v"></video>
<a href="javascript:alert(1)">one</a><a href="JaVa&#09;script:alert(1)">two</a><a href="data:text/html,<script>alert(1)</script>">three</a>
<div style="background:url(https://evil.example/z);position:fixed;top:0;expression(alert(1))">four</div><img src="https://evil.example/pixel.gif">
<template><script>alert(1)</script></template><noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript></body></html>"""


DANGEROUS_TAGS = {
    *(
        "script",
        "form",
        "input",
        "button",
        "iframe",
        "object",
        "embed",
        "meta",
        "svg",
        "math",
        "style",
        "link",
        "base",
        "video",
        "template",
    ),
}


@pytest.fixture
def anna(site: Website) -> FlaskClient:
    with unit_of_work():
        with_password(a_worker("anna"))
        with_password(people.agent("eve"))
        for login, employer in (("carla", "ACME"), ("zoe", "Other")):
            with_password(people.customer_user(login, of=people.customer(employer)))
    return logged_in(site, "anna")


def a_ticket_with(*files: NewAttachment, **article: str) -> tuple[str, list[int]]:
    """The number of a ticket of Carla's, and the ids of its files."""
    with unit_of_work():
        carla = CustomerUser.named("carla")
        ticket = runner.open_ticket(
            queue=a_queue("Support", group=a_group()), title="T", actor=SYSTEM, process_id="request", customer_user=carla
        )
        ticket.add_article(
            NewArticle(
                "s", article.get("body", "b"), content_type=article.get("kind", "text/plain"), visible_to_customer=True, attachments=files
            ),
            actor=SYSTEM,
        )
        db.session.flush()
        return ticket.number, [one.id for one in db.session.query(ArticleAttachment).order_by(ArticleAttachment.id)]


# ------------------------------------------------------------------------------------------------ forgery
def unsafe_paths(site: Website) -> Iterator[tuple[str, str]]:
    """Every method and path that can change something."""
    kinds = {kind: name for name, kind in site.url_map.converters.items() if name != "default"}
    adapter = site.url_map.bind("127.0.0.1")
    for rule in site.url_map.iter_rules():
        values = {name: OF_EACH_KIND[kinds[type(converter)]] for name, converter in rule._converters.items()}
        for method in sorted((rule.methods or set()) & {*UNSAFE}):
            yield method, adapter.build(rule.endpoint, values, method=method)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HX-Request": "true", "HX-Target": "content"},
        {"X-CSRFToken": "guessed", "HX-Request": "true"},
        {"Content-Type": "application/json"},
        {"Content-Type": "text/plain"},
        {"X-HTTP-Method-Override": "GET"},
    ],
    ids=["form", "htmx", "a guess", "json", "plain", "override"],
)
def test_nothing_is_done_without_the_token_of_the_session(site, anna, headers):
    site.config["WTF_CSRF_ENABLED"] = True
    carla = logged_in_with_token(site, "carla")
    paths = list(unsafe_paths(site))
    assert len(paths) > 60
    for method, path in paths:
        for client in (anna, carla):
            answer = client.open(path, method=method, headers=headers, data="a=b")
            assert answer.status_code == 400, f"{method} {path}: {answer.status_code}"


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site", "HX-Request": "true"}])
def test_nothing_is_done_for_pages_of_other_sites(site, anna, headers):
    for method, path in unsafe_paths(site):
        assert anna.open(path, method=method, headers=headers).status_code == 400, path


def logged_in_with_token(site: Website, login: str) -> FlaskClient:
    client = site.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/portal/login").text)
    assert token
    answer = client.post("/portal/login", data={"login": login, "password": PASSWORD, "csrf_token": token[1]})
    assert answer.status_code == 302
    return client


# ------------------------------------------------------------------------------------------------ what stays behind in browsers and frames
def test_no_page_is_kept_or_framed(site, anna):
    number, _files = a_ticket_with()
    with site.app_context():
        rules = [
            rule for rule in site.url_map.iter_rules() if "GET" in (rule.methods or ()) and admitted(rule.endpoint) is not Admits.EVERYBODY
        ]
    kinds = {kind: name for name, kind in site.url_map.converters.items() if name != "default"}
    adapter = site.url_map.bind("127.0.0.1")
    for rule in (rule for rule in rules if not rule.rule.startswith("/styleguide")):  # which holds nothing of the house
        values = {
            name: number if name == "number" else OF_EACH_KIND[kinds[type(converter)]] for name, converter in rule._converters.items()
        }
        with anna.get(adapter.build(rule.endpoint, values, method="GET")) as answer:
            assert answer.headers["Cache-Control"] == "no-store", rule.rule
            assert answer.headers["X-Frame-Options"] in {"DENY", "SAMEORIGIN"}, rule.rule
            assert "frame-ancestors" in answer.headers["Content-Security-Policy"], rule.rule


# ------------------------------------------------------------------------------------------------ files and mail
@pytest.mark.parametrize("portal", [False, True], ids=["agents", "portal"])
def test_hostile_files_are_saved_and_never_shown(site, anna, portal):
    number, files = a_ticket_with(*(NewAttachment(name, kind, SCRIPT, disposition="inline") for name, kind in HOSTILE_FILES))
    client = logged_in(site, "carla", portal=True) if portal else anna
    for file_id, (name, _kind) in zip(files, HOSTILE_FILES, strict=True):
        answer = client.get(f"{'/portal' if portal else ''}/tickets/{number}/files/{file_id}")
        assert answer.status_code == 200, name
        assert answer.data == SCRIPT
        assert answer.headers["Content-Type"] == "application/octet-stream", name
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'", name
        told = answer.headers["Content-Disposition"]
        assert re.fullmatch(r"attachment; filename=\"[^\"\\\r\n/]{1,300}\"; filename\*=UTF-8''[A-Za-z0-9._~%-]+", told), told
        assert not {"Set-Cookie", "X-Evil"} & set(answer.headers.keys()) or "a=b" not in answer.headers.get("Set-Cookie", "")
    page = client.get(f"{'/portal' if portal else ''}/tickets/{number}").text
    assert "<svg xmlns='http" not in page
    assert "\u202e" not in page


@pytest.mark.parametrize("portal", [False, True], ids=["agents", "portal"])
def test_hostile_mail_does_nothing_where_it_is_shown(site, anna, portal):
    number, _files = a_ticket_with(body=HOSTILE_HTML, kind="text/html")
    client = logged_in(site, "carla", portal=True) if portal else anna
    page = client.get(f"{'/portal' if portal else ''}/tickets/{number}")
    frame = re.search(rf"/(?:portal/)?tickets/{number}/articles/\d+/html", page.text)
    assert frame
    for address in (frame[0], f"{frame[0]}?images=1"):
        shown = client.get(address)
        policy = dict(part.strip().partition(" ")[::2] for part in shown.headers["Content-Security-Policy"].split(";"))
        assert "allow-scripts" not in policy["sandbox"]
        assert "allow-same-origin" not in policy["sandbox"]
        assert policy["default-src"] == policy["form-action"] == policy["base-uri"] == "'none'"
        assert policy["frame-ancestors"] == "'self'"
        seen = Seen.of(shown.text)
        assert not seen.tags & DANGEROUS_TAGS
        assert not [
            name for name in seen.attributes if name.startswith("on") or name in {"action", "formaction", "srcdoc", "srcset", "background"}
        ]
        assert not [value for value in seen.addresses if not value.startswith(("https://", "http://", "mailto:", "cid:"))]
        assert "fixed" not in shown.text.replace("is fixed", "")
        assert ("https://evil.example/pixel.gif" in seen.images) == address.endswith("1")


class Seen(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.images: list[str] = []

    @classmethod
    def of(cls, html: str) -> "Seen":
        found = cls()
        found.feed(html.partition("<div>")[2])  # behind what the page itself begins with
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]
        self.images += [value or "" for name, value in attrs if tag == "img" and name == "src"]


# ------------------------------------------------------------------------------------------------ models
EVIL = "&lt;img src=x onerror=alert(1)&gt;&quot;&#39;{{ title }}"
EVIL_MODEL = process(
    "evil",
    node("startEvent", "start"),
    node("userTask", "ask", ours('<lz:offers dialog="form"/>')).replace('name="ask"', f'name="{EVIL}"'),
    flows("start > ask"),
    declares=f"""<lz:field name="said" type="text" label="{EVIL}"><lz:check regex="^(a+)+$" message="{EVIL}"/></lz:field>
    <lz:field name="one" type="dropdown" label="One"><lz:value key="k">{EVIL}</lz:value></lz:field>
    <lz:dialog id="form" label="{EVIL}" for="agent" submit="{EVIL}" advice="{EVIL}" help="{EVIL}">
    <lz:text>{EVIL}</lz:text><lz:show field="said" as="mandatory"/><lz:show field="one"/></lz:dialog>""",
)


def test_what_a_model_says_is_text_and_its_patterns_take_no_time(site, anna):
    with unit_of_work():
        deployed(EVIL_MODEL)
        ticket = runner.open_ticket(queue=a_queue("Support"), title="<svg onload=alert(1)>", actor=SYSTEM, process_id="evil")
        number = ticket.number
    page = anna.get(f"/tickets/{number}")
    dialog = re.search(rf"/tickets/{number}/activities/\d+/form", page.text)
    assert dialog
    begun = time.process_time()
    wrong = anna.post(dialog[0], data={"shown": "said one", "answer-said": "a" * 200 + "!"})
    assert time.process_time() - begun < 2
    assert wrong.status_code == 422
    for answer in (page, anna.get(dialog[0]), wrong, anna.get("/tickets?view=all"), anna.get(f"/tickets/{number}/history")):
        seen = Seen.of("<div>" + answer.text)
        assert "x" not in seen.images
        assert not [name for name in seen.attributes if name.startswith("on")]
    assert "&lt;img src=x onerror=alert(1)&gt;" in wrong.text


# ------------------------------------------------------------------------------------------------ somebody else's
def test_files_and_drafts_of_others_are_nobodys(site, anna):
    number, _files = a_ticket_with()
    eve, carla, zoe = logged_in(site, "eve"), logged_in(site, "carla", portal=True), logged_in(site, "zoe", portal=True)
    mine: Any = anna.post("/uploads", data={"file": (io.BytesIO(b"salaries"), "salaries.txt")}).json
    anna.post(f"/tickets/{number}/write/note/draft", data={"body": "Between us", "files": [mine["id"]]})
    for client in (eve, carla, zoe):
        for path in (f"/tickets/{number}/write/note", f"/portal/tickets/{number}"):
            assert "Between us" not in client.get(path).text
    stolen = carla.post(f"/portal/tickets/{number}/reply", data={"body": "Thanks", "files": [mine["id"]]})
    assert stolen.status_code in {302, 422}
    theirs: Any = carla.post("/portal/uploads", data={"file": (io.BytesIO(b"hers"), "hers.txt")}).json
    anna.post(f"/tickets/{number}/write/note", data={"body": "Mine", "files": [theirs["id"], mine["id"][:-1] + "x", "../../etc/passwd"]})
    with unit_of_work(reads_only=True):
        assert not db.session.query(ArticleAttachment).filter(ArticleAttachment.filename.in_(["salaries.txt", "hers.txt"])).all()


# ------------------------------------------------------------------------------------------------ sessions
@pytest.mark.parametrize("portal", [False, True], ids=["agents", "portal"])
def test_a_stolen_cookie_is_worth_nothing_after_logging_out(site, anna, portal):
    login, home = ("carla", "/portal/account") if portal else ("anna", "/account")
    client = logged_in(site, login, portal=portal)
    thief = site.test_client()
    cookie = client.get_cookie("session")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    thief.set_cookie("session", cookie.value)
    assert thief.get(home).status_code == 200
    client.post("/portal/logout" if portal else "/logout")
    assert thief.get(home).status_code == 302


def test_a_cookie_the_attacker_set_is_not_the_one_after_the_login(site, anna):
    victim = site.test_client()
    victim.get("/login")
    planted = victim.get_cookie("session")
    assert logged_in(site, "anna")
    attacker = site.test_client()
    if planted is not None:
        attacker.set_cookie("session", planted.value)
    victim.post("/login", data={"login": "anna", "password": PASSWORD})
    assert victim.get("/account").status_code == 200
    assert attacker.get("/account").status_code == 302


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/%5cevil.example",
        "\t//evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "/\r\nSet-Cookie: a=b",
        "////evil.example",
        "/..//evil.example",
    ],
)
def test_no_way_leads_out_of_the_house(site, anna, wanted):
    fresh = site.test_client()
    there = fresh.post(f"/login?next={quote(wanted)}", data={"login": "anna", "password": PASSWORD})
    back = anna.post("/account", data={"theme": "light", "back": wanted})
    for answer in (there, back):
        assert answer.status_code == 302
        assert urlsplit(urljoin("http://localhost/login", answer.headers["Location"])).netloc == "localhost"
        assert "Set-Cookie: a=b" not in str(answer.headers)


def test_every_answer_has_its_headers_whatever_is_asked(site, anna):
    for path in ("/tickets", "/nowhere", "/tickets/1", "/admin/", "/styleguide", "/palette?q=x"):
        assert ALWAYS.items() <= dict(anna.get(path).headers).items(), path
