"""What can be set from outside: environment variables `LAUFZETTEL_…`, all optional, all refused by name when they make no sense.

`docs/settings.md` describes each; a test holds the two together.
"""

import difflib
import hashlib
import os
import re
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from foundation.errors import SettingsError

PREFIX = "LAUFZETTEL_"
LANGUAGES = ("en", "de")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LONGEST_SOCKET = 100  # bytes of a path; the kernel takes 107, and a server may write a longer one while it starts
SHORTEST_KEY = 32  # characters
# Not settings of the product: the tests' own switches live under the same prefix.
FOR_TESTS = frozenset({"LAUFZETTEL_CORPUS", "LAUFZETTEL_WALKS", "LAUFZETTEL_TEST_POSTGRESQL_URL"})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of one process, checked."""

    data_dir: Path = Path("var")
    database_url: str = ""  # never empty after `from_environment`
    redis_url: str | None = None  # None: the embedded server on a socket in the data dir
    secret_key: str = field(default="", repr=False)
    base_url: str = "http://127.0.0.1:8080"
    host: str = "127.0.0.1"
    port: int = 8080
    trusted_proxies: tuple[str, ...] = ()
    workers: int = 1  # processes per job queue
    metrics_token: str | None = field(default=None, repr=False)
    log_level: str = "INFO"
    smtp_url: str = ""  # never empty after `from_environment`
    time_zone: str = "UTC"
    language: str = "en"
    demo: bool | None = None  # None: on the first start of a house that nobody else reaches
    demo_public: bool = False

    @property
    def redis_socket(self) -> Path:
        """Where the embedded server listens: in the data dir, or, where that is too deep for a socket, in a private folder."""
        path = self.data_dir / "redis" / "redis.sock"
        if len(os.fsencode(path)) <= LONGEST_SOCKET:
            return path
        digest = hashlib.sha256(os.fsencode(self.data_dir)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"laufzettel-{os.getuid()}-{digest}" / "redis.sock"

    @property
    def redis_address(self) -> str:
        """The URL all processes use."""
        return self.redis_url or f"unix://{self.redis_socket}"

    @property
    def uses_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def keeps_all_in_data_dir(self) -> bool:
        """Whether the database is the embedded one."""
        return self.database_url == embedded_database(self.data_dir)

    @property
    def stays_on_this_machine(self) -> bool:
        """Whether nobody but people at this machine reaches the house, as far as its settings tell."""
        return is_loopback(self.host) and is_loopback(urlsplit(self.base_url).hostname or "")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read and check all settings; make the data directory and, where it is needed, the secret key.

        Raises:
            SettingsError: naming every variable whose value makes no sense, and why.
        """
        given = {name: value.strip() for name, value in (environment if environment is not None else os.environ).items()}
        values: dict[str, Any] = {}
        problems: list[str] = []
        for name, read in READERS.items():
            text = given.get(PREFIX + name, "")
            if text:
                try:
                    values[name.lower()] = read(text)
                except ValueError as error:
                    problems.append(f"{PREFIX}{name}: {error}")
        values["data_dir"] = Path(values.get("data_dir", "var")).absolute()
        values.setdefault("database_url", embedded_database(values["data_dir"]))
        values.setdefault("smtp_url", f"maildir:{values['data_dir'] / 'outgoing'}")
        values.setdefault("base_url", f"http://{values.get('host', '127.0.0.1')}:{values.get('port', 8080)}")
        if not problems and "secret_key" not in values:
            try:
                values["secret_key"] = kept_key(values["data_dir"], values["database_url"])
            except ValueError as error:
                problems.append(f"{PREFIX}SECRET_KEY: {error}")
            except OSError as error:
                problems.append(f"{PREFIX}DATA_DIR: {values['data_dir']} cannot be used: {error.strerror}.")
        if problems:
            raise SettingsError("\n".join(problems))
        return cls(**values)


def embedded_database(data_dir: Path) -> str:
    """The URL of the database that is used where none is named."""
    return f"sqlite:///{data_dir / 'laufzettel.db'}"


def is_loopback(name: str) -> bool:
    """Whether a host name or address is this machine's own, which no other one reaches."""
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return name.lower() == "localhost"


def unknown_settings(environment: Mapping[str, str] | None = None) -> list[str]:
    """A sentence for each variable that looks like a setting and is none."""
    known = {PREFIX + name for name in READERS}
    found = sorted(name for name in (environment if environment is not None else os.environ) if name.startswith(PREFIX))
    return [f"{name} is no setting{nearest(name, known) or '.'}" for name in found if name not in known | FOR_TESTS]


def nearest(name: str, known: set[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]}?" if close else ""


