"""How HTTP is served: one process, eight threads."""

import gc

from waitress import serve as serve_with_waitress

from foundation.settings import Settings
from web import LARGEST_BODY, create_app
from workers.job_queues import JOB_QUEUES, redis_of
from workers.outbox import connect

THREADS = 8


def serve(settings: Settings) -> None:
    """Answer requests until told to stop; those being answered are finished."""
    application = create_app(settings, job_queues=JOB_QUEUES)
    connect(application, redis_of(settings))
    gc.collect()
    gc.freeze()  # what is there by now stays: to look at it again and again takes time from pages
    serve_with_waitress(
        application,
        host=settings.host.strip("[]"),
        port=settings.port,
        threads=THREADS,
        ident=None,  # nobody needs to know what answers
        max_request_body_size=LARGEST_BODY,
        clear_untrusted_proxy_headers=False,  # `web/requests.py` believes none but those of trusted proxies
    )
