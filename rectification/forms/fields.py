"""Inputs that read what officials write: tolerant dates, departments in rank order, people."""

import calendar
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from accounts.models import Department, Post, User
from accounts.selectors import posts_on

DAY_HINT = "如 2019-10-31，也可写 2019年10月31日"
_FULL = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})[日号]?前?")
_MONTH_END = re.compile(r"(?:(\d{4})[-./年])?(\d{1,2})月?(?:底|末)前?")
_MONTH_DAY = re.compile(r"(\d{1,2})月(\d{1,2})[日号]前?")


def parse_day(text: str, today: date) -> date | None:
    """The day that a text means, None for what is no date.

    2025-11-30, 2025/11/30, 2025.11.30, 2025年11月30日 (日 or 号); 11月30日 and 11月底 of the year
    that lies ahead; a month's 底 is its last day.
    """
    word = "".join(unicodedata.normalize("NFKC", text).split())
    try:
        if found := _FULL.fullmatch(word):
            return date(*map(int, found.groups()))
        if found := _MONTH_END.fullmatch(word):
            month = int(found[2])
            year = int(found[1]) if found[1] else _year_ahead(month, 28, today)
            return date(year, month, calendar.monthrange(year, month)[1])
        if found := _MONTH_DAY.fullmatch(word):
            month, day = int(found[1]), int(found[2])
            return date(_year_ahead(month, day, today), month, day)
    except ValueError:
        return None
    return None


def _year_ahead(month: int, day: int, today: date) -> int:
    return today.year if (month, day) >= (today.month, 1) else today.year + 1


class DayField(forms.Field):
    """A date as people write it; `today` is set by the form."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "size": 14})

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", DAY_HINT)
        super().__init__(**options)
        self.today: date | None = None

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        if len(str(value)) > 40 or self.today is None:
            raise ValidationError("日期太长，请写成 2019-10-31 这样。", code="invalid")
        found = parse_day(str(value), self.today)
        if found is None:
            shown = str(value).strip()
            raise ValidationError(
                f"“{shown}”不是日期，请写成 2019-10-31 或 2019年10月31日。", code="invalid"
            )
        return found


class LineField(forms.CharField):
    """A line of text."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 200)
        super().__init__(**options)


class TextField(forms.CharField):
    """A text of some lines."""

    def __init__(self, *, rows: int = 3, **options: Any) -> None:
        options.setdefault("max_length", 500)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)


def departments_to_lead() -> list[Department]:
    """Departments that may lead, in rank order (机构序列)."""
    return list(Department.objects.able_to_lead().in_rank_order())


class RowChoiceField(forms.TypedChoiceField):
    """One of some rows, named outward by uid; the rows are given, so nothing is asked twice."""

    def __init__(self, *, empty_label: str = "请选择", **options: Any) -> None:
        self.rows: dict[str, Any] = {}
        self.empty_label = empty_label
        super().__init__(empty_value=None, **options)
        self.error_messages["invalid_choice"] = "所选内容不在可选范围内，请重新选择。"

    def _coerce(self, value: Any) -> Any:
        return self.rows.get(str(value))

    def offer(self, rows: Iterable[tuple[Any, str]]) -> None:
        """Set what may be chosen: (row, label)."""
        pairs = list(rows)
        self.rows = {str(row.uid): row for row, _ in pairs}
        radio = isinstance(self.widget, forms.RadioSelect)
        blank = [] if radio else [("", self.empty_label)]
        self.choices = blank + [(str(row.uid), label) for row, label in pairs]

    def offer_groups(self, groups: Iterable[tuple[str, Sequence[tuple[Any, str]]]]) -> None:
        """The same in named groups (of departments)."""
        found = [(name, list(pairs)) for name, pairs in groups]
        self.rows = {str(row.uid): row for _, pairs in found for row, _ in pairs}
        self.choices = [("", self.empty_label)] + [
            (name, [(str(row.uid), label) for row, label in pairs]) for name, pairs in found
        ]

    def prepare_value(self, value: Any) -> Any:
        return str(value.uid) if hasattr(value, "uid") else value

    def valid_value(self, value: Any) -> bool:
        return str(value) in self.rows or value == ""


class RowsChoiceField(forms.TypedMultipleChoiceField):
    """Several of some rows, ticked."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        self.rows: dict[str, Any] = {}
        super().__init__(empty_value=[], **options)
        self.error_messages["invalid_choice"] = "所选内容不在可选范围内，请重新选择。"

    def _coerce(self, value: Any) -> Any:
        return [self.rows[one] for one in value or []]

    def offer(self, rows: Iterable[tuple[Any, str]]) -> None:
        pairs = list(rows)
        self.rows = {str(row.uid): row for row, _ in pairs}
        self.choices = [(str(row.uid), label) for row, label in pairs]

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            return [str(row.uid) if hasattr(row, "uid") else row for row in value]
        return value

    def valid_value(self, value: Any) -> bool:
        return str(value) in self.rows


def named(post: Post) -> str:
    """A person in a list: “秦某丙（城建科科长）”."""
    return f"{post.person.name}（{post.title}）"


def people_of(department_ids: Iterable[int], on: date) -> list[tuple[User, str]]:
    """Everybody who holds a post in the departments, in rank order, each once."""
    posts = posts_on(on).filter(department__in=list(department_ids)).order_by("order", "id")
    found: dict[int, tuple[User, str]] = {}
    for post in posts:
        found.setdefault(post.person_id, (post.person, named(post)))
    return list(found.values())


def people_by_department(on: date) -> list[tuple[str, list[tuple[User, str]]]]:
    """Everybody with a post, grouped by department in rank order."""
    posts = (
        posts_on(on)
        .filter(department__is_active=True)
        .select_related("person", "department")
        .order_by("department__sort_order", "department_id", "order", "id")
    )
    groups: dict[str, dict[int, tuple[User, str]]] = {}
    for post in posts:
        group = groups.setdefault(post.department.short_name, {})
        group.setdefault(post.person_id, (post.person, named(post)))
    return [(name, list(people.values())) for name, people in groups.items()]


def wants_more(data: MultiValueDict | None, name: str) -> bool:
    """Whether “再加一行” was pressed rather than the submit button."""
    return data is not None and name in data
