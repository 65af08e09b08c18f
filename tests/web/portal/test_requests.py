"""The page of a request: what was said, and what not to the customer; answering, closing, opening again by rule; who gets nothing of it."""

import io
import re
from typing import Any

import pytest

from desk import switches
from desk.actors import SYSTEM
from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.escalations import Sender
from desk.queues import FollowUp, Queue
from desk.switches import Switch
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from processes.activities import Activity
from processes.history import HistoryEntry
from processes.tickets.articles import ArticleAttachment, Channel
from processes.tickets.new_articles import NewArticle, NewAttachment
from tests.desk import people
from tests.desk.words import a_group
from tests.processes.ticket_factories import a_ticket, statements
from tests.web.browsing import logged_in
from tests.web.portal.requests import a_request, looked_at, ticket

SCRIPT = "<script>alert(1)</script>"
JSON = {"Accept": "application/json"}


def write(number: str, *, by: str = "ben", **article: Any) -> int:
    """Have Ben or the customer write something; the id of its last file, else of the article."""
    with unit_of_work():
        actor = Agent.named("ben").actor if by == "ben" else CustomerUser.named(by).actor
        sender = Sender.AGENT if by == "ben" else Sender.CUSTOMER
        written = ticket(number).add_article(NewArticle(**{"sender": sender} | article), actor=actor)
        files = db.session.query(ArticleAttachment.id).filter_by(article_id=written.id).order_by(ArticleAttachment.id)
        return [written.id, *(file_id for (file_id,) in files)][-1]


# ------------------------------------------------------------------------------------------------ what is shown
def test_notes_of_the_house_and_names_of_its_people_are_not_for_customers(company, carla):
    number = a_request()
    secret = (NewAttachment("salaries.txt", "text/plain", b"secret"),)
    note = write(number, subject="What a fool", body="Never mind her.", attachments=secret)
    html = write(number, subject="Mail within", body="<p>inside</p>", content_type="text/html")
    plan = (NewAttachment("plan.txt", "text/plain", b"a plan"),)
    seen = write(number, subject="We have a plan", body="Turn it on.", visible_to_customer=True, attachments=plan)
    page = carla.get(f"/portal/tickets/{number}")
    assert page.status_code == 200
    for shown in ("Turn it on.", "We have a plan", "plan.txt", "Our team", "Step 2 of 3: In progress"):
        assert shown in page.text
    for hidden in ("What a fool", "Never mind her", "salaries.txt", "Ben", "Mail within", "Support", "root@localhost"):
        assert hidden not in page.text
    assert carla.get(f"/portal/tickets/{number}/files/{seen}").data == b"a plan"
    assert carla.get(f"/portal/tickets/{number}/files/{note}").status_code == 404
    assert carla.get(f"/portal/tickets/{number}/articles/{html}/html").status_code == 404
    assert "Nothing fits" in carla.get("/portal/tickets?q=Never").text
    assert "Nothing fits" in carla.get("/portal/tickets?q=fool").text


def test_mails_in_html_stand_in_a_frame_in_which_nothing_runs(company, carla):
    number = a_request()
    mail = f"<p>It is <b>dark</b>.</p>{SCRIPT}<img src='https://tracker.example/x.png'>"
    write(number, by="carla", subject="Broken", body=mail, content_type="text/html", channel=Channel.EMAIL, visible_to_customer=True)
    page = carla.get(f"/portal/tickets/{number}").text
    frame = re.search(rf'sandbox="allow-popups"[^>]+src="(/portal/tickets/{number}/articles/\d+/html)"', page)
    assert frame
    shown = carla.get(frame[1])
    assert "<b>dark</b>" in shown.text
    assert "script" not in shown.text
    assert ' src="https://tracker.example' not in shown.text
    assert shown.headers["Content-Security-Policy"].startswith("sandbox")


