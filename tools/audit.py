"""Ask for known vulnerabilities in the locked packages; part of `make lint`.

Findings fail. Where nobody answers (no network, or a registry that keeps no advisories), that is said and the lint goes
on: a check that needs the outside world must not stop work without it.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

PATIENCE = 60


def main(lock: str) -> None:
    findings = audit(lock)
    if findings is None:
        print(f"pip-audit could not ask for vulnerabilities of {lock}: no answer from the advisory service. Going on without.")
    elif findings:
        sys.exit(f"{lock} has known vulnerabilities:\n" + "\n".join(findings))
    else:
        print(f"No known vulnerabilities in {lock}.")


def audit(lock: str) -> list[str] | None:
    """One line per vulnerability; None when nobody could be asked."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        command = [sys.executable, "-m", "pip_audit", "-r", lock, "--disable-pip", "--require-hashes", "-f", "json", "-o", str(report)]
        try:
            subprocess.run(command, check=False, capture_output=True, timeout=PATIENCE, stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            return None
        return lines(json.loads(report.read_text(encoding="utf-8"))) if report.exists() else None


def lines(report: dict[str, list[dict[str, object]]]) -> list[str]:
    found = []
    for package in report["dependencies"]:
        for finding in package.get("vulns") or []:  # type: ignore[attr-defined]
            fixed = ", ".join(finding["fix_versions"]) or "no version yet"
            found.append(f"  {package['name']} {package['version']}: {finding['id']} (fixed in: {fixed})")
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
