"""A customer's repair: started with a photo, followed on its track, its offer accepted; and what is nobody's business but the house's."""

import io
import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from desk.actors import SYSTEM
from desk.agents import Agent
from desk.customer_users import CustomerUser
from foundation.unit_of_work import unit_of_work
from tests.desk import people
from tests.desk.words import a_group
from tests.processes.ticket_factories import statements
from tests.web.browsing import logged_in, with_password
from tests.web.portal.requests import let_the_house, open_activity, ticket
from web.requests import Website

START = "/portal/start/repair_rma/device_broken/report_damage"
DAMAGE = {
    "shown": "rma_article rma_serial rma_bought_on rma_damage rma_photo",
    "answer-rma_article": "Vacuum cleaner",
    "answer-rma_serial": "VC-20-0815",
    "answer-rma_damage": "It sucks no more.",
}
PHOTO = b"a photo"


def inputs(page: str) -> dict[str, str]:
    """What the form would send as it is."""
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: value for name, value in hidden if name != "csrf_token"}


@pytest.fixture
def number(repairs: Website, carla: FlaskClient) -> str:
    """A repair that was started in the browser."""
    file = {"file": (io.BytesIO(PHOTO), "photo.png", "image/png")}
    photo: Any = carla.post("/portal/uploads", data=file, headers={"Accept": "application/json"}).json
    sent = carla.post(START, data=DAMAGE | {"answer-rma_photo": photo["id"]})
    assert sent.status_code == 302, sent.text
    return sent.headers["Location"].rpartition("/")[2]


def at_the_offer(number: str) -> int:
    """Bring a repair to where the customer decides."""
    let_the_house(number, "finding", rma_finding="paid", rma_diagnosis="The motor is burnt out.")
    let_the_house(number, "pricing", rma_price="89.50")
    with unit_of_work(reads_only=True):
        return open_activity(number)


def current_step(page: str) -> str:
    found = re.search(r'aria-current="step"><span>([^<]+)', page)
    assert found
    return found[1].strip()


def test_whose_request_it_is_no_more_gets_back_what_was_written_and_learns_nothing(repairs, carla, number):
    activity_id = at_the_offer(number)
    address = f"/portal/tickets/{number}/activities/{activity_id}/answer"
    page = carla.get(address)
    assert page.status_code == 200
    with unit_of_work():
        ticket(number).set_customer("Other", actor=SYSTEM)
        ticket(number).set_customer_user("zoe", actor=SYSTEM)
    lost = carla.post(address, data=inputs(page.text) | {"article-body": "Too dear for me."})
    reply = carla.post(f"/portal/tickets/{number}/reply", data={"body": "Where is it?"})
    assert (lost.status_code, reply.status_code) == (404, 404)
    assert "Too dear for me." in lost.text
    assert "Where is it?" in reply.text
    for unsaid in ("Vacuum cleaner", "89.5", "motor", "Other", "Answer the offer"):
        assert unsaid not in lost.text, unsaid


def test_the_house_reads_what_was_told_and_opens_the_photo(repairs, number):
    with unit_of_work():
        people.grant(Agent.named("ben"), a_group("repair-desk"))
        with_password(Agent.named("ben"))
        with_password(people.agent("eve"))
    ben, eve = (logged_in(repairs, login) for login in ("ben", "eve"))
    address = f"/tickets/{number}/fields/rma_photo"
    page = ben.get(f"/tickets/{number}", headers={"Accept-Language": "de"}).text
    assert re.search(rf'<dt>Foto[^<]*</dt><dd class="pre-line"><a class="attachment" href="{address}" download>', page)
    assert "<dt>Seriennummer</dt>" in page
    with unit_of_work(reads_only=True):
        activity_id = open_activity(number)
    assert f'href="{address}"' in ben.get(f"/tickets/{number}/activities/{activity_id}/finding").text
    photo = ben.get(address)
    assert (photo.data, photo.headers["Content-Disposition"].partition(";")[0]) == (PHOTO, "attachment")
    assert ben.get(f"/tickets/{number}/fields/rma_article").status_code == 404
    assert eve.get(address).status_code == 404


