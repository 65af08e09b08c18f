"""Password resets: a way back in for whoever reads the mail of an account. A token is valid once, for a while, and stored as its hash.

It is void, too, as soon as the password was changed otherwise: whoever did that may have done it because somebody else reads the mail.
"""

from datetime import datetime, timedelta
from typing import Final, TypeVar

from sqlalchemy import Index, String, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from desk import login_sessions
from desk.people import Person
from foundation.clock import now
from foundation.db import UNSYNCHRONISED, Base, Id, db
from foundation.errors import NotFound
from foundation.secrets import new_token, token_digest

TIME_TO_LIVE: Final = timedelta(hours=1)
Somebody = TypeVar("Somebody", bound=Person)
USED_UP = "This link was used already, is older than an hour, or was never ours. Ask for a new one."


class PasswordReset(Base):
    """One letter with a link that was sent to somebody."""

    __tablename__ = "password_reset"
    __table_args__ = (Index(None, "person_kind", "person_id"),)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_kind: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int] = mapped_column(Id)
    asked_at: Mapped[datetime] = mapped_column(index=True)


def ask(person: Person) -> str:
    """A token for a person who asked for one; those asked for before are void."""
    forget(person)
    token = new_token()
    db.session.add(
        PasswordReset(token_hash=token_digest(token), person_kind=person.actor_kind, person_id=person.id, asked_at=now()),
    )
    db.session.flush()
    return token


def asker(token: str, kind: type[Somebody], *, held: bool = False) -> Somebody:
    """Whose token it is; `held`: it is about to be used, so that whoever comes with it at the same moment waits, and is too late.

    Raises:
        NotFound: nobody's, or nobody's any more.
    """
    valid = (
        select(kind)
        .join(PasswordReset, PasswordReset.person_id == kind.id)
        .where(
            PasswordReset.token_hash == token_digest(token),
            PasswordReset.person_kind == kind.actor_kind,
            PasswordReset.asked_at > now() - TIME_TO_LIVE,
            or_(kind.password_changed_at.is_(None), PasswordReset.asked_at >= kind.password_changed_at),
            kind.validity == "valid",
        )
    )
    found = db.session.scalar(valid.with_for_update(of=PasswordReset) if held else valid)
    if found is None:
        raise NotFound(USED_UP)
    return found


def redeem(token: str, kind: type[Somebody], password: str) -> Somebody:
    """Give the asker a new password; all sessions and tokens of the person end.

    Raises:
        NotFound: the token opens nothing.
        Refused: the password breaks a rule; the token stays valid.
    """
    person = asker(token, kind, held=True)
    person.set_password(password, actor=person.actor)
    forget(person)
    login_sessions.end_all(person)
    return person


def forget(person: Person) -> None:
    """Void all tokens of a person."""
    of_person = (PasswordReset.person_kind == person.actor_kind, PasswordReset.person_id == person.id)
    db.session.execute(delete(PasswordReset).where(*of_person), execution_options=UNSYNCHRONISED)


def forget_old() -> None:
    """Remove what opens nothing any more."""
    db.session.execute(delete(PasswordReset).where(PasswordReset.asked_at <= now() - TIME_TO_LIVE), execution_options=UNSYNCHRONISED)
