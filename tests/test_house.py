"""The rules of the house that import-linter cannot say: doors that only one file may open, and calls that nobody may make."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGES = ("bpm", "foundation", "desk", "processes", "dialogs", "mail", "notifications", "reports", "web", "workers", "commands")
OURS = sorted({*ROOT.glob("*.py"), *(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))})

# The reader opens files from outside; the parser opens what the reader made of them.
XML_DOORS = ("bpm/reader.py", "bpm/reading/", "bpm/parser.py", "bpm/parsing/")
XML_OPENERS = {"fromstring", "parse", "iterparse", "XML", "XMLParser", "XMLPullParser", "parseString", "fromstringlist"}
XML_PACKAGES = ("lxml", "xml", "defusedxml", "xmltodict", "bs4", "html5lib")

CODE_RUNNERS = {"eval", "exec", "compile", "__import__"}
CODE_LOADERS = ("pickle", "marshal", "shelve", "dill", "cloudpickle", "jsonpickle", "code", "codeop", "runpy")
# `yaml.load` with a loader that builds plain data only is the one way to refuse aliases while reading.
YAML_LOADS = {"unsafe_load", "full_load", "load_all", "unsafe_load_all", "full_load_all"}
UNSAFE_LOADERS = {"Loader", "FullLoader", "UnsafeLoader", "CLoader", "CFullLoader", "CUnsafeLoader"}

# What is dangerous stands behind one door each: package (with its dots) -> where it may be imported.
DOORS = {
    "urllib3": ("foundation/sending/",),
    "http.client": ("foundation/sending/",),
    "urllib.request": (),
    "requests": (),
    "httpx": (),
    "aiohttp": (),
    "ftplib": (),
    "xmlrpc": (),
    "nh3": ("foundation/sanitise.py",),
    "bleach": (),
    "html.parser": (),
    "argon2": ("foundation/passwords.py",),
    "cryptography": ("foundation/secrets.py", "foundation/backing_up/keys.py"),
    "jinja2": ("foundation/templating/", "web/"),
    # These rooms are entered through the file that stands before them.
    "foundation.sending": ("foundation/sending/", "foundation/outbound.py"),
    "foundation.sanitising": ("foundation/sanitising/", "foundation/sanitise.py"),
    "foundation.templating": ("foundation/templating/", "foundation/texts.py"),
}
# A template out of a text that somebody wrote runs whatever they wrote.
TEMPLATE_RUNNERS = {"from_string", "render_template_string", "stream_template_string"}

# Inside processes, these drive the engine, with the rooms that belong to them; all others may use its languages only.
ENGINE_DRIVERS = ("processes/definitions.py", "processes/deploying/", "processes/runner.py", "processes/running/", "processes/rehearsal.py")
ENGINE_LANGUAGES = ("bpm.expressions", "bpm.texts", "bpm.timing", "bpm.errors")  # the last is how the others refuse

README = (ROOT / "README.md").read_text(encoding="utf-8")


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(tree: ast.AST) -> Iterator[str]:
    """Full dotted names of what a module imports, wherever in the file: `from bpm import texts` gives bpm and bpm.texts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(tree: ast.AST) -> Iterator[tuple[str, str, ast.Call]]:
    """Owner and name of each call: `etree.parse(x)` is ("etree", "parse"), `eval(x)` is ("", "eval")."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield "", node.func.id, node
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            yield (owner.id if isinstance(owner, ast.Name) else "."), node.func.attr, node


def of_package(name: str, packages: tuple[str, ...]) -> bool:
    return name.split(".", maxsplit=1)[0] in packages


@cache
def modules() -> dict[str, ast.Module]:
    return {place(path): ast.parse(path.read_text(encoding="utf-8"), filename=str(path)) for path in OURS}


def importers(packages: tuple[str, ...], *, allowed: tuple[str, ...] = ()) -> list[str]:
    """Modules that import one of these packages though they are not among the allowed ones."""
    return [
        f"{name} imports {found}"
        for name, tree in modules().items()
        if not name.startswith(allowed or ("-",))
        for found in imports(tree)
        if of_package(found, packages)
    ]


def callers(names: set[str], *, allowed: tuple[str, ...] = (), owners: set[str] | None = None) -> list[str]:
    """Places that call one of these names, on one of these owners ("" is a bare name; None is any)."""
    return [
        f"{name}, line {node.lineno}: {called}"
        for name, tree in modules().items()
        if not name.startswith(allowed or ("-",))
        for owner, called, node in calls(tree)
        if called in names and (owners is None or owner in owners)
    ]


def test_every_module_says_what_it_is():
    assert not [name for name, tree in modules().items() if not ast.get_docstring(tree)]


def test_nothing_imports_the_composition_root():
    assert not importers(("app",))


def test_only_the_engine_touches_spiffworkflow():
    assert not importers(("SpiffWorkflow",), allowed=("bpm/",))


def test_only_the_engine_knows_xml():
    assert not importers(XML_PACKAGES, allowed=("bpm/",))


def test_xml_is_opened_at_one_door():
    assert not callers(XML_OPENERS, allowed=XML_DOORS, owners={"etree", "ElementTree", "objectify", "html", "minidom", "sax", "lxml"})


def test_nothing_runs_text_as_code():
    assert not importers(CODE_LOADERS)
    assert not callers(CODE_RUNNERS, owners={"", "builtins"})


@pytest.mark.parametrize("package", DOORS)
def test_what_is_dangerous_stands_behind_one_door(package: str):
    strangers = [
        f"{name} imports {found}"
        for name, tree in modules().items()
        if not name.startswith(DOORS[package] or ("-",))
        for found in imports(tree)
        if found == package or found.startswith(f"{package}.")
    ]
    assert not strangers


def test_no_template_is_made_of_a_text():
    assert not callers(TEMPLATE_RUNNERS)


def test_yaml_builds_plain_data_only():
    mentioned = [
        f"{name}, line {node.lineno}: yaml.{node.attr}"
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "yaml" and node.attr in YAML_LOADS | UNSAFE_LOADERS
    ]
    assert not mentioned
    loads = [(name, node) for name, tree in modules().items() for owner, called, node in calls(tree) if (owner, called) == ("yaml", "load")]
    assert not [f"{name}, line {node.lineno}" for name, node in loads if len(node.args) + len(node.keywords) < 2]


def test_the_default_script_engine_is_never_constructed():
    # Subclassing it is how SpiffWorkflow is given an engine at all; constructing it would run a model's text as Python.
    assert not callers({"PythonScriptEngine", "TaskDataEnvironment"})


def test_only_drivers_use_the_engine_inside_processes():
    strangers = [
        f"{name} imports {found}"
        for name, tree in modules().items()
        if name.startswith("processes/") and not name.startswith(ENGINE_DRIVERS)
        for found in imports(tree)
        if found.startswith("bpm.") and not found.startswith(ENGINE_LANGUAGES)
    ]
    assert not strangers


def test_the_folders_of_the_house_are_there():
    assert not [folder for folder in (*PACKAGES, "bpmn", "tests", "docs") if not (ROOT / folder).is_dir()]


def test_commands_of_the_readme_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = re.findall(r"^make ([a-z-]+)|`make ([a-z-]+)`", README, re.MULTILINE)
    assert {first or second for first, second in named} <= targets


def test_files_named_in_the_pages_exist():
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "bpmn").glob("*/README.md")):
        links = re.findall(r"\]\((?!https?:|#)([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
        lost = [link for link in links if not (page.parent / link).exists()]
        assert not lost, f"{place(page)} points to {lost}"


def test_the_steps_of_the_tour_are_json_lines():
    lines = (ROOT / "docs" / "tour.jsonl").read_text(encoding="utf-8").splitlines()
    assert all(isinstance(json.loads(line), dict) for line in lines)


def test_locks_pin_every_package_with_hashes_and_name_no_place():
    for lock in ROOT.glob("*.lock"):
        text = lock.read_text(encoding="utf-8")
        packages = re.findall(r"^[a-z][^\n]*==[^\n]*\\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+", text, re.MULTILINE)
        assert len(packages) == len(re.findall(r"^[a-z]", text, re.MULTILINE)), f"{lock.name} has a package without hashes"
        assert not re.search(r"https?://|file:|--index|--find-links", text), f"{lock.name} names a place"
