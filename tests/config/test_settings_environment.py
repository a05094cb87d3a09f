"""The settings file, asked through the environment that an operator writes."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import (
    database_from_url,
    env_bool,
    env_int,
    env_list,
    env_text,
    secret_key_in,
)

ROOT = Path(__file__).resolve().parents[2]


def read_setting(expression: str, folder: Path, **environment: str) -> subprocess.CompletedProcess:
    """A new process prints one setting; only the given variables are set."""
    code = f"from django.conf import settings; print({expression})"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_secret_may_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_text("geheim\n", encoding="utf-8")
    monkeypatch.setenv("SOME_KEY_FILE", str(tmp_path / "key"))
    assert env_text("SOME_KEY") == "geheim"
    monkeypatch.setenv("SOME_KEY", "direct")
    assert env_text("SOME_KEY") == "direct"


@pytest.mark.parametrize(("word", "value"), [("1", True), ("off", False), ("", True)])
def test_a_switch_is_read(word: str, value: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWITCH", word)
    assert env_bool("SWITCH", True) is value


def test_what_is_no_switch_or_number_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THING", "maybe")
    with pytest.raises(ImproperlyConfigured, match="THING"):
        env_bool("THING", False)
    with pytest.raises(ImproperlyConfigured, match="THING"):
        env_int("THING", 1)


def test_a_list_is_split_and_stripped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSTS", "a.example, b.example,")
    assert env_list("HOSTS") == ["a.example", "b.example"]


def test_a_database_url_with_odd_signs() -> None:
    url = "postgresql://us%40er:p%2Fw%3A@db.example:6432/ledger?sslmode=require&conn_max_age=5"
    entry = database_from_url(url)
    assert (entry["USER"], entry["PASSWORD"]) == ("us@er", "p/w:")
    assert (entry["HOST"], entry["PORT"], entry["NAME"]) == ("db.example", "6432", "ledger")
    assert entry["OPTIONS"]["sslmode"] == "require"
    assert entry["CONN_MAX_AGE"] == 5


def test_a_database_url_over_a_socket_folder() -> None:
    assert database_from_url("postgresql://u@/n?host=/run/pg")["HOST"] == "/run/pg"


def test_another_database_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        database_from_url("mysql://localhost/ledger")


def test_the_trial_makes_its_key_once_and_for_its_owner(tmp_path: Path) -> None:
    first = secret_key_in(tmp_path)
    assert secret_key_in(tmp_path) == first
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


@pytest.mark.parametrize("switch", [{"MODE": "production"}, {"DEBUG": "0"}])
def test_production_makes_nothing_up(switch: dict[str, str], tmp_path: Path) -> None:
    answer = read_setting("settings.PRODUCTION", tmp_path, ALLOWED_HOSTS="x", **switch)
    assert answer.returncode != 0
    assert "SECRET_KEY" in answer.stderr
    assert not (tmp_path / "secret_key").exists()


def test_production_is_closed_by_default(tmp_path: Path) -> None:
    expression = (
        "settings.DEBUG, settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE,"
        "settings.SECURE_SSL_REDIRECT, settings.CELERY_BROKER_URL.split(':')[0]"
    )
    answer = read_setting(
        expression,
        tmp_path,
        MODE="production",
        SECRET_KEY="k" * 60,
        ALLOWED_HOSTS="x",
        REDIS_URL="redis://r/0",
    )
    assert answer.stdout.strip() == "False True True True redis", answer.stderr


def test_the_trial_needs_no_variable(tmp_path: Path) -> None:
    expression = (
        "settings.PRODUCTION, settings.DEBUG, settings.DATABASES['default']['NAME'].name,"
        "settings.DATABASES['default']['OPTIONS']['transaction_mode'],"
        "settings.CELERY_BROKER_URL"
    )
    answer = read_setting(expression, tmp_path)
    assert answer.stdout.strip() == "False False db.sqlite3 IMMEDIATE filesystem://localhost", (
        answer.stderr
    )
