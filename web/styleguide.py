"""Every component on one page, in both modes: to look at while building, and for the tests to look at. Strangers see none of it."""

from flask import jsonify, render_template, request, send_file
from flask.typing import ResponseReturnValue

from processes.deploying.shipped import FOLDER
from web.admission import Admits, Views

views = Views("styleguide", __name__, admits=Admits.AGENTS, url_prefix="/styleguide")
FRUIT = ("Apple", "Apricot", "Blackberry", "Cherry", "Damson", "Elderberry", "Fig", "Gooseberry", "Mirabelle", "Pear", "Quince")
COLUMNS = (
    {"name": "number", "label": "Number", "sorts": True, "narrow": True},
    {"name": "title", "label": "Title", "sorts": True},
    {"name": "customer", "label": "Customer", "sorts": True},
    {"name": "state", "label": "State"},
    {"name": "age", "label": "Age", "sorts": True, "end": True},
)
ROWS = (
    {"number": "20261127-0007", "title": "Screen stays black after the update", "customer": "Nordwind GmbH", "state": "open", "age": "2 h"},
    {"number": "20261127-0004", "title": "New laptop for Mara Lind", "customer": "Alster Logistik", "state": "new", "age": "5 h"},
    {
        "number": "20261126-0031",
        "title": "Invoice names the wrong address",
        "customer": "Nordwind GmbH",
        "state": "pending reminder",
        "age": "1 d",
    },
)


@views.get("")
def show() -> ResponseReturnValue:
    return render_template("styleguide.html", columns=COLUMNS, rows=ROWS, fruit=FRUIT, sort=request.args.get("sort", "-age"))


@views.get("/options")
def options() -> ResponseReturnValue:
    """What the combobox of the page asks for."""
    wanted = request.args.get("q", "").casefold()
    return jsonify([{"value": name.casefold(), "text": name, "note": "fruit"} for name in FRUIT if wanted in name.casefold()])


@views.get("/model.bpmn")
def show_model() -> ResponseReturnValue:
    """The model of the diagram: one that is shipped."""
    return send_file(FOLDER / "leave_application" / "model.bpmn", mimetype="application/xml")


@views.get("/panes")
def show_panes() -> ResponseReturnValue:
    """The frame of three panes."""
    return render_template("styleguide_panes.html", rows=ROWS, shows=request.args.get("shows", "list"))
