"""Passwords: hashed with argon2id, verified with the same effort whether or not there is such a person, and a policy for new ones."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import re2
from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app, has_app_context

from foundation.errors import Refused
from foundation.secrets import new_token

LONGEST = 1000  # characters; hashing more is only work for whoever sends it
# 32 MiB, three passes: above what OWASP asks for, and eight logins at once still fit beside everything else.
STRONG = (3, 32 * 1024)
CHEAP = (1, 8)
CHEAP_PASSWORDS = "CHEAP_PASSWORDS"  # key in `app.config`; only the tests' houses set it


def hash_password(password: str) -> str:
    """What is stored of a password.

    Raises:
        Refused: it is too long.
    """
    if len(password) > LONGEST:
        raise Refused({"password": f"It has {len(password)} characters; at most {LONGEST} fit."})
    return _hasher(*_effort()).hash(normalised(password))


def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password is the one of `stored`; None (no such person, no password) costs as much as a wrong one."""
    if len(password) > LONGEST:
        return False
    try:
        return _hasher(*_effort()).verify(stored or _nobodys(*_effort()), normalised(password)) and bool(stored)
    except InvalidHashError:  # from elsewhere, or damaged: nobody's password, at nobody's effort
        return bool(stored) and verify_password(None, password)
    except VerificationError:
        return False


def needs_rehash(stored: str) -> bool:
    """Whether the password should be hashed anew at the next login, since more effort is asked for now."""
    try:
        return _hasher(*_effort()).check_needs_rehash(stored)
    except InvalidHashError:
        return True


def normalised(password: str) -> str:
    """The same signs from every keyboard: ü is one sign on some and two on others."""
    return unicodedata.normalize("NFC", password)


@dataclass(frozen=True, kw_only=True)
class PasswordPolicy:
    """What a new password must be like; each rule names the setting of OTRS it is known by there.

    Raises:
        Refused: the policy itself makes no sense.
    """

    min_size: int = 8  # PasswordMinSize
    need_digit: bool = False  # PasswordNeedDigit
    min_2_letters: bool = False  # PasswordMin2Characters
    min_2_lower_2_upper: bool = False  # PasswordMin2Lower2UpperCharacters
    regex: str = ""  # PasswordRegExp: must be found in the password

    def __post_init__(self) -> None:
        if not 1 <= self.min_size <= LONGEST:
            raise Refused({"min_size": f"{self.min_size} is no size from 1 to {LONGEST}."})
        try:
            _pattern(self.regex)
        except re2.error as error:
            raise Refused({"regex": f"It is no regular expression: {_reason(error)}."}) from None

    def check(self, password: str, *, login: str = "") -> list[str]:
        """A sentence for each rule the password breaks."""
        if not password.strip():
            return ["It is empty."]
        if len(password) > LONGEST:
            return [f"It has {len(password)} characters; at most {LONGEST} fit."]
        return list(self._broken(normalised(password), login))

    def _broken(self, password: str, login: str) -> Iterator[str]:
        lower, upper = sum(map(str.islower, password)), sum(map(str.isupper, password))
        if login and password.casefold().strip() == normalised(login).casefold().strip():
            yield "It is the login itself."
        if len(password) < self.min_size:
            yield f"It has {len(password)} characters; at least {self.min_size} are needed."
        if self.need_digit and not any(map(str.isdecimal, password)):
            yield "A digit is needed."
        if self.min_2_letters and sum(map(str.isalpha, password)) < 2:
            yield "Two letters are needed."
        if self.min_2_lower_2_upper and (lower < 2 or upper < 2):
            yield "Two small and two capital letters are needed."
        if self.regex and not _pattern(self.regex).search(password):
            yield f"It must match {self.regex}."


def _effort() -> tuple[int, int]:
    return CHEAP if has_app_context() and current_app.config.get(CHEAP_PASSWORDS) else STRONG


@lru_cache
def _hasher(passes: int, kibibytes: int) -> PasswordHasher:
    return PasswordHasher(time_cost=passes, memory_cost=kibibytes, parallelism=1, type=Type.ID)


@lru_cache
def _nobodys(passes: int, kibibytes: int) -> str:
    """The hash that unknown people are verified against."""
    return _hasher(passes, kibibytes).hash(new_token())


@lru_cache(maxsize=16)
def _pattern(regex: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    return re2.compile(regex, options)


def _reason(error: re2.error) -> str:
    told = error.args[0] if error.args else "it cannot be read"
    return told.decode(errors="replace") if isinstance(told, bytes) else str(told)
