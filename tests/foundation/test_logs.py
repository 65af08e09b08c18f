"""What is logged, as lines of JSON, and what never is."""

import io
import json
import logging
import os
import pty
import subprocess
import sys
import time
import warnings

import pytest
import structlog
from rq.logutils import setup_loghandlers

from foundation import logs
from foundation.logs import STRUCK_OUT, bound, redacted
from tests.houses import settings_for

SECRETS = {
    "SECRET_KEY": "canary-of-the-secret-key-that-is-long-enough",
    "METRICS_TOKEN": "canary-of-the-metrics-token",
    "REDIS_URL": "redis://:canary-redis@127.0.0.1:1/0",
    "SMTP_URL": "smtps://desk:canary%40smtp@mail.example.com",
}


@pytest.fixture(autouse=True)
def _restored():
    root, names = logging.getLogger(), ("rq.worker", "rq.job", *logs.QUIET)
    before = root.handlers[:], root.level, {name: logging.getLogger(name).level for name in names}
    yield
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    for name, level in before[2].items():
        logging.getLogger(name).setLevel(level)
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


@pytest.fixture
def lines(tmp_path, monkeypatch):
    """Sets the log up, and reads what was written since."""
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    logs.set_up(settings_for(tmp_path, "postgresql://desk:canary-database@127.0.0.1:1/desk", **SECRETS), "worker-mail")

    def read():
        return [json.loads(line) for line in written.getvalue().removesuffix("\n").split("\n") if line]

    return read


def test_a_line_has_what_a_reader_needs(lines):
    with bound(request_id="abc", job_id="def"):
        logging.getLogger("desk.queues").info("queue %s was made", "Raw", extra={"number": 7})
    logging.getLogger("desk.queues").info("done")
    first, second = lines()
    assert first.pop("timestamp").endswith("+00:00")
    assert first == {
        "process": "worker-mail",
        "event": "queue Raw was made",
        "level": "info",
        "logger": "desk.queues",
        "request_id": "abc",
        "job_id": "def",
        "number": 7,
    }
    assert "request_id" not in second


def test_structlog_goes_the_same_way(lines):
    structlog.get_logger("desk").warning("late", number=7, moment=object)
    (line,) = lines()
    assert (line["event"], line["level"], line["number"], line["process"]) == ("late", "warning", 7, "worker-mail")


def test_an_event_is_one_line_whatever_stands_in_it(lines):
    logging.getLogger("mail").info("subject\nlevel=error\r\u2028 \x1b[31m")
    assert len(lines()) == 1


def test_the_level_of_the_settings_holds(lines):
    logging.getLogger("desk").debug("too much")
    structlog.get_logger("desk").debug("too much")
    assert not lines()


def test_errors_bring_their_traceback(lines):
    try:
        int("wrong")
    except ValueError:
        logging.getLogger("desk").exception("it failed")
    (line,) = lines()
    assert "Traceback" in line["exception"]
    assert "ValueError: invalid literal" in line["exception"]


def test_warnings_are_logged(lines):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn("old", DeprecationWarning, stacklevel=1)
    assert any("old" in line["event"] for line in lines())


def test_a_second_set_up_replaces_the_first(tmp_path, capsys):
    for name in ("run", "web"):
        logs.set_up(settings_for(tmp_path), name)
    logging.getLogger("web").info("once")
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["process"] == "web"


@pytest.mark.parametrize("before", [True, False])
def test_lines_of_rq_come_once(tmp_path, capsys, before):
    if before:
        logging.getLogger().handlers.clear()
        setup_loghandlers("INFO", name="rq.worker")
    logs.set_up(settings_for(tmp_path), "worker")
    setup_loghandlers("INFO", name="rq.worker")
    logging.getLogger("rq.worker").info("job done")
    out, err = capsys.readouterr()
    assert not out
    assert [json.loads(line)["event"] for line in err.splitlines()] == ["job done"]


