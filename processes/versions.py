"""Process definitions and their versions, as they are stored. A version never changes once it is deployed; only its standing does."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from desk.master_data import enumeration
from foundation.clock import now
from foundation.db import Base, Document, Id


class VersionState(StrEnum):
    """How a version stands: stored; new tickets may start; running ones go on; nothing runs."""

    DEPLOYED = "deployed"
    ACTIVE = "active"
    FADING = "fading away"
    RETIRED = "retired"


class PartKind(StrEnum):
    """What a file of a version is."""

    MAIN = "main"  # the model itself, as the reader normalised it
    CALLED = "called"  # a further model whose processes it calls
    DECISIONS = "decisions"  # DMN
    SOURCE = "source"  # a model or decisions as they were uploaded
    TEXTS = "texts"  # what the model says in another language


class ProcessDefinition(Base):
    """The lasting identity of a process: its BPMN id. `owner_group_id` None: the house's own, which acts in all queues."""

    __tablename__ = "process_definition"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    process_id: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    owner_group_id: Mapped[int | None] = mapped_column(Id, ForeignKey("agent_group.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str] = mapped_column(String(240))


class ProcessVersion(Base):
    """One deployed, unchanging model of a definition; `number` counts from 1 within it."""

    __tablename__ = "process_version"
    __table_args__ = (Index(None, "definition_id", "number", unique=True),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    definition_id: Mapped[int] = mapped_column(Id, ForeignKey("process_definition.id"))
    number: Mapped[int]
    state: Mapped[VersionState] = mapped_column(enumeration(VersionState), default=VersionState.DEPLOYED)
    sha256: Mapped[str] = mapped_column(String(64))  # of all its files together
    report: Mapped[Any] = mapped_column(Document)  # the reader's, as codes and parameters
    reason: Mapped[str] = mapped_column(Text, default="")
    deployed_at: Mapped[datetime] = mapped_column(default=now)
    deployed_by: Mapped[str] = mapped_column(String(240))
    activated_at: Mapped[datetime | None]
    activated_by: Mapped[str | None] = mapped_column(String(240))
    retired_at: Mapped[datetime | None]

    definition: Mapped[ProcessDefinition] = relationship()


class ProcessPart(Base):
    """A file of a version."""

    __tablename__ = "process_part"

    version_id: Mapped[int] = mapped_column(Id, ForeignKey("process_version.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[PartKind] = mapped_column(enumeration(PartKind))
    name: Mapped[str] = mapped_column(String(255))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class StartTimer(Base):
    """A start event of an active version that time brings: no instance waits for it. `problem`: why the last time opened no ticket."""

    __tablename__ = "start_timer"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    version_id: Mapped[int] = mapped_column(Id, ForeignKey("process_version.id"), index=True)
    event: Mapped[str] = mapped_column(String(255))
    text: Mapped[str] = mapped_column(String(200))
    since: Mapped[datetime]
    fired: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    problem: Mapped[str] = mapped_column(Text, default="")
    failed_at: Mapped[datetime | None]

    version: Mapped[ProcessVersion] = relationship()


class StartSubscription(Base):
    """A start event of an active version that a signal or a message from other tickets brings."""

    __tablename__ = "start_subscription"
    __table_args__ = (Index(None, "kind", "name"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    version_id: Mapped[int] = mapped_column(Id, ForeignKey("process_version.id"), index=True)
    event: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(255))
