"""What the processes tell: one line of JSON per event on stderr, readable lines where a person sits in front of it.

Everything comes through here, the standard library's loggers and those of RQ too. What is bound with `bound(request_id=…)` stands in
each line written meanwhile. Passwords, tokens and keys are struck out, wherever they stand.
"""

import logging
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from structlog.contextvars import bound_contextvars
from structlog.typing import EventDict, Processor, WrappedLogger

from foundation.clock import now
from foundation.settings import Settings

STRUCK_OUT = "***"
SHORTEST_SECRET = 6  # characters: a shorter one would strike out half the language
SECRET_WORDS = frozenset(
    {"password", "passwd", "passphrase", "secret", "token", "authorization", "cookie", "credentials", "apikey", "otp", "pin"}
)
NO_SECRETS = frozenset({"key_id", "public_key", "idempotency_key"})
URL_PASSWORD = re.compile(r"(?<=://)([^\s/:@]*):[^\s/@]+@")
WRITTEN_SECRET = re.compile(r"(?i)(\b\w*(?:password|passwd|secret|token|_key))=[^\s,;&]+")  # \b: or a long word takes minutes
# A mapping that was put into a text: {'api_token': 'x'}, {"password": "x"}. Without quotes it is a sentence about a field.
QUOTED_SECRET = re.compile(
    r"""(?i)(["']\w*(?:password|passwd|passphrase|secret|token|[_-]key|authorization|cookie)["']\s*:\s*)"""
    r"""(?:b?"(?:[^"\\]|\\.)*"|b?'(?:[^'\\]|\\.)*'|[^\s,}\]"']+)"""
)
COOKIES = re.compile(r"(?i)\b((?:set-)?cookie): *[^\r\n]+")
AUTHORIZATION = re.compile(r"(?i)\b(bearer|basic) +[a-z0-9._~+/=-]{6,}")
QUIET = ("alembic", "urllib3", "waitress.queue")  # they tell at length what interests nobody


def set_up(settings: Settings, process_name: str) -> None:
    """Have this process write its log; a later call replaces an earlier one.

    Args:
        process_name: stands in each line, so that the lines of many processes can be told apart.
    """
    readable = sys.stderr.isatty()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(process_name, known=secrets_of(settings), readable=readable))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    hand_over_rq()
    logging.captureWarnings(capture=True)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *facts(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


@contextmanager
def bound(**names: Any) -> Iterator[None]:
    """Write these into each line of the block: `request_id`, `job_id`."""
    with bound_contextvars(**names):
        yield


def hand_over_rq() -> None:
    """RQ writes through its own handlers where it finds none above: take those away that it set up before us."""
    for name in ("rq.worker", "rq.job", "rq.scheduler"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True


def facts() -> list[Processor]:
    """What is known of an event where it happens."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ExtraAdder(),
        add_time,
    ]


def formatter(process_name: str, *, known: frozenset[str], readable: bool) -> logging.Formatter:
    """From an event to its line."""

    def add_process(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return {"process": process_name, **event}

    def strike_out(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        cleaned: EventDict = redacted(event, known=known)
        return cleaned

    line: Processor = structlog.dev.ConsoleRenderer() if readable else structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=facts(),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            add_process,
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            strike_out,
            line,
        ],
    )


def add_time(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    event["timestamp"] = now().isoformat(timespec="milliseconds")
    return event


# --------------------------------------------------------------------------------------------------------------- secrets
def secrets_of(settings: Settings) -> frozenset[str]:
    """The secrets this process knows: struck out by their very letters."""
    passwords = [urlsplit(url).password for url in (settings.database_url, settings.redis_address, settings.smtp_url)]
    found = {settings.secret_key, settings.metrics_token, *passwords, *(unquote(one) for one in passwords if one)}
    return frozenset(one for one in found if one and len(one) >= SHORTEST_SECRET)


def redacted(value: Any, *, known: frozenset[str] = frozenset()) -> Any:
    """The same value without secrets; objects become the text they would be written as."""
    if isinstance(value, Mapping):
        return {
            str(name): STRUCK_OUT if is_secret(str(name)) and inner is not None else redacted(inner, known=known)
            for name, inner in value.items()
        }
    elif isinstance(value, list | tuple | set | frozenset):
        return [redacted(inner, known=known) for inner in value]
    elif value is None or isinstance(value, bool | int | float):
        return value
    else:
        return redacted_text(value if isinstance(value, str) else repr(value), known=known)


def redacted_text(text: str, *, known: frozenset[str]) -> str:
    for secret in known:
        text = text.replace(secret, STRUCK_OUT)
    text = URL_PASSWORD.sub(rf"\1:{STRUCK_OUT}@", text)
    text = WRITTEN_SECRET.sub(rf"\1={STRUCK_OUT}", text)
    text = QUOTED_SECRET.sub(rf"\1'{STRUCK_OUT}'", text)
    text = COOKIES.sub(rf"\1: {STRUCK_OUT}", text)
    return AUTHORIZATION.sub(rf"\1 {STRUCK_OUT}", text)


def is_secret(name: str) -> bool:
    """Whether what stands under this name is nobody's business: `metrics_token` is, the number of `tokens` of a process is not."""
    lowered = name.lower().replace("-", "_")
    return lowered not in NO_SECRETS and (lowered.endswith("_key") or not SECRET_WORDS.isdisjoint(lowered.split("_")))
