"""Every clock of the ledger, for `settings.REMINDER_SOURCES`."""

from collections.abc import Iterator
from datetime import datetime

from campaign.enums import LadderSubject
from rectification.reminders.clocks import ItemClock
from rectification.reminders.desks import desks
from rectification.reminders.due import DueDates
from rectification.reminders.ground import Run
from rectification.reminders.vacancies import Vacancies
from rectification.reminders.waits import waits
from rectification.services.reminding import ClockSource


def item_clocks(run: Run) -> Iterator[ItemClock]:
    """The clocks of items of every campaign that is not archived."""
    for campaign in run.campaigns:
        yield DueDates(run, campaign, LadderSubject.ORDINARY)
        yield DueDates(run, campaign, LadderSubject.IMMEDIATE)
        yield from desks(run, campaign)
        yield from waits(run, campaign)


def item_sources(*, at: datetime) -> Iterator[ClockSource]:
    """The clocks of items and of vacant leads."""
    run = Run.of(at)
    yield from item_clocks(run)
    for campaign in run.campaigns:
        yield Vacancies(run, campaign)
