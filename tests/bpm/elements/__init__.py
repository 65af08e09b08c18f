import pytest

# What the helper asserts is to be told as fully as what a test asserts itself.
pytest.register_assert_rewrite("tests.bpm.elements.playing")
