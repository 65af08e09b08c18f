"""What stands in the forms of administrators."""

import html
import re
from typing import Any


def form_of(page: str) -> dict[str, Any]:
    """What the form would send as it is."""
    given: dict[str, Any] = dict(
        re.findall(r'<input class="[^"]*" id="[^"]*" name="([^"]+)" type="(?:text|number|date)" value="([^"]*)"', page)
    )
    for name, inner in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        given[name] = re.findall(r'value="([^"]*)" selected', inner)
    for name, inner in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL):
        given[name] = html.unescape(inner)
    for name, value in re.findall(r'<input class="input" type="text" name="([^"]+)" value="([^"]*)"', page):  # of rows
        given.setdefault(name, []).append(html.unescape(value))
    given |= dict.fromkeys(re.findall(r'<input type="checkbox" id="[^"]*" name="([^"]+)" value="yes" checked', page), "yes")
    return given


def errors_at(name: str, page: str) -> str:
    return "".join(re.findall(rf'id="{name}-error">.*?</p>', page, re.DOTALL))


def options_of(name: str, page: str) -> list[tuple[str, bool]]:
    (inner,) = re.findall(rf'<select[^>]* name="{name}"[^>]*>(.*?)</select>', page, re.DOTALL)
    return [(value, bool(chosen)) for value, chosen in re.findall(r'<option value="([^"]*)"( selected)?', inner)]
