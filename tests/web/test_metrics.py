"""Who may read the figures, and what they tell."""

from dataclasses import replace

import pytest
from rq import Queue, Worker

from foundation.outbox import put
from foundation.unit_of_work import unit_of_work
from tests.postgresql import free_port
from tests.web.conftest import TOKEN, opened

AFAR = {"REMOTE_ADDR": "203.0.113.7"}


def read(client) -> list[str]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    text: str = answer.text
    return text.splitlines()


@pytest.mark.parametrize(
    "environ, headers, status",
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, {}, 200),
        ({"REMOTE_ADDR": "127.8.9.1"}, {}, 200),
        ({"REMOTE_ADDR": "::1"}, {}, 200),
        (AFAR, {}, 403),
        (AFAR, {"Authorization": f"Bearer {TOKEN}"}, 200),
        (AFAR, {"Authorization": f"Bearer {TOKEN}x"}, 403),
        (AFAR, {"Authorization": f"Basic {TOKEN}"}, 403),
        (AFAR, {"Authorization": TOKEN}, 403),
        (AFAR, {"Authorization": "Bearer \u00fc"}, 403),
        (AFAR, {"X-Forwarded-For": "127.0.0.1"}, 403),
        (AFAR, {"X-Real-IP": "127.0.0.1"}, 403),
        (AFAR, {"Forwarded": "for=127.0.0.1"}, 403),
        ({"REMOTE_ADDR": "127.0.0.1"}, {"X-Forwarded-For": "203.0.113.7"}, 403),
        ({"REMOTE_ADDR": "127.0.0.1"}, {"Via": "1.1 proxy"}, 403),
        ({"REMOTE_ADDR": ""}, {}, 403),
        ({"REMOTE_ADDR": "localhost"}, {}, 403),
    ],
)
def test_who_may_read(bare, environ, headers, status):
    assert bare.get("/metrics", environ_overrides=environ, headers=headers).status_code == status


def test_a_trusted_proxy_does_not_make_a_stranger_local(bare_settings):
    with opened(replace(bare_settings, trusted_proxies=("127.0.0.0/8",))) as site:
        client = site.test_client()
        for claimed in ("203.0.113.7", "127.0.0.1"):
            answer = client.get("/metrics", environ_overrides={"REMOTE_ADDR": "127.0.0.1"}, headers={"X-Forwarded-For": claimed})
            assert answer.status_code == 403


def test_without_a_token_nobody_from_afar_reads(bare_settings):
    with opened(replace(bare_settings, metrics_token=None)) as site:
        for value in ("Bearer None", "Bearer ", ""):
            assert site.test_client().get("/metrics", environ_overrides=AFAR, headers={"Authorization": value}).status_code == 403


def test_requests_are_counted_by_route(client):
    client.get("/somewhere/7/")
    client.get("/somewhere/8/")
    client.get("/nowhere/at/all")
    client.open("/somewhere/7/", method="BREW")
    told = read(client)
    assert 'laufzettel_http_requests_total{method="GET",route="/somewhere/<int:number>/",status="200"} 2.0' in told
    assert 'laufzettel_http_requests_total{method="GET",route="none",status="404"} 1.0' in told
    assert any(line.startswith('laufzettel_http_requests_total{method="other"') for line in told)
    assert any(line.startswith('laufzettel_http_request_seconds_count{method="GET",route="/somewhere/<int:number>/"} 2') for line in told)
    assert not [line for line in told if "BREW" in line or "nowhere" in line]


def test_figures_of_the_outbox_and_the_job_queues(house, client, redis):
    with unit_of_work():
        put("tests.nothing", [], job_queue="steps")
    Queue("mail", connection=redis, serializer="json").enqueue("tests.nothing")
    Worker([Queue("steps", connection=redis)], connection=redis).register_birth()
    told = read(client)
    for line in (
        'laufzettel_up{part="database"} 1.0',
        'laufzettel_up{part="redis"} 1.0',
        'laufzettel_up{part="schedule"} 0.0',
        'laufzettel_outbox_messages{state="waiting"} 1.0',
        'laufzettel_outbox_messages{state="given_up"} 0.0',
        'laufzettel_jobs_waiting{job_queue="mail"} 1.0',
        'laufzettel_jobs_waiting{job_queue="steps"} 0.0',
        'laufzettel_workers_alive{job_queue="steps"} 1.0',
    ):
        assert line in told
    assert any(line.startswith("process_resident_memory_bytes ") for line in told)
    assert any(line.startswith("laufzettel_outbox_late_seconds ") for line in told)


def test_figures_without_redis(settings):
    with opened(replace(settings, redis_url=f"redis://127.0.0.1:{free_port()}/0")) as site:
        told = read(site.test_client())
        assert 'laufzettel_up{part="redis"} 0.0' in told
        assert 'laufzettel_outbox_messages{state="waiting"} 0.0' in told
        assert not [line for line in told if line.startswith("laufzettel_jobs_waiting")]
