"""People and rights."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0005"
down_revision: str | None = "0004"


def upgrade() -> None:
    op.create_table(
        "agent",
        sa.Column("out_of_office_from", sa.Date(), nullable=True),
        sa.Column("out_of_office_to", sa.Date(), nullable=True),
        sa.Column("login", sa.String(length=200), nullable=False),
        sa.Column("login_folded", sa.String(length=400), nullable=False),
        sa.Column("title", sa.String(length=50), nullable=False),
        sa.Column("first_name", sa.String(length=100), nullable=False),
        sa.Column("last_name", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("mobile", sa.String(length=100), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("preferences", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("validity", sa.String(40), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=240), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=240), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent")),
        sa.UniqueConstraint("login_folded", name=op.f("uq_agent_login_folded")),
    )
    op.create_table(
        "agent_group",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("validity", sa.String(40), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=240), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=240), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_group")),
        sa.UniqueConstraint("name", name=op.f("uq_agent_group_name")),
    )
    op.create_table(
        "customer",
        sa.Column("number", sa.String(length=150), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("zip", sa.String(length=200), nullable=False),
        sa.Column("city", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("validity", sa.String(40), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=240), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=240), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sa.UniqueConstraint("number", name=op.f("uq_customer_number")),
    )
    op.create_index(op.f("ix_customer_name"), "customer", ["name"], unique=False)
    op.create_table(
        "role",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("validity", sa.String(40), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=240), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=240), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("name", name=op.f("uq_role_name")),
    )
    op.create_table(
        "switch",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("validity", sa.String(40), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=240), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=240), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_switch")),
        sa.UniqueConstraint("name", name=op.f("uq_switch_name")),
    )
    op.create_table(
        "agent_group_permission",
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("permission", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_agent_group_permission_agent_id")),
        sa.ForeignKeyConstraint(["group_id"], ["agent_group.id"], name=op.f("fk_agent_group_permission_group_id")),
        sa.PrimaryKeyConstraint("agent_id", "group_id", "permission", name=op.f("pk_agent_group_permission")),
    )
    op.create_index(op.f("ix_agent_group_permission_group_id"), "agent_group_permission", ["group_id"], unique=False)
    op.create_table(
        "agent_house_permission",
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("permission", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_agent_house_permission_agent_id")),
        sa.PrimaryKeyConstraint("agent_id", "permission", name=op.f("pk_agent_house_permission")),
    )
    op.create_table(
        "agent_role",
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_agent_role_agent_id")),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_agent_role_role_id")),
        sa.PrimaryKeyConstraint("agent_id", "role_id", name=op.f("pk_agent_role")),
    )
    op.create_index(op.f("ix_agent_role_role_id"), "agent_role", ["role_id"], unique=False)
    op.create_table(
        "customer_group_permission",
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("context", sa.String(40), nullable=False),
        sa.Column("permission", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_customer_group_permission_customer_id")),
        sa.ForeignKeyConstraint(["group_id"], ["agent_group.id"], name=op.f("fk_customer_group_permission_group_id")),
        sa.PrimaryKeyConstraint("customer_id", "group_id", "context", "permission", name=op.f("pk_customer_group_permission")),
    )
    op.create_index(op.f("ix_customer_group_permission_group_id"), "customer_group_permission", ["group_id"], unique=False)
    op.create_table(
        "customer_user",
        sa.Column("email_folded", sa.String(length=500), nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("phone", sa.String(length=100), nullable=False),
        sa.Column("fax", sa.String(length=100), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("zip", sa.String(length=200), nullable=False),
        sa.Column("city", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=200), nullable=False),
        sa.Column("login", sa.String(length=200), nullable=False),
        sa.Column("login_folded", sa.String(length=400), nullable=False),
        sa.Column("title", sa.String(length=50), nullable=False),
        sa.Column("first_name", sa.String(length=100), nullable=False),
        sa.Column("last_name", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("mobile", sa.String(length=100), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("preferences", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("validity", sa.String(40), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=240), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=240), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_customer_user_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_user")),
        sa.UniqueConstraint("email_folded", name=op.f("uq_customer_user_email_folded")),
        sa.UniqueConstraint("login_folded", name=op.f("uq_customer_user_login_folded")),
    )
    op.create_index(op.f("ix_customer_user_customer_id"), "customer_user", ["customer_id"], unique=False)
    op.create_table(
        "role_group_permission",
        sa.Column("role_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("permission", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["agent_group.id"], name=op.f("fk_role_group_permission_group_id")),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_role_group_permission_role_id")),
        sa.PrimaryKeyConstraint("role_id", "group_id", "permission", name=op.f("pk_role_group_permission")),
    )
    op.create_index(op.f("ix_role_group_permission_group_id"), "role_group_permission", ["group_id"], unique=False)
    op.create_table(
        "role_house_permission",
        sa.Column("role_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("permission", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_role_house_permission_role_id")),
        sa.PrimaryKeyConstraint("role_id", "permission", name=op.f("pk_role_house_permission")),
    )
    op.create_table(
        "customer_user_customer",
        sa.Column("customer_user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_customer_user_customer_customer_id")),
        sa.ForeignKeyConstraint(["customer_user_id"], ["customer_user.id"], name=op.f("fk_customer_user_customer_customer_user_id")),
        sa.PrimaryKeyConstraint("customer_user_id", "customer_id", name=op.f("pk_customer_user_customer")),
    )
    op.create_index(op.f("ix_customer_user_customer_customer_id"), "customer_user_customer", ["customer_id"], unique=False)
    op.create_table(
        "customer_user_group_permission",
        sa.Column("customer_user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("permission", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_user_id"], ["customer_user.id"], name=op.f("fk_customer_user_group_permission_customer_user_id")
        ),
        sa.ForeignKeyConstraint(["group_id"], ["agent_group.id"], name=op.f("fk_customer_user_group_permission_group_id")),
        sa.PrimaryKeyConstraint("customer_user_id", "group_id", "permission", name=op.f("pk_customer_user_group_permission")),
    )
    op.create_index(op.f("ix_customer_user_group_permission_group_id"), "customer_user_group_permission", ["group_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_customer_user_group_permission_group_id"), table_name="customer_user_group_permission")
    op.drop_table("customer_user_group_permission")
    op.drop_index(op.f("ix_customer_user_customer_customer_id"), table_name="customer_user_customer")
    op.drop_table("customer_user_customer")
    op.drop_table("role_house_permission")
    op.drop_index(op.f("ix_role_group_permission_group_id"), table_name="role_group_permission")
    op.drop_table("role_group_permission")
    op.drop_index(op.f("ix_customer_user_customer_id"), table_name="customer_user")
    op.drop_table("customer_user")
    op.drop_index(op.f("ix_customer_group_permission_group_id"), table_name="customer_group_permission")
    op.drop_table("customer_group_permission")
    op.drop_index(op.f("ix_agent_role_role_id"), table_name="agent_role")
    op.drop_table("agent_role")
    op.drop_table("agent_house_permission")
    op.drop_index(op.f("ix_agent_group_permission_group_id"), table_name="agent_group_permission")
    op.drop_table("agent_group_permission")
    op.drop_table("switch")
    op.drop_table("role")
    op.drop_index(op.f("ix_customer_name"), table_name="customer")
    op.drop_table("customer")
    op.drop_table("agent_group")
    op.drop_table("agent")
