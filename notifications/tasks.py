"""Ticks of messages."""

from core import clock
from core.tasks import tick
from notifications import services


@tick()
def deliver() -> dict[str, int]:
    """Deliver what is due; safe beside itself and to miss for days."""
    report = services.deliver_due(at=clock.now())
    return {"delivered": report.delivered, "failed": report.failed}
