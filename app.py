"""The composition root and command line: knows everybody, is known by nobody."""

from __future__ import annotations

import importlib
import io
import sys
from typing import Any

import click

# Where each command lives. It is loaded when it is called: a model is checked without a web framework or a database.
COMMANDS = {
    "backup": "commands.keeping:backup",
    "bench": "commands.bench:bench",
    "check": "commands.checking:check",
    "config": "commands.keeping:config",
    "customer": "commands.people:customer",
    "db": "commands.database:db",
    "demo": "commands.demo:demo",
    "history": "commands.history:history",
    "outbox": "commands.outbox:outbox",
    "notification": "commands.notifications:notification",
    "process": "commands.processes:process",
    "restore": "commands.keeping:restore",
    "run": "commands.running:run",
    "schedule": "commands.running:schedule",
    "ticket": "commands.tickets:ticket",
    "user": "commands.people:user",
    "web": "commands.running:web",
    "worker": "commands.running:worker",
}
SUMMARIES = {
    "backup": "Store everything in a folder, verified by reading back.",
    "bench": "Fill an empty house with invented tickets, to measure and to try out.",
    "check": "Say whether this installation is sound, and what to do where it is not.",
    "config": "Export master data as YAML; show and apply what a file would change.",
    "customer": "Add customers and their users.",
    "db": "Bring the database to the schema of this version, or back.",
    "demo": "Load a small company to look at, and take it away again.",
    "history": "Prove that nobody has changed the history of tickets.",
    "outbox": "Show effects that were given up, and have them tried again.",
    "notification": "List notifications, export and import them as YAML.",
    "process": "Check, play, import, deploy, list and export process models.",
    "restore": "Bring back what a backup holds, into an empty system.",
    "run": "Run everything: web, workers, schedule and an embedded Redis.",
    "schedule": "Run the schedule and the relay of the outbox, for several machines.",
    "ticket": "List tickets, and show all there is to one.",
    "user": "Add agents, give them rights, set their passwords.",
    "web": "Run the web server alone, for several machines.",
    "worker": "Run the workers of one or all job queues, for several machines.",
}


class Commands(click.Group):
    """The table above as a group of commands; an error of the house becomes one message and exit status 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list of commands, without loading a single one."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(SUMMARIES.items()))

    def invoke(self, ctx: click.Context) -> Any:
        from foundation.errors import HouseError  # noqa: PLC0415 - start-up: a tiny module, but help needs none

        try:
            return super().invoke(ctx)
        except HouseError as error:
            raise click.ClickException(str(error)) from error


@click.command(cls=Commands)
@click.version_option(package_name="laufzettel")
def main() -> None:
    """Laufzettel: a service desk in which every ticket is a running BPMN process."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without our letters is no reason to fail


if __name__ == "__main__":
    main()
