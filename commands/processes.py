"""`laufzettel process …`: check, play and import process models, none of which needs a database; and deploy, list and export them."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bpm.player import Player
    from bpm.reader import Report

MOST_BYTES = 5 << 20  # nothing anybody writes by hand is larger
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def process() -> None:
    """Check, play, import, deploy, list and export process models."""


@process.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of a table.")
def check(files: tuple[Path, ...], *, as_json: bool) -> None:
    """Say of every element of a model whether it runs, runs adapted, is documentation, or is refused and why.

    Files given together see each other's processes and decisions.

    \b
    Examples:
      laufzettel process check bpmn/leave_application/model.bpmn
      laufzettel process check order.bpmn payment.bpmn discounts.dmn --json
    """
    reports = read(files)
    if as_json:
        tell({"files": [report.as_json() for report in reports]})
    else:
        from bpm.reading.table import table  # noqa: PLC0415 - start-up: not needed for JSON

        click.echo("\n\n".join(table(report) for report in reports))
    if not all(report.deployable for report in reports):
        raise click.exceptions.Exit(1)


@process.command()
@click.argument("file", type=FILE)
@click.option(
    "--with", "others", multiple=True, type=FILE, metavar="OTHER", help="A further model or DMN file that FILE calls or asks; repeatable."
)
@click.option("--process", "process_id", help="The process to play, if not the main one of FILE.")
@click.option("--clock", help="When the play begins (ISO 8601; 2026-01-05T09:00Z).")
@click.option("--given", help="Ticket attributes, fields and variables at the start, as a JSON object.")
def play(file: Path, **options: Any) -> None:
    """Play a model in memory: one JSON step per input line, one JSON line before the first and after each.

    Steps: {"complete": id, "dialog": id, "answers": {…}}, {"message": name, "data": {…}}, {"signal": name}, {"advance": "PT1H"},
    {"until": time}, {"set": {…}}, {"start": id}, {"retry": id}, {"reply": id, "data": {…}}.

    \b
    Examples:
      laufzettel process play bpmn/leave_application/model.bpmn < steps.jsonl
      echo '{"complete": "approve"}' | laufzettel process play model.bpmn --given '{"amount": 50}'
      laufzettel process play order.bpmn --with payment.bpmn --with discounts.dmn --clock 2026-03-01T08:00Z < steps.jsonl

    \b
    Exit status: 0 all steps done; 1 a step was refused, an incident at the end, or the model cannot be deployed;
    2 a line that is no step, or wrong usage.
    """
    player = prepared(file, options)
    status = play_lines(player)
    raise click.exceptions.Exit(status)


@process.command("import-otrs")
@click.argument("file", type=FILE)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the BPMN model there instead of to standard output."
)
@click.option("--json", "as_json", is_flag=True, help="Print report and model as one JSON document; with --output the model goes there.")
def import_otrs(file: Path, output: Path | None, *, as_json: bool) -> None:
    """Turn a process exported from OTRS, OTOBO or Znuny (YAML) into a BPMN model, and list all that could not be carried.

    \b
    Examples:
      laufzettel process import-otrs Application_for_leave.yml -o leave.bpmn
      laufzettel process import-otrs Travel_expense.yml --json
    """
    from bpm.otrs import OtrsError, import_process  # noqa: PLC0415 - start-up: only this command needs it

    with file.open("rb") as opened:
        data = opened.read(MOST_BYTES)
    try:
        imported = import_process(data)
    except OtrsError as error:
        raise click.ClickException(f"{file}: {error}") from error
    if output is not None:
        write(output, imported.xml)
    findings = [finding.as_json() for finding in imported.report]
    if as_json:
        model = None if output else imported.xml.decode()
        tell({"process": imported.process_id, "file": str(output) if output else None, "model": model, "report": findings})
        return
    if output is None:
        click.echo(imported.xml)
    for finding in findings:
        click.echo(f"{finding['verdict']:<13} {finding['name'] or finding['entity_id']}: {finding['message']}", err=True)


@process.command("lay-out")
@click.argument("file", type=FILE)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write it there instead of to standard output.")
def lay_out(file: Path, output: Path | None) -> None:
    """Print a model with all that was missing in its diagram; what is drawn stays where it is, and the rest as it was.

    \b
    Examples:
      laufzettel process lay-out order.bpmn > drawn.bpmn
      laufzettel process lay-out order.bpmn -o order.bpmn
    """
    from bpm.layout import LayoutError, laid_out  # noqa: PLC0415 - start-up: only this command needs it
    from bpm.reader import Source  # noqa: PLC0415

    try:
        drawn = laid_out(Source.read(file).data)
    except LayoutError as error:
        raise click.ClickException(f"{file}: {error}") from error
    if output is not None:
        write(output, drawn)
    else:
        click.echo(drawn, nl=False)


@process.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--activate", "activates", is_flag=True, help="Let new tickets start it at once.")
@click.option("--accept-unbound", is_flag=True, help="With --activate: the token passes where no action is bound, and that is meant.")
@click.option("--group", help="The group in whose queues the process works; 'users' for a new process, else as before.")
@click.option("--reason", default="", help="Why, for the history of the process.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of a sentence.")
def deploy(files: tuple[Path, ...], *, as_json: bool, **options: Any) -> None:
    """Store a model as a new version of its process; the same files again are the same version.

    The model comes first; further files are models it calls, DMN files, and its texts in other languages (such as de.yaml). All that
    the model names must exist: queues, states, groups, agents, fields, actions and their parameters.

    \b
    Examples:
      laufzettel process deploy bpmn/leave_application/model.bpmn --activate --group "Human resources"
      laufzettel process deploy order.bpmn payment.bpmn discounts.dmn texts/de.yaml --reason "Customers may pay later" --json
    """
    from commands import deploying  # noqa: PLC0415 - start-up: needs the database

    if options["accept_unbound"] and not options["activates"]:
        raise click.UsageError("--accept-unbound says something about --activate, which is missing.")
    done = deploying.deploy(given_files(files), **options)
    if as_json:
        tell(done)
    else:
        click.echo(f"{done['process']}: version {done['version']} is {done['state']}.")


@process.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of a table.")
def list_(*, as_json: bool) -> None:
    """The processes with their versions, the newest first, and how many instances run on each.

    \b
    Examples:
      laufzettel process list
      laufzettel process list --json
    """
    from commands import deploying  # noqa: PLC0415 - start-up: needs the database

    found = deploying.listed()
    if as_json:
        tell({"processes": found})
    else:
        click.echo("\n".join(deploying.lines_of(found)) or "No process is deployed.")


@process.command()
@click.argument("process_id", metavar="ID")
@click.option("--version", "number", type=click.IntRange(min=1), help="Its number; the active version, else the newest, if none is named.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write it there instead of to standard output.")
def export(process_id: str, *, number: int | None, output: Path | None) -> None:
    """The model of the process ID, byte for byte as it was deployed.

    \b
    Examples:
      laufzettel process export request > request.bpmn
      laufzettel process export leave_application --version 2 -o leave.bpmn
    """
    from commands import deploying  # noqa: PLC0415 - start-up: needs the database

    data = deploying.export(process_id, number)
    if output is not None:
        write(output, data)
    else:
        click.echo(data, nl=False)


def given_files(paths: Sequence[Path]) -> list[tuple[str, bytes]]:
    """Files with their names, no more of each than it takes to know that it is too big."""
    from bpm.reader import Source  # noqa: PLC0415 - start-up: help and version need no engine

    return [(click.format_filename(path), Source.read(path).data) for path in paths]


def write(output: Path, data: bytes) -> None:
    """The file `--output` names."""
    try:
        output.write_bytes(data)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}.") from error


def read(files: Sequence[Path]) -> list[Report]:
    """The reader's reports on files given together."""
    from bpm.reader import Source, check as check_sources  # noqa: PLC0415 - start-up: help and version need no engine

    return check_sources([replace(Source.read(path), name=click.format_filename(path)) for path in files])


