"""Ticks of the campaign."""

from campaign.services import opinions
from core import clock
from core.tasks import tick


@tick()
def tell_released_opinions() -> int:
    """Tell departments of the opinions that are open to them by today; returns how many."""
    return opinions.tell_released(at=clock.now())


@tick()
def forget_contacts() -> int:
    """Forget who gave opinions half a year after their campaign was archived; how many."""
    return opinions.forget_contacts(at=clock.now())
