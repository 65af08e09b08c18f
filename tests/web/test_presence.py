"""Signs of life in Redis: seen by others, fading by themselves, and missed by nobody when Redis is away."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from redis import Redis

from foundation.clock import moved_to, now
from foundation.settings import Settings
from web.presence import STAYS, Presence


@pytest.fixture
def present(bare_settings: Settings, redis: Redis) -> Presence:
    return Presence(bare_settings)


def test_others_are_seen_and_oneself_is_not(present: Presence):
    assert present.sign_of_life(7, agent_id=1, doing="looking") == {}
    assert present.sign_of_life(7, agent_id=2, doing="answer") == {1: "looking"}
    assert present.sign_of_life(7, agent_id=1, doing="looking") == {2: "answer"}
    assert present.sign_of_life(8, agent_id=3, doing="looking") == {}


def test_who_does_something_in_one_window_is_not_told_to_look_from_another(present: Presence):
    for doing in ("looking", "answer", "looking"):
        present.sign_of_life(7, agent_id=1, doing=doing)
    assert present.sign_of_life(7, agent_id=2, doing="looking") == {1: "answer"}


def test_who_has_done_it_does_it_no_more(present: Presence):
    for doing in ("looking", "answer"):
        present.sign_of_life(7, agent_id=1, doing=doing)
    present.gone(7, agent_id=1, doing="answer")
    assert present.sign_of_life(7, agent_id=2, doing="looking") == {1: "looking"}


def test_signs_fade(present: Presence, redis: Redis):
    present.sign_of_life(7, agent_id=1, doing="looking")
    with moved_to(now() + timedelta(seconds=STAYS + 1)):
        assert present.sign_of_life(7, agent_id=2, doing="looking") == {}
    assert redis.zcard("laufzettel:presence:7") == 1
    assert 0 < redis.ttl("laufzettel:presence:7") <= STAYS


def test_with_redis_away_nobody_is_seen_and_that_soon(bare_settings: Settings):
    away = Presence(replace(bare_settings, redis_url="redis://127.0.0.1:1/0"))
    began = time.perf_counter()
    assert away.sign_of_life(7, agent_id=1, doing="looking") == {}
    away.gone(7, agent_id=1, doing="looking")
    assert time.perf_counter() - began < 2
