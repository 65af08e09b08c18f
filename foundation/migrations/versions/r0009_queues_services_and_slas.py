"""Queues, services and SLAs."""

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"


def upgrade() -> None:
    op.create_table(
        "service",
        sa.Column("for_all", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("validity", sa.String(40), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=240), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=240), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("name", name=op.f("uq_service_name")),
    )
    op.create_table(
        "personal_service",
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("service_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_personal_service_agent_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_personal_service_service_id")),
        sa.PrimaryKeyConstraint("agent_id", "service_id", name=op.f("pk_personal_service")),
    )
    op.create_index(op.f("ix_personal_service_service_id"), "personal_service", ["service_id"], unique=False)
    op.create_table(
        "queue",
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("process_id", sa.String(length=255), nullable=False),
        sa.Column("follow_up", sa.String(40), nullable=False),
        sa.Column("lock_after_follow_up", sa.Boolean(), nullable=False),
        sa.Column("unlock_timeout_minutes", sa.Integer(), nullable=False),
        sa.Column("system_address_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("salutation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("signature_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("first_response_minutes", sa.Integer(), nullable=False),
        sa.Column("first_response_notify_percent", sa.Integer(), nullable=True),
        sa.Column("update_minutes", sa.Integer(), nullable=False),
        sa.Column("update_notify_percent", sa.Integer(), nullable=True),
        sa.Column("solution_minutes", sa.Integer(), nullable=False),
        sa.Column("solution_notify_percent", sa.Integer(), nullable=True),
        sa.Column("calendar_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("validity", sa.String(40), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=240), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=240), nullable=False),
        sa.ForeignKeyConstraint(["calendar_id"], ["calendar.id"], name=op.f("fk_queue_calendar_id")),
        sa.ForeignKeyConstraint(["group_id"], ["agent_group.id"], name=op.f("fk_queue_group_id")),
        sa.ForeignKeyConstraint(["salutation_id"], ["salutation.id"], name=op.f("fk_queue_salutation_id")),
        sa.ForeignKeyConstraint(["signature_id"], ["signature.id"], name=op.f("fk_queue_signature_id")),
        sa.ForeignKeyConstraint(["system_address_id"], ["system_address.id"], name=op.f("fk_queue_system_address_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue")),
        sa.UniqueConstraint("name", name=op.f("uq_queue_name")),
    )
    op.create_index(op.f("ix_queue_calendar_id"), "queue", ["calendar_id"], unique=False)
    op.create_index(op.f("ix_queue_group_id"), "queue", ["group_id"], unique=False)
    op.create_index(op.f("ix_queue_salutation_id"), "queue", ["salutation_id"], unique=False)
    op.create_index(op.f("ix_queue_signature_id"), "queue", ["signature_id"], unique=False)
    op.create_index(op.f("ix_queue_system_address_id"), "queue", ["system_address_id"], unique=False)
    op.create_table(
        "sla",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("first_response_minutes", sa.Integer(), nullable=False),
        sa.Column("first_response_notify_percent", sa.Integer(), nullable=True),
        sa.Column("update_minutes", sa.Integer(), nullable=False),
        sa.Column("update_notify_percent", sa.Integer(), nullable=True),
        sa.Column("solution_minutes", sa.Integer(), nullable=False),
        sa.Column("solution_notify_percent", sa.Integer(), nullable=True),
        sa.Column("calendar_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("validity", sa.String(40), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=240), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=240), nullable=False),
        sa.ForeignKeyConstraint(["calendar_id"], ["calendar.id"], name=op.f("fk_sla_calendar_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla")),
        sa.UniqueConstraint("name", name=op.f("uq_sla_name")),
    )
    op.create_index(op.f("ix_sla_calendar_id"), "sla", ["calendar_id"], unique=False)
    op.create_table(
        "customer_user_service",
        sa.Column("customer_user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("service_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["customer_user_id"], ["customer_user.id"], name=op.f("fk_customer_user_service_customer_user_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_customer_user_service_service_id")),
        sa.PrimaryKeyConstraint("customer_user_id", "service_id", name=op.f("pk_customer_user_service")),
    )
    op.create_index(op.f("ix_customer_user_service_service_id"), "customer_user_service", ["service_id"], unique=False)
    op.create_table(
        "ownership_limit",
        sa.Column("queue_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("relation", sa.String(length=20), nullable=False),
        sa.Column("permission", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_ownership_limit_queue_id")),
        sa.PrimaryKeyConstraint("queue_id", "relation", "permission", name=op.f("pk_ownership_limit")),
    )
    op.create_table(
        "personal_queue",
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("queue_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_personal_queue_agent_id")),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_personal_queue_queue_id")),
        sa.PrimaryKeyConstraint("agent_id", "queue_id", name=op.f("pk_personal_queue")),
    )
    op.create_index(op.f("ix_personal_queue_queue_id"), "personal_queue", ["queue_id"], unique=False)
    op.create_table(
        "queue_auto_response",
        sa.Column("queue_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("auto_response_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["auto_response_id", "type"],
            ["auto_response.id", "auto_response.type"],
            name=op.f("fk_queue_auto_response_auto_response_id_type"),
        ),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_queue_auto_response_queue_id")),
        sa.PrimaryKeyConstraint("queue_id", "type", name=op.f("pk_queue_auto_response")),
    )
    op.create_index(op.f("ix_queue_auto_response_auto_response_id"), "queue_auto_response", ["auto_response_id"], unique=False)
    op.create_table(
        "sla_service",
        sa.Column("sla_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("service_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_sla_service_service_id")),
        sa.ForeignKeyConstraint(["sla_id"], ["sla.id"], name=op.f("fk_sla_service_sla_id")),
        sa.PrimaryKeyConstraint("sla_id", "service_id", name=op.f("pk_sla_service")),
    )
    op.create_index(op.f("ix_sla_service_service_id"), "sla_service", ["service_id"], unique=False)
    op.create_table(
        "template_queue",
        sa.Column("template_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("queue_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_template_queue_queue_id")),
        sa.ForeignKeyConstraint(["template_id"], ["template.id"], name=op.f("fk_template_queue_template_id")),
        sa.PrimaryKeyConstraint("template_id", "queue_id", name=op.f("pk_template_queue")),
    )
    op.create_index(op.f("ix_template_queue_queue_id"), "template_queue", ["queue_id"], unique=False)
    with op.batch_alter_table("system_address") as batch:  # the two point to each other
        batch.create_foreign_key(op.f("fk_system_address_queue_id"), "queue", ["queue_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("system_address") as batch:
        batch.drop_constraint(op.f("fk_system_address_queue_id"), type_="foreignkey")
    op.drop_index(op.f("ix_template_queue_queue_id"), table_name="template_queue")
    op.drop_table("template_queue")
    op.drop_index(op.f("ix_sla_service_service_id"), table_name="sla_service")
    op.drop_table("sla_service")
    op.drop_index(op.f("ix_queue_auto_response_auto_response_id"), table_name="queue_auto_response")
    op.drop_table("queue_auto_response")
    op.drop_index(op.f("ix_personal_queue_queue_id"), table_name="personal_queue")
    op.drop_table("personal_queue")
    op.drop_table("ownership_limit")
    op.drop_index(op.f("ix_customer_user_service_service_id"), table_name="customer_user_service")
    op.drop_table("customer_user_service")
    op.drop_index(op.f("ix_sla_calendar_id"), table_name="sla")
    op.drop_table("sla")
    op.drop_index(op.f("ix_queue_system_address_id"), table_name="queue")
    op.drop_index(op.f("ix_queue_signature_id"), table_name="queue")
    op.drop_index(op.f("ix_queue_salutation_id"), table_name="queue")
    op.drop_index(op.f("ix_queue_group_id"), table_name="queue")
    op.drop_index(op.f("ix_queue_calendar_id"), table_name="queue")
    op.drop_table("queue")
    op.drop_index(op.f("ix_personal_service_service_id"), table_name="personal_service")
    op.drop_table("personal_service")
    op.drop_table("service")
