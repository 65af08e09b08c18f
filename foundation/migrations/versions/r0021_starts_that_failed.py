"""Start timers say why they opened no ticket."""

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"


def upgrade() -> None:
    op.add_column("start_timer", sa.Column("problem", sa.Text(), nullable=False, server_default=""))
    op.add_column("start_timer", sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("start_timer", "failed_at")
    op.drop_column("start_timer", "problem")
