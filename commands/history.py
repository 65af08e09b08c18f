"""`laufzettel history …`: the proof that nobody has changed what happened."""

from __future__ import annotations

import json

import click

from commands.opening import opened_house
from processes.proving.chains import one_moment, prove
from processes.proving.findings import MOST_KEPT, Proof


@click.group()
def history() -> None:
    """Prove that the history of tickets is as it was written."""


@history.command()
@click.option("--ticket", "number", metavar="NUMBER", help="The history of one ticket only.")
@click.option("--expect", "digest", metavar="DIGEST", help="A digest that an earlier proof told: its checkpoint must still be there.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of sentences.")
def verify(number: str | None, digest: str | None, *, as_json: bool) -> None:
    """Compute all chains of history anew and compare them with the tickets and the signed checkpoints. The house may run meanwhile.

    Keep the digest it tells outside of this machine: with --expect, not even whoever owns the machine can cut off the end unseen.

    \b
    Examples:
      laufzettel history verify
      laufzettel history verify --ticket 2026112510000017
      laufzettel history verify --expect 4c1f… --json
    """
    with opened_house(), one_moment():
        proof = prove(number, expects=digest)
    if as_json:
        click.echo(json.dumps(proof.as_json(), ensure_ascii=False))
    else:
        tell(proof)
    if not proof.holds:
        raise click.exceptions.Exit(1)


def tell(proof: Proof) -> None:
    """The proof in sentences."""
    for finding in proof.findings:
        click.echo(str(finding))
    if proof.found > MOST_KEPT:
        click.echo(f"… and {proof.found - MOST_KEPT:,} more.")
    looked_at = f"{proof.entries:,} entries of {proof.tickets:,} tickets and {proof.checkpoints:,} checkpoints"
    erased = f" What {proof.erased:,} entries told was erased, and an entry says by whom." if proof.erased else ""
    click.echo(f"{looked_at}: " + ("all as they were written." if proof.holds else f"{proof.found:,} findings.") + erased)
    if proof.newest:
        click.echo("The newest checkpoint is {} of {}, with the digest {}.".format(*proof.newest))
    else:
        click.echo("There is no checkpoint yet: entries that are cut off at the end of a history would not be missed.")