def prepared(file: Path, options: dict[str, Any]) -> Player:
    """A player for the files, or the end with the report."""
    from bpm import reader  # noqa: PLC0415 - start-up

    reader.start()
    from bpm.player import CLOCK, Player  # noqa: PLC0415 - start-up: the engine loads while the reader's process starts

    given, clock = given_values(options["given"]), begin_of(options["clock"])
    reports = read([file, *options["others"]])
    refused = [report for report in reports if not report.deployable]
    if refused:
        from bpm.reading.table import table  # noqa: PLC0415 - start-up: not needed when all is well

        click.echo("\n\n".join(table(report) for report in refused), err=True)
        raise click.exceptions.Exit(1)
    from bpm.errors import BpmError  # noqa: PLC0415 - start-up

    if reports[0].kind != "bpmn":
        raise click.UsageError(f"{file} holds decisions, no process; play the model that asks them, --with {file}.")
    models = [report.xml for report in reports if report.kind == "bpmn" and report.xml]
    decisions = [report.xml for report in reports if report.kind == "dmn" and report.xml]
    known = reports[0].processes
    if options["process_id"] and options["process_id"] not in known:
        raise click.UsageError(f"{file} has no process {options['process_id']!r}; it has {', '.join(known)}.")
    try:
        return Player(models[0], models[1:], decisions=decisions, process_id=options["process_id"], clock=clock or CLOCK, given=given)
    except BpmError as error:
        raise click.ClickException(str(error)) from error


