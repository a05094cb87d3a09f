"""Ticks of the journal."""

from core import clock
from core.tasks import tick
from journal import services


@tick()
def seal() -> int:
    """Seal what is new; returns how many."""
    return services.seal(at=clock.now())
