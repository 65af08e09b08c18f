"""Endpoints: where webhooks go. A process names one; the address, the headers and the secret stay here, encrypted.

An endpoint is usable by the groups named here only: a process that acts for another group cannot send to it, and one without groups is
usable by nobody.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any, ClassVar
from urllib.parse import urlsplit

from sqlalchemy import Column, ForeignKey, Select, String, Table, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from desk.groups import Group
from desk.master_data import MasterData, Validity, enumeration
from foundation.db import Base, Id
from foundation.encrypted_columns import EncryptedDocument, EncryptedText
from foundation.outbound import OutboundRefused, check_headers, outbound

MOST_HEADERS = 50
LONGEST_SECRET = 1000  # characters

ENDPOINT_GROUP = Table(
    "endpoint_group",
    Base.metadata,
    Column("endpoint_id", Id, ForeignKey("endpoint.id"), primary_key=True),
    Column("group_id", Id, ForeignKey("agent_group.id"), primary_key=True, index=True),
)


class EndpointMethod(StrEnum):
    POST = "POST"
    PUT = "PUT"
    PATCH = "PATCH"
    GET = "GET"
    DELETE = "DELETE"


class Endpoint(MasterData):
    """An address outside, with what it takes to be let in there. The address is a secret itself: many carry a token in their path."""

    __tablename__ = "endpoint"
    noun: ClassVar[str] = "endpoint"
    secrets: ClassVar[frozenset[str]] = frozenset({"url", "headers", "secret"})

    name: Mapped[str] = mapped_column(String(200), unique=True)
    url: Mapped[str] = mapped_column(EncryptedText("endpoint.url"))
    method: Mapped[EndpointMethod] = mapped_column(enumeration(EndpointMethod), default=EndpointMethod.POST)
    headers: Mapped[dict[str, str]] = mapped_column(EncryptedDocument("endpoint.headers"), default=dict)
    secret: Mapped[str | None] = mapped_column(EncryptedText("endpoint.secret"))  # signs what is sent

    groups: Mapped[list[Group]] = relationship(secondary=ENDPOINT_GROUP, order_by=Group.name)

    @property
    def host(self) -> str:
        """What may be shown of the address."""
        return urlsplit(self.url).hostname or ""

    def is_usable_by(self, group: Group) -> bool:
        """Whether a process that acts for the group may send here."""
        return self.is_valid and group.is_valid and group in self.groups

    def problems(self) -> Iterable[tuple[str, str]]:
        yield from super().problems()
        yield from _problems_of("url", lambda: outbound().check(self.url))
        yield from _problems_of("headers", lambda: check_headers(self.headers or {}))
        if len(set(self.groups)) < len(self.groups):
            yield "groups", "One of the groups is named twice."

    @validates("url", "secret")
    def _read_text(self, name: str, value: Any) -> Any:
        if value is not None and not isinstance(value, str):
            raise ValueError("It is no text.")
        if name == "secret" and value is not None and len(value) > LONGEST_SECRET:
            raise ValueError(f"It has {len(value):,} characters; at most {LONGEST_SECRET:,} fit.")
        return value

    @validates("headers")
    def _read_headers(self, _name: str, value: Any) -> Any:
        if not isinstance(value, dict) or not all(isinstance(text, str) for pair in value.items() for text in pair):
            raise ValueError("Headers are names with texts.")
        if len(value) > MOST_HEADERS:
            raise ValueError(f"There are {len(value)}; at most {MOST_HEADERS} fit.")
        if len({name.lower() for name in value}) < len(value):
            raise ValueError("One of the headers is named twice.")
        return dict(value)


def endpoints_usable_by(groups: Sequence[Group]) -> Select[Endpoint]:
    """The valid endpoints that any of the groups may send to, by name."""
    valid = [group.id for group in groups if group.is_valid]
    linked = select(ENDPOINT_GROUP.c.endpoint_id).where(ENDPOINT_GROUP.c.group_id.in_(valid))
    return select(Endpoint).where(Endpoint.id.in_(linked), Endpoint.validity == Validity.VALID).order_by(Endpoint.name)


def _problems_of(field: str, check: Callable[[], None]) -> Iterator[tuple[str, str]]:
    try:
        check()
    except OutboundRefused as refused:
        yield field, str(refused)
