"""Writes the tables of docs/modelling.md that tell what the code knows: our elements, their attributes, the transition actions.

Each table stands between `<!-- table: NAME -->` and `<!-- end of table -->`. What exists, where it may stand and which values it takes
come from `bpm/dialect.json` and `bpm/catalogue.py`; what it means in words from `tools/dialect_words.json`. Nothing may be missing on
either side.

    python tools/dialect_tables.py            writes the page
    python tools/dialect_tables.py --check    fails if the page is not up to date
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bpm.catalogue import CATALOGUE
from bpm.dialect import Property, attributes, descriptor, elements
from bpm.host import ActionSpec

PAGE = Path(__file__).resolve().parent.parent / "docs" / "modelling.md"
WORDS = Path(__file__).with_name("dialect_words.json")
BLOCK = re.compile(r"(<!-- table: (?P<name>[\w:-]+) -->\n).*?(<!-- end of table -->)", re.DOTALL)
TEXTS = {
    "template": "text with `{{ }}`",
    "parameter": "text with `{{ }}`, or `=expression`",
    "expression": "expression",
    "timer": "timer text",
    "address": "`instance`, `parent`, `children`, or `=expression` (a ticket number)",
}


def main() -> int:
    """Writes or checks the page; the exit status."""
    before = PAGE.read_text(encoding="utf-8")
    try:
        after = filled(before, tables())
    except LookupError as error:
        print(error.args[0], file=sys.stderr)
        return 1
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(after, encoding="utf-8")
    elif after != before:
        print(f"docs/{PAGE.name} is not up to date. Run: python tools/dialect_tables.py", file=sys.stderr)
        return 1
    return 0


def filled(page: str, found: Mapping[str, str]) -> str:
    """The page with each table in its place. LookupError: a table has no place, or a place no table."""
    places = {place["name"] for place in BLOCK.finditer(page)}
    if places != set(found):
        raise LookupError(f"docs/{PAGE.name} and its tables differ in: {', '.join(sorted(places ^ set(found)))}.")
    return BLOCK.sub(lambda place: f"{place[1]}\n{found[place['name']]}\n\n{place[3]}", page)


def tables() -> dict[str, str]:
    """All tables by name."""
    words: dict[str, dict[str, str]] = json.loads(WORDS.read_text(encoding="utf-8"))
    kinds = {kind["name"][0].lower() + kind["name"][1:]: kind for kind in descriptor()["types"] if "superClass" in kind}
    found = {f"lz:{name}": element_table(name, kind, words=checked(words, name, elements()[name])) for name, kind in kinds.items()}
    stale = set(words) - set(kinds) - {"attributes", "actions"}
    if stale:
        raise LookupError(f"{WORDS.name} tells of elements that do not exist: {', '.join(sorted(stale))}.")
    return {**found, "attributes": attribute_table(words["attributes"]), "actions": action_table(words["actions"])}


def checked(words: Mapping[str, dict[str, str]], name: str, element: Any) -> dict[str, str]:
    """The words for an element: one for each attribute, one for its text if it has some, no other."""
    needed = set(element.attributes) | ({"(text)"} if element.body else set())
    return complete(words.get(name, {}), needed, what=f"lz:{name}")


def complete(words: dict[str, str], needed: Iterable[str], *, what: str) -> dict[str, str]:
    if differing := sorted(set(words) ^ set(needed)):
        raise LookupError(f"{WORDS.name} and the code differ in what {what} knows: {', '.join(differing)}.")
    return words


def element_table(name: str, kind: Mapping[str, Any], *, words: Mapping[str, str]) -> str:
    """Where the element stands, what it holds, and its attributes."""
    element = elements()[name]
    lines = [f"Stands in {listed(place_word(place) for place in kind['meta']['allowedIn'])}."]
    if element.children:
        inner = [entry["type"] for entry in kind["properties"] if entry.get("isMany")]
        lines.append(f"May hold: {listed(f'`lz:{child[0].lower()}{child[1:]}`' for child in inner)}.")
    known = list(element.attributes.values())
    rows = [(f"`{one.name}`" + (" *" if one.required else ""), values(one), words[one.name]) for one in known]
    if element.body:
        rows.append(("its text", values(element.body), words["(text)"]))
    star = ["", "\\* must be there."] if any(one.required for one in known) else []
    return "\n".join([" ".join(lines), "", *table(("attribute", "values", "meaning"), rows), *star])


def place_word(place: str) -> str:
    prefix, _, tag = place.partition(":")
    tag = tag[0].lower() + tag[1:]
    return f"`lz:{tag}`" if prefix == "lz" else f"`{tag}`"


def values(known: Property) -> str:
    """What may be written, in words."""
    if known.words:
        return ", ".join(f"`{word}`" for word in known.words) + "; several with blanks between"
    if known.literals:
        return ", ".join(f"`{literal}`" for literal in known.literals)
    if known.boolean:
        return "`true`, `false`"
    if known.integer:
        return "whole number"
    return TEXTS.get(known.text, "text")


def attribute_table(words: dict[str, str]) -> str:
    """Our attributes on elements of BPMN; apart from them those that only the reader writes."""
    known = {name: (one, kind["extends"]) for kind in descriptor()["types"] if "extends" in kind for name, one in carried(kind)}
    written = {name: entry for name, entry in known.items() if not entry[0].by_reader}
    complete(words, written, what="our attributes")
    rows = [(f"`lz:{name}`", bearers(places), values(one), words[name]) for name, (one, places) in written.items()]
    reader = listed(f"`lz:{name}`" for name in known if name not in written)
    note = f"{reader} are written by the reader into the document it hands to the engine. Do not write them."
    return "\n".join([*table(("attribute", "on", "values", "meaning"), rows), "", note])


def carried(kind: Mapping[str, Any]) -> Iterator[tuple[str, Property]]:
    for entry in kind["properties"]:
        yield entry["name"], attributes()[entry["name"]][0]


def bearers(places: list[str]) -> str:
    return "every activity, event and gateway" if places == ["bpmn:FlowNode"] else listed(place_word(place) for place in places)


def action_table(words: dict[str, str]) -> str:
    complete(words, CATALOGUE, what="the catalogue of actions")
    rows = [(f"`{spec.name}`", parameters(spec.required), optional(spec), words[spec.name]) for spec in CATALOGUE.values()]
    return "\n".join(table(("action", "needs", "may have", "does"), rows))


def parameters(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def optional(spec: ActionSpec) -> str:
    return ", ".join(part for part in (parameters(spec.optional), "names of fields" if spec.open_ended else "") if part)


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    return [row(head), row(("---",) * len(head)), *(row(cells) for cells in rows)]


def row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def listed(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


if __name__ == "__main__":
    sys.exit(main())
