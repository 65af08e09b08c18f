"""The context everything runs in: settings and database, without a single page.

`web/` adds pages to it; workers and commands use it as it is.
"""

from typing import TypeVar, overload

from flask import Flask, current_app

from foundation.db import connect_to
from foundation.errors import Unavailable
from foundation.settings import Settings

App = TypeVar("App", bound=Flask)


@overload
def make_application(settings: Settings) -> Flask: ...
@overload
def make_application(settings: Settings, *, kind: type[App]) -> App: ...
def make_application(settings: Settings, *, kind: type[Flask] = Flask) -> Flask:
    """A Flask application, of `kind` if one is given, that knows its settings and its database.

    Raises:
        Unavailable: the data dir is not there and cannot be made.
    """
    make_data_dir(settings)
    app = kind("laufzettel", static_folder=None, template_folder=None)
    app.secret_key = settings.secret_key
    app.extensions["settings"] = settings
    connect_to(app, settings)
    return app


def make_data_dir(settings: Settings) -> None:
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(f"LAUFZETTEL_DATA_DIR: {settings.data_dir} cannot be made: {error.strerror}.") from error


def settings() -> Settings:
    """The settings of the running application."""
    found: Settings = current_app.extensions["settings"]
    return found
