"""Whether this process knows every table of the database: what goes through all tables must not pass one over.

A record is known when its module was imported; `foundation/tables.py` and `desk/tables.py` import those of their package.
"""

from sqlalchemy import inspect
from sqlalchemy.engine import Connection

from foundation.db import Base

ALEMBIC = "alembic_version"
WORDS = "fulltext_words"  # and the tables SQLite keeps behind it


def require_all_known(connection: Connection) -> None:
    """Go on only if every table has its record.

    Raises:
        RuntimeError: naming those that have none, a mistake of the program.
    """
    there = {name for name in inspect(connection).get_table_names() if name != ALEMBIC and not name.startswith(WORDS)}
    unknown = sorted(there - Base.metadata.tables.keys())
    if unknown:
        raise RuntimeError(f"The records of {', '.join(unknown)} were not imported; import the tables of each package first.")