def test_whatever_people_type_is_shown_as_text(company, carla):
    number = a_request(f"Lamp {SCRIPT}")
    files = (NewAttachment(f"{SCRIPT}.txt", "text/html", SCRIPT.encode()),)
    write(number, subject=f"Subject {SCRIPT}", body=f"Body {SCRIPT}\n\n> quoted {SCRIPT}", visible_to_customer=True, attachments=files)
    carla.post(f"/portal/tickets/{number}/reply", data={"body": f"Mine {SCRIPT}"})
    carla.post(f"/portal/tickets/{number}/reply/draft", data={"body": f"Draft {SCRIPT}"})
    pages = [carla.get(path).text for path in ("/portal/", "/portal/tickets", f"/portal/tickets?q={SCRIPT}", f"/portal/tickets/{number}")]
    pages.append(carla.get(f"/portal/tickets/{number}/close").text)
    assert all(SCRIPT not in page for page in pages)
    assert all(f"{kind} &lt;script&gt;" in pages[3] for kind in ("Lamp", "Subject", "Body", "quoted", "Mine", "Draft"))


def test_what_happened_is_told_in_the_customers_words(company, carla):
    number = a_request()
    carla.post(f"/portal/tickets/{number}/close")
    page = carla.get(f"/portal/tickets/{number}").text
    assert re.findall(r'<li class="step is-done"><span>([^<]+?) ?<', page) == ["Received", "In progress", "Closed"]
    told = re.findall(r"<li>([^<]+) <span", page.partition("What happened so far")[2])
    assert told == ["Closed", "Received · In progress", "Asked for"]
    assert "closed successful" not in page


def test_a_long_conversation_costs_no_more_than_a_short_one(company, carla):
    number = a_request()

    def cost() -> int:
        with statements() as sent:
            assert carla.get(f"/portal/tickets/{number}").status_code == 200
        return len(sent)

    write(number, subject="Hello", body="0 of many.", visible_to_customer=True, attachments=(NewAttachment("0.txt", "text/plain", b"0"),))
    cost()
    short = cost()
    for place in range(1, 31):
        files = (NewAttachment(f"{place}.txt", "text/plain", b"%d" % place),)
        write(number, subject=f"Word {place}", body=f"{place} of many.", visible_to_customer=True, attachments=files)
    assert cost() <= short <= 30
    page = carla.get(f"/portal/tickets/{number}").text
    assert "30 of many." in page
    assert page.index("29 of many.") < page.index("30 of many."), "the latest stands last, above the form for an answer"
    assert "10 of many." not in page
    older = re.search(r"\?before=(\d+)", page)
    assert older
    assert "10 of many." in carla.get(f"/portal/tickets/{number}?before={older[1]}").text
    with statements() as sent:
        carla.get("/portal/")
    assert len(sent) <= 30


# ------------------------------------------------------------------------------------------------ saying more
def test_an_answer_with_files_is_drafted_and_sent(company, carla):
    number = a_request()
    upload = carla.post("/portal/uploads", data={"file": (io.BytesIO(b"a photo"), "photo.png", "image/png")}, headers=JSON).json
    assert carla.post(f"/portal/tickets/{number}/reply/draft", data={"body": "Half a thought", "files": upload["id"]}).json["saved_at"]
    page = carla.get(f"/portal/tickets/{number}").text
    assert "Half a thought" in page
    assert "photo.png" in page
    plain = (io.BytesIO(b"another"), "../../evil\x00.png", "image/png")
    sent = carla.post(f"/portal/tickets/{number}/reply", data={"body": "Look at it.", "files": [upload["id"], plain]})
    assert sent.headers["Location"] == f"/portal/tickets/{number}#last"
    page = carla.get(f"/portal/tickets/{number}").text
    assert "Thank you, it is sent." in page
    assert "Half a thought" not in page
    assert '<span class="entry-who">Carla Cramer</span>' in page
    assert "../" not in page
    files = re.findall(rf"/portal/tickets/{number}/files/\d+", page)
    assert [carla.get(file).data for file in files] == [b"a photo", b"another"]


def test_nothing_is_sent_where_nothing_is_said(company, carla):
    number = a_request()
    upload = carla.post("/portal/uploads", data={"file": (io.BytesIO(b"a photo"), "photo.png", "image/png")}, headers=JSON).json
    refused = carla.post(f"/portal/tickets/{number}/reply", data={"body": " ", "files": upload["id"]})
    assert refused.status_code == 422
    assert "Write something." in refused.text
    assert "photo.png" in refused.text


