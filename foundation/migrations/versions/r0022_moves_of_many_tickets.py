"""Moves of many tickets to another version of their process."""

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"


def upgrade() -> None:
    with op.batch_alter_table("bulk_change") as table:
        table.add_column(sa.Column("version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        table.create_foreign_key(op.f("fk_bulk_change_version_id"), "process_version", ["version_id"], ["id"])
    op.create_index(op.f("ix_bulk_change_version_id"), "bulk_change", ["version_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_bulk_change_version_id"), table_name="bulk_change")
    with op.batch_alter_table("bulk_change") as table:
        table.drop_constraint(op.f("fk_bulk_change_version_id"), type_="foreignkey")
        table.drop_column("version_id")