def kept_key(data_dir: Path, database_url: str) -> str:
    """The secret key kept in the data dir, made on first use (file mode 600).

    Raises:
        ValueError: with a database elsewhere, where another machine would make another key.
    """
    path = data_dir / "secret.key"
    if path.exists():
        return long_enough(path.read_text(encoding="ascii").strip())
    if not database_url.startswith("sqlite"):
        raise ValueError(
            "it must be set when the database is not in the data dir, since all machines need the same one. "
            'Make one with: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = secrets.token_urlsafe(48)
    draft = data_dir / f".secret.key.{secrets.token_hex(8)}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(key + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # whoever comes first wins; the others read that one
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text(encoding="ascii").strip()


# ------------------------------------------------------------------------------------------------ one reader per setting
def path(text: str) -> Path:
    found = Path(text).expanduser()
    if found.exists() and not found.is_dir():
        raise ValueError(f"{text} is a file; a folder is needed.")
    return found


def database(text: str) -> str:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # whose words would show a piece of the password
        raise ValueError("this is no database URL; write sqlite:////path/file.db or postgresql+psycopg://user:pass@host/name.") from None
    if url.drivername in {"postgresql", "postgres"}:
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in {"sqlite", "postgresql+psycopg"}:
        raise ValueError(f"{url.drivername} is not supported; use sqlite or postgresql+psycopg.")
    if not url.database or (url.drivername == "sqlite" and url.database == ":memory:"):
        raise ValueError("it names no database; several processes need one they can all open.")
    return url.render_as_string(hide_password=False)


def redis(text: str) -> str:
    parts = url(text)
    where = (
        parts.path.startswith("/")
        if parts.scheme == "unix"
        else bool(parts.hostname) and parts.path.strip("/").isdecimal() | (not parts.path.strip("/"))
    )
    if parts.scheme not in {"redis", "rediss", "unix"} or parts.fragment or not where:
        raise ValueError("write redis://host:port/0, rediss://… or unix:///path/to.sock; signs such as # in a password as %23.")
    return text


def url(text: str) -> SplitResult:
    """A URL taken apart, its port looked at; the parser's own words would show a piece of a password."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise ValueError("this is no URL; signs such as / @ : # in a password are written as %2F %40 %3A %23.") from None
    return parts


def long_enough(text: str) -> str:
    if len(text) < SHORTEST_KEY:
        raise ValueError(f"it has {len(text)} characters; at least {SHORTEST_KEY} are needed.")
    return text


def web_address(text: str) -> str:
    parts = url(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("write the address people use, such as https://desk.example.com.")
    return text.rstrip("/")


def host(text: str) -> str:
    if not re.fullmatch(r"[0-9A-Za-z.:\-\[\]]+", text):
        raise ValueError(f"{text!r} is no host name or address.")
    return text


def port(text: str) -> int:
    return number(text, 1, 65535)


def workers(text: str) -> int:
    return number(text, 1, 64)


def number(text: str, least: int, most: int) -> int:
    if not text.isdecimal() or not least <= int(text) <= most:
        raise ValueError(f"{text!r} is no whole number from {least} to {most}.")
    return int(text)


def proxies(text: str) -> tuple[str, ...]:
    networks = tuple(part.strip() for part in text.split(",") if part.strip())
    for network in networks:
        try:
            ip_network(network, strict=False)
        except ValueError:
            raise ValueError(f"{network!r} is no address or network such as 10.0.0.0/8.") from None
    return networks


def log_level(text: str) -> str:
    return one_of(text.upper(), LOG_LEVELS)


def language(text: str) -> str:
    return one_of(text.lower(), LANGUAGES)


def one_of(text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise ValueError(f"{text!r} is none of {', '.join(choices)}.")
    return text


def time_zone(text: str) -> str:
    if text not in available_timezones():
        raise ValueError(f"{text!r} is no time zone{nearest(text, available_timezones())}; write one such as Europe/Berlin.")
    return ZoneInfo(text).key


def smtp(text: str) -> str:
    scheme, _, rest = text.partition(":")
    if scheme in {"sendmail", "maildir"}:
        if not rest.startswith("/"):
            raise ValueError(f"write {scheme}:/path, with a full path.")
        return text
    if scheme not in {"smtp", "smtps", "smtp+starttls"} or not url(text).hostname or url(text).path.strip("/"):
        raise ValueError("write smtp://host:port, smtps://…, smtp+starttls://user:password@host:port, sendmail:/path or maildir:/path.")
    return text


def token(text: str) -> str:
    if len(text) < 16:
        raise ValueError("it is shorter than 16 characters.")
    if not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("it has blanks or signs that cannot be sent as a bearer token.")
    return text


def yes_or_no(text: str) -> bool:
    return one_of(text.lower(), ("yes", "no", "1", "0")) in {"yes", "1"}


READERS: dict[str, Callable[[str], Any]] = {
    "DATA_DIR": path,
    "DATABASE_URL": database,
    "REDIS_URL": redis,
    "SECRET_KEY": long_enough,
    "BASE_URL": web_address,
    "HOST": host,
    "PORT": port,
    "TRUSTED_PROXIES": proxies,
    "WORKERS": workers,
    "METRICS_TOKEN": token,
    "LOG_LEVEL": log_level,
    "SMTP_URL": smtp,
    "TIME_ZONE": time_zone,
    "LANGUAGE": language,
    "DEMO": yes_or_no,
    "DEMO_PUBLIC": yes_or_no,
}
