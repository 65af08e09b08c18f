import gzip
import itertools
import ssl
import threading
import time
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest
from flask import Flask

from foundation.addresses import Address
from foundation.outbound import Limits, Outbound, OutboundFailed, OutboundRefused, outbound
from tests.foundation.servers import BadServer, certificate, plain, serving

LOOPBACK = ("127.0.0.0/8",)
HERE = ip_address("127.0.0.1")
CANARY = "canary-1c44"


def leads_to(*found: str):
    return lambda *_: [ip_address(one) for one in found]


def away(host: str, port: int) -> list[Address]:
    raise OSError("no name server")


LOCAL = Outbound(allowed_networks=LOOPBACK, resolve=leads_to("127.0.0.1"))
QUICK = Outbound(allowed_networks=LOOPBACK, resolve=leads_to("127.0.0.1"), limits=Limits(seconds=0.6))


def answering(*pieces: bytes):
    return lambda _: iter(pieces)


def address(server: BadServer, path: str = "/", host: str = "hooks.example.com") -> str:
    return f"http://{host}:{server.port}{path}"


# ------------------------------------------------------------------------------------------------ what is sent
def test_a_request_goes_out_and_comes_back():
    with serving(answering(plain(b"hello", headers="X-Answer: 42\r\n"))) as server:
        reply = LOCAL.send("POST", address(server, "/new?x=1"), headers={"X-Token": "t"}, body=b'{"a":1}')
    assert (reply.status, reply.body, reply.headers["x-answer"]) == (200, b"hello", "42")
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert body == b'{"a":1}'
    assert head.startswith(b"POST /new?x=1 HTTP/1.1\r\n")
    assert f"Host: hooks.example.com:{server.port}".encode() in head
    assert b"X-Token: t" in head
    assert b"Content-Length: 7" in head


def test_a_status_is_an_answer():
    with serving(answering(plain(b"gone", "410 Gone"))) as server:
        assert LOCAL.send("GET", address(server)).status == 410


