"""Changes of many tickets at once."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0017"
down_revision: str | None = "0016"


def upgrade() -> None:
    op.create_table(
        "bulk_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("wanted", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False),
        sa.Column("selected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_bulk_change_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_change")),
    )
    op.create_index(op.f("ix_bulk_change_agent_id"), "bulk_change", ["agent_id"], unique=False)
    op.create_index(op.f("ix_bulk_change_selected_at"), "bulk_change", ["selected_at"], unique=False)
    op.create_table(
        "bulk_item",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bulk_change_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["bulk_change_id"], ["bulk_change.id"], name=op.f("fk_bulk_item_bulk_change_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_bulk_item_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_item")),
        sa.UniqueConstraint("bulk_change_id", "ticket_id", name=op.f("uq_bulk_item_bulk_change_id_ticket_id")),
    )
    op.create_index(op.f("ix_bulk_item_bulk_change_id_outcome_id"), "bulk_item", ["bulk_change_id", "outcome", "id"], unique=False)
    op.create_index(op.f("ix_bulk_item_ticket_id"), "bulk_item", ["ticket_id"], unique=False)


def downgrade() -> None:
    op.drop_table("bulk_item")
    op.drop_table("bulk_change")
