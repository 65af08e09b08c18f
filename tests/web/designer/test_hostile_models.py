"""Models that want to hurt: each is refused with a sentence or shown as what it is, soon, and nothing of it runs or is read."""

import io
import re
import time
import zipfile
from collections.abc import Callable

import pytest
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from tests.processes.bpmn_text import flows, node, process
from tests.processes.models import as_file
from web.designer.processes import MOST_STEPS

START, OVER = node("startEvent", "start"), node("endEvent", "over")
LONGEST = 20  # seconds
LARGEST = 150_000  # bytes of a page
MANY = 600  # more than a page tells


def upload(client, *files: tuple[str, bytes], **fields: str):
    given = {"files": [FileStorage(io.BytesIO(data), name) for name, data in files], **fields}
    boundary, body = encode_multipart(MultiDict(given))
    return client.post("/designer/upload", data=body, content_type=f'multipart/form-data; boundary="{boundary}"')


def named(name: str) -> bytes:
    return as_file(process("named", START, node("userTask", "ask", f' name="{name}"'), OVER, flows("start > ask > over")))


def chain(number: int, kind: str = "userTask") -> bytes:
    names = [f"n{place}" for place in range(number)]
    return as_file(process("long", START, *(node(kind, name) for name in names), OVER, flows(" > ".join(["start", *names, "over"]))))


def archive() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("model.bpmn", b"0" * 50_000_000)
    return kept.getvalue()


def laughs() -> bytes:
    lines = ['<!ENTITY a0 "ha">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)]
    return f'<?xml version="1.0"?><!DOCTYPE x [{"".join(lines)}]><definitions>&a11;</definitions>'.encode()


def deep() -> bytes:
    return b"<definitions>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</definitions>"


def yaml_laughs(first: str) -> bytes:
    lines = [f"{first}: &a0 ha"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    return "\n".join(lines).encode()


REFUSED: dict[str, Callable[[], list[tuple[str, bytes]]]] = {
    "entities that grow": lambda: [("m.bpmn", laughs())],
    "very deep": lambda: [("m.bpmn", deep())],
    "an archive": lambda: [("m.bpmn", archive())],
    "an archive of texts": lambda: [("m.bpmn", named("x")), ("texts/de.yaml", archive())],
    "many attributes": lambda: [("m.bpmn", b"<definitions " + b" ".join(b'a%d="1"' % n for n in range(200_000)) + b"/>")],
    "a long name": lambda: [("m.bpmn", b"<" + b"a" * 4_000_000 + b"/>")],
    "a NUL": lambda: [("m.bpmn", named("x").replace(b"ask", b"a\x00sk"))],
    "another code": lambda: [("m.bpmn", b'<?xml version="1.0" encoding="rot13"?><definitions/>')],
    "words of YAML that grow": lambda: [("m.bpmn", named("x")), ("texts/de.yaml", yaml_laughs("x"))],
    "an export of OTRS that grows": lambda: [("m.yml", yaml_laughs("Activity") + b"\nActivityDialog: {}\nProcess: {}\n")],
    "a tag of YAML": lambda: [("m.yml", b"Activity: !!python/object/apply:os.system ['false']\nActivityDialog: {}\nProcess: {}\n")],
    "deep YAML": lambda: [("m.bpmn", named("x")), ("texts/de.yaml", b"x: " + b"[" * 20_000)],
    "many files": lambda: [("m.bpmn", named("x"))] + [(f"{n}.dmn", b"<a/>") for n in range(200)],
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_soon(dora, what):
    began = time.monotonic()
    answer = upload(dora, *REFUSED[what]())
    assert (answer.status_code, time.monotonic() - began < LONGEST) == (422, True)
    assert len(answer.data) < LARGEST
    assert "This model cannot run yet" in answer.text or "This was not deployed" in answer.text


@pytest.mark.parametrize(
    "name",
    [
        "\u202egnp.exe",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "{{ 7 * 7 }}",
        "x" * 100_000,
        "&#x1F4A3;" * 500,
        "%s %(a)s {0} {name}",
        "&#10;&#9;",
    ],
    ids=["another direction", "script", "a template", "long", "many bytes", "holes", "nothing to see"],
)
def test_names_are_shown_as_they_are(dora, name):
    for model in (named(name), named(name).replace(b'targetRef="over"', b'targetRef="nowhere"')):
        answer = upload(dora, ("m.bpmn", model))
        page = dora.get(answer.headers["Location"]) if answer.status_code == 302 else answer
        assert page.status_code in (200, 422)
        assert "<script>alert" not in page.text
        assert "\u202e" not in page.text
        assert ">49<" not in page.text
        assert len(page.data) < 3 * max(LARGEST, len(name))
        assert dora.get(f"{answer.headers.get('Location', '/designer')}/nodes/ask").status_code in (200, 404)


def test_a_model_of_many_steps_has_pages_of_common_size(dora):
    answer = upload(dora, ("long.bpmn", chain(MANY)))
    first = dora.get(answer.headers["Location"])
    assert (first.status_code, len(first.data) < LARGEST) == (200, True)
    assert f"1 to {MOST_STEPS} of" in first.text
    second = dora.get(answer.headers["Location"], query_string={"step": MOST_STEPS}).text
    assert f"{MOST_STEPS + 1} to {2 * MOST_STEPS} of" in second
    assert 'data-node="n300"' in second
    assert 'data-node="n300"' not in first.text
    assert dora.get(f"{answer.headers['Location']}/nodes/n{MANY - 1}").status_code == 200
    for strange in ("-5", "999999", "x", "9" * 400):
        assert dora.get(answer.headers["Location"], query_string={"step": strange}).status_code == 200


@pytest.mark.parametrize("kind", ["complexGateway", "task"])
def test_many_findings_are_counted_and_the_first_of_them_told(dora, kind):
    answer = upload(dora, ("many.bpmn", chain(MANY, kind)))
    page = dora.get(answer.headers["Location"]) if answer.status_code == 302 else answer
    assert len(page.data) < LARGEST
    assert re.search(r"and \d+ more", page.text)
