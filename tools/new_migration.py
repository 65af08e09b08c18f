"""Draft the next migration: what the records say and the newest schema does not.

    python tools/new_migration.py "Tickets" [TABLE …]

With tables, only those are looked at. The draft is read and given its docstring's reason by whoever made it; a test holds the
migrations and the records together on both databases.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.autogenerate.api import AutogenContext
from alembic.migration import MigrationContext
from sqlalchemy import JSON, BigInteger, Enum, TypeDecorator

from desk import tables as of_the_desk
from dialogs import tables as of_dialogs
from foundation import migrating, tables as of_the_foundation
from foundation.application import make_application
from foundation.db import Base, UtcDateTime, db
from foundation.settings import Settings
from notifications import tables as of_notifications
from processes import tables as of_processes

ALL_RECORDS = (of_the_desk, of_the_foundation, of_processes, of_dialogs, of_notifications)  # importing them makes them known
FOLDER = Path(migrating.FOLDER) / "versions"
HEAD = '''"""{message}."""

import sqlalchemy as sa
from alembic import op
{imports}
revision: str = "{revision}"
down_revision: str | None = {before!r}


def upgrade() -> None:
    {up}


def downgrade() -> None:
    {down}
'''


def main(message: str, tables: set[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        house = make_application(Settings.from_environment({"LAUFZETTEL_DATA_DIR": folder}))
        with house.app_context():
            before = newest()
            if before:
                migrating.upgrade()
            with db.engine.connect() as connection:
                context = MigrationContext.configure(connection, opts=options(tables))
                script = produce_migrations(context, Base.metadata)
                up, down = (code_of(operations) for operations in (script.upgrade_ops, script.downgrade_ops))
    revision = f"{int(before or 0) + 1:04}"
    path = FOLDER / f"r{revision}_{message.lower().replace(' ', '_').replace(',', '')}.py"
    extra = "from sqlalchemy.dialects import postgresql\n" if "postgresql." in up + down else ""
    path.write_text(HEAD.format(message=message, imports=extra, revision=revision, before=before, up=up, down=down), encoding="utf-8")
    print(path)


def code_of(operations: Any) -> str:
    """Operations as the body of a function, without Alembic's own remarks."""
    code = render_python_code(operations, render_item=rendered, user_module_prefix="")
    return "\n".join(line for line in code.splitlines() if "# ###" not in line).strip()


def newest() -> str | None:
    """The revision the draft follows."""
    found = sorted(path.name[1:5] for path in FOLDER.glob("r*.py"))
    return found[-1] if found else None


def options(tables: set[str]) -> dict[str, Any]:
    return {"include_object": lambda _object, name, kind, _reflected, _other: wanted(name, kind, tables), "render_as_batch": False}


def wanted(name: str, kind: str, tables: set[str]) -> bool:
    """Tables that were asked for; never those the full text makes for itself."""
    return kind != "table" or (not name.startswith("fulltext_words") and (not tables or name in tables))


def rendered(kind: str, item: Any, _context: AutogenContext) -> Any:
    """Types as a migration keeps them for good: without a class of ours that may change."""
    if kind != "type":
        return False
    for of_ours, text in KEPT.items():
        if isinstance(item, of_ours) and not (of_ours is BigInteger and "sqlite" not in item._variant_mapping):
            return text.format(item=item, plain=type(getattr(item, "impl", item)).__name__)
    return False


KEPT: dict[type[Any], str] = {
    UtcDateTime: "sa.DateTime(timezone=True)",
    Enum: "sa.String({item.length})",
    BigInteger: 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")',
    JSON: 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")',
    TypeDecorator: "sa.{plain}()",
}


if __name__ == "__main__":
    main(sys.argv[1], set(sys.argv[2:]))