def test_who_reads_german_is_written_to_in_german(repairs, carla):
    with unit_of_work():
        CustomerUser.named("carla").change(language="de", actor=SYSTEM)
    sent = carla.post(START, data=DAMAGE)
    page = carla.get(sent.headers["Location"]).text
    for told in (
        "Reparatur: Vacuum cleaner",
        "Bitte schicken Sie uns Ihr Gerät: Vacuum cleaner",
        "Danke, dass Sie uns Bescheid gesagt haben.",
    ):
        assert told in page


def test_from_the_card_to_the_parcel(carla, repairs, number):
    page = carla.get("/portal/").text
    assert re.search(rf'<a href="{START}">Have a device repaired</a>', page)
    assert "Your turn" not in page
    assert f"Thank you, we have it. Its number is {number}." in page
    shown = carla.get(START).text
    assert 'value="None"' not in shown
    first = carla.get(f"/portal/tickets/{number}")
    assert current_step(first.text) == "Being checked"
    assert "Step 2 of 4: Being checked" in first.text
    assert "We look at your device" in first.text
    assert "We expect to be done with this by" in first.text
    for told in ("Vacuum cleaner", "VC-20-0815", "It sucks no more.", "Please send us your Vacuum cleaner"):
        assert told in first.text
    photo = carla.get(f"/portal/tickets/{number}/fields/rma_photo")
    assert photo.data == PHOTO
    assert photo.headers["Content-Disposition"].startswith("attachment; ")
    assert carla.get(f"/portal/tickets/{number}/fields/rma_article").status_code == 404

    activity_id = at_the_offer(number)
    with statements() as asked:
        home = carla.get("/portal/").text
    assert len(asked) <= 30
    answer = f"/portal/tickets/{number}/activities/{activity_id}/answer"
    assert "Your turn" in home
    assert f'<a href="{answer}">Answer the offer</a>' in home
    with statements() as asked:
        waiting = carla.get(f"/portal/tickets/{number}").text
    assert len(asked) <= 30
    assert current_step(waiting) == "Your decision"
    assert "Please answer by" in waiting
    assert answer in waiting
    form = carla.get(answer).text
    assert "89.50" in form
    assert carla.post(answer, data=inputs(form)).status_code == 422
    sent = carla.post(answer, data=inputs(form) | {"answer-rma_answer": "accepted"})
    assert sent.headers["Location"] == f"/portal/tickets/{number}"
    accepted = carla.get(f"/portal/tickets/{number}").text
    assert "Thank you. It is with us now." in accepted
    assert current_step(accepted) == "In repair"
    assert "Step 4 of 6: In repair" in accepted

    let_the_house(number, "repair_done", rma_work="A new motor.")
    let_the_house(number, "parcel", rma_parcel="00340434")
    over = carla.get(f"/portal/tickets/{number}").text
    assert 'aria-current="step"' not in over
    assert re.findall(r'<li class="step is-done"><span>([^<]+?) ?<', over) == [
        "Reported",
        "Being checked",
        "Your decision",
        "In repair",
        "On its way back",
        "Repaired",
    ]
    assert "Closed on" in over
    assert "Your turn" not in carla.get("/portal/").text


def test_a_refused_offer_promises_no_repair(carla, repairs, number):
    activity_id = at_the_offer(number)
    answer = f"/portal/tickets/{number}/activities/{activity_id}/answer"
    carla.post(answer, data=inputs(carla.get(answer).text) | {"answer-rma_answer": "refused"})
    page = carla.get(f"/portal/tickets/{number}").text
    assert current_step(page) == "On its way back"
    assert "In repair" not in page
    assert "Repaired" not in page


