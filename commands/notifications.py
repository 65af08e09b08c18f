"""`laufzettel notification …`: the notifications of the house as a list and as a file."""

from pathlib import Path

import click

from commands.opening import opened_house
from desk.actors import SYSTEM
from foundation.unit_of_work import unit_of_work
from notifications import exchange


@click.group()
def notification() -> None:
    """List notifications, export them as YAML, import such a file."""


@notification.command("list")
def show() -> None:
    """List all notifications: at which occasions, to whom, by which channels."""
    with opened_house(), unit_of_work(reads_only=True):
        for each in exchange.all_notifications():
            named = [name for names in each.named_recipients.values() for name in names]
            told = f"{', '.join(each.occasions)} → {', '.join([*each.recipients, *named])} by {', '.join(each.channels)}"
            click.echo(f"{each.name} ({each.validity}): {told}")


@notification.command("export")
def write() -> None:
    """Print all notifications as YAML.

    \b
    Examples:
      laufzettel notification export > notifications.yaml
    """
    with opened_house(), unit_of_work(reads_only=True):
        click.echo(exchange.as_yaml(), nl=False)


@notification.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--overwrite", is_flag=True, help="Also change those that are here under the same name.")
def take(file: Path, *, overwrite: bool) -> None:
    """Take the notifications of FILE: all of them, or none if there is something wrong with one.

    \b
    Examples:
      laufzettel notification import notifications.yaml
      laufzettel notification import notifications.yaml --overwrite
    """
    with opened_house(), unit_of_work():
        results = exchange.read(file.read_bytes(), overwrite=overwrite, actor=SYSTEM)
    for name, became in results.items():
        click.echo(f"{name}: {became}")
