"""The context everything runs in: settings and database, without a single page.

`web/` adds pages to it; workers and commands use it as it is.
"""

from typing import TypeVar, overload

from flask import Flask, current_app

from foundation.db import connect_to
from foundation.settings import Settings

App = TypeVar("App", bound=Flask)


@overload
def make_application(settings: Settings) -> Flask: ...
@overload
def make_application(settings: Settings, *, kind: type[App]) -> App: ...
def make_application(settings: Settings, *, kind: type[Flask] = Flask) -> Flask:
    """A Flask application, of `kind` if one is given, that knows its settings and its database."""
    app = kind("laufzettel", static_folder=None, template_folder=None)
    app.secret_key = settings.secret_key
    app.extensions["settings"] = settings
    connect_to(app, settings)
    return app


def settings() -> Settings:
    """The settings of the running application."""
    found: Settings = current_app.extensions["settings"]
    return found
