"""How the environment is read, and what a database, a broker and a key become of it."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def env_text(name: str, default: str = "") -> str:
    """The variable, else the stripped content of the file that NAME_FILE names."""
    if value := os.environ.get(name, ""):
        return value
    if path := os.environ.get(f"{name}_FILE", ""):
        return Path(path).read_text(encoding="utf-8").strip()
    return default


def env_bool(name: str, default: bool) -> bool:
    """1/true/yes/on or 0/false/no/off; any other word is refused."""
    value = env_text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}: write 1 or 0, not {value!r}")


def env_int(name: str, default: int) -> int:
    """A whole number."""
    value = env_text(name)
    try:
        return int(value) if value else default
    except ValueError:
        raise ImproperlyConfigured(f"{name}: write a whole number, not {value!r}") from None


def env_list(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Words between commas."""
    value = env_text(name)
    return [word.strip() for word in value.split(",") if word.strip()] or list(default)


def database_from_url(url: str) -> dict[str, Any]:
    """A DATABASES entry from postgresql://user:password@host:port/name?sslmode=….

    Every parameter after the question mark goes to libpq (sslmode, sslrootcert,
    host for a socket directory …), but conn_max_age, which is Django's.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL: only postgresql://user:password@host/name")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    conn_max_age = int(options.pop("conn_max_age", "60"))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": conn_max_age,
        "CONN_HEALTH_CHECKS": True,
        # Compiling a page's statement took 8 of its 8.6 s (docs/performance.md).
        "OPTIONS": {"connect_timeout": 5, "options": "-c jit=off", **options},
    }


def sqlite_in(folder: Path) -> dict[str, Any]:
    """A DATABASES entry for one file; a writer waits its turn instead of failing."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": folder / "db.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def secret_key_in(folder: Path) -> str:
    """The trial's own key: made once, readable by its owner only."""
    path = folder / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(64)
        file.write(key)
    return key


def redis_transport() -> dict[str, Any]:
    """How Celery speaks to Redis: whoever publishes waits 5 s for a frozen one, 2 for a dead one.

    A tick whose worker vanished without a word is given to another after `visibility_timeout`.
    """
    return {
        "visibility_timeout": 600,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
        "socket_keepalive": True,
        "health_check_interval": 15,
        "retry_on_timeout": False,
    }


def folder_transport(folder: Path) -> dict[str, Any]:
    """How Celery speaks through files, which needs no server."""
    for name in ("queue", "control"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.2,
    }
