"""What a tick does for the ledger: counts compared with the rows, breaches reported."""

import logging
from dataclasses import dataclass
from datetime import datetime

from campaign.models import Campaign
from rectification.selectors.invariants import Breach, breaches
from rectification.services.calendar import recompute_due_dates
from rectification.services.counts import recount

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class LedgerCheck:
    """How many counts had to be mended, and what must never be but is."""

    mended: int
    breaches: list[Breach]


def check_ledger(*, at: datetime) -> LedgerCheck:
    """Let dates follow a calendar that has changed beneath, compare the counts with the rows and
    mend them, report what must never be."""
    moved = recompute_due_dates(at=at)
    if moved:
        logger.warning("%s dates in force followed the calendar", moved)
    campaigns = Campaign.objects.filter(archived_at__isnull=True).order_by("id")
    mended = sum(recount(campaign=campaign) for campaign in campaigns)
    found = breaches()
    if mended:
        logger.warning("the counts differed from the rows in %s places and were mended", mended)
    for breach in found:
        logger.error("%s: %s", breach.number, breach.sentence)
    return LedgerCheck(mended, found)
