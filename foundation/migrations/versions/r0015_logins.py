"""Who is logged in where, who tries too often, and who forgot a password."""

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"


def upgrade() -> None:
    op.create_table(
        "login_attempt",
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_login_attempt")),
    )
    op.create_index(op.f("ix_login_attempt_began_at"), "login_attempt", ["began_at"], unique=False)
    op.create_table(
        "login_session",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_kind", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_session_token_hash")),
    )
    op.create_index(op.f("ix_login_session_person_kind_person_id"), "login_session", ["person_kind", "person_id"], unique=False)
    op.create_index(op.f("ix_login_session_seen_at"), "login_session", ["seen_at"], unique=False)
    op.create_table(
        "password_reset",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_kind", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_password_reset")),
    )
    op.create_index(op.f("ix_password_reset_asked_at"), "password_reset", ["asked_at"], unique=False)
    op.create_index(op.f("ix_password_reset_person_kind_person_id"), "password_reset", ["person_kind", "person_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_password_reset_person_kind_person_id"), table_name="password_reset")
    op.drop_index(op.f("ix_password_reset_asked_at"), table_name="password_reset")
    op.drop_table("password_reset")
    op.drop_index(op.f("ix_login_session_seen_at"), table_name="login_session")
    op.drop_index(op.f("ix_login_session_person_kind_person_id"), table_name="login_session")
    op.drop_table("login_session")
    op.drop_index(op.f("ix_login_attempt_began_at"), table_name="login_attempt")
    op.drop_table("login_attempt")
