"""Full text."""

import sqlalchemy as sa
from alembic import op

from foundation import fulltext

revision: str = "0003"
down_revision: str | None = "0002"


def upgrade() -> None:
    op.create_table(
        "fulltext_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fulltext_entry")),
    )
    op.create_index(op.f("ix_fulltext_entry_kind_object_id"), "fulltext_entry", ["kind", "object_id"], unique=True)
    fulltext.create(op.get_bind())


def downgrade() -> None:
    fulltext.drop(op.get_bind())
    op.drop_index(op.f("ix_fulltext_entry_kind_object_id"), table_name="fulltext_entry")
    op.drop_table("fulltext_entry")
