"""What `laufzettel run` sees to before anything runs: the schema, the demo company on a first start, and passwords that everybody knows.

It happens in a process of its own, so that the parent keeps no connection, and before there are workers: while the demo company is played,
nobody else may fire its timers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from commands.opening import bring_up_to_date, is_up_to_date, make_house
from foundation import migrating
from foundation.db import db
from foundation.errors import Conflict, Unavailable

if TYPE_CHECKING:
    from foundation.settings import Settings
    from processes.demo.known import Login


def get_ready(settings: Settings) -> str:
    """Make the house ready to run; the lines to tell when it does: who can log in at the demo company, if anybody can.

    Raises:
        Conflict: everybody knows passwords of a house that is reached from elsewhere.
    """
    from commands.demo import lines_of  # noqa: PLC0415 - `web` asks for less of this file

    house = make_house(settings)
    with house.app_context():
        try:
            is_new = migrating.revision() is None
            if not is_up_to_date():
                bring_up_to_date()
            logins = load_demo(settings) if wants_demo(settings, is_new=is_new) else []
            return "\n".join(lines_of(logins or known_logins(settings)))
        finally:
            db.engine.dispose()


def wants_demo(settings: Settings, *, is_new: bool) -> bool:
    """Whether to load the demo company: where somebody asks for it, and else into a new house that only this machine reaches."""
    from processes.demo import loading  # noqa: PLC0415 - as in `load_demo`

    if settings.demo is not None:
        return settings.demo
    return settings.keeps_all_in_data_dir and settings.stays_on_this_machine and (is_new or loading.was_cut_off())


def load_demo(settings: Settings) -> list[Login]:
    """Load it, if it is not there yet; who can log in then."""
    import notifications.tables  # noqa: F401, PLC0415 - all tables have to be known, and processes know nothing of these
    from commands.demo import do, tell  # noqa: PLC0415 - it plays, which other starts need not
    from processes.demo import loading  # noqa: PLC0415 - it needs the engine, and `web` does not

    if loading.is_loaded():
        return []
    tell("Loading the demo company, which is done once and takes less than a minute; LAUFZETTEL_DEMO=no starts without it.")
    return loading.load(do=do, tickets=loading.TICKETS, in_secret=not settings.stays_on_this_machine, progress=tell)


def known_logins(settings: Settings) -> list[Login]:
    """Who can log in with a password that everybody knows.

    Raises:
        Conflict: the house is reached from elsewhere, and nobody has said that this is meant.
    """
    from processes.demo import loading  # noqa: PLC0415 - as above

    found = loading.known_logins()
    if found and not settings.stays_on_this_machine and not settings.demo_public:
        names = ", ".join(repr(login.login) for login in found)
        raise Conflict(
            f"Everybody knows the passwords of {names}, who belong to the demo company, and this house is reached at {settings.host} "
            f"and {settings.base_url}. Take the demo company away (`laufzettel demo --remove`), have these people choose other passwords, "
            f"or set LAUFZETTEL_DEMO_PUBLIC=yes if everybody may come in."
        )
    return found


def require_secrets(settings: Settings) -> None:
    """Find out whether the house may be reached from elsewhere, where it is.

    Raises:
        Conflict: it may not.
        Unavailable: the database cannot be asked.
    """
    if settings.stays_on_this_machine or settings.demo_public:
        return
    with make_house(settings).app_context():
        try:
            if is_up_to_date():
                known_logins(settings)
        except SQLAlchemyError as error:
            reason = str(error).splitlines()[0]
            raise Unavailable(f"The database cannot be asked whether everybody knows a password of this house: {reason}") from error
        finally:
            db.engine.dispose()
