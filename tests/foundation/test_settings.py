import stat
import threading

import pytest

from foundation.errors import SettingsError
from foundation.settings import FOR_TESTS, PREFIX, READERS, Settings, unknown_settings
from tests.houses import KEY, settings_for


def read(folder, **environment):
    return Settings.from_environment({f"LAUFZETTEL_{name}": value for name, value in {"DATA_DIR": str(folder), **environment}.items()})


def test_everything_has_a_default(tmp_path):
    settings = read(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path}/laufzettel.db"
    assert settings.redis_address == f"unix://{tmp_path}/redis/redis.sock"
    assert settings.smtp_url == f"maildir:{tmp_path}/outgoing"
    assert (settings.host, settings.port, settings.base_url) == ("127.0.0.1", 8080, "http://127.0.0.1:8080")


def test_the_address_follows_the_port(tmp_path):
    assert read(tmp_path, PORT="8123").base_url == "http://127.0.0.1:8123"


WRONG = [
    ("DATABASE_URL", "mysql://u:p@h/d", "not supported"),
    ("DATABASE_URL", "nonsense", "no database URL"),
    ("DATABASE_URL", "sqlite://", "names no database"),
    ("REDIS_URL", "http://localhost", "redis://"),
    ("REDIS_URL", "unix:relative", "unix:///path"),
    ("REDIS_URL", "redis://host/abc", "redis://host:port/0"),
    ("REDIS_URL", "redis://:CANARY#x@h:1/0", "%23"),
    ("DATABASE_URL", "postgresql+psycopg://u:p@ss:CANARY@db/x", "no database URL"),
    ("BASE_URL", "https://h:99999", "no URL"),
    ("BASE_URL", "https://u:CANARY@h", "https://desk.example.com"),
    ("SMTP_URL", "smtp+starttls://u:CA/NARY@h", "no URL"),
    ("METRICS_TOKEN", "aaaaaaaa aaaaaaaaaaaa", "bearer"),
    ("SECRET_KEY", "short", "at least 32"),
    ("BASE_URL", "desk.example.com", "https://desk.example.com"),
    ("HOST", "no host!", "no host name"),
    ("PORT", "0", "from 1 to 65535"),
    ("PORT", "eighty", "from 1 to 65535"),
    ("TRUSTED_PROXIES", "10.0.0.0/8, here", "'here'"),
    ("WORKERS", "-1", "from 1 to 64"),
    ("METRICS_TOKEN", "abc", "shorter than 16"),
    ("LOG_LEVEL", "loud", "DEBUG, INFO"),
    ("SMTP_URL", "localhost:25", "smtp://host:port"),
    ("SMTP_URL", "maildir:relative", "full path"),
    ("TIME_ZONE", "Europe/Berln", "Europe/Berlin"),
    ("LANGUAGE", "fr", "en, de"),
    ("DEMO_PUBLIC", "maybe", "yes, no"),
]


@pytest.mark.parametrize(("name", "value", "said"), WRONG)
def test_a_wrong_value_is_refused_by_name(tmp_path, name, value, said):
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, **{name: value})
    assert f"LAUFZETTEL_{name}: " in str(caught.value)
    assert said in str(caught.value)
    assert "CANARY" not in str(caught.value)


def test_all_wrong_values_are_named_at_once(tmp_path):
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, PORT="x", LANGUAGE="y")
    assert "LAUFZETTEL_PORT" in str(caught.value)
    assert "LAUFZETTEL_LANGUAGE" in str(caught.value)


def test_a_file_cannot_be_the_data_dir(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"LAUFZETTEL_DATA_DIR: .* is a file"):
        read(tmp_path / "file")


def test_the_key_is_made_once_and_kept_private(tmp_path):
    first = read(tmp_path / "var").secret_key
    path = tmp_path / "var" / "secret.key"
    assert read(tmp_path / "var").secret_key == first
    assert len(first) >= 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [each.name for each in path.parent.iterdir()] == ["secret.key"]


def test_processes_that_start_at_once_agree_on_the_key(tmp_path):
    keys = []
    threads = [threading.Thread(target=lambda: keys.append(read(tmp_path / "var").secret_key)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(keys)) == 1
    assert len(keys) == 8


def test_a_database_elsewhere_needs_a_key_that_all_machines_share(tmp_path):
    with pytest.raises(SettingsError, match="LAUFZETTEL_SECRET_KEY: it must be set"):
        read(tmp_path, DATABASE_URL="postgresql://desk@db.example.com/desk")
    assert read(tmp_path, DATABASE_URL="postgresql://desk@db.example.com/desk", SECRET_KEY=KEY).database_url.startswith(
        "postgresql+psycopg://"
    )


def test_secrets_do_not_show(tmp_path):
    settings = settings_for(tmp_path, METRICS_TOKEN="a-canary-that-must-not-sing")
    assert KEY not in repr(settings)
    assert "canary" not in repr(settings)


def test_a_misspelt_setting_is_noticed():
    assert unknown_settings({"LAUFZETTEL_PROT": "1", "HOME": "/"}) == ["LAUFZETTEL_PROT is no setting; did you mean LAUFZETTEL_PORT?"]
    assert not unknown_settings(dict.fromkeys([*(PREFIX + name for name in READERS), *FOR_TESTS], "1"))


def test_every_setting_is_documented(root):
    page = (root / "docs" / "settings.md").read_text(encoding="utf-8")
    assert not [name for name in READERS if f"`{PREFIX}{name}`" not in page]
