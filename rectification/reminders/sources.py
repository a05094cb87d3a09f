"""Every clock of the ledger, for `settings.REMINDER_SOURCES`."""

from collections.abc import Iterator
from datetime import datetime

from campaign.enums import LadderSubject
from rectification.reminders.due import DueDates
from rectification.reminders.ground import Run
from rectification.services.reminding import ClockSource


def item_sources(*, at: datetime) -> Iterator[ClockSource]:
    """The clocks of every campaign that is not archived."""
    run = Run.of(at)
    for campaign in run.campaigns:
        yield DueDates(run, campaign, LadderSubject.ORDINARY)
        yield DueDates(run, campaign, LadderSubject.IMMEDIATE)
