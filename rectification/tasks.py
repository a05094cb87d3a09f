"""Ticks of the ledger: set-based and safe to run twice."""

from celery import shared_task

from core.clock import now
from rectification import services
from rectification.services import upkeep


@shared_task
def check_ledger() -> dict[str, int]:
    """Compare the counts with the rows and mend them; report what must never be."""
    found = upkeep.check_ledger()
    return {"mended": found.mended, "breaches": len(found.breaches)}


@shared_task(soft_time_limit=240, time_limit=300)
def send_due() -> int:
    """Note every rung of the ladder that is reached; returns how many messages were made."""
    return services.send_due(at=now()).created
