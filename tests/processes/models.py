"""Small models for tests, deployed and activated."""

from desk.actors import SYSTEM
from processes import definitions
from processes.versions import ProcessVersion

FILE = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:lz="urn:laufzettel:bpmn:1" id="file"
                  targetNamespace="urn:test">{}</bpmn:definitions>"""


def as_file(processes: str) -> bytes:
    """The content of a file with these root elements."""
    return FILE.format(processes).encode()


def deployed(processes: str, *further: tuple[str, bytes]) -> ProcessVersion:
    """An active version of the house's own."""
    version = definitions.deploy([("model.bpmn", as_file(processes)), *further], actor=SYSTEM)
    definitions.activate(version, actor=SYSTEM, accept_unbound=True)
    return version
