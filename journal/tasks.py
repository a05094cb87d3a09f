"""Ticks of the journal."""

from celery import shared_task

from core import clock
from journal import services


@shared_task(name="journal.tasks.seal")
def seal() -> int:
    """Seal what is new; returns how many."""
    return services.seal(at=clock.now())
