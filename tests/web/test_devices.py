"""Browsers as people know them, from what they say about themselves."""

import pytest

from web.devices import as_device

MOZILLA = "Mozilla/5.0"
LIKE_CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0"


@pytest.mark.parametrize(
    ("said", "called"),
    [
        (f"{MOZILLA} (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox on Linux"),
        (f"{MOZILLA} (Windows NT 10.0; Win64; x64) {LIKE_CHROME} Safari/537.36", "Chrome on Windows"),
        (f"{MOZILLA} (Windows NT 10.0; Win64; x64) {LIKE_CHROME} Safari/537.36 Edg/131.0.0.0", "Edge on Windows"),
        (f"{MOZILLA} (Linux; Android 14; SM-S921B) {LIKE_CHROME} Mobile Safari/537.36", "Chrome on Android"),
        (
            f"{MOZILLA} (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        (f"{MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15", "Safari on macOS"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", "An unknown browser"),
    ],
)
def test_a_browser_is_called_by_its_name_and_its_system(bare_site, said, called):
    with bare_site.test_request_context("/"):
        assert as_device(said) == called
