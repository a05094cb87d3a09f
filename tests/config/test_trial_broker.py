"""What the trial's supervisor removes from the broker's folders, and what it leaves there."""

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from celery import Celery

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    monkeypatch.delitem(sys.modules, "trial", raising=False)
    module = __import__("trial")
    monkeypatch.setattr(module, "DATA_DIR", tmp_path)
    for name in ("queue", "control"):
        (tmp_path / "broker" / name).mkdir(parents=True)
    return module


@pytest.fixture
def send(tmp_path: Path) -> Callable[[float], None]:
    """Sends a tick through the broker that the trial has."""
    folder = tmp_path / "broker"
    app = Celery("test", broker="filesystem://localhost")
    app.conf.broker_transport_options = {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "control_folder": str(folder / "control"),
    }

    def tick(expires: float) -> None:
        app.send_task("journal.tasks.seal", expires=datetime.now(UTC) + timedelta(seconds=expires))

    return tick


def messages(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "broker/queue").iterdir())


def test_expired_ticks_go_and_the_others_stay(
    trial: ModuleType, send: Callable[[float], None], tmp_path: Path
) -> None:
    send(3600)
    kept = messages(tmp_path)
    send(-1)
    send(-1)
    assert len(messages(tmp_path)) == 3
    assert trial.sweep_broker() == 2
    assert messages(tmp_path) == kept


def test_what_was_half_written_goes_after_a_minute(trial: ModuleType, tmp_path: Path) -> None:
    torn = tmp_path / "broker/queue/1_x.celery.msg"
    torn.write_bytes(b"")
    table = tmp_path / "broker/control/celery.exchange"
    table.write_text("", encoding="ascii")
    whole = tmp_path / "broker/control/other.exchange"
    whole.write_text(json.dumps([["celery", "", "celery"]]), encoding="ascii")
    assert trial.sweep_broker() == 0
    old = time.time() - 61
    for path in (torn, table, whole):
        os.utime(path, (old, old))
    assert trial.sweep_broker() == 2
    assert whole.exists()


def test_a_new_start_begins_with_empty_folders(
    trial: ModuleType, send: Callable[[float], None], tmp_path: Path
) -> None:
    send(3600)
    trial.sweep_broker(everything=True)
    assert messages(tmp_path) == []