def test_closing_is_asked_for_once_more_and_gives_up_what_is_open(company, carla):
    number = a_request()
    assert f"/portal/tickets/{number}/close" in carla.get(f"/portal/tickets/{number}").text
    assert "we stop" in carla.get(f"/portal/tickets/{number}/close").text
    assert carla.post(f"/portal/tickets/{number}/close").status_code == 302
    page = carla.get(f"/portal/tickets/{number}").text
    assert "Your request is closed." in page
    assert f"/portal/tickets/{number}/close" not in page
    assert carla.post(f"/portal/tickets/{number}/close").status_code == 404
    with unit_of_work(reads_only=True):
        held = looked_at(number)
        assert held.is_closed
        assert db.session.query(Activity).filter(Activity.ticket_id == held.id, Activity.closed_at.is_(None)).count() == 0
        entry = db.session.query(HistoryEntry).filter_by(ticket_id=held.id, actor="customer-user:carla").first()
        assert entry is not None


@pytest.mark.parametrize(
    "option, said, status",
    [
        (FollowUp.POSSIBLE, "If you write, it is opened again.", "open"),
        (FollowUp.NEW_TICKET, "If you write, we open a new one for it.", "another"),
        (FollowUp.REJECT, "takes no more messages", "refused"),
    ],
)
def test_a_closed_request_goes_by_the_rule_of_its_queue(company, carla, option, said, status):
    number = a_request()
    with unit_of_work():
        Queue.named("Support").change(actor=SYSTEM, follow_up=option)
    carla.post(f"/portal/tickets/{number}/close")
    page = carla.get(f"/portal/tickets/{number}").text
    assert said in page
    assert ("/reply" in page) is (status != "refused")
    sent = carla.post(f"/portal/tickets/{number}/reply", data={"body": "It is dark again."})
    if status == "refused":
        assert sent.status_code == 409
        assert "takes no more messages" in sent.text
        with unit_of_work(reads_only=True):
            assert looked_at(number).is_closed
        assert "It is dark again." not in carla.get(f"/portal/tickets/{number}").text
        return
    to = sent.headers["Location"].rpartition("/")[2].removesuffix("#last")
    assert (to == number) is (status == "open")
    after = carla.get(f"/portal/tickets/{to}").text
    assert "It is dark again." in after
    assert "Your request is open again." in after or f"We opened a new request for it: {to}." in after
    with unit_of_work(reads_only=True):
        assert not looked_at(to).is_closed
        assert looked_at(number).is_closed is (status == "another")


def test_a_merged_request_leads_to_where_it_goes_on(company, carla):
    number, other = a_request(), a_request("Another lamp")
    with unit_of_work():
        ticket(number).merge_into(ticket(other), actor=SYSTEM)
    page = carla.get(f"/portal/tickets/{number}").text
    assert f'href="/portal/tickets/{other}"' in page
    assert "/reply" not in page


def test_a_request_that_was_put_together_with_that_of_others_says_so_in_the_language_of_the_customer(company, carla):
    number = a_request()
    with unit_of_work():
        other = a_ticket(title="Of others", customer=people.customer("1002")).number
        ticket(number).merge_into(ticket(other), actor=SYSTEM)
    page = carla.get(f"/portal/tickets/{number}", headers={"Accept-Language": "de"}).text
    assert "Anfrage zusammengelegt, die Sie nicht sehen" in page
    assert f"Ticket {number} mit {other} zusammengefasst." in page
    assert "Merged Ticket" not in page
    assert f"/portal/tickets/{other}" not in page


# ------------------------------------------------------------------------------------------------ for whom
def test_strangers_get_nothing_of_it(company, carla):
    number = a_request()
    files = (NewAttachment("plan.txt", "text/plain", b"a plan"),)
    file_id = write(
        number, subject="Plan", body="<p>Turn it on.</p>", content_type="text/html", visible_to_customer=True, attachments=files
    )
    zoe = logged_in(company, "zoe", portal=True)
    for path in (
        "",
        "/close",
        f"/files/{file_id}",
        "/articles/1/html",
        "/fields/any",
        "/activities/1/finish",
        "/activities/1/finish/suggest/x",
    ):
        answer = zoe.get(f"/portal/tickets/{number}{path}")
        assert answer.status_code == 404, path
        assert "lamp" not in answer.text
    for path in ("/close", "/reply", "/reply/draft", "/activities/1/finish", "/activities/1/finish/refresh", "/activities/1/finish/draft"):
        assert zoe.post(f"/portal/tickets/{number}{path}", data={"body": "x"}).status_code == 404, path
    for path in ("/portal/", "/portal/tickets", "/portal/tickets?whose=company", "/portal/tickets?q=lamp"):
        assert "The lamp is dark" not in zoe.get(path).text