def test_chunks_are_put_together():
    with serving(answering(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")) as server:
        assert LOCAL.send("GET", address(server)).body == b"abcde"


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with serving(answering(plain())) as server:
        assert LOCAL.send("GET", address(server)).status == 200


# ------------------------------------------------------------------------------------------------ where nothing is sent to
SPELLINGS = [
    ("http://127.0.0.1/", "this machine"),
    ("http://127.0.0.1./", "this machine"),
    ("http://[::1]/", "this machine"),
    ("http://[::ffff:169.254.169.254]/", "inside an IPv6"),
    ("http://[64:ff9b::a9fe:a9fe]/", "inside an IPv6"),
    ("http://[2002:7f00:1::]/", "inside an IPv6"),
    ("http://169.254.169.254/latest/meta-data/", "where clouds keep credentials"),
    ("http://0.0.0.0/", "unspecified"),
    ("http://[::]/", "unspecified"),
    ("http://10.0.0.1/", "private"),
    ("http://224.0.0.1/", "multicast"),
    ("http://2130706433/", "read alike"),
    ("http://0x7f000001/", "read alike"),
    ("http://0x7f.1/", "read alike"),
    ("http://0177.0.0.1/", "read alike"),
    ("http://127.1/", "read alike"),
    ("http://１２７.0.0.1/", "this machine"),
    ("http://①②⑦.⓪.⓪.①/", "this machine|read alike|no name"),
    ("http://127。0。0。1/", "this machine"),
    ("http://127%2e0%2e0%2e1/", "no name"),
    ("http://[fe80::1%25eth0]/", "no address|link-local"),
    ("http://user:pass@8.8.8.8/", "user name or password"),
    ("http://@8.8.8.8/", "user name or password"),
    ("http://8.8.8.8\\@127.0.0.1/", "backslashes"),
    ("http://8.8.8.8 @127.0.0.1/", "blanks"),
    ("http://8.8.8.8/\r\nX: y", "blanks"),
    ("\thttp://8.8.8.8/", "blanks"),
    ("http://8.8.8.8#@127.0.0.1/", None),
    ("file:///etc/passwd", "http://"),
    ("gopher://8.8.8.8/", "http://"),
    ("ftp://8.8.8.8/", "http://"),
    ("//8.8.8.8/", "http://"),
    ("8.8.8.8", "http://"),
    ("", "http://"),
    ("http://", "http://"),
    ("http:///path", "http://"),
    ("http://8.8.8.8:0/", "Port 0"),
    ("http://8.8.8.8:99999/", "no address"),
    ("http://8.8.8.8:x/", "no address"),
    ("http://[::1/", "no address"),
    ("http://a..b/", "no name"),
    ("http://" + "a" * 64 + ".example/", "no name"),
    ("http://8.8.8.8/" + "a" * 2000, "at most 2000"),
    ("HTTPS://8.8.8.8:8443/x?y=ü#z", None),
    ("https://münchen.example/", None),
    ("https://[2606:4700::1111]/", None),
]


@pytest.mark.parametrize("url, reason", SPELLINGS)
def test_addresses_are_checked_before_they_are_kept(url: str, reason: str | None):
    client = Outbound(resolve=leads_to("8.8.8.8"))
    if reason is None:
        client.check(url)
    else:
        with pytest.raises(OutboundRefused, match=reason):
            client.check(url)
        with pytest.raises(OutboundRefused, match=reason):
            client.send("GET", url)


@pytest.mark.parametrize("found", [["10.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::1"], ["8.8.8.8", "::ffff:10.0.0.1"], ["169.254.169.254"]])
def test_one_bad_address_of_a_name_is_enough(found: list[str]):
    client = Outbound(resolve=leads_to(*found))
    with pytest.raises(OutboundRefused, match="leads to"):
        client.check("https://inside.example.com/")
    with pytest.raises(OutboundRefused, match="leads to"):
        client.send("GET", "https://inside.example.com/")


def test_the_system_resolver_knows_this_machine_by_name():
    with pytest.raises(OutboundRefused, match="localhost leads to this machine"):
        Outbound().check("http://localhost/")


def test_the_house_itself_is_refused_by_name():
    with pytest.raises(OutboundRefused, match="this house itself"):
        Outbound(own_hosts=["Desk.Example.com"], resolve=leads_to("8.8.8.8")).check("https://desk.example.com/")


def test_a_name_that_leads_nowhere_may_be_kept_but_not_sent_to():
    client = Outbound(resolve=away)
    client.check("https://later.example.com/")
    with pytest.raises(OutboundFailed, match=r"later\.example\.com leads nowhere") as caught:
        client.send("GET", "https://later.example.com/")
    assert caught.value.may_pass


def test_a_name_that_changes_its_mind_is_asked_once():
    answers = itertools.chain([[HERE]], itertools.repeat([ip_address("10.0.0.1")]))
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[Address]:
        asked.append(host)
        return next(answers)

    client = Outbound(allowed_networks=LOOPBACK, resolve=resolve)
    with serving(answering(plain())) as server:
        assert client.send("GET", address(server)).status == 200
        assert asked == ["hooks.example.com"]
        with pytest.raises(OutboundRefused, match="private"):
            client.send("GET", address(server))
        assert len(server.requests) == 1


def test_the_next_address_of_a_host_is_tried():
    client = Outbound(allowed_networks=LOOPBACK, resolve=leads_to("127.0.0.9", "127.0.0.1"))
    with serving(answering(plain())) as server:
        assert client.send("GET", address(server)).status == 200
    with pytest.raises(OutboundFailed, match="takes no connection") as caught:
        client.send("GET", address(server))
    assert caught.value.may_pass


# ------------------------------------------------------------------------------------------------ redirects
def redirecting(places: dict[str, str], status: str = "302 Found"):
    def answer(request: bytes) -> Iterator[bytes]:
        path = request.split(b" ")[1].decode()
        if path in places:
            yield plain(b"", status, f"Location: {places[path]}\r\n")
        else:
            yield plain(request)

    return answer


def test_redirects_on_the_same_host_are_followed():
    with serving(redirecting({"/a": "/b", "/b": "c?d", "/c?d": "/e"})) as server:
        reply = LOCAL.send("POST", address(server, "/a"), body=b"secret", headers={"X-Token": "t", "Content-Type": "text/plain"})
    assert reply.body.startswith(b"GET /e ")
    assert b"secret" not in reply.body
    assert b"X-Token" in reply.body
    assert b"text/plain" not in reply.body


def test_a_redirect_may_keep_the_method():
    with serving(redirecting({"/a": "/b"}, "307 Temporary Redirect")) as server:
        reply = LOCAL.send("POST", address(server, "/a"), body=b"kept")
    assert reply.body.startswith(b"POST /b ")
    assert reply.body.endswith(b"kept")


@pytest.mark.parametrize(
    "place",
    [
        "http://other.example.com/",
        "//other.example.com/",
        "http://127.0.0.1/",
        "http://hooks.example.com/",
        "http://hooks.example.com:1/",
        "https://hooks.example.com/",
        "file:///etc/passwd",
        "http://user@hooks.example.com/",
        "http://[::1",
        "\\\\other.example.com\\",
    ],
)
def test_other_redirects_are_refused(place: str):
    with serving(redirecting({"/a": place})) as server, pytest.raises(OutboundRefused):
        LOCAL.send("GET", address(server, "/a"))
    assert len(server.requests) == 1


def test_redirects_have_an_end():
    with serving(redirecting({"/a": "/a"})) as server, pytest.raises(OutboundRefused, match="more than 3 times"):
        LOCAL.send("GET", address(server, "/a"))
    assert len(server.requests) == 4


def test_a_redirect_is_resolved_and_checked_again():
    answers = iter([[HERE], [ip_address("10.0.0.1")]])
    client = Outbound(allowed_networks=LOOPBACK, resolve=lambda *_: next(answers))
    with serving(redirecting({"/a": "/b"})) as server, pytest.raises(OutboundRefused, match="private"):
        client.send("GET", address(server, "/a"))
    assert len(server.requests) == 1


# ------------------------------------------------------------------------------------------------ limits
def dripping(*pieces: bytes, seconds: float = 0.05):
    """A byte at a time, for ever: no timeout of a socket ever sees a pause."""

    def answer(request: bytes) -> Iterator[bytes]:
        yield from pieces
        while True:
            time.sleep(seconds)
            yield b"a"

    return answer


def waited(seconds: float) -> bytes:
    time.sleep(seconds)
    return b""


SLOW = {
    "status": dripping(b"HTTP/1.1 "),
    "header": dripping(b"HTTP/1.1 200 OK\r\nX-Slow: "),
    "body": dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"),
    "body without length": dripping(b"HTTP/1.1 200 OK\r\n\r\n"),
    "chunk": dripping(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n"),
    "continue": lambda _: itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "nothing": lambda _: (waited(3) for _ in range(1)),
}


@pytest.mark.parametrize("kind", SLOW)
def test_a_slow_server_is_left_in_time(kind: str):
    threads = threading.active_count()
    with serving(SLOW[kind]) as server:
        began = time.monotonic()
        with pytest.raises(OutboundFailed, match=r"took longer than 0\.6 seconds") as caught:
            QUICK.send("GET", address(server))
        assert time.monotonic() - began < 2.5  # on a busy machine; the server never ends
        assert caught.value.may_pass
        assert threading.active_count() <= threads + 2  # the server's own


def test_a_slow_resolver_is_left_in_time():
    def resolve(host: str, port: int) -> list[Address]:
        time.sleep(3)
        return [ip_address("8.8.8.8")]

    client = Outbound(resolve=resolve, limits=Limits(seconds=0.3))
    began = time.monotonic()
    with pytest.raises(OutboundFailed, match="took longer"):
        client.send("GET", "http://slow.example.com/")
    assert time.monotonic() - began < 2.5


def test_the_time_holds_for_all_redirects_together():
    def answer(request: bytes) -> Iterator[bytes]:
        time.sleep(0.25)
        yield plain(b"", "302 Found", "Location: /again\r\n")

    with serving(answer) as server, pytest.raises(OutboundFailed, match="took longer"):
        QUICK.send("GET", address(server))


ENDLESS = itertools.repeat(b"a" * 65536)
BIG = {
    "told": answering(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", b"a" * 70_000),
    "untold": lambda _: itertools.chain([b"HTTP/1.1 200 OK\r\n\r\n"], ENDLESS),
    "chunked": lambda _: itertools.chain(
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"], itertools.repeat(b"10000\r\n" + b"a" * 65536 + b"\r\n")
    ),
    "one chunk": lambda _: itertools.chain([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffff\r\n"], ENDLESS),
    "headers": answering(b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: %s\r\n" % (n, b"a" * 2000) for n in range(90)) + b"\r\n"),
    "one header": answering(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n"),
    "many headers": answering(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 10_000 + b"\r\n"),
}


@pytest.mark.parametrize("kind", BIG)
def test_a_huge_answer_is_dropped(kind: str):
    client = Outbound(allowed_networks=LOOPBACK, resolve=leads_to("127.0.0.1"), limits=Limits(seconds=10, body_bytes=50_000))
    with serving(BIG[kind]) as server, pytest.raises(OutboundFailed, match=r"more than|broke off"):
        client.send("GET", address(server))


def test_a_packed_answer_is_refused():
    packed = gzip.compress(b"a" * 1_000_000)
    with serving(answering(plain(packed, headers="Content-Encoding: gzip\r\n"))) as server, pytest.raises(OutboundFailed, match="packed"):
        LOCAL.send("GET", address(server))


@pytest.mark.parametrize("nonsense", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", b"\0" * 100])
def test_nonsense_is_told_apart(nonsense: bytes):
    with serving(answering(nonsense)) as server, pytest.raises(OutboundFailed, match="broke off"):
        LOCAL.send("GET", address(server))


# ------------------------------------------------------------------------------------------------ what callers may not send
@pytest.mark.parametrize(
    "headers",
    [
        {"X-A": "b\r\nX-B: c"},
        {"X-A": "b\nc"},
        {"X-A": "b\u2028c"},
        {"X-A": "\0"},
        {"X-A\r\nX-B": "c"},
        {"X A": "b"},
        {"": "b"},
        {"Host": "inside"},
        {"content-length": "1"},
        {"Transfer-Encoding": "chunked"},
        {"X-A": "a" * 9000},
    ],
)
def test_headers_that_would_change_the_request(headers: dict[str, str]):
    with pytest.raises(OutboundRefused, match="header"):
        LOCAL.send("GET", "http://hooks.example.com/", headers=headers)


@pytest.mark.parametrize("method", ["CONNECT", "TRACE", "get", "GET / HTTP/1.1\r\nX: y\r\n", ""])
def test_other_methods_are_refused(method: str):
    with pytest.raises(OutboundRefused, match="none of GET"):
        LOCAL.send(method, "http://hooks.example.com/")


def test_a_request_has_a_size():
    with pytest.raises(OutboundRefused, match="at most"):
        Outbound(limits=Limits(sent_bytes=10)).send("POST", "http://8.8.8.8/", body=b"a" * 11)


# ------------------------------------------------------------------------------------------------ TLS
def test_tls_keeps_the_name_though_the_address_is_pinned(tmp_path: Path):
    server_side, client_side = certificate(tmp_path, "hooks.example.com")
    seen: list[str | None] = []
    server_side.sni_callback = lambda _connection, name, _context: seen.append(name)
    client = Outbound(allowed_networks=LOOPBACK, resolve=leads_to("127.0.0.1"), tls=client_side)
    with serving(answering(plain()), server_side) as server:
        assert client.send("GET", f"https://hooks.example.com:{server.port}/").status == 200
        assert seen == ["hooks.example.com"]
        with pytest.raises(OutboundFailed, match=r"does not prove to be other\.example\.com") as caught:
            client.send("GET", f"https://other.example.com:{server.port}/")
        assert not caught.value.may_pass
        with pytest.raises(OutboundFailed, match="does not prove"):
            LOCAL.send("GET", f"https://hooks.example.com:{server.port}/")


def test_a_slow_handshake_is_left_in_time():
    with serving(dripping(b"")) as server, pytest.raises(OutboundFailed, match=r"took longer|takes no|broke off"):
        QUICK.send("GET", f"https://hooks.example.com:{server.port}/")


def test_certificates_are_verified_by_default():
    assert LOCAL._tls.verify_mode is ssl.CERT_REQUIRED
    assert LOCAL._tls.check_hostname


# ------------------------------------------------------------------------------------------------ what is told
def test_sentences_and_representations_keep_the_path_to_themselves():
    with serving(answering(b"nonsense")) as server, pytest.raises(OutboundFailed) as caught:
        LOCAL.send("GET", address(server, f"/{CANARY}"), headers={"X-Token": CANARY})
    assert CANARY not in str(caught.value)
    assert "hooks.example.com" in str(caught.value)
    with serving(redirecting({"/a": f"http://other.example.com/{CANARY}"})) as server, pytest.raises(OutboundRefused) as refused:
        LOCAL.send("GET", address(server, "/a"))
    assert CANARY not in str(refused.value)
    with serving(answering(plain(CANARY.encode()))) as server:
        assert CANARY not in repr(LOCAL.send("GET", address(server)))


def test_the_application_has_one_client_that_refuses_its_own_name(house: Flask):
    assert outbound() is outbound()
    with pytest.raises(OutboundRefused, match="this house itself"):
        outbound().check("http://127.0.0.1:8080/")
