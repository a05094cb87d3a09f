"""What the lists of research may be narrowed by."""

import django_filters
from django.db.models import QuerySet

from campaign.enums import TopicState, VisitLevel
from campaign.filters.streams import PlaceFilter, StreamFilter
from campaign.models import Finding, ListEntry, ResearchTopic, ResearchVisit
from core.filters import DayFilter, FlagFilter, WordFilter


class TopicFilter(StreamFilter):
    """Research topics."""

    direction = WordFilter(method="of_direction", label="调研方向（代码或 uid）")
    field = WordFilter(method="of_field", label="调研领域（代码或 uid）")
    state = django_filters.ChoiceFilter(choices=TopicState.choices, label="状态")

    class Meta:
        model = ResearchTopic
        fields: list[str] = []

    def of_direction(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return self.among(rows, "direction", ListEntry, value)

    def of_field(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return self.among(rows, "field", ListEntry, value)


class VisitFilter(PlaceFilter):
    """Visits."""

    level = django_filters.ChoiceFilter(choices=VisitLevel.choices, label="层级")
    since = DayFilter(field_name="on", lookup_expr="gte", label="日期不早于")
    until = DayFilter(field_name="on", lookup_expr="lte", label="日期不晚于")

    class Meta:
        model = ResearchVisit
        fields: list[str] = []


class FindingFilter(PlaceFilter):
    """Findings."""

    solved_on_spot = FlagFilter(method="if_solved", label="已当场解决")
    q = django_filters.CharFilter(
        field_name="text", lookup_expr="icontains", label="词", max_length=100
    )

    class Meta:
        model = Finding
        fields: list[str] = []

    def if_solved(self, rows: QuerySet, name: str, value: bool | None) -> QuerySet:
        return rows if value is None else rows.filter(solved_on_spot=value)