def test_what_an_agent_may_is_nothing_to_the_customer_with_the_same_number(company):
    number = a_request()
    with unit_of_work():
        zoe, carl = CustomerUser.named("zoe"), CustomerUser.named("carl")
        agents = [Agent.named("ben"), *(people.agent(f"agent{each}") for each in range(zoe.id))]
        twin = next(each for each in agents if each.id == zoe.id)
        people.grant(twin, a_group())
        assert carl.id != zoe.id
    assert logged_in(company, "zoe", portal=True).get(f"/portal/tickets/{number}").status_code == 404
    for login in ("carla", "carl"):
        assert logged_in(company, login, portal=True).get(f"/portal/tickets/{number}").status_code == 200


def test_the_company_sees_it_as_long_as_that_is_switched_on(company, carla):
    number = a_request()
    carl = logged_in(company, "carl", portal=True)
    assert "The lamp is dark" not in carl.get("/portal/tickets").text
    shared = carl.get("/portal/tickets?whose=company").text
    assert "The lamp is dark" in shared
    assert "ACME Ltd." in shared
    page = carl.get(f"/portal/tickets/{number}").text
    assert "Asked for by Carla Cramer." in page
    assert f"/portal/tickets/{number}/close" not in page
    assert carl.post(f"/portal/tickets/{number}/close").status_code == 404
    assert carl.post(f"/portal/tickets/{number}/reply", data={"body": "It is urgent."}).status_code == 302
    assert "Carl Cramer" in carla.get(f"/portal/tickets/{number}").text
    with unit_of_work():
        switches.turn(Switch.COMPANY_TICKETS, False, actor=SYSTEM)
    assert carl.get("/portal/tickets?whose=company").status_code == 404
    assert carl.get(f"/portal/tickets/{number}").status_code == 404
    assert "ACME Ltd." not in carl.get("/portal/tickets").text
    assert carla.get(f"/portal/tickets/{number}").status_code == 200


# ------------------------------------------------------------------------------------------------ lists, and the first page
def test_lists_are_narrowed_searched_sorted_and_paged(company, carla):
    numbers = [a_request(f"Request {place:02}") for place in range(23)]
    carla.post(f"/portal/tickets/{numbers[0]}/close")

    def titles(query: str) -> list[str]:
        return re.findall(r"Request \d\d", carla.get(f"/portal/tickets{query}").text)

    assert titles("?view=closed") == ["Request 00"]
    assert "Request 00" not in titles("?view=open&sort=created")
    assert titles("?sort=title")[:2] == ["Request 00", "Request 01"]
    assert titles(f"?q={numbers[7]}") == ["Request 07"]
    assert titles("?q=Request&sort=-created")[0] == "Request 22"
    assert "Nothing fits" in carla.get("/portal/tickets?q=nowhere").text
    with statements() as sent:
        first = carla.get("/portal/tickets?sort=title&view=open").text
    assert len(sent) <= 30
    onward = re.search(r'href="(/portal/tickets\?[^"]*after=[^"]+)"', first)
    assert onward
    second = carla.get(onward[1].replace("&amp;", "&")).text
    assert re.findall(r"Request \d\d", second) == ["Request 21", "Request 22"]
    assert re.search(r"before=", second)
    assert carla.get("/portal/tickets?view=nonsense&sort=owner&whose=x").status_code == 200


def test_the_first_page_is_friendly_to_who_has_nothing_and_speaks_german(company, carla):
    page = carla.get("/portal/").text
    assert "Nothing of yours is under way." in page
    assert "Nothing can be asked for here yet" in page
    assert "No requests yet" in carla.get("/portal/tickets").text
    german = carla.get("/portal/", headers={"Accept-Language": "de"}).text
    assert "Guten Tag, Carla Cramer" in german
    number = a_request()
    assert "Schritt 2 von 3: In Arbeit" in carla.get(f"/portal/tickets/{number}", headers={"Accept-Language": "de"}).text
