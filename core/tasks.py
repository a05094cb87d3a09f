"""Ticks of core, and the wrapper that every app's ticks use."""

import functools
from collections.abc import Callable
from typing import Any

from celery import shared_task

from core import clock, services

Work = Callable[[], Any]


def tick(*, soft_time_limit: int = 240, time_limit: int = 300) -> Callable[[Work], Any]:
    """A task named by its place, called without arguments, whose last run is on record.

    A run is told to stop after `soft_time_limit` seconds and is killed after `time_limit`; what it
    had committed stays, the next run goes on from there.
    """

    def decorate(work: Work) -> Any:
        name = f"{work.__module__}.{work.__name__}"

        @shared_task(name=name, soft_time_limit=soft_time_limit, time_limit=time_limit)
        @functools.wraps(work)
        def run() -> Any:
            return services.run_tick(name=name, work=work, now=clock.now)

        return run

    return decorate


@tick(soft_time_limit=3540, time_limit=3600)
def run_jobs() -> int:
    """Run the background jobs that are due; returns how many."""
    return services.run_due(now=clock.now)


@tick()
def forget_idempotency_keys() -> int:
    """Remove answers that nobody may ask for again; returns how many."""
    return services.forget_keys(at=clock.now())
