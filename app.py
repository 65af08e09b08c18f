"""The composition root and command line: knows everybody, is known by nobody."""

import click


@click.group()
@click.version_option(package_name="laufzettel")
def main() -> None:
    """Laufzettel: a service desk in which every ticket is a running BPMN process."""


@main.group()
def process() -> None:
    """Check, play and import process models."""


if __name__ == "__main__":
    main()
