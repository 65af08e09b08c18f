"""Activities are found by the token that waits at them, however many their ticket had before."""

from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"


def upgrade() -> None:
    op.create_index(op.f("ix_activity_instance_id_token"), "activity", ["instance_id", "token"], unique=False)
    op.drop_index(op.f("ix_activity_instance_id"), table_name="activity")


def downgrade() -> None:
    op.create_index(op.f("ix_activity_instance_id"), "activity", ["instance_id"], unique=False)
    op.drop_index(op.f("ix_activity_instance_id_token"), table_name="activity")
