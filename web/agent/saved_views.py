"""Saved views over HTTP: a list is kept under a name, gets another one, is deleted."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.errors import Refused
from web.admission import Admits, Views
from web.agent import standing
from web.agent.asking import ListQuery
from web.agent.loading import agent

views = Views("saved_views", __name__, admits=Admits.AGENTS, url_prefix="/tickets/views")


@views.post("")
def save() -> ResponseReturnValue:
    """Save a list under a name; a name that was refused is asked for again."""
    query = ListQuery.from_address(request.args)
    try:
        name = standing.save(agent(), request.form.get("title", ""), query)
    except Refused as refusal:
        return form(_("Save as a view"), _("Save"), back_to=query.address(), refusal=refusal)
    return redirect(url_for("lists.show", view=name))


@views.get("/<name>/rename")
def ask_for_name(name: str) -> ResponseReturnValue:
    return form(_("Rename this view"), _("Rename"), back_to=f"view={name}", title=standing.saved_view(agent(), name).title)


@views.post("/<name>/rename")
def rename(name: str) -> ResponseReturnValue:
    """Give it another name; one that was refused is asked for again."""
    try:
        standing.rename(agent(), name, request.form.get("title", ""))
    except Refused as refusal:
        return form(_("Rename this view"), _("Rename"), back_to=f"view={name}", refusal=refusal)
    return redirect(url_for("lists.show", view=name))


@views.post("/<name>/delete")
def delete(name: str) -> ResponseReturnValue:
    standing.forget(agent(), name)
    return redirect(url_for("lists.show"))


def form(heading: str, submit: str, *, back_to: str, title: str = "", refusal: Refused | None = None) -> ResponseReturnValue:
    """A page that asks for the name of a view; it is sent to where it was asked for."""
    page = render_template(
        "agent/view_name.html",
        heading=heading,
        submit=submit,
        action=request.full_path.rstrip("?"),
        back_to=back_to,
        title=request.form.get("title", title),
        problem=" ".join(refusal.problems.values()) if refusal else "",
    )
    return make_response(page, 422 if refusal else 200)