def test_what_is_the_houses_to_do_is_not_there_for_customers(carla, repairs, number):
    with unit_of_work(reads_only=True):
        checking = open_activity(number)
    place = f"/portal/tickets/{number}/activities/{checking}/finding"
    assert carla.get(place).status_code == 404
    for path in ("", "/refresh", "/draft"):
        refused = carla.post(place + path, data={"answer-rma_finding": "warranty"})
        assert refused.status_code == 404, path
        assert "Check the device" not in refused.text
    assert carla.get(f"{place}/suggest/rma_article").status_code == 404
    at_the_offer(number)
    late = carla.post(place, data={"answer-rma_finding": "warranty"})
    assert late.status_code == 404
    assert "system" not in late.text
    page = carla.get(f"/portal/tickets/{number}").text
    for internal in ("Check the device", "Make an offer", "Repairs", "repair-desk"):
        assert internal not in page


def test_what_is_done_cannot_be_done_again_and_nothing_typed_is_lost(carla, repairs, number):
    activity_id = at_the_offer(number)
    answer = f"/portal/tickets/{number}/activities/{activity_id}/answer"
    form = inputs(carla.get(answer).text)
    assert carla.post(f"{answer}/draft", data=form | {"article-body": "Half a thought"}).json["saved_at"]
    assert "Half a thought" in carla.get(answer).text
    let_the_house(number, "answer", rma_answer="accepted")
    again = carla.get(answer, follow_redirects=True)
    assert "There is nothing left for you to do here." in again.text
    late = carla.post(answer, data=form | {"answer-rma_answer": "refused", "article-body": "My long explanation"})
    assert late.status_code == 409
    assert "My long explanation" in late.text
    assert carla.post(f"{answer}/refresh", data=form).status_code == 409


def test_a_form_that_is_sent_twice_leads_to_one_request(carla, repairs):
    form = inputs(carla.get(START).text) | DAMAGE
    first, second = carla.post(START, data=form), carla.post(START, data=form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    wrong = carla.post(START, data=inputs(carla.get(START).text) | DAMAGE | {"answer-rma_article": ""})
    assert wrong.status_code == 422
    again = carla.post(START, data=inputs(wrong.text) | DAMAGE)
    assert again.status_code == 302
    assert again.headers["Location"] != first.headers["Location"]


def test_others_have_no_part_in_it(repairs, number):
    activity_id = at_the_offer(number)
    answer = f"/portal/tickets/{number}/activities/{activity_id}/answer"
    strangers: list[FlaskClient] = [logged_in(repairs, "zoe", portal=True), logged_in(repairs, "carl", portal=True)]
    for stranger in strangers:
        assert stranger.get(answer).status_code == 404
        assert stranger.post(answer, data={"answer-rma_answer": "accepted"}).status_code == 404
        assert "Answer the offer" not in stranger.get("/portal/").text
    assert strangers[0].get(f"/portal/tickets/{number}/fields/rma_photo").status_code == 404
    with unit_of_work(reads_only=True):
        assert "rma_answer" not in ticket(number).field_values or not ticket(number).field_values["rma_answer"]


@pytest.mark.parametrize(
    "path", ["nothing/device_broken/report_damage", "repair_rma/nothing/report_damage", "repair_rma/device_broken/finding"]
)
def test_only_what_is_offered_can_be_started(carla, repairs, path):
    assert carla.get(f"/portal/start/{path}").status_code == 404
    assert carla.post(f"/portal/start/{path}", data=DAMAGE).status_code == 404


def test_a_wrong_answer_is_told_and_kept(carla, repairs):
    refused = carla.post(START, data=DAMAGE | {"answer-rma_serial": "?", "answer-rma_article": "<script>alert(1)</script>"})
    assert refused.status_code == 422
    assert "It is on the type plate." in refused.text
    assert "<script>alert" not in refused.text
    assert "&lt;script&gt;alert" in refused.text
    assert "rma_serial" in carla.post(f"{START}/refresh", data=DAMAGE).text


def test_an_offer_that_waits_for_the_customer_is_told_on_the_open_page(carla, number):
    asks = re.search(r'hx-get="([^"]+/around[^"]+)"', carla.get(f"/portal/tickets/{number}").text)
    assert asks is not None
    let_the_house(number, "finding", rma_finding="paid", rma_diagnosis="The motor is burnt out.")
    let_the_house(number, "pricing", rma_price="89.50")
    assert re.search(r"\d new – show", carla.get(unescape(asks[1])).text)
