"""Who is at a ticket right now, and doing what: signs of life in Redis that fade by themselves. Nothing hangs on it.

    presence.of(current_app).sign_of_life(ticket.id, agent_id=7, doing="answer")          # {8: "looking"}: who else is there

Nothing of it is worth a write to the database: where Redis is away, nobody is seen, and that is all.
"""

import logging
from collections.abc import Mapping
from typing import Final

from flask import Flask
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from foundation.clock import now
from foundation.settings import Settings

log = logging.getLogger(__name__)
EXTENSION: Final = "presence"
EVERY: Final = 15  # seconds between two signs of life
STAYS: Final = 2 * EVERY + 10  # seconds; one sign may get lost
PATIENCE: Final = 0.5  # seconds for Redis to answer
LOOKING: Final = "looking"


class Presence:
    """The signs of life of one house. Each ticket has one sorted set of "agent doing", sorted by when they fade."""

    def __init__(self, settings: Settings) -> None:
        self._redis = Redis.from_url(
            settings.redis_address,
            decode_responses=True,
            socket_connect_timeout=PATIENCE,
            socket_timeout=PATIENCE,
            retry=Retry(NoBackoff(), 0),
        )

    def sign_of_life(self, ticket_id: int, *, agent_id: int, doing: str) -> Mapping[int, str]:
        """Say that an agent is there; what the others do, by their ids. Who does something is not told to be looking, too."""
        at = now().timestamp()
        key = key_of(ticket_id)
        try:
            with self._redis.pipeline(transaction=False) as pipeline:
                pipeline.zadd(key, {f"{agent_id} {doing}": at + STAYS})
                pipeline.zremrangebyscore(key, "-inf", at)
                pipeline.expire(key, STAYS)
                pipeline.zrange(key, 0, -1)
                *_, members = pipeline.execute()
        except (RedisError, OSError) as error:
            log.debug("nobody is seen at tickets: %s", error)
            return {}
        return others_among(members, agent_id)

    def gone(self, ticket_id: int, *, agent_id: int, doing: str) -> None:
        """Say that an agent has done it; who only goes away fades."""
        try:
            self._redis.zrem(key_of(ticket_id), f"{agent_id} {doing}")
        except (RedisError, OSError) as error:
            log.debug("nobody is seen at tickets: %s", error)


def key_of(ticket_id: int) -> str:
    return f"laufzettel:presence:{ticket_id}"


def others_among(members: list[str], agent_id: int) -> dict[int, str]:
    """What each of the others does; of one who does several things, such as in several windows, what is more than looking."""
    found: dict[int, str] = {}
    for member in members:
        other, _, doing = member.partition(" ")
        if int(other) != agent_id and found.get(int(other), LOOKING) == LOOKING:
            found[int(other)] = doing
    return found


def register(website: Flask) -> None:
    website.extensions[EXTENSION] = Presence(website.extensions["settings"])


def of(website: Flask) -> Presence:
    """That of an application."""
    found: Presence = website.extensions[EXTENSION]
    return found
