"""`laufzettel check`: is this installation sound, and what to do where it is not."""

import json
import stat
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NoReturn

import click
from redis.exceptions import ResponseError
from sqlalchemy import text

from foundation import health
from foundation.application import make_application
from foundation.db import db
from foundation.errors import SettingsError, Unavailable
from foundation.health import Examination, Part, State
from foundation.settings import Settings, unknown_settings
from foundation.unit_of_work import unit_of_work
from workers.job_queues import JOB_QUEUES

WIDTH = 14  # of the column with names


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def check(*, as_json: bool) -> None:
    """Say whether this installation is sound, and what to do where it is not. Exit status 1: something is wrong.

    \b
    Examples:
      laufzettel check
      laufzettel check --json
    """
    parts = examined()
    wrong = [part.name for part in parts if part.state == State.WRONG]
    if as_json:
        click.echo(json.dumps({"sound": not wrong, "parts": [told(part) for part in parts]}, ensure_ascii=False))
    else:
        for part in parts:
            click.echo(line(part))
    if wrong:
        end_as_unsound(wrong)
    if not as_json:
        click.echo("This installation is sound.")


def told(part: Part) -> dict[str, str]:
    further = {"remedy": part.remedy, "detail": part.detail}
    return {"part": part.name, "state": part.state.value, "message": part.sentence} | {name: text for name, text in further.items() if text}


def line(part: Part) -> str:
    """One part, with what to do below it."""
    detail = f" ({part.detail})" if part.detail else ""
    remedy = f"\n{'':<{WIDTH + 9}}-> {part.remedy}" if part.remedy else ""
    return f"{part.state:<8} {part.name:<{WIDTH}}{part.sentence}{detail}{remedy}"


def end_as_unsound(wrong: list[str]) -> NoReturn:
    click.echo(f"This installation is not sound: {', '.join(wrong)}.", err=True)
    sys.exit(1)


def examined() -> list[Part]:
    """All parts; of those that need sound settings nothing is known without."""
    try:
        settings = Settings.from_environment()
        application = make_application(settings)
    except SettingsError as error:
        return [Part(name="settings", state=State.WRONG, sentence=problem) for problem in str(error).splitlines()]
    except (Unavailable, OSError) as error:
        sentence, remedy = "The data dir cannot be used.", "Give it to the user that runs the house, or choose another LAUFZETTEL_DATA_DIR."
        return [Part(name="data_dir", state=State.WRONG, sentence=sentence, remedy=remedy, detail=str(error))]
    parts = [known_settings(), *Examination(application, looks(settings)).parts()]
    with application.app_context():
        db.engine.dispose()
    return parts


def looks(settings: Settings) -> dict[str, Callable[[], Part]]:
    """What is looked at, in the order in which it is told."""
    found: dict[str, Callable[[], Part]] = {"permissions": partial(permissions, settings)}
    if settings.uses_sqlite:
        found["sqlite"] = sqlite_features
    found |= health.usual_looks(settings, JOB_QUEUES)
    return found | {"outbox": health.outbox, "redis_memory": partial(redis_memory, settings)}


def known_settings() -> Part:
    """Whether all variables that look like settings are some."""
    unknown = unknown_settings()
    if unknown:
        remedy = "Correct the name, or take the variable away; docs/settings.md has them all."
        return Part(name="settings", state=State.WARNING, sentence=" ".join(unknown), remedy=remedy)
    return Part(name="settings", state=State.OK, sentence="All settings are known and make sense.")


def permissions(settings: Settings) -> Part:
    """Whether what is secret is open to the house alone."""
    wanted = {settings.data_dir: "700", settings.data_dir / "secret.key": "600"}
    loose = {path: mode for path, mode in wanted.items() if path.exists() and is_open_to_others(path)}
    if loose:
        sentence = f"Others on this machine can get at {' and '.join(path.name for path in loose)}."
        remedy = "Run: " + " && ".join(f"chmod {mode} {path}" for path, mode in loose.items())
        return Part(name="permissions", state=State.WRONG, sentence=sentence, remedy=remedy)
    return Part(name="permissions", state=State.OK, sentence="The data dir and the secret key are open to this user alone.")


def is_open_to_others(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def sqlite_features() -> Part:
    """Whether SQLite was built with what the house uses, and the file can be written by one and read by many."""
    with unit_of_work(reads_only=True):
        mode = db.session.scalar(text("PRAGMA journal_mode"))
        has_fts5 = db.session.scalar(text("SELECT sqlite_compileoption_used('ENABLE_FTS5')"))
    if not has_fts5:
        remedy = "Install a Python whose SQLite has FTS5, or use PostgreSQL."
        return Part(name="sqlite", state=State.WRONG, sentence="This SQLite knows no full-text search (FTS5).", remedy=remedy)
    if mode != "wal":
        remedy = "Put the data dir on a local disk: network file systems cannot do it."
        return Part(name="sqlite", state=State.WRONG, sentence=f"The journal is in mode {mode}, not WAL.", remedy=remedy)
    return Part(name="sqlite", state=State.OK, sentence="Full-text search (FTS5) and write-ahead logging (WAL) work.")


def redis_memory(settings: Settings) -> Part:
    """Whether Redis keeps what it is told over a crash, and forgets nothing to make room."""
    with health.asking_redis(settings) as connection:
        facts = {**connection.info("persistence"), **connection.info("memory")}
        saves = config_of(connection.config_get, "save")
    policy = str(facts.get("maxmemory_policy", "noeviction"))
    if policy != "noeviction":
        remedy = "Set maxmemory-policy to noeviction."
        sentence = f"Redis forgets jobs to make room ({policy})."
        return Part(name="redis_memory", state=State.WRONG, sentence=sentence, remedy=remedy)
    if not facts.get("aof_enabled") and not saves:
        remedy = "Set appendonly to yes; until then, what a crash loses is handed over again from the outbox."
        return Part(name="redis_memory", state=State.WARNING, sentence="Redis loses its jobs when it ends.", remedy=remedy)
    return Part(name="redis_memory", state=State.OK, sentence="Redis keeps its jobs on disk and forgets none to make room.")


def config_of(ask: Callable[[str], object], name: str) -> str:
    """A setting of the server; hosted ones do not tell, and keep their data by themselves."""
    try:
        answer = ask(name)
    except ResponseError:
        return "not told"
    return str(answer.get(name, "")) if isinstance(answer, dict) else ""
