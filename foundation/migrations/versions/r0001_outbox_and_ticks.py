"""Outbox and ticks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0001"
down_revision: str | None = None


def upgrade() -> None:
    op.create_table(
        "outbox_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("job", sa.String(length=200), nullable=False),
        sa.Column("arguments", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("job_queue", sa.String(length=60), nullable=False),
        sa.Column("cause", sa.String(length=200), nullable=True),
        sa.Column("hops", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handovers", sa.Integer(), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=500), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
    )
    op.create_index(
        "ix_outbox_message_given_up",
        "outbox_message",
        ["given_up_at"],
        unique=False,
        sqlite_where=sa.text("given_up_at IS NOT NULL"),
        postgresql_where=sa.text("given_up_at IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_message_handed_over",
        "outbox_message",
        ["handed_over_at"],
        unique=False,
        sqlite_where=sa.text("handed_over_at IS NOT NULL AND given_up_at IS NULL"),
        postgresql_where=sa.text("handed_over_at IS NOT NULL AND given_up_at IS NULL"),
    )
    op.create_index(
        "ix_outbox_message_waiting",
        "outbox_message",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("handed_over_at IS NULL AND given_up_at IS NULL"),
        postgresql_where=sa.text("handed_over_at IS NULL AND given_up_at IS NULL"),
    )
    op.create_table(
        "schedule_tick",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("job_queue", sa.String(length=60), nullable=False),
        sa.Column("every_seconds", sa.Integer(), nullable=False),
        sa.Column("known_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("enqueued_slot", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enqueued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ran_slot", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=500), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_schedule_tick")),
    )


def downgrade() -> None:
    op.drop_table("schedule_tick")
    op.drop_index(
        "ix_outbox_message_waiting",
        table_name="outbox_message",
        sqlite_where=sa.text("handed_over_at IS NULL AND given_up_at IS NULL"),
        postgresql_where=sa.text("handed_over_at IS NULL AND given_up_at IS NULL"),
    )
    op.drop_index(
        "ix_outbox_message_handed_over",
        table_name="outbox_message",
        sqlite_where=sa.text("handed_over_at IS NOT NULL AND given_up_at IS NULL"),
        postgresql_where=sa.text("handed_over_at IS NOT NULL AND given_up_at IS NULL"),
    )
    op.drop_index(
        "ix_outbox_message_given_up",
        table_name="outbox_message",
        sqlite_where=sa.text("given_up_at IS NOT NULL"),
        postgresql_where=sa.text("given_up_at IS NOT NULL"),
    )
    op.drop_table("outbox_message")
