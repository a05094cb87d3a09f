"""Every tick of the beat schedule exists, can be called as it is sent, and ends in time."""

import ast
import importlib
import inspect
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from config import settings as installation
from config.celery import app
from core import clock
from core.models import TickRun

SCHEDULE: dict[str, dict[str, Any]] = app.conf.beat_schedule
ROOT = Path(__file__).resolve().parents[2]
APPS = ("core", "journal", "accounts", "notifications", "campaign", "rectification", "dashboard")
# Redis gives a tick to a second worker after so many seconds (settings.py, with REDIS_URL).
VISIBILITY_TIMEOUT = 600
SENDING = {"delay", "apply_async", "send_task", "delay_on_commit", "apply_async_on_commit"}


def task_of(name: str) -> Any:
    module, _, attribute = SCHEDULE[name]["task"].rpartition(".")
    return getattr(importlib.import_module(module), attribute)


def limits(name: str) -> tuple[float, float]:
    task = task_of(name)
    return (
        task.soft_time_limit or app.conf.task_soft_time_limit,
        task.time_limit or app.conf.task_time_limit,
    )


@pytest.mark.parametrize("name", sorted(SCHEDULE))
def test_a_tick_is_a_task_that_takes_its_arguments(name: str) -> None:
    entry = SCHEDULE[name]
    task = task_of(name)
    assert task.name == entry["task"]
    inspect.signature(task.run).bind(*entry.get("args", ()), **entry.get("kwargs", {}))


@pytest.mark.parametrize("name", sorted(SCHEDULE))
def test_a_tick_has_a_name_for_its_reader(name: str) -> None:
    assert SCHEDULE[name]["task"] in settings.TICK_LABELS


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(SCHEDULE))
def test_a_tick_leaves_a_record_of_its_run(name: str) -> None:
    task_of(name).run()
    run = TickRun.objects.get(name=SCHEDULE[name]["task"])
    assert run.succeeded_at == run.ended_at


@pytest.mark.parametrize("name", sorted(SCHEDULE))
def test_a_tick_expires_instead_of_piling_up(name: str) -> None:
    options = SCHEDULE[name]["options"]
    period = SCHEDULE[name]["schedule"].run_every.total_seconds()
    assert 0 < options["expires"] <= max(period, 10)
    assert not options.keys() & {"eta", "countdown"}


@pytest.mark.parametrize("name", sorted(SCHEDULE))
def test_a_tick_that_runs_long_is_not_given_to_a_second_worker(name: str) -> None:
    """Either it is over before Redis gives it away, or it has expired by then."""
    soft, hard = limits(name)
    assert 0 < soft < hard
    assert min(hard, SCHEDULE[name]["options"]["expires"]) < VISIBILITY_TIMEOUT


@pytest.mark.parametrize("path", settings.DUE_ROWS)
def test_what_an_operator_sees_waiting_can_be_asked(path: str) -> None:
    assert inspect.signature(import_string(path)).bind(clock.now()).arguments


def test_a_lost_worker_gives_its_tick_back() -> None:
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.task_publish_retry is False
    assert app.conf.task_soft_time_limit < app.conf.task_time_limit < VISIBILITY_TIMEOUT


def test_redis_is_asked_with_timeouts() -> None:
    options = installation.redis_transport()
    assert options["visibility_timeout"] == VISIBILITY_TIMEOUT
    assert options["unacked_restore_throttle"] == 1
    assert 0 < options["socket_connect_timeout"] <= 2
    assert 0 < options["socket_timeout"] <= 5
    assert options["retry_on_timeout"] is False  # twice the timeout for whoever publishes


def test_nothing_enqueues_or_waits_for_a_time() -> None:
    """Only beat sends; a request or a tick that sends would need the broker to be there."""
    found = []
    for folder in APPS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute) and node.attr in SENDING:
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno} .{node.attr}")
                if isinstance(node, ast.keyword) and node.arg in {"eta", "countdown"}:
                    found.append(f"{path.relative_to(ROOT)}:{node.value.lineno} {node.arg}=")
    assert found == []


def test_redis_keeps_its_queue_on_disk_in_compose() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert '"--appendonly", "yes"' in text
    assert '"--maxmemory-policy", "noeviction"' in text
