"""Ticks of messages."""

from celery import shared_task

from core import clock
from notifications import services


@shared_task
def deliver() -> dict[str, int]:
    """Deliver what is due; safe beside itself and to miss for days."""
    report = services.deliver_due(at=clock.now())
    return {"delivered": report.delivered, "failed": report.failed}
