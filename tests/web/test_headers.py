"""Every answer carries the security headers, whatever became of the request."""

import re
from dataclasses import replace

import pytest

from tests.web.conftest import opened
from web.headers import ALWAYS

FILES = ["/static/dist/app.css", "/static/nowhere.css"]
PATHS = ["/status", "/health", "/metrics", *FILES, "/nowhere", "/raise/unexpected", "/raise/refused", "/somewhere/7"]


@pytest.mark.parametrize("path", PATHS)
def test_security_headers(bare, path):
    with bare.get(path) as answer:
        headers = answer.headers
    assert {name: headers.get(name) for name in ALWAYS} == ALWAYS
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert re.fullmatch(r"[0-9a-f]{32}", headers["X-Request-ID"])


def test_security_headers_for_a_wrong_host_and_method(bare):
    for answer in (bare.get("/status", headers={"Host": "evil.example"}), bare.delete("/status"), bare.options("/health")):
        assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS


@pytest.mark.parametrize("path", ["/status", "/nowhere", "/raise/refused"])
def test_pages_have_nothing_inline(bare, path):
    page = bare.get(path).text
    assert not re.search(r"<style|\sstyle=|<script(?! type=.module. src=)|\son\w+=|javascript:", page)
    assert not re.search(r"""(?:href|src)=["']?(?:https?:)?//""", page)


def test_pages_are_not_kept_but_files_are(bare):
    assert bare.get("/status").headers["Cache-Control"] == "no-store"
    assert bare.get("/static/nowhere.css?v=1").headers["Cache-Control"] == "no-store"
    named = re.search(r'href="(/static/dist/app.css\?v=\w+)"', bare.get("/status").text)
    assert named
    with bare.get(named.group(1)) as answer:
        kept = answer.headers["Cache-Control"]
    assert "immutable" in kept
    assert "max-age=31536000" in kept
    with bare.get("/static/dist/app.css") as answer:
        assert "no-cache" in answer.headers["Cache-Control"]


def test_files_outside_are_not_served(bare):
    for path in ("/static/../errors.py", "/static/%2e%2e/errors.py", "/static/..%2ferrors.py", "/static//etc/passwd"):
        assert bare.get(path).status_code in {404, 308}


def test_https_is_kept_to(bare_settings):
    with opened(replace(bare_settings, base_url="https://desk.example.com")) as site:
        answer = site.test_client().get("/health", headers={"Host": "desk.example.com"})
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
        assert site.config["SESSION_COOKIE_SECURE"]
    with opened(bare_settings) as site:
        assert "Strict-Transport-Security" not in site.test_client().get("/health").headers