def given_values(text: str | None) -> dict[str, Any]:
    """`--given` as an object."""
    try:
        found = read_json(text or "{}")
    except (ValueError, RecursionError) as error:
        raise click.BadParameter(f"this is no JSON: {error}.", param_hint="--given") from error
    if not isinstance(found, dict):
        raise click.BadParameter("a JSON object is needed.", param_hint="--given")
    return found


def begin_of(text: str | None) -> datetime | None:
    """`--clock` as a moment."""
    if text is None:
        return None
    from bpm.errors import BpmError  # noqa: PLC0415 - start-up
    from bpm.playing.ticket import moment  # noqa: PLC0415

    try:
        return moment(text)
    except BpmError as error:
        raise click.BadParameter(str(error), param_hint="--clock") from error


def play_lines(player: Player) -> int:
    """Print a line before any step and after each; the exit status."""
    from bpm.playing.steps import UnknownStep  # noqa: PLC0415 - start-up: the player has loaded it already

    line = player.line()
    tell(line)
    if sys.stdin.isatty():
        click.echo('Type one step a line, such as {"complete": "…"}; Ctrl-D ends the play.', err=True)
    refused = False
    for number, text in enumerate(iter(next_line, b""), start=1):
        if not text.strip():
            continue
        try:
            step = read_step(text)
            line = player.step(step)
        except (NoStep, UnknownStep) as error:
            click.echo(f"Line {number}: {error}", err=True)
            return 2
        tell(line)
        refused = refused or line["refused"] is not None
    return 1 if refused or line["incident"] else 0


class NoStep(Exception):
    """A line of the input that cannot be read."""


def next_line() -> bytes:
    """The next line of standard input; no more of it than a step may have."""
    return sys.stdin.buffer.readline(MOST_BYTES + 1)


def read_step(text: bytes) -> Any:
    """What a line says.

    Raises:
        NoStep: it is too long, or no JSON.
    """
    if len(text) > MOST_BYTES:
        raise NoStep(f"it is longer than {MOST_BYTES >> 20} MB.")
    try:
        return read_json(text.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NoStep(f"this is no JSON: {error}.") from error


def read_json(text: str) -> Any:
    """JSON as the standard has it: `NaN` and `Infinity` are none."""

    def refuse(word: str) -> None:
        raise ValueError(f"{word} is no number")

    return json.loads(text, parse_constant=refuse)


def tell(document: dict[str, Any]) -> None:
    """One line of JSON, at once, in UTF-8 whatever the terminal's letters are."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()
