import importlib
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from foundation.errors import NotFound
from foundation.registry import Registry


def test_what_registered_itself_is_found_by_name():
    kinds: Registry[type] = Registry("kind")

    @kinds.register("text")
    class Text:
        pass

    assert kinds["text"] is Text
    assert list(kinds) == ["text"]
    assert "text" in kinds
    assert "date" not in kinds


def test_a_missing_name_is_told_with_those_there_are():
    kinds: Registry[int] = Registry("kind")
    kinds.register("one")(1)
    with pytest.raises(NotFound, match=r"There is no kind 'two'; there are one\."):
        kinds["two"]


def test_a_name_is_taken_once():
    kinds: Registry[int] = Registry("kind")
    kinds.register("one")(1)
    with pytest.raises(ValueError, match="registered twice"):
        kinds.register("one")(2)


def test_a_package_is_loaded_on_first_use():
    from desk.field_kinds import kinds

    assert {"text", "dropdown", "ticket-reference"} <= set(kinds)


@pytest.fixture
def slow_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry[int]]:
    """A registry whose package takes a while to be there."""
    package = tmp_path / "slowly_registered"
    package.mkdir()
    (package / "__init__.py").write_text("from foundation.registry import Registry\nthings = Registry('thing', package=__name__)\n")
    for name in ("first", "second"):
        (package / f"{name}.py").write_text(
            f"import time\nfrom slowly_registered import things\ntime.sleep(0.2)\nthings.register({name!r})(1)\n"
        )
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("slowly_registered").things
    for name in [name for name in sys.modules if name.partition(".")[0] == "slowly_registered"]:
        del sys.modules[name]


def test_threads_that_look_at_once_all_see_the_whole(slow_package):
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: sorted(slow_package), range(8)))
    assert found == [["first", "second"]] * 8


def test_a_package_that_cannot_be_loaded_says_so_each_time(slow_package, tmp_path):
    (tmp_path / "slowly_registered" / "third.py").write_text("raise ImportError('it is broken')\n")
    for _ in range(2):
        with pytest.raises(ImportError, match="it is broken"):
            list(slow_package)
