"""`laufzettel backup`, `restore`, `config`: as people call them."""

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from app import main
from tests.postgresql import Server

PASSPHRASE = "correct horse battery\n"


class Machine:
    """A data dir, and commands run for it."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self._environment = {"LAUFZETTEL_DATA_DIR": str(folder / "var"), **environment}

    def run(self, *arguments: object, text: str | None = None, fails: bool = False) -> Result:
        result = CliRunner().invoke(main, [str(one) for one in arguments], input=text, env=self._environment)
        assert (result.exit_code != 0) is fails, (result.output, result.exception)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    def export(self) -> str:
        return self.run("config", "export").stdout


@pytest.fixture
def here(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "here")


@pytest.fixture
def there(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "there")


@pytest.fixture
def queues(tmp_path: Path) -> Path:
    path = tmp_path / "queues.yaml"
    path.write_text("queue:\n- {name: Küche, group: users, comment: warm}\n", encoding="utf-8")
    return path


def test_a_file_is_shown_then_done(here: Machine, there: Machine, queues: Path, tmp_path: Path):
    shown = here.run("config", "import", queues).stdout
    assert "+ queue Küche" in shown
    assert shown.endswith("1 to create, 0 to change, 0 unchanged.\nNothing was written; say --apply to do it.\n")
    assert "Küche" not in here.export()
    assert "Nothing was written" not in here.run("config", "import", queues, "--apply").stdout
    assert "There is nothing to do." in here.run("config", "import", queues).stdout
    here.run("config", "export", tmp_path / "all.yaml")
    there.run("config", "import", tmp_path / "all.yaml", "--apply")
    assert there.export() == here.export() == (tmp_path / "all.yaml").read_text(encoding="utf-8")
    assert "Küche" in {queue["name"] for queue in yaml.safe_load(there.export())["queue"]}


def test_what_is_wrong_in_a_file_is_one_message(here: Machine, tmp_path: Path):
    (tmp_path / "bad.yaml").write_text("queue:\n- {name: A, grup: users}\n")
    failed = here.run("config", "import", tmp_path / "bad.yaml", fails=True)
    assert "line 2: A queue has no 'grup'; did you mean 'group'?" in failed.stderr
    assert failed.stdout == ""


def test_a_backup_is_restored_on_another_machine(here: Machine, there: Machine, queues: Path, tmp_path: Path):
    here.run("config", "import", queues, "--apply")
    done = here.run("backup", tmp_path / "kept")
    assert "Stored and read back: " in done.stdout
    assert "whoever has the folder has all secrets" in done.stderr
    assert "Restored: " in there.run("restore", tmp_path / "kept").stdout
    assert there.export() == here.export()
    assert (there.folder / "var" / "secret.key").read_text() == (here.folder / "var" / "secret.key").read_text()
    used = there.run("restore", tmp_path / "kept", fails=True)
    assert "This system is used" in used.stderr
    again = here.run("backup", tmp_path / "kept", fails=True)
    assert "not empty" in again.stderr


def test_a_backup_moves_to_postgresql(here: Machine, queues: Path, tmp_path: Path, postgresql: Server):
    here.run("config", "import", queues, "--apply")
    here.run("backup", tmp_path / "kept", "--passphrase-stdin", text=PASSPHRASE)
    url = postgresql.database()
    grown = Machine(tmp_path / "grown", LAUFZETTEL_DATABASE_URL=url, LAUFZETTEL_SECRET_KEY="a key for the large machine, long enough")
    assert "--passphrase-stdin" in grown.run("restore", tmp_path / "kept", fails=True).stderr
    grown.run("restore", tmp_path / "kept", "--passphrase-stdin", text=PASSPHRASE)
    assert grown.export() == here.export()
    postgresql.drop(url)


def test_a_damaged_or_missing_backup_makes_no_database(there: Machine, tmp_path: Path):
    (tmp_path / "kept").mkdir()
    assert "no complete backup" in there.run("restore", tmp_path / "kept", fails=True).stderr
    assert "no complete backup" in there.run("restore", tmp_path / "nothing", fails=True).stderr
    assert not (there.folder / "var" / "laufzettel.db").exists()


def test_a_backup_without_key_says_so(here: Machine, tmp_path: Path):
    done = here.run("backup", tmp_path / "kept", "--without-key")
    assert "keep that key elsewhere" in done.stderr
    assert not (tmp_path / "kept" / "secret.key").exists()
