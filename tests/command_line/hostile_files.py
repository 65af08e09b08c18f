"""Files that are no good model, or an unusual one, made when they are needed: some are large."""

import zipfile
from collections.abc import Callable
from io import BytesIO

from tests.bpm.reading.models import chain, definitions, process

GOOD = chain("<userTask id='work' name='Prüfen'/>")
DECLARED = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def zipped() -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("model.bpmn", GOOD)
    return packed.getvalue()


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10 if at else "ha"}">' for at in range(10))
    return f"<!DOCTYPE d [{entities}]>".encode() + GOOD.replace(b"Pr\xc3\xbcfen", b"&e9;")


def blow_up() -> bytes:
    return f'<!DOCTYPE d [<!ENTITY e "{"x" * 50_000}">]><d>{"&e;" * 50_000}</d>'.encode()


def outside() -> bytes:
    return b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + GOOD.replace(b"Pr\xc3\xbcfen", b"&e;")


def many_elements() -> bytes:
    tasks = "".join(f"<task id='t{at}' name='Task number {at}'/>" for at in range(10_000))
    flows = "".join(f"<sequenceFlow id='f{at}' sourceRef='t{at}' targetRef='t{at + 1}'/>" for at in range(9_999))
    return process(f"<startEvent id='s'/>{tasks}{flows}<complexGateway id='x'/>")


def deep() -> bytes:
    return process("".join(f"<subProcess id='s{at}'>" for at in range(400)) + "</subProcess>" * 400)


def cyclic_calls() -> bytes:
    """Two processes that call each other, and nobody waits."""
    called = {"p": "q", "q": "r", "r": "p"}
    return definitions("".join(f"<process id='{a}'><callActivity id='call_{a}' calledElement='{b}'/></process>" for a, b in called.items()))


def cyclic_references() -> bytes:
    return definitions(
        "<process id='p'><task id='a'/><boundaryEvent id='b' attachedToRef='b'><timerEventDefinition/></boundaryEvent>"
        "<sequenceFlow id='f' sourceRef='f' targetRef='f'/><dataObjectReference id='d' dataObjectRef='d'/></process>"
    )


CANNOT: dict[str, Callable[[], bytes]] = {
    "empty": bytes,
    "blanks": lambda: b" \r\n" * 100,
    "truncated": lambda: GOOD[: len(GOOD) * 2 // 3],
    "a document type": lambda: b"<!DOCTYPE definitions>" + GOOD,
    "an entity from outside": outside,
    "billion laughs": laughs,
    "quadratic blow-up": blow_up,
    "a zip": zipped,
    "binary": lambda: bytes(range(256)) * 100,
    "an image": lambda: b"\x89PNG\r\n\x1a\n" + bytes(1_000),
    "a text": lambda: b"Please find the model attached.\n",
    "JSON": lambda: b'{"process": []}',
    "a million levels": lambda: b"<a>" * 1_000_000,
    "deep subprocesses": deep,
    "100 MB": lambda: GOOD.replace(b"Pr\xc3\xbcfen", b"x" * 100_000_000),
    "10,000 elements": many_elements,
    "cyclic references": cyclic_references,
    "cyclic calls": cyclic_calls,
    "a foreign namespace": lambda: b'<definitions xmlns="urn:nobody"><process id="p"><task id="t"/></process></definitions>',
    "UTF-16 cut in half": lambda: GOOD.decode().encode("utf-16")[:-1],
    "Latin-1 that says nothing": lambda: GOOD.decode().encode("latin-1"),
}
RUNS: dict[str, Callable[[], bytes]] = {
    "UTF-16": lambda: GOOD.decode().encode("utf-16"),
    "UTF-16 big-endian": lambda: b"\xfe\xff" + GOOD.decode().encode("utf-16-be"),
    "a byte order mark": lambda: b"\xef\xbb\xbf" + DECLARED + GOOD,
    "CRLF": lambda: (DECLARED + GOOD.replace(b"><", b">\n<")).replace(b"\n", b"\r\n"),
    "Latin-1 that says so": lambda: b'<?xml version="1.0" encoding="ISO-8859-1"?>' + GOOD.decode().encode("latin-1"),
    "unknown namespaces": lambda: GOOD.replace(b"<userTask ", b"<userTask xmlns:own='urn:nobody' own:level='9' "),
    "comments and instructions": lambda: DECLARED + b"<?editor one?><!-- a -->" + GOOD + b"<!-- b -->",
}
