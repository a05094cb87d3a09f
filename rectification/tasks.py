"""Ticks of the ledger: set-based and safe to run twice."""

from core.tasks import tick
from rectification.services import upkeep


@tick()
def check_ledger() -> dict[str, int]:
    """Compare the counts with the rows and mend them; report what must never be."""
    found = upkeep.check_ledger()
    return {"mended": found.mended, "breaches": len(found.breaches)}
