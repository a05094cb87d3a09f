"""What was late on a day, and what happened to items in a week, told from rows and journal."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from core.clock import LOCAL_ZONE
from journal.models import Entry
from rectification.enums import DONE_STATES
from rectification.lights import TICKING
from rectification.models import Item

DONE_TYPES = ("item.verified", "item.sustained")
REOPENED_TYPES = ("item.reopened",)
WEEK = timedelta(days=7)
ONE_DAY = timedelta(days=1)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def start_of(day: date) -> datetime:
    """The first moment of a day in China."""
    return datetime.combine(day, time(), LOCAL_ZONE)


def late_on(day: date) -> Q:
    """Items that were late at the end of `day`, by the dates in force now: those still running,
    and those that ended later. On today it is what the red light says."""
    after = start_of(day + ONE_DAY)
    running = Q(state__in=TICKING, created_at__lt=after)
    ended = Q(state__in=DONE_STATES, closed_at__gte=after, created_at__lt=after)
    return Q(effective_due_on__lt=day) & (running | ended)


def happened_in_week(day: date, types: Iterable[str]) -> Q:
    """Items of which the journal tells one of `types` in the week of `day`, Monday to Sunday."""
    monday = monday_of(day)
    told = Entry.objects.filter(
        at__gte=start_of(monday),
        at__lt=start_of(monday + WEEK),
        type__in=list(types),
        subject_type=Item._meta.label_lower,
    )
    return Q(pk__in=told.values("subject_id"))


__all__ = [
    "DONE_TYPES",
    "REOPENED_TYPES",
    "happened_in_week",
    "late_on",
    "monday_of",
    "start_of",
]
