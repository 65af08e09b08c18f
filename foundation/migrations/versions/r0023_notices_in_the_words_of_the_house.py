"""Notices whose sentences are the house's own, and told in the language of whoever reads them."""

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"


def upgrade() -> None:
    op.add_column("inbox_note", sa.Column("is_of_the_house", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("inbox_note", "is_of_the_house")
