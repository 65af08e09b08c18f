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
