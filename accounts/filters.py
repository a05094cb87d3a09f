"""Filters of the organisation's lists in the API."""

from datetime import date
from typing import Any

import django_filters as df
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.enums import HandoverState, PostKind
from accounts.models import Department, DepartmentAlias, Handover, Post, User
from accounts.selectors import vacant_departments
from core import clock
from core.clock import local_date


class DepartmentFilter(df.FilterSet):
    """By code, words, superior, kind of unit, vacancy."""

    code = df.CharFilter(label="机构编码")
    q = df.CharFilter(method="by_words", label="名称、简称或别名中的字")
    parent = df.UUIDFilter(field_name="parent__uid", label="上级单位的 uid")
    is_sub_unit = df.BooleanFilter(label="二级单位")
    is_active = df.BooleanFilter(label="在用")
    vacant = df.BooleanFilter(method="by_vacancy", label="第一责任人空缺")

    class Meta:
        model = Department
        fields: list[str] = []

    def by_words(self, rows: QuerySet[Department], name: str, value: str) -> QuerySet[Department]:
        alias = DepartmentAlias.objects.filter(department=OuterRef("pk"), name__contains=value)
        return rows.filter(Q(name__contains=value) | Q(short_name__contains=value) | Exists(alias))

    def by_vacancy(
        self, rows: QuerySet[Department], name: str, value: bool
    ) -> QuerySet[Department]:
        vacant = Q(pk__in=vacant_departments(local_date(clock.now())).order_by().values("pk"))
        return rows.filter(vacant if value else ~vacant)


class PersonFilter(df.FilterSet):
    """By employee number, words, department, whether active."""

    employee_no = df.CharFilter(label="工号")
    q = df.CharFilter(method="by_words", label="姓名中的字或拼音首字母")
    department = df.UUIDFilter(method="by_department", label="现任职单位的 uid")
    is_active = df.BooleanFilter(label="在用")

    class Meta:
        model = User
        fields: list[str] = []

    def by_words(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return rows.filter(Q(name__contains=value) | Q(initials__startswith=value.lower()))

    def by_department(self, rows: QuerySet[User], name: str, value: Any) -> QuerySet[User]:
        held = Post.objects.on(local_date(clock.now())).filter(department__uid=value)
        return rows.filter(pk__in=held.values("person"))


class HandoverFilter(df.FilterSet):
    """By how far they are, and by department."""

    state = df.ChoiceFilter(choices=HandoverState, label="进度")
    department = df.UUIDFilter(field_name="post__department__uid", label="单位的 uid")

    class Meta:
        model = Handover
        fields: list[str] = []


class PostFilter(df.FilterSet):
    """By department, person, kind, and the day on which it is held."""

    department = df.UUIDFilter(field_name="department__uid", label="单位的 uid")
    person = df.UUIDFilter(field_name="person__uid", label="人员的 uid")
    kind = df.ChoiceFilter(choices=PostKind, label="类别")
    on = df.DateFilter(method="by_day", label="在这一天任职；不填则包括历次任职")

    class Meta:
        model = Post
        fields: list[str] = []

    def by_day(self, rows: QuerySet[Post], name: str, value: date) -> QuerySet[Post]:
        return rows.on(value)
