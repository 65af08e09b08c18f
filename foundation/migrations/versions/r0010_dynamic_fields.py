"""Dynamic fields."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0010"
down_revision: str | None = "0009"


def upgrade() -> None:
    op.create_table(
        "dynamic_field",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("belongs_to", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("config", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("made_by_process", sa.String(length=255), nullable=True),
        sa.Column("is_internal", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("validity", sa.String(40), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=240), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=240), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dynamic_field")),
        sa.UniqueConstraint("name", name=op.f("uq_dynamic_field_name")),
    )
    op.create_index(op.f("ix_dynamic_field_belongs_to_position"), "dynamic_field", ["belongs_to", "position"], unique=False)
    op.create_table(
        "dynamic_field_value",
        sa.Column("object_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("field_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value_text", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("value_key", sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"), nullable=False),
        sa.Column("value_folded", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.ForeignKeyConstraint(["field_id"], ["dynamic_field.id"], name=op.f("fk_dynamic_field_value_field_id")),
        sa.PrimaryKeyConstraint("object_id", "field_id", "position", name=op.f("pk_dynamic_field_value")),
    )
    op.create_index(
        op.f("ix_dynamic_field_value_field_id_value_key_object_id"),
        "dynamic_field_value",
        ["field_id", "value_key", "object_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_dynamic_field_value_field_id_value_key_object_id"), table_name="dynamic_field_value")
    op.drop_table("dynamic_field_value")
    op.drop_index(op.f("ix_dynamic_field_belongs_to_position"), table_name="dynamic_field")
    op.drop_table("dynamic_field")
