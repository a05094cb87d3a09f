"""Ticks of core."""

from celery import shared_task

from core import clock, services


@shared_task(name="core.tasks.run_jobs", soft_time_limit=3540, time_limit=3600)
def run_jobs() -> int:
    """Run the background jobs that are due; returns how many."""
    return services.run_due(now=clock.now)


@shared_task(name="core.tasks.forget_idempotency_keys")
def forget_idempotency_keys() -> int:
    """Remove answers that nobody may ask for again; returns how many."""
    return services.forget_keys(at=clock.now())
