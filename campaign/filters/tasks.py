"""What the lists of tasks and goals may be narrowed by."""

from datetime import date, datetime, time, timedelta

import django_filters
from django.db.models import QuerySet

from campaign.enums import DutyState, GoalCategory, TaskKind, TaskState
from campaign.filters.streams import StreamFilter
from campaign.models import Stream, Task, TaskDuty, WorkGoal
from core.clock import LOCAL_ZONE
from core.filters import DayFilter, WordFilter


class TaskFilter(StreamFilter):
    """Prescribed tasks and optional actions."""

    department = None
    kind = django_filters.ChoiceFilter(choices=TaskKind.choices, label="类别")
    state = django_filters.ChoiceFilter(choices=TaskState.choices, label="状态")
    stream = WordFilter(method="of_stream", label="重点工作（代码或 uid）")
    issued_from = DayFilter(method="from_day", label="下达日期不早于")
    issued_until = DayFilter(method="until_day", label="下达日期不晚于")

    class Meta:
        model = Task
        fields: list[str] = []

    def of_stream(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return self.among(rows, "stream", Stream, value)

    def from_day(self, rows: QuerySet, name: str, value: date) -> QuerySet:
        return rows.filter(issued_at__gte=datetime.combine(value, time(), LOCAL_ZONE))

    def until_day(self, rows: QuerySet, name: str, value: date) -> QuerySet:
        after = datetime.combine(value + timedelta(days=1), time(), LOCAL_ZONE)
        return rows.filter(issued_at__lt=after)

    def of_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(title__icontains=value.strip())


class DutyFilter(StreamFilter):
    """Tasks in departments' hands."""

    state = django_filters.ChoiceFilter(choices=DutyState.choices, label="状态")
    due_until = DayFilter(field_name="due_on", lookup_expr="lte", label="时限不晚于")

    class Meta:
        model = TaskDuty
        fields: list[str] = []

    def of_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(task__title__icontains=value.strip())


class GoalFilter(StreamFilter):
    """Work goals."""

    category = django_filters.ChoiceFilter(choices=GoalCategory.choices, label="类别")

    class Meta:
        model = WorkGoal
        fields: list[str] = []

    def of_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(name__icontains=value.strip())
