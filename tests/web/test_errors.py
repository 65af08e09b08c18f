"""From the errors of the house to status codes and pages."""

import pytest

from tests.web.conftest import SECRET_OF_A_PAGE

STATUS = {
    "refused": 422,
    "refused-whole": 422,
    "not-found": 404,
    "forbidden": 403,
    "conflict": 409,
    "unavailable": 503,
    "unexpected": 500,
}
SENTENCES = {
    "refused": "This name is taken.",
    "refused-whole": "This cannot be.",
    "not-found": "There is no ticket 7.",
    "forbidden": "You need note in the group users.",
    "conflict": "Somebody changed it meanwhile.",
    "unavailable": "The database is away. Nothing was lost",
    "unexpected": "It has been written down.",
}


@pytest.mark.parametrize("name", STATUS)
def test_page(bare, name):
    answer = bare.get(f"/raise/{name}", headers={"Accept": "text/html,*/*;q=0.8"})
    assert answer.status_code == STATUS[name]
    assert answer.content_type == "text/html; charset=utf-8"
    assert SENTENCES[name] in answer.text
    assert answer.headers["X-Request-ID"] in answer.text


@pytest.mark.parametrize("name", STATUS)
def test_json(bare, name):
    answer = bare.get(f"/raise/{name}", headers={"Accept": "application/json"})
    assert answer.status_code == STATUS[name]
    error = answer.json["error"]
    assert error["status"] == STATUS[name]
    assert error["request_id"] == answer.headers["X-Request-ID"]
    assert SENTENCES[name] in error["message"] or SENTENCES[name] in error["problems"].values()


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_an_unexpected_error_tells_nothing_of_itself(bare, caplog, accept):
    answer = bare.get("/raise/unexpected", headers={"Accept": accept})
    assert answer.status_code == 500
    for word in ("Traceback", "ValueError", SECRET_OF_A_PAGE, ".py"):
        assert word not in answer.text
    assert SECRET_OF_A_PAGE in caplog.text, "it stands in the log"


def test_drivers_words_are_for_the_log(bare, caplog):
    assert "10.1.2.3" not in bare.get("/raise/unavailable").text
    assert "10.1.2.3" in caplog.text


def test_sentences_are_escaped(bare):
    answer = bare.get("/raise/refused", headers={"Accept": "text/html"})
    assert "<dt>name</dt>" in answer.text
    assert "<script>" not in bare.get("/<script>alert(1)</script>").text


@pytest.mark.parametrize("code", [400, 403, 404, 405, 409, 410, 413, 418, 429, 500, 503])
def test_what_flask_refuses(bare, code):
    answer = bare.get(f"/abort/{code}")
    assert answer.status_code == code
    assert answer.headers["X-Request-ID"] in answer.text


def test_a_redirect_stays_one(bare):
    answer = bare.get("/somewhere/7")
    assert answer.status_code == 308
    assert answer.headers["Location"].endswith("/somewhere/7/")


def test_methods_that_are_taken_are_named(bare):
    answer = bare.delete("/health")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_a_body_that_is_too_large(website):
    website.config["MAX_CONTENT_LENGTH"] = 1000
    answer = website.test_client().post("/write", data={"then": "x" * 2000})
    assert answer.status_code == 413