# --------------------------------------------------------------------------------------------------------------- secrets
@pytest.mark.parametrize("secret", ["canary-database", "canary-redis", "canary%40smtp", "canary@smtp", *list(SECRETS.values())[:2]])
def test_known_secrets_are_struck_out_wherever_they_stand(lines, secret):
    log = logging.getLogger("anything")
    log.info("connecting with %s", secret)
    log.info("in a field", extra={"note": {"deep": [f"<{secret}>"]}})
    log.info("in an object", extra={"note": ValueError(secret)})
    log.info("as bytes %r", secret.encode())
    structlog.get_logger().info("here too", note=secret)
    try:
        int(secret)
    except ValueError:
        log.exception("and in a traceback")
    told = lines()
    assert len(told) == 6
    assert secret not in json.dumps(told)


@pytest.mark.parametrize(
    "text, cleaned",
    [
        ("postgresql://desk:geheim@db/desk", "postgresql://desk:***@db/desk"),
        ("redis://:geheim@127.0.0.1/0 is away", "redis://:***@127.0.0.1/0 is away"),
        ("smtp+starttls://a%40b:g%2Fe@mail:25", "smtp+starttls://a%40b:***@mail:25"),
        ("https://desk.example.com:8080/a@b", "https://desk.example.com:8080/a@b"),
        ("host=db user=desk password=geheim sslmode=off", "host=db user=desk password=*** sslmode=off"),
        ("/reset?token=abc&next=/", "/reset?token=***&next=/"),
        ("Authorization: Bearer abc.def-ghi", "Authorization: Bearer ***"),
        ("{'user': 'a', 'api_token': 'x y', 'tokens': 3}", "{'user': 'a', 'api_token': '***', 'tokens': 3}"),
        ('{"password": "a\\"b, c", "ok": true}', '{"password": \'***\', "ok": true}'),
        ("{'Secret-Key': b'x y', 'token': None}", "{'Secret-Key': '***', 'token': '***'}"),
        ("Cookie: session=abc; other=def", "Cookie: ***"),
        ("password: it is too short", "password: it is too short"),
        ("LAUFZETTEL_SECRET_KEY: it must be set", "LAUFZETTEL_SECRET_KEY: it must be set"),
        ("three tokens wait at the gateway", "three tokens wait at the gateway"),
        ("mailto:a@b.example", "mailto:a@b.example"),
    ],
)
def test_secrets_in_texts(text, cleaned):
    assert redacted(text) == cleaned


@pytest.mark.parametrize("text", ["a" * 100_000, "password" * 12_500, "cookie: " * 12_500, "'a_key" * 16_000, "'token': '" + "\\" * 99_999])
def test_a_long_text_takes_no_long_time(text):
    began = time.perf_counter()
    redacted(text)
    assert time.perf_counter() - began < 2.0


@pytest.mark.parametrize(
    "name", ["password", "Password", "new_password", "secret", "token", "metrics_token", "Authorization", "Set-Cookie", "api_key", "otp"]
)
def test_names_of_secrets(name):
    assert redacted({name: "x", "in": [{name: ["x"]}]}) == {name: STRUCK_OUT, "in": [{name: STRUCK_OUT}]}


@pytest.mark.parametrize("name", ["tokens", "key", "event", "author", "key_id", "pinned", "secretary"])
def test_names_of_no_secrets(name):
    assert redacted({name: "x"}) == {name: "x"}


# -------------------------------------------------------------------------------------------------------------- terminal
def test_a_person_in_front_of_it_reads_lines(tmp_path, root):
    script = (
        "import logging; from foundation import logs; from foundation.settings import Settings;"
        f"logs.set_up(Settings.from_environment({{'LAUFZETTEL_DATA_DIR': {str(tmp_path / 'var')!r}}}), 'web');"
        "logging.getLogger('desk').warning('to be read')"
    )
    master, slave = pty.openpty()
    subprocess.run([sys.executable, "-c", script], stderr=slave, check=True, cwd=root)
    told = os.read(master, 10_000).decode()
    os.close(master)
    os.close(slave)
    assert "to be read" in told
    assert not told.lstrip().startswith("{")
