"""The pages of docs/ as tests see them: their fenced blocks, the models and files among them, the tables under a heading."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

from bpm.dialect import BPMN, LZ
from tests.conftest import ROOT

DOCS = ROOT / "docs"
BLOCK = re.compile(
    r"(?:<!-- file: (?P<file>[\w.]+) -->\n)?(?:<!-- part of: (?P<whole>[\w./-]+) -->\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
AT_THE_ROOT = {"process", "message", "signal", "error", "escalation", "collaboration"}
NAMESPACES = {"bpmn": BPMN, "lz": LZ}
B = f"{{{BPMN}}}"


@dataclass(frozen=True)
class Block:
    """A fenced block: on which page, in which line, of which kind; the name of the file it stands for, or is a part of, if any."""

    page: str
    line: int
    kind: str
    file: str
    text: str
    part_of: str = ""

    @property
    def is_whole(self) -> bool:
        return self.text.startswith("<?xml")

    @property
    def place(self) -> str:
        return f"{self.page}:{self.line}"


@cache
def blocks(kind: str = "") -> tuple[Block, ...]:
    """All blocks of a kind, page after page."""
    found = [block for page in sorted(DOCS.glob("*.md")) for block in blocks_of(page)]
    return tuple(block for block in found if block.kind == (kind or block.kind))


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(page.name, text.count("\n", 0, found.start()) + 1, found["kind"], found["file"] or "", found["text"], found["whole"] or "")
        for found in BLOCK.finditer(text)
    ]


def files() -> dict[str, str]:
    """The blocks that stand for files."""
    return {block.file: block.text for block in blocks() if block.file}


def model_of(block: Block) -> bytes:
    """A whole model as it is; of a part, the smallest model that holds it."""
    if block.is_whole:
        return block.text.encode()
    prefixes = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NAMESPACES.items())
    parts = etree.fromstring(f"<parts {prefixes}>{block.text}</parts>")
    root = etree.Element(f"{B}definitions", id="file", targetNamespace="urn:example", nsmap=NAMESPACES)
    process = etree.Element(f"{B}process", id="example", isExecutable="true")
    extensions = etree.SubElement(process, f"{B}extensionElements")
    for part in list(parts.iterchildren(etree.Element)):
        name = etree.QName(part)
        home = extensions if name.namespace == LZ else root if name.localname in AT_THE_ROOT else process
        home.append(part)
    if len(process) == 1:
        etree.SubElement(process, f"{B}userTask", id="something", name="Do something")
    root.insert(0, process)
    data: bytes = etree.tostring(root)
    return data


def table_under(page: str, heading: str, *, column: str) -> list[list[str]]:
    """The rows of the table below a heading whose first column is called so."""
    text = (DOCS / page).read_text(encoding="utf-8")
    section = re.split(r"^## ", text.split(f"## {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    lines = section.split(f"| {column} |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [[cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def code(cell: str) -> str:
    """What stands between the first backticks of a cell."""
    return cell.split("`")[1]
