"""Ticks of the dashboard."""

from core import clock
from core.tasks import tick
from dashboard import services


@tick()
def tell_week() -> int:
    """Tell the leaders of their week, once a week."""
    return services.tell_week(at=clock.now())
