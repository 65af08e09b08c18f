"""`laufzettel bench …`: load for measuring and trying out."""

from __future__ import annotations

import json
import os

import click

from commands.opening import alone_in, opened_house
from foundation.application import settings


@click.group()
def bench() -> None:
    """Fill an empty house with invented tickets, to measure and to try out."""


@bench.command()
@click.option("--tickets", required=True, type=click.IntRange(min=1), help="How many tickets.")
@click.option("--seed", default=1, show_default=True, help="Other tickets for another number.")
@click.option("--yes", "among_others", is_flag=True, help="Also where tickets of real people are.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document: rows by table, seconds by part.")
def data(tickets: int, seed: int, *, among_others: bool, as_json: bool) -> None:
    """Add tickets as a house of two years has them, with their articles, history and running processes.

    Queues, agents and customers are made for them; all their names begin with "bench". They go to addresses where no mail ever arrives.
    The house must not run meanwhile.

    \b
    Examples:
      laufzettel bench data --tickets 1000
      laufzettel bench data --tickets 100000 --json
    """
    from processes.bulk import loading  # noqa: PLC0415 - needs the engine, and help does not

    with opened_house(), alone_in(settings().data_dir):
        if not among_others:
            loading.require_no_strangers()
        loaded = loading.load(tickets, seed=seed, jobs=min(os.cpu_count() or 1, loading.MOST_JOBS), progress=tell)
    if as_json:
        click.echo(json.dumps(loaded.as_json()))
    else:
        rows, seconds = sum(loaded.rows.values()), sum(loaded.seconds.values())
        click.echo(f"{loaded.tickets:,} tickets are added, {loaded.open_tickets:,} of them open: {rows:,} rows in {seconds:,.0f} seconds.")


def tell(progress: str) -> None:
    """What is going on, beside the output."""
    click.echo(progress, err=True)
