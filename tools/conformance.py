"""Writes docs/conformance.md: what the reader says of models that others drew.

    python tools/conformance.py FOLDER... -o docs/conformance.md

Every file below the folders is checked, each on its own. The folders are named by their last part only; without -o the page is
printed. The models themselves are no part of this repository.
"""

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bpm.reader import Report, Source, check
from bpm.reading.rules import RULES

ENDINGS = (".bpmn", ".bpmn2", ".xml", ".dmn")
VERDICTS = ("runs", "adapted", "documentation", "refused")
EXAMPLES = 3
WHAT = {
    "camunda": "engine test models of Camunda 7, one construct each",
    "miwg-reference": "reference models of the BPMN Model Interchange Working Group",
    "miwg-tools": "these models as other modelling tools exported them",
    "spiffworkflow": "test models of SpiffWorkflow",
}
INTRODUCTION = """\
# Conformance: models that others drew

What the reader says of {count} models of other origin, each file on its own. This page is written by a tool:

```sh
python tools/conformance.py {names} -o docs/conformance.md
```

The models are not part of this repository; their licences differ. Give the tool any folders with BPMN files.

{folders}

Some of these models show what an engine must refuse, call processes that lie in other files, or ask another engine's own services; they
are counted like all others. What the verdicts mean: [modelling.md](modelling.md#plain-bpmn)."""


@dataclass
class Findings:
    """What came of all files: by folder, by type of element, by rule."""

    folders: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    types: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    files: dict[str, dict[str, list[str]]] = field(default_factory=lambda: {kind: defaultdict(list) for kind in ("error", *VERDICTS)})
    elements: Counter[str] = field(default_factory=Counter)

    def add(self, folder: str, report: Report) -> None:
        outcome = "deployable" if report.deployable else "trouble" if report.errors else "refused"
        self.folders[folder].update((outcome, "files"))
        for trouble in report.errors:
            self._met("error", trouble.note.rule, report.file)
        for element in report.elements:
            self.types[element.type][element.verdict] += 1
            for note in element.telling:
                self.elements[note.rule] += 1
                self._met(element.verdict, note.rule, report.file)

    def _met(self, verdict: str, rule: str, file: str) -> None:
        known = self.files[verdict][rule]
        if file not in known:
            known.append(file)


def main() -> None:
    parser = argparse.ArgumentParser(description="What the reader says of the models below some folders, as a page.")
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("-o", "--output", type=Path)
    given = parser.parse_args()
    page = conformance(given.folders)
    if given.output:
        given.output.write_text(page, encoding="utf-8")
    else:
        print(page, end="")


def conformance(folders: Iterable[Path]) -> str:
    """The page."""
    found = Findings()
    for folder in (folder.resolve() for folder in folders):
        for path in models_below(folder):
            name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            found.add(folder.name, check([Source(name, Source.read(path).data)])[0])
    return "\n".join(lines(found)) + "\n"


def models_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name.lower().endswith(ENDINGS))


def lines(found: Findings) -> Iterator[str]:
    yield introduction(found)
    yield from ("", "## Files", "", *table(("folder", "files", "deployable", "refused", "trouble as a whole"), by_folder(found)))
    yield from ("", "## Elements", "", *table(("element", *VERDICTS), by_type(found)))
    yield from ("", "## Why files are refused", "", *reasons(found, "refused"))
    yield from ("", "## Trouble with files as a whole", "", *reasons(found, "error"))
    yield from ("", "## What is adapted", "", *reasons(found, "adapted"))


def introduction(found: Findings) -> str:
    told = "\n".join(f"- `{name}`: {WHAT.get(name, 'models')}" for name in found.folders)
    count = sum(counts["files"] for counts in found.folders.values())
    return INTRODUCTION.format(count=count, names=" ".join(found.folders), folders=told)


def by_folder(found: Findings) -> Iterator[tuple[str, ...]]:
    columns = ("files", "deployable", "refused", "trouble")
    for name, counts in found.folders.items():
        yield name, *(str(counts[column]) for column in columns)
    yield "together", *(str(sum(counts[column] for counts in found.folders.values())) for column in columns)


def by_type(found: Findings) -> Iterator[tuple[str, ...]]:
    for name, counts in sorted(found.types.items(), key=lambda entry: entry[0].lower()):
        yield f"`{name}`", *(str(counts[verdict] or "") for verdict in VERDICTS)


def reasons(found: Findings, verdict: str) -> list[str]:
    """A table of rules: the kind of sentence, and in how many files; for what is adapted also how often."""
    by_rule = found.files[verdict]
    if not by_rule:
        return ["None."]
    many = verdict == "adapted"
    rows = [
        (f"`{rule}`", kind_of(rule), *((str(found.elements[rule]),) if many else ()), str(len(files)), examples(files))
        for rule, files in sorted(by_rule.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    ]
    return table(("rule", "says", *(("elements",) if many else ()), "files", "such as"), rows)


def kind_of(rule: str) -> str:
    """The rule's sentence with a gap for each word that differs from case to case."""
    return re.sub(r"\{[^{}]*\}", "…", RULES[rule].message.replace("{{", "{").replace("}}", "}"))


def examples(files: list[str]) -> str:
    shown = ", ".join(f"`{file}`" for file in files[:EXAMPLES])
    return shown + (", …" if len(files) > EXAMPLES else "")


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    cells = [head, ("---",) * len(head), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in cells]


if __name__ == "__main__":
    main()
