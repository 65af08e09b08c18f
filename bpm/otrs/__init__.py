"""Process exports of OTRS, OTOBO and Znuny as models in our dialect: `import_process`.

What an export says and what OTRS makes of it is desk.md 11; what becomes of it here is `From OTRS` of dialect.md. Bytes in, a
model with its diagram and a report out. Whatever could not be carried as it was stands in the report.
"""

from bpm.otrs.errors import OtrsError
from bpm.otrs.export import read_export
from bpm.otrs.model import OtrsImport, build
from bpm.otrs.report import Finding, Report, Verdict
from bpm.otrs.yaml_text import read_yaml

__all__ = ["Finding", "OtrsError", "OtrsImport", "Report", "Verdict", "import_process"]


def import_process(data: bytes) -> OtrsImport:
    """The model of an export and the report on it; OtrsError says why there is none."""
    return build(read_export(read_yaml(data)))
