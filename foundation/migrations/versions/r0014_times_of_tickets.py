"""When to look at the escalation clocks of a ticket."""

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"


def upgrade() -> None:
    op.add_column("ticket", sa.Column("escalation_look_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("ticket", sa.Column("escalated_clocks", sa.String(length=60), nullable=True))
    op.execute(
        "UPDATE ticket SET escalation_look_at = changed_at WHERE escalates_at IS NOT NULL"
    )  # the first look says when the next is due
    op.create_index(
        "ix_ticket_look",
        "ticket",
        ["escalation_look_at", "id"],
        unique=False,
        sqlite_where=sa.text("escalation_look_at IS NOT NULL"),
        postgresql_where=sa.text("escalation_look_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_ticket_look",
        table_name="ticket",
        sqlite_where=sa.text("escalation_look_at IS NOT NULL"),
        postgresql_where=sa.text("escalation_look_at IS NOT NULL"),
    )
    op.drop_column("ticket", "escalated_clocks")
    op.drop_column("ticket", "escalation_look_at")
