"""What the translations lack, and what they say in vain.

    python tools/messages.py [LANGUAGE]      German if no other is named

Pages ask by `_("…")` and `ngettext("…", "…", n)`; the house refuses with sentences, and `web/sentences.py` finds them again, values being
holes: `{}`. What is missing is printed as entries to be filled in.
"""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.extract import extract_from_dir

ROOT = Path(__file__).resolve().parent.parent
SPEAKERS = ("desk", "dialogs", "foundation", "mail", "notifications", "processes", "web")
OF_THE_ENGINE = ("bpm/migration.py", "bpm/reading/declared.py")  # what designers are told besides reports
# Read by whoever runs or builds the house, in English; or told by texts that bring their own German along.
OF_OTHERS = (
    "desk/exchange/",
    "desk/seed",
    "dialogs/sentences.py",
    "foundation/backing_up/",
    "foundation/backups.py",
    "foundation/redis_server.py",
    "foundation/settings.py",
    "mail/transports/",
    "notifications/account_letters.py",
    "notifications/letters",
    "processes/bulk/",
    "processes/demo/",
    "processes/deploying/shipped.py",
    "processes/proving/",
    "processes/telling/",
    "web/metrics.py",
)
OF_PROGRAMS = "LAUFZETTEL_"  # begins sentences about settings
MISTAKES = {"RuntimeError", "TypeError", "AssertionError", "KeyError", "LookupError", "NotImplementedError"}  # of whoever programs
ASKING = {
    "_",
    "_l",
    "gettext",
    "lazy_gettext",
    "ngettext",
    "pgettext",
    "lazy_pgettext",
    "say",
}  # such texts are found as texts of pages, or are told in dialogs
IN_CONTEXT = ((1, "c"), 2)
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "pgettext": IN_CONTEXT,
    "lazy_pgettext": IN_CONTEXT,
}
TITLES = ("web/errors.py", "TITLES")  # asked for by the number of an error
HOLE = "{}"
SENTENCE = re.compile(r"[A-Z0-9'\"{].* .*[.!?]['\")]?", re.DOTALL)
BEGINNING = re.compile(r"[A-Z]\S* .*\{\}.* .* .*[^.!?:]", re.DOTALL)  # of a sentence that is ended in several ways
NAMED_HOLE = re.compile(r"\{\w*(?:![rsa])?(?::[^{}]*)?\}")
BEFORE_ANOTHER = re.compile(r"^(?:\{\}[.;]? )+(?=[A-Z][a-z])")  # a sentence that was put before this one is told by itself
FEWEST = 4  # letters of a sentence's own, so that it is known by them


def asked() -> set[str]:
    """All that can come to be read, in English."""
    return (texts() | sentences() | words() | of_reports()) - {""}


def texts() -> set[str]:
    """What pages ask for, singular forms."""
    methods = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
    options = {"**/templates/**.html": {"trimmed": "true", "silent": "false"}}
    found = extract_from_dir(ROOT / "web", methods, options, keywords=KEYWORDS)
    return {message[0] if isinstance(message, tuple) else message for _file, _line, message, _comments, _context in found} | titles()


def of_reports() -> set[str]:
    """What the reader of models says, with holes by name."""
    from bpm.linting.words import WORDS  # noqa: PLC0415 - of the installed project
    from bpm.reading.rules import RULES  # noqa: PLC0415

    said = [(rule.message, rule.hint) for rule in RULES.values()] + [(words.message, words.hint) for words in WORDS.values()]
    return {sentence for pair in said for sentence in pair} | forms()


def forms() -> set[str]:
    """What the errors of the engine say in reports, with holes by name, too."""
    calls = (node for path in (ROOT / "bpm").rglob("*.py") for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call))
    return {
        ast.literal_eval(call.args[0]) for call in calls if ast.unparse(call.func) == "Sentence" and isinstance(call.args[0], ast.Constant)
    }


def titles() -> set[str]:
    file, name = TITLES
    for node in tree_of(ROOT / file).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict) and ast.unparse(node.targets[0]) == name:
            return set(ast.literal_eval(node.value).values())
    return set()


def sentences() -> set[str]:
    """Whole sentences in the code of the house, wherever they are kept until they are told."""
    return {sentence for path in modules() for sentence in spoken_in(tree_of(path))}


@cache
def of_dialogs() -> frozenset[str]:
    """What dialogs say by themselves, in German, too."""
    from dialogs.sentences import GERMAN  # noqa: PLC0415 - of the installed project

    return frozenset(GERMAN)


def words() -> set[str]:
    """What kinds of records are called in sentences, and how valid they are."""
    from desk.master_data import Validity  # noqa: PLC0415 - of the installed project

    nouns = {
        text_of(node.value)
        for path in modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "noun" and node.value
    }
    return nouns | set(Validity)


def modules() -> Iterator[Path]:
    yield from (ROOT / file for file in OF_THE_ENGINE)
    for folder in SPEAKERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not path.relative_to(ROOT).as_posix().startswith(OF_OTHERS):
                yield path


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def spoken_in(tree: ast.AST) -> Iterator[str]:
    unspoken = set(silent(tree))
    for node in ast.walk(tree):
        if id(node) not in unspoken and text_of(node) not in of_dialogs():
            text = beginning(node) or with_holes(text_of(node))
            if SENTENCE.fullmatch(text) and len(re.sub(r"[^a-z]", "", text)) >= FEWEST and not text.startswith(OF_PROGRAMS):
                yield text


def beginning(node: ast.AST) -> str:
    """What is put into a variable, to be ended later: as the sentence it would be by itself, since so it is told."""
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.JoinedStr):
        return ""
    text = with_holes(text_of(node.value))
    return f"{text}." if BEGINNING.fullmatch(text) else ""


def silent(tree: ast.AST) -> Iterator[int]:
    """The ids of nodes that nobody reads as a sentence: docstrings, logs, mistakes of programming, parts of longer texts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            yield id(node.value)
        elif isinstance(node, ast.JoinedStr):
            yield from (id(part) for part in node.values)
        elif isinstance(node, ast.Call) and not is_told(node):
            yield from map(id, ast.walk(node))


def is_told(call: ast.Call) -> bool:
    name = ast.unparse(call.func)
    return name not in MISTAKES | ASKING and not name.startswith("log.")


def text_of(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else HOLE for part in node.values)
    return ""


def with_holes(text: str) -> str:
    """The sentence as the catalogue has it: holes without names, nothing put before it."""
    return BEFORE_ANOTHER.sub("", NAMED_HOLE.sub(HOLE, text))


def missing(language: str) -> list[str]:
    """What no catalogue of the language knows, in order."""
    return sorted(asked() - known(language))


def unused(language: str) -> list[str]:
    """What a catalogue of the language says, though nobody asks for it."""
    return sorted(known(language) - asked())


def known(language: str) -> set[str]:
    from web.translating import catalogue  # noqa: PLC0415 - of the installed project

    return {message.id[0] if isinstance(message.id, tuple) else str(message.id) for message in catalogue(language) if message.id}


def entry(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'msgid "{escaped}"\nmsgstr ""\n'


def main(arguments: list[str]) -> None:
    language = arguments[0] if arguments else "de"
    lacking, idle = missing(language), unused(language)
    print(f"# Missing: {len(lacking)}\n")
    for text in lacking:
        print(entry(text))
    print(f"# Unused: {len(idle)}\n")
    for text in idle:
        print(f"# {text}")


if __name__ == "__main__":
    main(sys.argv[1:])
