"""`laufzettel outbox …`: effects that were given up, and how to have them tried again."""

from __future__ import annotations

import json
from uuid import UUID

import click

from commands.opening import opened_house
from foundation import outbox as records
from foundation.unit_of_work import unit_of_work


@click.group()
def outbox() -> None:
    """Show what could not be done for good, and have it tried again."""


@outbox.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_(*, as_json: bool) -> None:
    """List the latest messages that were given up: mails, webhooks, steps.

    \b
    Example:
      laufzettel outbox list
    """
    with opened_house(), unit_of_work(reads_only=True):
        found = [
            {"id": str(each.id), "job": each.job, "at": each.given_up_at, "failures": each.failures, "problem": each.last_error}
            for each in records.given_up()
        ]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, default=str))
        return
    for each in found:
        click.echo("{id}  {at:%Y-%m-%d %H:%M}  {job}: {problem}".format_map(each))
    click.echo(f"{len(found)} given up." if found else "Nothing was given up.")


@outbox.command()
@click.argument("message_id", type=click.UUID)
def retry(message_id: UUID) -> None:
    """Have a message that was given up tried again, as if it were new.

    \b
    Example:
      laufzettel outbox retry 0b54f7f4-5b0c-4c44-9f5e-0f0cf1f8a6f2
    """
    with opened_house(), unit_of_work():
        records.try_again(message_id)
    click.echo(f"Message {message_id} waits to be done again.")
