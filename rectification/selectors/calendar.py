"""What the calendar of working days does to dates in force, and what is known of it."""

from collections.abc import Mapping
from datetime import date

from django.db.models import QuerySet

from core.models import WorkdayOverride
from core.workdays import Workdays
from rectification.enums import OPEN_STATES
from rectification.models import Item


def dated_items() -> QuerySet[Item]:
    """Items whose date in force follows the calendar: open, dated, of a campaign that goes on."""
    return Item.objects.filter(
        state__in=OPEN_STATES, due_on__isnull=False, campaign__archived_at__isnull=True
    )


def stale_due_dates(workdays: Workdays) -> set[date]:
    """The set dates of such items whose date in force is not what `workdays` says (1 statement)."""
    pairs = dated_items().order_by().values_list("due_on", "effective_due_on").distinct()
    return {due for due, counted in pairs if workdays.last_on_or_before(due) != counted}


def overrides_of(year: int) -> QuerySet[WorkdayOverride]:
    """The declared days of a year in their order."""
    return WorkdayOverride.objects.filter(date__year=year).order_by("date", "id")


def calendar_with(days: Mapping[date, bool]) -> Workdays:
    """The calendar as it would be with `days` declared too (1 statement)."""
    return Workdays(dict(WorkdayOverride.objects.values_list("date", "is_workday")) | dict(days))


def count_moved(workdays: Workdays) -> int:
    """How many items' dates in force `workdays` would move, for a preview (2 statements)."""
    wrong = stale_due_dates(workdays)
    return dated_items().filter(due_on__in=wrong).count() if wrong else 0


__all__ = ["calendar_with", "count_moved", "dated_items", "overrides_of", "stale_due_dates"]
