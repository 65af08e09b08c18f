"""Processes and tickets."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0012"
down_revision: str | None = "0011"


def upgrade() -> None:  # noqa: PLR0915 - one table after the other
    op.create_table(
        "history_checkpoint",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tickets", sa.Integer(), nullable=False),
        sa.Column("covers_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("heads", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signature", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_checkpoint")),
    )
    op.create_table(
        "process_definition",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("process_id", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("owner_group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=240), nullable=False),
        sa.ForeignKeyConstraint(["owner_group_id"], ["agent_group.id"], name=op.f("fk_process_definition_owner_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_definition")),
        sa.UniqueConstraint("process_id", name=op.f("uq_process_definition_process_id")),
    )
    op.create_index(op.f("ix_process_definition_owner_group_id"), "process_definition", ["owner_group_id"], unique=False)
    op.create_table(
        "process_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("definition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("report", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("deployed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deployed_by", sa.String(length=240), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("activated_by", sa.String(length=240), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["definition_id"], ["process_definition.id"], name=op.f("fk_process_version_definition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_version")),
    )
    op.create_index(op.f("ix_process_version_definition_id_number"), "process_version", ["definition_id", "number"], unique=True)
    op.create_table(
        "ticket",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("queue_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("priority_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("service_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sla_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("responsible_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lock_state", sa.String(40), nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("customer_user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("unknown_customer", sa.String(length=255), nullable=False),
        sa.Column("unknown_customer_user", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=240), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=240), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pending_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unlock_counts_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("merged_into_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("first_response_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("update_basis", sa.String(40), nullable=False),
        sa.Column("update_counts_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_response_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("update_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("solution_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalates_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("history_length", sa.Integer(), nullable=False),
        sa.Column("history_head", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_ticket_customer_id")),
        sa.ForeignKeyConstraint(["customer_user_id"], ["customer_user.id"], name=op.f("fk_ticket_customer_user_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["ticket.id"], name=op.f("fk_ticket_merged_into_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["agent.id"], name=op.f("fk_ticket_owner_id")),
        sa.ForeignKeyConstraint(["priority_id"], ["priority.id"], name=op.f("fk_ticket_priority_id")),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_ticket_queue_id")),
        sa.ForeignKeyConstraint(["responsible_id"], ["agent.id"], name=op.f("fk_ticket_responsible_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_ticket_service_id")),
        sa.ForeignKeyConstraint(["sla_id"], ["sla.id"], name=op.f("fk_ticket_sla_id")),
        sa.ForeignKeyConstraint(["state_id"], ["state.id"], name=op.f("fk_ticket_state_id")),
        sa.ForeignKeyConstraint(["type_id"], ["ticket_type.id"], name=op.f("fk_ticket_type_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("number", name=op.f("uq_ticket_number")),
    )
    op.create_index(op.f("ix_ticket_changed_at_id"), "ticket", ["changed_at", "id"], unique=False)
    op.create_index(op.f("ix_ticket_created_at_id"), "ticket", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_ticket_customer_id_id"), "ticket", ["customer_id", "id"], unique=False)
    op.create_index(op.f("ix_ticket_customer_user_id_id"), "ticket", ["customer_user_id", "id"], unique=False)
    op.create_index(
        "ix_ticket_escalating",
        "ticket",
        ["escalates_at", "id"],
        unique=False,
        sqlite_where=sa.text("escalates_at IS NOT NULL"),
        postgresql_where=sa.text("escalates_at IS NOT NULL"),
    )
    op.create_index(op.f("ix_ticket_owner_id_state_id_id"), "ticket", ["owner_id", "state_id", "id"], unique=False)
    op.create_index(
        "ix_ticket_claimed",
        "ticket",
        ["queue_id", "id"],
        unique=False,
        sqlite_where=sa.text("lock_state != 'unlock'"),
        postgresql_where=sa.text("lock_state != 'unlock'"),
    )
    op.create_index(
        "ix_ticket_pending",
        "ticket",
        ["pending_until"],
        unique=False,
        sqlite_where=sa.text("pending_until IS NOT NULL"),
        postgresql_where=sa.text("pending_until IS NOT NULL"),
    )
    op.create_index(op.f("ix_ticket_queue_id_state_id_id"), "ticket", ["queue_id", "state_id", "id"], unique=False)
    op.create_index(op.f("ix_ticket_responsible_id_id"), "ticket", ["responsible_id", "id"], unique=False)
    op.create_index(op.f("ix_ticket_state_id_id"), "ticket", ["state_id", "id"], unique=False)
    op.create_table(
        "article",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("visible_to_customer", sa.Boolean(), nullable=False),
        sa.Column("from_text", sa.Text(), nullable=False),
        sa.Column("to_text", sa.Text(), nullable=False),
        sa.Column("cc_text", sa.Text(), nullable=False),
        sa.Column("bcc_text", sa.Text(), nullable=False),
        sa.Column("reply_to", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(length=500), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("message_id", sa.String(length=500), nullable=True),
        sa.Column("in_reply_to", sa.Text(), nullable=False),
        sa.Column("references_text", sa.Text(), nullable=False),
        sa.Column("time_units", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("sending", sa.String(40), nullable=True),
        sa.Column("sending_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=240), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_article_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
    )
    op.create_index(op.f("ix_article_message_id"), "article", ["message_id"], unique=False)
    op.create_index(op.f("ix_article_ticket_id_position"), "article", ["ticket_id", "position"], unique=True)
    op.create_table(
        "instance",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("standing", sa.String(40), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by", sa.String(length=240), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_with", sa.String(length=255), nullable=True),
        sa.Column("cause", sa.String(length=200), nullable=True),
        sa.Column("hops", sa.Integer(), nullable=False),
        sa.Column("incidents", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_instance_ticket_id")),
        sa.ForeignKeyConstraint(["version_id"], ["process_version.id"], name=op.f("fk_instance_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instance")),
    )
    op.create_index(op.f("ix_instance_ticket_id"), "instance", ["ticket_id"], unique=False)
    op.create_index(op.f("ix_instance_version_id"), "instance", ["version_id"], unique=False)
    op.create_index(
        "ix_instance_cause",
        "instance",
        ["cause", "started_at"],
        unique=False,
        sqlite_where=sa.text("hops > 0"),
        postgresql_where=sa.text("hops > 0"),
    )
    op.create_index(
        "ix_instance_version_running",
        "instance",
        ["version_id"],
        unique=False,
        sqlite_where=sa.text("standing = 'running'"),
        postgresql_where=sa.text("standing = 'running'"),
    )
    op.create_index(
        "uq_instance_running",
        "instance",
        ["ticket_id"],
        unique=True,
        sqlite_where=sa.text("standing = 'running'"),
        postgresql_where=sa.text("standing = 'running'"),
    )
    op.create_table(
        "message_in",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("data", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("external_id", sa.String(length=255), nullable=True),
        sa.Column("cause", sa.String(length=200), nullable=True),
        sa.Column("hops", sa.Integer(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_message_in_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_in")),
        sa.UniqueConstraint("external_id", name=op.f("uq_message_in_external_id")),
    )
    op.create_index(op.f("ix_message_in_expires_at"), "message_in", ["expires_at"], unique=False)
    op.create_index(op.f("ix_message_in_ticket_id_id"), "message_in", ["ticket_id", "id"], unique=False)
    op.create_table(
        "process_part",
        sa.Column("version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["process_version.id"], name=op.f("fk_process_part_version_id")),
        sa.PrimaryKeyConstraint("version_id", "position", name=op.f("pk_process_part")),
    )
    op.create_table(
        "start_subscription",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["process_version.id"], name=op.f("fk_start_subscription_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_start_subscription")),
    )
    op.create_index(op.f("ix_start_subscription_kind_name"), "start_subscription", ["kind", "name"], unique=False)
    op.create_index(op.f("ix_start_subscription_version_id"), "start_subscription", ["version_id"], unique=False)
    op.create_table(
        "start_timer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event", sa.String(length=255), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fired", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["version_id"], ["process_version.id"], name=op.f("fk_start_timer_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_start_timer")),
    )
    op.create_index(op.f("ix_start_timer_due_at"), "start_timer", ["due_at"], unique=False)
    op.create_index(op.f("ix_start_timer_version_id"), "start_timer", ["version_id"], unique=False)
    op.create_table(
        "ticket_link",
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("target_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=240), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["ticket.id"], name=op.f("fk_ticket_link_source_id")),
        sa.ForeignKeyConstraint(["target_id"], ["ticket.id"], name=op.f("fk_ticket_link_target_id")),
        sa.PrimaryKeyConstraint("source_id", "target_id", "kind", name=op.f("pk_ticket_link")),
    )
    op.create_index(op.f("ix_ticket_link_target_id_kind"), "ticket_link", ["target_id", "kind"], unique=False)
    op.create_table(
        "watcher",
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_watcher_agent_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_watcher_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", "agent_id", name=op.f("pk_watcher")),
    )
    op.create_index(op.f("ix_watcher_agent_id"), "watcher", ["agent_id"], unique=False)
    op.create_table(
        "activity",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("instance_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("node_id", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("lane", sa.String(length=255), nullable=False),
        sa.Column("iteration", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("follow_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=240), nullable=True),
        sa.Column("closing", sa.String(40), nullable=True),
        sa.Column("dialog", sa.String(length=255), nullable=True),
        sa.ForeignKeyConstraint(["claimed_by_id"], ["agent.id"], name=op.f("fk_activity_claimed_by_id")),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_activity_instance_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_activity_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    op.create_index(
        "ix_activity_claimed",
        "activity",
        ["claimed_by_id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(op.f("ix_activity_instance_id"), "activity", ["instance_id"], unique=False)
    op.create_index(
        "ix_activity_open",
        "activity",
        ["ticket_id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_activity_open_due",
        "activity",
        ["due_at", "opened_at", "id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(op.f("ix_activity_ticket_id_id"), "activity", ["ticket_id", "id"], unique=False)
    op.create_table(
        "article_attachment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("content_type", sa.String(length=255), nullable=False),
        sa.Column("content_id", sa.String(length=255), nullable=False),
        sa.Column("disposition", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_article_attachment_article_id")),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name=op.f("fk_article_attachment_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_attachment")),
    )
    op.create_index(op.f("ix_article_attachment_article_id_position"), "article_attachment", ["article_id", "position"], unique=True)
    op.create_index(op.f("ix_article_attachment_sha256"), "article_attachment", ["sha256"], unique=False)
    op.create_table(
        "article_flag",
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("flag", sa.String(40), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_article_flag_agent_id")),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_article_flag_article_id")),
        sa.PrimaryKeyConstraint("article_id", "agent_id", "flag", name=op.f("pk_article_flag")),
    )
    op.create_table(
        "history_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("actor", sa.String(length=240), nullable=False),
        sa.Column("data", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("queue_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("priority_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("content_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_history_entry_article_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_history_entry_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_entry")),
    )
    op.create_index(op.f("ix_history_entry_event_at"), "history_entry", ["event", "at"], unique=False)
    op.create_index(op.f("ix_history_entry_ticket_id_position"), "history_entry", ["ticket_id", "position"], unique=True)
    op.create_table(
        "incident",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("instance_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("token", sa.Integer(), nullable=True),
        sa.Column("element", sa.String(length=255), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("arguments", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("actor", sa.String(length=240), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.String(length=240), nullable=True),
        sa.Column("resolution", sa.String(40), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_incident_instance_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_incident_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    op.create_index(op.f("ix_incident_instance_id"), "incident", ["instance_id"], unique=False)
    op.create_index(
        "ix_incident_open",
        "incident",
        ["happened_at"],
        unique=False,
        sqlite_where=sa.text("resolved_at IS NULL"),
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_index(op.f("ix_incident_ticket_id"), "incident", ["ticket_id"], unique=False)
    op.create_table(
        "subscription",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("instance_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("element", sa.String(length=255), nullable=False),
        sa.Column("type", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_subscription_instance_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_subscription_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
    )
    op.create_index(op.f("ix_subscription_instance_id_token"), "subscription", ["instance_id", "token"], unique=True)
    op.create_index(op.f("ix_subscription_kind_name"), "subscription", ["kind", "name"], unique=False)
    op.create_index(op.f("ix_subscription_ticket_id"), "subscription", ["ticket_id"], unique=False)
    op.create_table(
        "timer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("instance_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("element", sa.String(length=255), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("names", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fired", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_timer_instance_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_timer_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timer")),
    )
    op.create_index(op.f("ix_timer_due_at"), "timer", ["due_at"], unique=False)
    op.create_index(op.f("ix_timer_instance_id_token"), "timer", ["instance_id", "token"], unique=True)
    op.create_index(op.f("ix_timer_ticket_id"), "timer", ["ticket_id"], unique=False)
    op.create_table(
        "activity_permit",
        sa.Column("activity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_activity_permit_activity_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_activity_permit_ticket_id")),
        sa.PrimaryKeyConstraint("activity_id", "kind", "subject_id", name=op.f("pk_activity_permit")),
    )
    op.create_index(
        op.f("ix_activity_permit_kind_subject_id_ticket_id"), "activity_permit", ["kind", "subject_id", "ticket_id"], unique=False
    )
    op.create_index(op.f("ix_activity_permit_ticket_id"), "activity_permit", ["ticket_id"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("activity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("dialog", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("author", sa.String(length=240), nullable=False),
        sa.Column("content", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("ticket_version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_draft_activity_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_draft_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    op.create_index(op.f("ix_draft_activity_id"), "draft", ["activity_id"], unique=False)
    op.create_index(op.f("ix_draft_saved_at"), "draft", ["saved_at"], unique=False)
    op.create_index(
        op.f("ix_draft_ticket_id_author_activity_id_dialog"), "draft", ["ticket_id", "author", "activity_id", "dialog"], unique=False
    )
    op.create_index(
        "ix_outbox_message_cause",
        "outbox_message",
        ["cause", "job"],
        unique=False,
        sqlite_where=sa.text("cause IS NOT NULL"),
        postgresql_where=sa.text("cause IS NOT NULL"),
    )
    op.create_table(
        "children_wait",
        sa.Column("instance_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=200), nullable=True),
        sa.Column("wanted", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_children_wait_instance_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_children_wait_ticket_id")),
        sa.PrimaryKeyConstraint("instance_id", "token", name=op.f("pk_children_wait")),
    )
    op.create_index(op.f("ix_children_wait_ticket_id"), "children_wait", ["ticket_id"], unique=False)
    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recipient_kind", sa.String(40), nullable=False),
        sa.Column("recipient_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(length=500), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=240), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_notice_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_ticket_id"), "notice", ["ticket_id"], unique=False)
    op.create_index(
        "ix_notice_untold",
        "notice",
        ["id"],
        unique=False,
        sqlite_where=sa.text("told_at IS NULL"),
        postgresql_where=sa.text("told_at IS NULL"),
    )


def downgrade() -> None:  # noqa: PLR0915
    op.drop_index(
        "ix_notice_untold", table_name="notice", sqlite_where=sa.text("told_at IS NULL"), postgresql_where=sa.text("told_at IS NULL")
    )
    op.drop_index(op.f("ix_notice_ticket_id"), table_name="notice")
    op.drop_table("notice")
    op.drop_index(
        "ix_outbox_message_cause",
        table_name="outbox_message",
        sqlite_where=sa.text("cause IS NOT NULL"),
        postgresql_where=sa.text("cause IS NOT NULL"),
    )
    op.drop_index(op.f("ix_children_wait_ticket_id"), table_name="children_wait")
    op.drop_table("children_wait")
    op.drop_index("ix_instance_cause", table_name="instance", sqlite_where=sa.text("hops > 0"), postgresql_where=sa.text("hops > 0"))
    op.drop_index(op.f("ix_draft_ticket_id_author_activity_id_dialog"), table_name="draft")
    op.drop_index(op.f("ix_draft_saved_at"), table_name="draft")
    op.drop_index(op.f("ix_draft_activity_id"), table_name="draft")
    op.drop_table("draft")
    op.drop_index(op.f("ix_activity_permit_ticket_id"), table_name="activity_permit")
    op.drop_index(op.f("ix_activity_permit_kind_subject_id_ticket_id"), table_name="activity_permit")
    op.drop_table("activity_permit")
    op.drop_index(op.f("ix_timer_ticket_id"), table_name="timer")
    op.drop_index(op.f("ix_timer_instance_id_token"), table_name="timer")
    op.drop_index(op.f("ix_timer_due_at"), table_name="timer")
    op.drop_table("timer")
    op.drop_index(op.f("ix_subscription_ticket_id"), table_name="subscription")
    op.drop_index(op.f("ix_subscription_kind_name"), table_name="subscription")
    op.drop_index(op.f("ix_subscription_instance_id_token"), table_name="subscription")
    op.drop_table("subscription")
    op.drop_index(op.f("ix_incident_ticket_id"), table_name="incident")
    op.drop_index(
        "ix_incident_open",
        table_name="incident",
        sqlite_where=sa.text("resolved_at IS NULL"),
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.drop_index(op.f("ix_incident_instance_id"), table_name="incident")
    op.drop_table("incident")
    op.drop_index(op.f("ix_history_entry_ticket_id_position"), table_name="history_entry")
    op.drop_index(op.f("ix_history_entry_event_at"), table_name="history_entry")
    op.drop_table("history_entry")
    op.drop_table("article_flag")
    op.drop_index(op.f("ix_article_attachment_sha256"), table_name="article_attachment")
    op.drop_index(op.f("ix_article_attachment_article_id_position"), table_name="article_attachment")
    op.drop_table("article_attachment")
    op.drop_index(op.f("ix_activity_ticket_id_id"), table_name="activity")
    op.drop_index(
        "ix_activity_open_due",
        table_name="activity",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_index(
        "ix_activity_open", table_name="activity", sqlite_where=sa.text("closed_at IS NULL"), postgresql_where=sa.text("closed_at IS NULL")
    )
    op.drop_index(op.f("ix_activity_instance_id"), table_name="activity")
    op.drop_index(
        "ix_activity_claimed",
        table_name="activity",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_table("activity")
    op.drop_index(op.f("ix_watcher_agent_id"), table_name="watcher")
    op.drop_table("watcher")
    op.drop_index(op.f("ix_ticket_link_target_id_kind"), table_name="ticket_link")
    op.drop_table("ticket_link")
    op.drop_index(op.f("ix_start_timer_version_id"), table_name="start_timer")
    op.drop_index(op.f("ix_start_timer_due_at"), table_name="start_timer")
    op.drop_table("start_timer")
    op.drop_index(op.f("ix_start_subscription_version_id"), table_name="start_subscription")
    op.drop_index(op.f("ix_start_subscription_kind_name"), table_name="start_subscription")
    op.drop_table("start_subscription")
    op.drop_table("process_part")
    op.drop_index(op.f("ix_message_in_ticket_id_id"), table_name="message_in")
    op.drop_index(op.f("ix_message_in_expires_at"), table_name="message_in")
    op.drop_table("message_in")
    op.drop_index(
        "uq_instance_running",
        table_name="instance",
        sqlite_where=sa.text("standing = 'running'"),
        postgresql_where=sa.text("standing = 'running'"),
    )
    op.drop_index(
        "ix_instance_version_running",
        table_name="instance",
        sqlite_where=sa.text("standing = 'running'"),
        postgresql_where=sa.text("standing = 'running'"),
    )
    op.drop_index(op.f("ix_instance_version_id"), table_name="instance")
    op.drop_index(op.f("ix_instance_ticket_id"), table_name="instance")
    op.drop_table("instance")
    op.drop_index(op.f("ix_article_ticket_id_position"), table_name="article")
    op.drop_index(op.f("ix_article_message_id"), table_name="article")
    op.drop_table("article")
    op.drop_index(op.f("ix_ticket_state_id_id"), table_name="ticket")
    op.drop_index(op.f("ix_ticket_responsible_id_id"), table_name="ticket")
    op.drop_index(op.f("ix_ticket_queue_id_state_id_id"), table_name="ticket")
    op.drop_index(
        "ix_ticket_claimed",
        table_name="ticket",
        sqlite_where=sa.text("lock_state != 'unlock'"),
        postgresql_where=sa.text("lock_state != 'unlock'"),
    )
    op.drop_index(
        "ix_ticket_pending",
        table_name="ticket",
        sqlite_where=sa.text("pending_until IS NOT NULL"),
        postgresql_where=sa.text("pending_until IS NOT NULL"),
    )
    op.drop_index(op.f("ix_ticket_owner_id_state_id_id"), table_name="ticket")
    op.drop_index(
        "ix_ticket_escalating",
        table_name="ticket",
        sqlite_where=sa.text("escalates_at IS NOT NULL"),
        postgresql_where=sa.text("escalates_at IS NOT NULL"),
    )
    op.drop_index(op.f("ix_ticket_customer_user_id_id"), table_name="ticket")
    op.drop_index(op.f("ix_ticket_customer_id_id"), table_name="ticket")
    op.drop_index(op.f("ix_ticket_created_at_id"), table_name="ticket")
    op.drop_index(op.f("ix_ticket_changed_at_id"), table_name="ticket")
    op.drop_table("ticket")
    op.drop_index(op.f("ix_process_version_definition_id_number"), table_name="process_version")
    op.drop_table("process_version")
    op.drop_index(op.f("ix_process_definition_owner_group_id"), table_name="process_definition")
    op.drop_table("process_definition")
    op.drop_table("history_checkpoint")
