"""What `make run` has to show so far: the engine at the command line, with commands to try."""

from pathlib import Path

SHIPPED = Path(__file__).resolve().parent.parent / "bpmn"
TEXT = """\
Laufzettel is set up.

What exists so far is the engine: process models are checked and played in memory, at the command line.
There are no web pages, no tickets and no database yet, so there is nothing to leave running.

Try:
  .venv/bin/laufzettel process check bpmn/leave_application/model.bpmn
  .venv/bin/laufzettel process play bpmn/leave_application/model.bpmn < docs/tour.jsonl
  .venv/bin/laufzettel process --help

Models that come with it: {models}
Where to read on: README.md"""


def main() -> None:
    models = sorted(path.parent.name for path in SHIPPED.glob("*/model.bpmn"))
    print(TEXT.format(models=", ".join(models)))


if __name__ == "__main__":
    main()
