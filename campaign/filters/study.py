"""What the lists of study may be narrowed by."""

import django_filters
from django.db.models import QuerySet

from campaign.enums import SessionState
from campaign.filters.streams import PlaceFilter, StreamFilter
from campaign.models import ListEntry, StudyOutcome, StudyPlan, StudySession
from core.filters import DayFilter, FlagFilter, WordFilter


class PlanFilter(PlaceFilter):
    """Study plans."""

    class Meta:
        model = StudyPlan
        fields: list[str] = []


class SessionFilter(StreamFilter):
    """Collective study sessions."""

    form = WordFilter(method="of_form", label="形式（代码或 uid）")
    material = WordFilter(method="of_material", label="学习材料（代码或 uid）")
    state = django_filters.ChoiceFilter(choices=SessionState.choices, label="状态")
    since = DayFilter(field_name="planned_on", lookup_expr="gte", label="计划日期不早于")
    until = DayFilter(field_name="planned_on", lookup_expr="lte", label="计划日期不晚于")

    class Meta:
        model = StudySession
        fields: list[str] = []

    def of_form(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return self.among(rows, "form", ListEntry, value)

    def of_material(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if not value:
            return rows
        on_it = StudySession.materials.through.objects.filter(
            listentry__in=self.among(ListEntry.objects.all(), "pk", ListEntry, value)
        )
        return rows.filter(pk__in=on_it.values("studysession"))


class OutcomeFilter(StreamFilter):
    """Outcomes of study."""

    kind = WordFilter(method="of_kind", label="成果类别（代码或 uid）")
    has_goal = FlagFilter(method="with_goal", label="已转为工作目标")

    class Meta:
        model = StudyOutcome
        fields: list[str] = []

    def of_kind(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return self.among(rows, "kind", ListEntry, value)

    def with_goal(self, rows: QuerySet, name: str, value: bool | None) -> QuerySet:
        return rows if value is None else rows.filter(goal__isnull=not value)

    def of_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(text__icontains=value.strip())
