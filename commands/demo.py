"""`laufzettel demo`: a small company to look at, and to be taken away again."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from commands.opening import alone_in, opened_house
from foundation.application import settings

if TYPE_CHECKING:
    from foundation.outbox import Arguments
    from processes.demo.known import Login
    from processes.demo.removing import Removed


@click.command()
@click.option("--tickets", default=200, show_default=True, type=click.IntRange(min=1, max=2000), help="How many tickets.")
@click.option("--seed", default=1, show_default=True, help="Other tickets for another number.")
@click.option("--remove", "removes", is_flag=True, help="Take the demo company away again.")
@click.option("--yes-beside-real-data", "beside_others", is_flag=True, help="Also where tickets of real people are.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def demo(tickets: int, seed: int, *, removes: bool, beside_others: bool, as_json: bool) -> None:
    """Load a small company with tickets in all stages of the last 60 days; a second time does nothing.

    Their processes are really played, with a moved clock. Mail addresses end in .example, where no mail ever arrives. The house must not
    run meanwhile.

    \b
    Examples:
      laufzettel demo
      laufzettel demo --remove
    """
    import notifications.tables  # noqa: F401, PLC0415 - all tables have to be known, and processes know nothing of these
    from processes.demo import loading, removing  # noqa: PLC0415 - they need the engine, and help does not

    with opened_house(), alone_in(settings().data_dir):
        if removes:
            tell_removed(removing.remove(), as_json=as_json)
        else:
            in_secret = not settings().stays_on_this_machine
            logins = loading.load(do=do, tickets=tickets, seed=seed, beside_others=beside_others, in_secret=in_secret, progress=tell)
            tell_loaded(logins, as_json=as_json, in_secret=in_secret)


def do(job: str, arguments: Arguments) -> None:
    """Do a job of processes here and now, as a worker would."""
    from workers import JOBS, call  # noqa: PLC0415 - RQ is needed only where tickets are played

    call(JOBS[job].function, arguments)


def tell(progress: str) -> None:
    """What is going on, beside the output."""
    click.echo(progress, err=True)


def tell_loaded(logins: list[Login], *, as_json: bool, in_secret: bool) -> None:
    """Who can log in. Passwords that nobody guesses are told this once."""
    if as_json:
        click.echo(json.dumps({"loaded": bool(logins), "logins": [asdict(login) for login in logins]}, ensure_ascii=False))
    elif not logins:
        click.echo("The demo company is there already; nothing was changed. `laufzettel demo --remove` takes it away.")
    else:
        how = "their passwords are shown only now" if in_secret else "everybody knows their passwords"
        click.echo(f"The demo company is loaded. These can log in; {how} (`laufzettel user password` sets others):")
        click.echo("\n".join(lines_of(logins)))


def lines_of(logins: list[Login]) -> list[str]:
    """A table of who can log in, and how."""
    widest = max((len(login.password) for login in logins), default=0)
    return [f"  {login.kind:<14} {login.login:<10} {login.password:<{widest}}   {login.full_name}" for login in logins]


def tell_removed(removed: Removed, *, as_json: bool) -> None:
    """What is gone, and what is kept and why."""
    if as_json:
        click.echo(json.dumps(asdict(removed), ensure_ascii=False))
        return
    click.echo(f"The demo company is removed: {removed.tickets:,} tickets are deleted, {removed.records:,} records are out of use.")
    for kept in removed.kept:
        click.echo(kept)
