"""Security headers of every answer, and how long browsers may keep it."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, current_app, request

from foundation.application import settings

POLICY = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
UNUSED = ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "usb")
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
A_YEAR = 365 * 24 * 60 * 60  # seconds


def register(website: Flask) -> None:
    website.after_request(protect)


def protect(response: Response) -> Response:
    """A view may tighten a header; what it leaves out is added."""
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    if settings().base_url.startswith("https:"):
        response.headers.setdefault("Strict-Transport-Security", f"max-age={A_YEAR}")
    if request.endpoint != "static" or response.status_code >= 400:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def static_file(filename: str) -> Response:
    """A file of ours; with the fingerprint in its address it never changes."""
    kept = A_YEAR if request.args.get("v") else None
    response = current_app.send_static_file(filename)
    if kept:
        response.cache_control.max_age, response.cache_control.no_cache = kept, None
        response.cache_control.public = response.cache_control.immutable = True
    return response


def asset(name: str) -> str:
    """The address of a static file, another one whenever its content is."""
    return f"/static/{name}?v={fingerprint(current_app.static_folder or '', name)}"


@cache
def fingerprint(folder: str, name: str) -> str:
    """That of the file as it is when it is first asked for: each icon of a page asks."""
    return sha256((Path(folder) / name).read_bytes()).hexdigest()[:12]
