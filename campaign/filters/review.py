"""What the list of problems may be narrowed by: one set of parameters for the page and the API."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import QuerySet

from campaign.enums import ProblemBucket, ProblemState
from campaign.filters.streams import PlaceFilter, StreamFilter
from campaign.models import (
    Campaign,
    FindingMethod,
    LeaderDuty,
    ListEntry,
    NothingFound,
    Problem,
    ReviewDimension,
    Source,
    Target,
)
from campaign.selectors.review import waiting_line
from core import clock
from core import workdays as calendar
from core.clock import local_date
from core.filters import DayFilter, FlagFilter, WordFilter, named
from core.workdays import Workdays


class ProblemFilter(StreamFilter):
    """Filters of `Problem.objects.within(scope)`. Build it with `campaign=` and `on=`."""

    state = django_filters.ChoiceFilter(choices=ProblemState.choices, label="处理情况")
    bucket = django_filters.ChoiceFilter(
        choices=ProblemBucket.choices, method="in_bucket", label="统计口径"
    )
    dimension = WordFilter(method="of_dimension", label="检视方面（代码或 uid）")
    method = WordFilter(method="of_method", label="查找方式（代码或 uid）")
    source = WordFilter(method="of_source", label="来源（代码或 uid）")
    target = WordFilter(method="of_target", label="专项（代码或 uid）")
    giver = WordFilter(method="of_giver", label="意见来自（代码或 uid）")
    leaders_own = FlagFilter(method="of_leaders", label="领导干部本人的问题")
    is_mass = FlagFilter(method="of_fact", label="涉及群众")
    is_sensitive = FlagFilter(method="of_fact", label="敏感")
    found_after = DayFilter(field_name="found_on", lookup_expr="gte", label="发现日期不早于")
    found_before = DayFilter(field_name="found_on", lookup_expr="lte", label="发现日期不晚于")

    class Meta:
        model = Problem
        fields: list[str] = []

    def __init__(
        self,
        data: Any = None,
        queryset: QuerySet | None = None,
        *,
        request: Any = None,
        prefix: str | None = None,
        on: date | None = None,
        workdays: Workdays | None = None,
    ) -> None:
        super().__init__(data, queryset, request=request, prefix=prefix)
        self.on = on or local_date(clock.now())
        self.workdays = workdays

    def in_bucket(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == ProblemBucket.COUNTED:
            return rows.counted().filter(is_sensitive=False)
        days = self.workdays or calendar.load()
        late = Problem.objects.none()
        for campaign in Campaign.objects.order_by("id"):
            since = waiting_line(campaign, self.on, days)
            late |= Problem.objects.filter(campaign=campaign).waiting_since(since)
        return rows.filter(pk__in=late.values("pk"))

    def of_dimension(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if not value:
            return rows
        links = Problem.dimensions.through.objects.filter(
            reviewdimension__in=named(ReviewDimension, [value])
        )
        return rows.filter(pk__in=links.values("problem"))

    def of_method(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return self.among(rows, "method", FindingMethod, value)

    def of_source(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return self.among(rows, "source", Source, value)

    def of_target(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return self.among(rows, "target", Target, value)

    def of_giver(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return self.among(rows, "giver", ListEntry, value)

    def of_leaders(self, rows: QuerySet, name: str, value: bool | None) -> QuerySet:
        return rows if value is None else rows.filter(owner_post__isnull=not value)

    def of_fact(self, rows: QuerySet, name: str, value: bool | None) -> QuerySet:
        return rows if value is None else rows.filter(**{name: value})


class NothingFoundFilter(PlaceFilter):
    """Signed blanks."""

    dimension = WordFilter(method="of_dimension", label="检视方面（代码或 uid）")
    is_standing = FlagFilter(method="if_standing", label="现行有效（未撤销、未失效）")

    class Meta:
        model = NothingFound
        fields: list[str] = []

    def of_dimension(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return self.among(rows, "dimension", ReviewDimension, value)

    def if_standing(self, rows: QuerySet, name: str, value: bool | None) -> QuerySet:
        return rows if value is None else rows.filter(revoked_at__isnull=value)


class LeaderDutyFilter(PlaceFilter):
    """Records of leaders' duties."""

    post = django_filters.UUIDFilter(field_name="post__uid", label="任职（uid）")
    duty = WordFilter(method="of_duty", label="五项中的一项（代码或 uid）")
    since = DayFilter(field_name="done_on", lookup_expr="gte", label="日期不早于")
    until = DayFilter(field_name="done_on", lookup_expr="lte", label="日期不晚于")

    class Meta:
        model = LeaderDuty
        fields: list[str] = []

    def of_duty(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return self.among(rows, "duty", ListEntry, value)
