"""Sizes of files: three digits at most before the unit, in the reader's language."""

import pytest

from web.sizes import size


@pytest.mark.parametrize(
    ("number", "english", "german"),
    [
        (0, "0 B", "0 B"),
        (999, "999 B", "999 B"),
        (1450, "1.4 kB", "1,4 kB"),
        (123_000, "123 kB", "123 kB"),
        (123_456, "123.5 kB", "123,5 kB"),
        (20_000_000, "20 MB", "20 MB"),
        (5_000_000_000_000, "5000 GB", "5000 GB"),
    ],
)
def test_sizes_are_written_as_people_read_them(bare_site, number, english, german):
    for language, told in (("en", english), ("de", german)):
        with bare_site.test_request_context("/", headers={"Accept-Language": language}):
            assert size(number) == told
