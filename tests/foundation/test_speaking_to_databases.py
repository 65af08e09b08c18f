"""How both databases are spoken to: what a server plans once, and what it plans for the values of each question."""

from sqlalchemy import bindparam, literal_column, select, text

from foundation.db import FOR_THESE_VALUES, db
from foundation.unit_of_work import unit_of_work

OFTEN = 20  # psycopg has a server keep the plan of what it was asked five times
KEPT = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE :about")


def plans_kept_of(name, **options):
    """Ask the same with different values; how many plans the server has kept of it."""
    asked = select(bindparam("number", type_=db.Integer).label(name)).where(literal_column("1") == 1)
    with unit_of_work(reads_only=True):
        for number in range(OFTEN):
            assert db.session.scalar(asked, {"number": number}, **options) == number
        if db.engine.dialect.name == "sqlite":
            return None
        return db.session.scalar(KEPT, {"about": f"%AS {name}%"})


def test_only_what_wants_to_is_planned_for_its_values(house):
    kept = [plans_kept_of("as_usual"), plans_kept_of("for_these", execution_options=FOR_THESE_VALUES)]
    assert kept == ([None, None] if db.engine.dialect.name == "sqlite" else [1, 0])
