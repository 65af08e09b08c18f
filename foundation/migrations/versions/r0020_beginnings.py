"""Start dialogs that were sent: the same form sent twice begins one ticket."""

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"


def upgrade() -> None:
    op.create_table(
        "beginning",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author", sa.String(length=240), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_beginning_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beginning")),
        sa.UniqueConstraint("author", "form", name=op.f("uq_beginning_author_form")),
    )
    op.create_index(op.f("ix_beginning_begun_at"), "beginning", ["begun_at"], unique=False)
    op.create_index(op.f("ix_beginning_ticket_id"), "beginning", ["ticket_id"], unique=False)


def downgrade() -> None:
    op.drop_table("beginning")
