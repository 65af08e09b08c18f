"""What the translations lack: texts of pages and sentences of the house that no catalogue of a language knows.

    python tools/messages.py [LANGUAGE]      what is missing, as entries to be filled in
    python tools/messages.py --unused        what the catalogues say beyond what the code asks for

Pages ask by `_("…")` and `ngettext("…", "…", n)`; the house refuses with sentences (`web/sentences.py`).
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_dir

ROOT = Path(__file__).resolve().parent.parent
SPEAKERS = ("desk", "dialogs", "foundation", "mail", "notifications", "processes", "web")
REFUSALS = {"Refused", "NotFound", "Forbidden", "Conflict", "Unavailable", "BadRequest", "Unauthorized"}
OF_PROGRAMS = (
    "LAUFZETTEL_",
    "foundation/settings.py",
    "foundation/backing_up/",
    "foundation/redis_server.py",
)  # read by whoever runs the house, in English


def texts() -> set[str]:
    """What pages ask for, singular forms."""
    methods = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
    options = {"**/templates/**.html": {"trimmed": "true", "silent": "false"}}
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None, "pgettext": ((1, "c"), 2)}
    found = extract_from_dir(ROOT / "web", methods, options, keywords=keywords)
    return {message[0] if isinstance(message, tuple) else message for _file, _line, message, _comments, _context in found}


def sentences() -> set[str]:
    """What the house refuses with; values are holes."""
    return {
        sentence
        for folder in SPEAKERS
        for path in sorted((ROOT / folder).rglob("*.py"))
        if not path.relative_to(ROOT).as_posix().startswith(OF_PROGRAMS)
        for sentence in refusals(ast.parse(path.read_text(encoding="utf-8")))
        if " " in sentence and not sentence.startswith(OF_PROGRAMS)
    }


def refusals(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and (node.func.id in REFUSALS or is_validation(node)):
            for argument in node.args:
                yield from spoken(argument)
        elif isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 2:
            yield from spoken(node.value.elts[1])


def is_validation(node: ast.Call) -> bool:
    """What a validator raises becomes a sentence at the field."""
    return isinstance(node.func, ast.Name) and node.func.id == "ValueError"


def spoken(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Dict):
        for value in node.values:
            yield from spoken(value)
    elif isinstance(node, ast.IfExp):
        yield from spoken(node.body)
        yield from spoken(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)


def missing(language: str) -> list[str]:
    """What no catalogue of the language knows, in order."""
    return sorted((texts() | sentences()) - known(language))


def unused(language: str) -> list[str]:
    return sorted(known(language) - texts() - sentences())


def known(language: str) -> set[str]:
    from web.translating import catalogue  # noqa: PLC0415 - of the installed project

    return {message.id[0] if isinstance(message.id, tuple) else str(message.id) for message in catalogue(language) if message.id}


def main(arguments: list[str]) -> None:
    if "--unused" in arguments:
        print("\n".join(unused("de")))
        return
    for text in missing(arguments[0] if arguments else "de"):
        escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        print(f'msgid "{escaped}"\nmsgstr ""\n')


if __name__ == "__main__":
    main(sys.argv[1:])
