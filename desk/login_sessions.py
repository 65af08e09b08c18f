"""Login sessions: who is logged in where. What the browser holds is a token; what is stored is its hash.

A session ends when its person logs out, here or everywhere, when it was idle or open for too long (OTRS's `SessionMaxIdleTime` and
`SessionMaxTime`), when the password changes, and when the person becomes invalid.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Index, Select, String, bindparam, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from desk.people import Person
from foundation import prepared
from foundation.clock import now
from foundation.db import UNSYNCHRONISED, Base, Id, db
from foundation.secrets import new_token, token_digest

LONGEST: Final = timedelta(seconds=57_600)  # OTRS's `SessionMaxTime`
LONGEST_IDLE: Final = timedelta(seconds=7_200)  # OTRS's `SessionMaxIdleTime`
SEEN_EVERY: Final = timedelta(minutes=5)  # as precisely as is known when somebody was last here
DEVICE_CHARACTERS: Final = 200

Somebody = TypeVar("Somebody", bound=Person)


class LoginSession(Base):
    """One browser in which somebody is logged in."""

    __tablename__ = "login_session"
    __table_args__ = (Index(None, "person_kind", "person_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_kind: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int] = mapped_column(Id)
    address: Mapped[str] = mapped_column(String(45))
    device: Mapped[str] = mapped_column(String(DEVICE_CHARACTERS))
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)

    @property
    def was_seen_a_while_ago(self) -> bool:
        """Whether it is time to note that somebody is still there."""
        return self.seen_at < now() - SEEN_EVERY


def begin(person: Person, *, address: str, device: str) -> str:
    """Let a person in whose password was right; returns the token, which is stored nowhere."""
    token = new_token()
    moment = now()
    db.session.add(
        LoginSession(
            token_hash=token_digest(token),
            person_kind=person.actor_kind,
            person_id=person.id,
            address=address[:45],
            device=device[:DEVICE_CHARACTERS],
            began_at=moment,
            seen_at=moment,
        )
    )
    db.session.flush()
    return token


def behind(token: str, kind: type[Somebody]) -> tuple[LoginSession, Somebody] | None:
    """The session of a token with its person; None if it has ended, or never was."""
    row = prepared.first(of_token(kind), token_hash=token_digest(token), **still_open())
    if row is None:
        return None
    login_session, person = prepared.side_by_side(row, LoginSession, kind)
    return login_session, person


@cache
def of_token(kind: type[Person]) -> Select[Any]:
    """The question for the session of a token and its person, as columns; built once."""
    columns = (*prepared.table_of(LoginSession).c, *prepared.table_of(kind).c)
    return alive(kind).where(LoginSession.token_hash == bindparam("token_hash")).with_only_columns(*columns)


def still_open() -> dict[str, datetime]:
    """What `alive` is asked with."""
    moment = now()
    return {"idle_since": moment - LONGEST_IDLE, "open_since": moment - LONGEST}


def alive(kind: type[Somebody]) -> Select[LoginSession, Somebody]:
    """The sessions of agents or of customer users that still let somebody in, with their people; asked with `still_open`."""
    # A password that was changed after the login closes all doors it had opened.
    is_newer: ColumnElement[bool] = or_(kind.password_changed_at.is_(None), LoginSession.began_at >= kind.password_changed_at)
    return (
        select(LoginSession, kind)
        .join(kind, kind.id == LoginSession.person_id)
        .where(
            LoginSession.person_kind == kind.actor_kind,
            LoginSession.seen_at > bindparam("idle_since"),
            LoginSession.began_at > bindparam("open_since"),
            kind.validity == "valid",
            kind.password_hash.is_not(None),
            is_newer,
        )
    )


def of(person: Person) -> Sequence[LoginSession]:
    """Where a person is logged in, the latest sign of life first."""
    kind = type(person)
    mine = alive(kind).where(kind.id == person.id).with_only_columns(LoginSession)
    return db.session.scalars(mine.order_by(LoginSession.seen_at.desc(), LoginSession.id.desc()), still_open()).all()


def note_seen(session_id: int) -> None:
    """Note that somebody is still there."""
    session = db.session.get(LoginSession, session_id)
    if session is not None:
        session.seen_at = now()


def end(token: str) -> None:
    """Log out of one browser; a token that opens nothing is fine."""
    db.session.execute(delete(LoginSession).where(LoginSession.token_hash == token_digest(token)), execution_options=UNSYNCHRONISED)


def end_one(person: Person, session_id: int) -> bool:
    """Log a person out of one of the browsers; True if there was such a session."""
    mine = (*by(person), LoginSession.id == session_id)
    return bool(db.session.scalars(delete(LoginSession).where(*mine).returning(LoginSession.id)).all())


def end_all(person: Person) -> int:
    """Log a person out everywhere; returns how many sessions there were."""
    return len(db.session.scalars(delete(LoginSession).where(*by(person)).returning(LoginSession.id)).all())


def by(person: Person) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return LoginSession.person_kind == person.actor_kind, LoginSession.person_id == person.id


def forget_ended() -> int:
    """Remove sessions that are over; returns how many."""
    moment = now()
    over = or_(LoginSession.seen_at <= moment - LONGEST_IDLE, LoginSession.began_at <= moment - LONGEST)
    return len(db.session.scalars(delete(LoginSession).where(over).returning(LoginSession.id)).all())
