"""Ticks of the ledger: set-based and safe to run twice."""

from core import clock
from core.tasks import tick
from rectification import services
from rectification.services import upkeep


@tick()
def check_ledger() -> dict[str, int]:
    """Compare the counts with the rows and mend them; report what must never be."""
    found = upkeep.check_ledger(at=clock.now())
    return {"mended": found.mended, "breaches": len(found.breaches)}


@tick()
def send_due() -> int:
    """Note every rung of the ladder that is reached; returns how many messages were made."""
    return services.send_due(at=clock.now()).created
