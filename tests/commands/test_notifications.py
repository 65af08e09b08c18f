"""`laufzettel notification …`: as people call it."""

from pathlib import Path

from tests.commands.test_keeping import Machine

TITLES = 14


def test_notifications_are_listed_exported_changed_and_taken_back(tmp_path: Path):
    machine, file = Machine(tmp_path), tmp_path / "notifications.yaml"
    listed = machine.run("notification", "list").stdout.splitlines()
    assert len(listed) == TITLES
    assert "Ticket lock timeout notification (valid): lock-timeout → owner by in-app, email" in listed
    file.write_text(machine.run("notification", "export").stdout.replace("once_a_day: true", "once_a_day: false"), encoding="utf-8")
    assert machine.run("notification", "import", file).stdout.count(": left as it is\n") == TITLES
    became = machine.run("notification", "import", file, "--overwrite").stdout
    assert (became.count(": changed\n"), became.count(": unchanged\n")) == (4, 10)
    file.write_text("- {name: New, occasions: [noon], texts: {en: {subject: x, body: x}}}\n")
    refused = machine.run("notification", "import", file, fails=True)
    assert "New, occasions: There is no 'noon'" in refused.stderr
    assert len(machine.run("notification", "list").stdout.splitlines()) == TITLES
