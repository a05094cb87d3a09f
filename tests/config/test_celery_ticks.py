"""Every tick of the beat schedule exists and can be called as it is sent."""

import importlib
import inspect
from typing import Any

import pytest

from config.celery import app

SCHEDULE: dict[str, dict[str, Any]] = app.conf.beat_schedule


@pytest.mark.parametrize("name", sorted(SCHEDULE))
def test_a_tick_is_a_task_that_takes_its_arguments(name: str) -> None:
    entry = SCHEDULE[name]
    module, _, attribute = entry["task"].rpartition(".")
    task = getattr(importlib.import_module(module), attribute)
    assert task.name == entry["task"]
    inspect.signature(task.run).bind(*entry.get("args", ()), **entry.get("kwargs", {}))


@pytest.mark.parametrize("name", sorted(SCHEDULE))
def test_a_tick_expires_instead_of_piling_up(name: str) -> None:
    options = SCHEDULE[name]["options"]
    period = SCHEDULE[name]["schedule"].run_every.total_seconds()
    assert 0 < options["expires"] <= max(period, 10)
    assert not options.keys() & {"eta", "countdown"}


def test_a_lost_worker_gives_its_tick_back() -> None:
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.task_publish_retry is False
    assert app.conf.task_soft_time_limit < app.conf.task_time_limit < 600
