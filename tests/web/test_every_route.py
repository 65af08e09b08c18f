"""Whatever there is to ask for, the answer is never an error of ours."""

import pytest

from tests.houses import close
from web import create_app
from web.headers import ALWAYS

OF_EACH_KIND = {"default": "x", "string": "x", "int": 1, "path": "a/b", "uuid": "00000000-0000-0000-0000-000000000000"}
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


@pytest.fixture
def shipped(settings):
    """The website as it is, without pages of the tests."""
    site = create_app(settings)
    yield site
    close(site)


def paths(site) -> list[str]:
    """One path for each rule."""
    kinds = {kind: name for name, kind in site.url_map.converters.items() if name != "default"}
    adapter = site.url_map.bind("127.0.0.1")
    found = []
    for rule in site.url_map.iter_rules():
        values = {name: OF_EACH_KIND[kinds[type(converter)]] for name, converter in rule._converters.items()}
        found.append(adapter.build(rule.endpoint, values, method=min(rule.methods or {"GET"})))
    return found


def test_every_route_answers(shipped):
    client = shipped.test_client()
    rules = {rule.rule for rule in shipped.url_map.iter_rules()}
    assert {"/", "/status", "/login", "/health", "/metrics", "/static/<path:filename>"} <= rules
    assert len(paths(shipped)) >= len(rules)
    for path in paths(shipped):
        for method in METHODS:
            for accept in ("text/html", "application/json", "", "nonsense/;q=x"):
                with client.open(path, method=method, headers={"Accept": accept}) as answer:
                    assert answer.status_code < 500, f"{method} {path}: {answer.status_code}"
                    assert ALWAYS.items() <= dict(answer.headers).items()
