"""Login attempts: how often somebody may guess. Counted by account, whether or not there is such a one, and by the network they come from.

An attempt counts before the password is looked at, so that many at once are not each the first one.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network
from typing import Final

from sqlalchemy import String, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from desk.actors import ActorKind
from desk.people import folded
from foundation.clock import now
from foundation.db import UNSYNCHRONISED, Base, db

WINDOW: Final = timedelta(minutes=15)
BY_ACCOUNT: Final = 10
BY_NETWORK: Final = 100  # a whole office may sit behind one address


class LoginAttempt(Base):
    """How often somebody tried to get into an account, or from a network, since a moment."""

    __tablename__ = "login_attempt"

    subject: Mapped[str] = mapped_column(String(100), primary_key=True)
    attempts: Mapped[int]
    began_at: Mapped[datetime] = mapped_column(index=True)


def count(kind: ActorKind, login: str, address: str) -> timedelta | None:
    """Count one attempt.

    Returns:
        None if the password may be looked at; else how long nobody gets in for this account, or from this network.
    """
    waits = [wait for subject, most in subjects(kind, login, address) if (wait := _counted(subject, most)) is not None]
    return max(waits, default=None)


def succeeded(kind: ActorKind, login: str, address: str) -> None:
    """Forget the attempts of an account whose password was right, and this one of its network."""
    (account, _), (network, _) = subjects(kind, login, address)
    db.session.execute(delete(LoginAttempt).where(LoginAttempt.subject == account), execution_options=UNSYNCHRONISED)
    found = db.session.get(LoginAttempt, network)
    if found is not None:
        found.attempts = max(0, found.attempts - 1)
    db.session.flush()


def subjects(kind: ActorKind, login: str, address: str) -> Iterator[tuple[str, int]]:
    """What is counted, and how many attempts of each are allowed in a window."""
    yield f"{kind}:{sha256(folded(login).encode()).hexdigest()}", BY_ACCOUNT
    yield f"network:{network_of(address)}", BY_NETWORK


def network_of(address: str) -> str:
    """Who commands one address of IPv6 commands its /64 with it."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if found.version == 4:
        return str(found)
    return str(found.ipv4_mapped or ip_network(f"{found}/64", strict=False).network_address)


def _counted(subject: str, most: int) -> timedelta | None:
    moment = now()
    _forget(LoginAttempt.subject == subject, LoginAttempt.began_at <= moment - WINDOW)
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    first = insert(LoginAttempt).values(subject=subject, attempts=1, began_at=moment)
    further = first.on_conflict_do_update(index_elements=["subject"], set_={"attempts": LoginAttempt.attempts + 1})
    attempts, began_at = db.session.execute(further.returning(LoginAttempt.attempts, LoginAttempt.began_at)).one()
    return began_at + WINDOW - moment if attempts > most else None


def forget_old() -> None:
    """Remove what counts no more."""
    _forget(LoginAttempt.began_at <= now() - WINDOW)


def _forget(*conditions: object) -> None:
    db.session.execute(delete(LoginAttempt).where(*conditions), execution_options=UNSYNCHRONISED)  # type: ignore[arg-type]  # conditions of SQL
