"""How much working time a clock has left, in words."""

import pytest

from web.agent.clocks import left_of


@pytest.mark.parametrize(
    ("minutes", "english", "german"),
    [
        (80 * 60, "80 working hours left", "noch 80 Arbeitsstunden"),
        (60, "1 working hour left", "noch 1 Arbeitsstunde"),
        (188, "3 h 8 min of working time left", "noch 3 h 8 min Arbeitszeit"),
        (0, "0 min of working time left", "noch 0 min Arbeitszeit"),
        (-45, "45 min of working time late", "seit 45 min Arbeitszeit überfällig"),
    ],
)
def test_what_is_left_is_said_with_its_unit(site, minutes, english, german):
    for language, told in (("en", english), ("de", german)):
        with site.test_request_context("/", headers={"Accept-Language": language}):
            assert left_of(minutes) == told
