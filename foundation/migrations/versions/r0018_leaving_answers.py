"""Answers that leave a moment after they were sent."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0018"
down_revision: str | None = "0017"


def upgrade() -> None:
    op.create_table(
        "leaving_answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("content", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leaves_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_leaving_answer_agent_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_leaving_answer_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaving_answer")),
    )
    op.create_index(op.f("ix_leaving_answer_agent_id"), "leaving_answer", ["agent_id"], unique=False)
    op.create_index(op.f("ix_leaving_answer_ticket_id_agent_id"), "leaving_answer", ["ticket_id", "agent_id"], unique=False)


def downgrade() -> None:
    op.drop_table("leaving_answer")
