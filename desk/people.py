"""What agents and customer users have in common: a login nobody else has, a name, an address, perhaps a password."""

import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from sqlalchemy import String, inspect, select
from sqlalchemy.orm import Mapped, mapped_column, validates

from desk import auditing, email_addresses, house_permissions
from desk.actors import Actor, ActorKind
from desk.house_permissions import HousePermission
from desk.master_data import MasterData
from foundation.application import settings
from foundation.clock import now
from foundation.db import db
from foundation.errors import NotFound, Refused
from foundation.passwords import PasswordPolicy, hash_password, verify_password
from foundation.settings import time_zone as known_zone

LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z][a-z]{3})?(_[A-Z]{2})?")
INVISIBLE = frozenset({"Cf", "Zl", "Zp", "Zs", "Cc", "Cn"})
MOST_PREFERENCES = 20_000  # characters of JSON; people set their own
POLICY = PasswordPolicy()


def nothing() -> str:
    return ""


def folded(text: str) -> str:
    """A login or address as it is compared: large and small letters, composed and decomposed ones are the same on every database."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


class Person(MasterData):
    """Somebody who may log in."""

    __abstract__ = True
    key: ClassVar[str] = "login"
    secrets: ClassVar[frozenset[str]] = frozenset({"password_hash"})
    actor_kind: ClassVar[ActorKind]
    own: ClassVar[frozenset[str]] = frozenset({"language", "time_zone", "preferences"})  # what people change about themselves

    login: Mapped[str] = mapped_column(String(200))
    login_folded: Mapped[str] = mapped_column(String(400), unique=True, default=nothing)  # follows from `login`
    title: Mapped[str] = mapped_column(String(50), default="")
    first_name: Mapped[str] = mapped_column(String(100))
    last_name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(254))
    mobile: Mapped[str] = mapped_column(String(100), default="")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    password_changed_at: Mapped[datetime | None]
    language: Mapped[str] = mapped_column(String(20), default="")  # empty: what the browser asks for
    time_zone: Mapped[str] = mapped_column(String(60), default="")  # empty: the house's
    preferences: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @property
    def actor(self) -> Actor:
        """This person as author of changes."""
        return Actor(self.actor_kind, self.id, self.login)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def may_log_in(self) -> bool:
        """Whether there is a password by which this person gets in."""
        return self.is_valid and self.password_hash is not None

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which this person reads times."""
        return ZoneInfo(self.time_zone or settings().time_zone)

    # -------------------------------------------------------------------------------------------- finding
    @classmethod
    def named(cls, name: str) -> Self:
        found = db.session.scalar(select(cls).where(cls.login_folded == folded(name)))
        if found is None:
            raise NotFound(f"There is no {cls.noun} {name!r}.")
        return found

    # -------------------------------------------------------------------------------------------- passwords
    def set_password(self, password: str | None, *, actor: Actor, policy: PasswordPolicy = POLICY) -> None:
        """Give a new password, or take it away; for oneself or by an administrator.

        Raises:
            Forbidden: the actor is neither.
            Refused: naming each rule of the policy that the password breaks.
        """
        self.authorise_changing(actor, {"password"} if password is not None and actor == self.actor else set(self.secrets))
        problems = [] if password is None else policy.check(password, login=self.login)
        if problems:
            raise Refused({"password": " ".join(problems)})
        self.password_hash = None if password is None else hash_password(password)
        self.password_changed_at = self.changed_at = now()
        self.changed_by = str(actor)
        db.session.flush()
        auditing.record("changed", about=self.about, changes={"password": (auditing.HIDDEN, auditing.HIDDEN)}, actor=actor)

    def has_password(self, password: str) -> bool:
        """Whether this person may log in with that password; takes as long for those who may not."""
        return verify_password(self.password_hash if self.may_log_in else None, password)

    def authorise_changing(self, actor: Actor, names: set[str]) -> None:
        """Administrators, and valid people for what is their own."""
        about_oneself = actor.kind is self.actor_kind and actor.id == self.id and self.is_valid
        if not (about_oneself and names <= self.own | {"password"}):
            house_permissions.require(actor, HousePermission.ADMIN)

    # -------------------------------------------------------------------------------------------- rules
    @validates("login")
    def _fold_login(self, _name: str, value: Any) -> Any:
        self.login_folded = folded(str(value or ""))
        return value

    @validates("time_zone")
    def _known_zone(self, _name: str, value: Any) -> str:
        return known_zone(str(value)) if value else ""

    @validates("language")
    def _known_language(self, _name: str, value: Any) -> str:
        if value and not LANGUAGE.fullmatch(str(value)):
            raise ValueError(f"{value!r} is no language; write its code, such as de or pt_BR.")
        return value or ""

    @validates("preferences")
    def _some_preferences(self, _name: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ValueError("Preferences are values under names.")  # noqa: TRY004 - it becomes a sentence at the field
        try:
            size = len(json.dumps(value, allow_nan=False))
        except (TypeError, ValueError):
            raise ValueError("Preferences are texts, numbers, lists and the like.") from None
        if size > MOST_PREFERENCES:
            raise ValueError(f"These preferences take {size:,} characters; at most {MOST_PREFERENCES:,} fit.")
        return value

    def problems(self) -> Iterator[tuple[str, str]]:
        if any(unicodedata.category(sign) in INVISIBLE for sign in self.login):
            yield "login", "It has blanks or invisible signs in it; a login has none."
        wrong = email_addresses.problem_of(self.email)
        if wrong:
            yield "email", wrong

    def _twins(self, name: str) -> Any:
        kind = type(self)
        others = select(kind.login).where(kind.login_folded == folded(name))
        return others.where(kind.id != self.id) if inspect(self).persistent else others
