"""Ticks of the ledger: what is checked by the clock, set-based and safe to run twice."""

import logging

from celery import shared_task

from campaign.models import Campaign
from rectification.selectors.invariants import breaches
from rectification.services import recount

logger = logging.getLogger(__name__)


@shared_task
def check_ledger() -> dict[str, int]:
    """Compare the counts with the rows and mend them; report what must never be."""
    mended = sum(
        recount(campaign=campaign)
        for campaign in Campaign.objects.filter(archived_at__isnull=True).order_by("id")
    )
    found = breaches()
    if mended:
        logger.warning("the counts differed from the rows in %s places and were mended", mended)
    for breach in found:
        logger.error("%s: %s", breach.number, breach.sentence)
    return {"mended": mended, "breaches": len(found)}
