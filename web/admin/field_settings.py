"""The settings of a dynamic field are written as YAML; whoever wrote them wrong is shown some that are right for the kind."""

from typing import Final

from flask_babel import gettext as _
from markupsafe import Markup

EXAMPLES: Final = {
    "checkbox": "default: true",
    "date": "restriction: no-past",
    "datetime": "{restriction: no-past, default_seconds: 3600}",
    "decimal": "{min: 0, max: 99.5}",
    "dropdown": "values: {r: red, g: green}",
    "integer": "{min: 0, max: 100}",
    "multiselect": "values: {r: red, g: green}",
    "text": "max_length: 80",
    "textarea": "{rows: 6, max_length: 2000}",
}


def with_example(problem: str, kind: str) -> str:
    """A problem of settings, and an example that is taken as it stands."""
    example = EXAMPLES.get(kind)
    return Markup("{} {} <code>{}</code>").format(problem, _("Such as:"), example) if example else problem
