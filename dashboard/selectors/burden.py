"""The burden meter (domain.md §5.3): what was asked of departments week by week.

It measures the demand side (who issues, who convenes), never a person and never how well anybody
answers. Sensitive items are in no figure.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncWeek

from accounts.models import Department
from campaign.enums import DutyState, TaskKind, TaskState
from campaign.models import Campaign, Meeting, Task, TaskDuty
from core.clock import LOCAL_ZONE, local_date
from rectification.models import SupervisionNotice
from rectification.selectors.weeks import monday_of, start_of

WEEKS = 12


@dataclass
class BurdenWeek:
    """What was asked in a week, by its Monday."""

    monday: date
    tasks: int = 0
    cancelled: int = 0
    duties: int = 0
    minutes: int = 0
    notices: int = 0
    meetings: int = 0

    @property
    def forms(self) -> int:
        """Reports that departments owe: one a task and department, one a notice."""
        return self.duties + self.notices

    @property
    def hours(self) -> int:
        """Expected hours of all departments together, rounded."""
        return round(self.minutes / 60)


@dataclass(frozen=True)
class DepartmentBurden:
    """What was asked of one department in these weeks."""

    department: Department
    duties: int
    minutes: int
    notices: int

    @property
    def hours(self) -> float:
        return round(self.minutes / 60, 1)


def first_monday(on: date) -> date:
    return monday_of(on) - timedelta(weeks=WEEKS - 1)


def _duties(campaign: Campaign, since: datetime) -> QuerySet:
    rows = TaskDuty.objects.filter(
        campaign=campaign, task__kind=TaskKind.PRESCRIBED, task__issued_at__gte=since
    )
    return rows.exclude(state=DutyState.CANCELLED)


def _notices(campaign: Campaign, since: datetime) -> QuerySet:
    """Notices of items that anybody may count."""
    rows = SupervisionNotice.objects.filter(campaign=campaign, issued_at__gte=since)
    return rows.filter(item__is_sensitive=False)


def _monday(value: date | datetime) -> date:
    return local_date(value) if isinstance(value, datetime) else value


def _tasks(campaign: Campaign, since: datetime) -> QuerySet:
    rows = Task.objects.filter(campaign=campaign, kind=TaskKind.PRESCRIBED, issued_at__gte=since)
    return rows.exclude(state=TaskState.DRAFT)


def burden_weeks(campaign: Campaign, on: date) -> list[BurdenWeek]:
    """The last twelve weeks, this one included: 4 statements."""
    first = first_monday(on)
    since = start_of(first)
    held = Meeting.objects.filter(
        campaign=campaign, department__isnull=True, held_on__gte=first, held_on__lte=on
    )
    issued = TruncWeek("issued_at", tzinfo=LOCAL_ZONE)
    asked = TruncWeek("task__issued_at", tzinfo=LOCAL_ZONE)
    n, gone = Count("pk"), Count("pk", Q(state=TaskState.CANCELLED))
    minutes = Sum("task__expected_minutes")
    counted: list[tuple[QuerySet, Any, dict[str, Any]]] = [
        (_tasks(campaign, since), issued, {"tasks": n, "cancelled": gone}),
        (_duties(campaign, since), asked, {"duties": n, "minutes": minutes}),
        (_notices(campaign, since), issued, {"notices": n}),
        (held, TruncWeek("held_on"), {"meetings": n}),
    ]
    mondays = [first + timedelta(weeks=number) for number in range(WEEKS)]
    weeks = {monday: BurdenWeek(monday) for monday in mondays}
    for rows, week, sums in counted:
        for found in rows.order_by().annotate(week=week).values("week").annotate(**sums):
            there = weeks.get(_monday(found.pop("week")))
            for name, value in found.items():
                if there is not None:
                    setattr(there, name, value or 0)
    return list(weeks.values())


def burden_of_departments(
    campaign: Campaign, on: date, among: Collection[int] | None
) -> list[DepartmentBurden]:
    """The same by department in rank order, those asked nothing left out: 3 statements. `among`
    are the departments whose figures the reader sees, None for all."""
    since = start_of(first_monday(on))
    duties = _duties(campaign, since).order_by().values("department")
    asked = {
        row["department"]: (row["n"], row["minutes"] or 0)
        for row in duties.annotate(n=Count("pk"), minutes=Sum(F("task__expected_minutes")))
    }
    noticed = dict(
        _notices(campaign, since)
        .order_by()
        .values_list("department")
        .annotate(n=Count("pk"))
        .values_list("department", "n")
    )
    keys = set(asked) | set(noticed)
    keys = keys if among is None else keys & set(among)
    rows = Department.objects.filter(pk__in=keys).in_rank_order()
    return [
        DepartmentBurden(row, *asked.get(row.pk, (0, 0)), noticed.get(row.pk, 0)) for row in rows
    ]
