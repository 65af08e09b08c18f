"""HTTP: views and templates for agents, customers, designers and administrators, and nothing else.

Views load, call one verb, and answer; the rules live below.
"""

from collections.abc import Iterable
from pathlib import Path

from jinja2 import StrictUndefined

from foundation.application import make_application
from foundation.health import Examination, usual_looks
from foundation.settings import Settings
from web import (
    account,
    called,
    components,
    devices,
    errors,
    forgery,
    headers,
    health,
    logging_in,
    metrics,
    navigation,
    node_kinds,
    passwords,
    presence,
    readers,
    requests,
    sentences,
    sizes,
    start,
    styleguide,
    times,
    translating,
)
from web.admin import VIEWS as OF_ADMINISTRATORS
from web.agent import VIEWS as OF_AGENTS
from web.designer import VIEWS as OF_DESIGNERS
from web.peers import TrustedProxies
from web.portal import VIEWS as OF_CUSTOMERS

FOLDER = Path(__file__).parent
GROUND = (start.views, logging_in.views, passwords.views, account.views, health.views, metrics.views, styleguide.views)
LARGEST_BODY = 64 << 20  # bytes
LARGEST_FORM = 8 << 20  # bytes of a form that are no files


def create_app(settings: Settings, *, job_queues: Iterable[str] = ()) -> requests.Website:
    """The pages, on top of the house.

    Args:
        settings: of this process.
        job_queues: where workers have to be alive; without them one worker anywhere will do.
    """
    queues = tuple(job_queues)
    website = make_application(settings, kind=requests.Website)
    configure(website, settings)
    website.extensions["examination"] = Examination(website, usual_looks(settings, queues))
    for module in (
        requests,
        forgery,
        headers,
        errors,
        translating,
        sentences,
        times,
        sizes,
        devices,
        called,
        node_kinds,
        components,
        navigation,
        presence,
    ):
        module.register(website)
    metrics.register(website, queues)
    website.context_processor(lambda: {"reader": readers.reader()})
    for views in (*GROUND, *OF_AGENTS, *OF_CUSTOMERS, *OF_DESIGNERS, *OF_ADMINISTRATORS):
        website.register_blueprint(views)
    website.wsgi_app = TrustedProxies(website.wsgi_app, settings.trusted_proxies)  # type: ignore[method-assign]  # Flask's documented way
    return website


def configure(website: requests.Website, settings: Settings) -> None:
    """Limits, cookies, templates and files."""
    website.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https:"),
    )
    website.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    website.template_folder = str(FOLDER / "templates")
    website.static_folder = str(FOLDER / "static")
    website.static_url_path = "/static"
    website.add_url_rule("/static/<path:filename>", endpoint="static", view_func=requests.without_database(headers.static_file))
    website.jinja_env.globals["asset"] = headers.asset
