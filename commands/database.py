"""`laufzettel db …`: the schema of the database."""

import click

from commands.opening import bring_up_to_date, make_house
from foundation import migrating


@click.group()
def db() -> None:
    """Bring the database to the schema of this version, or back."""


@db.command()
def upgrade() -> None:
    """Bring the database to the schema of this version and plant what every desk begins with.

    \b
    Example:
      laufzettel db upgrade
    """
    with make_house().app_context():
        before = migrating.revision()
        bring_up_to_date()
        click.echo(f"The database has schema {migrating.revision()}" + (" already." if before == migrating.revision() else "."))


@db.command()
@click.argument("revision")
@click.option("--yes", is_flag=True, help="Do it: what the later steps added is lost.")
def downgrade(revision: str, *, yes: bool) -> None:
    """Take the database back to an older REVISION, or to nothing with `base`. Make a backup first.

    \b
    Examples:
      laufzettel db downgrade 0003 --yes
      laufzettel db downgrade base --yes
    """
    if not yes:
        raise click.UsageError("This loses what the later steps added. Make a backup, then say --yes.")
    with make_house().app_context():
        migrating.downgrade(revision)
        click.echo(f"The database has {f'schema {found}' if (found := migrating.revision()) else 'no schema any more'}.")


@db.command()
def current() -> None:
    """Say which schema the database has, and which this version needs.

    \b
    Example:
      laufzettel db current
    """
    with make_house().app_context():
        click.echo(f"database: {migrating.revision() or 'empty'}, this version: {migrating.newest()}")
