"""What a list of items may be narrowed by: one set of parameters for the ledger page and the API.

Only facts that everybody who sees a row may know (number, lead, target, state, dates) narrow the
whole list. Everything else narrows to items that the person may read whole, so that nobody learns
by asking what he may not see.
"""

from datetime import date, datetime
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from accounts.models import Department, Post, User
from accounts.permissions import workdays_of
from campaign.models import Campaign, Source, Target
from campaign.permissions import campaign_standing_of
from core.filters import (
    ChoicesFilter,
    DayFilter,
    FlagFilter,
    MomentFilter,
    WordFilter,
    WordsFilter,
    named,
)
from core.workdays import Workdays
from rectification.enums import OPEN_STATES, Kind, Light, State
from rectification.lights import TICKING, Soon
from rectification.querysets import ItemQuerySet, cooperating
from rectification.selectors.limits import light_conditions, overstayed
from rectification.selectors.todos import items_to_do
from rectification.selectors.weeks import (
    DONE_TYPES,
    REOPENED_TYPES,
    happened_in_week,
    late_on,
)
from rectification.workflow import DESKS

LIGHTS = [(value, Light(value).label) for value in ("bad", "warn", "ok")]
DESK_NAMES = {
    "author": "起草人",
    "office": "领导小组办公室",
    "officer": "经办人",
    "portfolio_leader": "分管领导",
    "first_in_charge": "第一责任人",
    "verifier": "验收人",
    "office_head": "办公室主任",
}
BUCKETS = [
    ("open", "在办"),
    *State.choices,
    ("closed_before", "导入前已销号"),
    ("sustained_before", "导入前已阶段性完成"),
]


def answered_for_by(word: str, on: date) -> Q:
    """Items whose handler, or whose lead's first-in-charge, has this name or these initials."""
    if any(char.isdigit() for char in word):
        return Q(pk__in=[])
    named_so = Q(name__contains=word) | Q(initials__startswith=word)
    people = User.objects.filter(named_so).values("pk")
    heads = Post.objects.on(on).heads().filter(person__in=people)
    return Q(handler__in=people) | Q(lead_department__in=heads.values("department"))


class ItemFilter(django_filters.FilterSet):
    """Filters of `Item.objects.visible_to(user)`. Build it with `by=` and `on=`.

    Its methods are called for parameters that were given, with their cleaned values.
    """

    q = django_filters.CharFilter(
        method="search",
        label="搜索（编号、文字、拼音首字母）",
        max_length=100,
    )
    campaign = WordFilter(method="of_campaign", label="主题教育")
    state = ChoicesFilter(choices=State.choices, method="in_states", label="环节")
    target = WordsFilter(method="of_target", label="专项")
    source = WordsFilter(method="of_source", label="来源")
    lead = WordsFilter(method="of_lead", label="牵头单位")
    coop = WordsFilter(method="of_coop", label="配合单位")
    handling = WordsFilter(method="of_handling", label="承办的二级单位")
    light = ChoicesFilter(choices=LIGHTS, method="of_light", label="灯号")
    due_before = DayFilter(method="until", label="时限不晚于")
    due_after = DayFilter(method="since", label="时限不早于")
    kind = ChoicesFilter(choices=Kind.choices, method="of_kind", label="整改类型")
    is_key = FlagFilter(method="of_fact", label="重点事项")
    is_mass = FlagFilter(method="of_fact", label="涉及群众")
    desk = ChoicesFilter(choices=list(DESK_NAMES.items()), method="on_desk", label="待谁办理")
    mine = FlagFilter(method="of_mine", label="本单位事项")
    bucket = django_filters.ChoiceFilter(choices=BUCKETS, method="in_bucket", label="统计口径")
    overdue = FlagFilter(method="late", label="逾期")
    changed_since = MomentFilter(method="changed", label="此后有变动（含此刻）")

    def __init__(
        self, data: Any, queryset: ItemQuerySet, *, by: User, on: date, prefix: str | None = None
    ) -> None:
        # Only what is asked for is copied and cleaned: a fifth of a list's time was the others.
        self.base_filters = {name: one for name, one in self.base_filters.items() if name in data}
        super().__init__(data, queryset, prefix=prefix)
        self.by = by
        self.on = on

    workdays: Workdays | None = None
    """The calendar, where whoever asks has read it already."""

    @classmethod
    def parameters(cls) -> frozenset[str]:
        """Every parameter that this set knows."""
        return frozenset(cls.base_filters)

    def search(self, rows: ItemQuerySet, name: str, value: str) -> ItemQuerySet:
        for word in value.lower().split():
            rows = rows.filter(Q(search_text__contains=word) | answered_for_by(word, self.on))
        return rows.filter(is_full=True)

    def of_campaign(self, rows: ItemQuerySet, name: str, value: str) -> ItemQuerySet:
        return rows.filter(campaign=named(Campaign, [value]))

    def in_states(self, rows: ItemQuerySet, name: str, value: list[str]) -> ItemQuerySet:
        return rows.filter(state__in=value)

    def of_target(self, rows: ItemQuerySet, name: str, value: list[str]) -> ItemQuerySet:
        return rows.filter(target__in=named(Target, value))

    def of_source(self, rows: ItemQuerySet, name: str, value: list[str]) -> ItemQuerySet:
        wanted = Q(origins__source__in=named(Source, value))
        found = rows.model.objects.filter(wanted).values("pk")
        return rows.filter(pk__in=found, is_full=True)

    def of_lead(self, rows: ItemQuerySet, name: str, value: list[str]) -> ItemQuerySet:
        return self._among(rows, "lead_department", Department, value)

    def of_coop(self, rows: ItemQuerySet, name: str, value: list[str]) -> ItemQuerySet:
        return rows.filter(cooperating(named(Department, value)), is_full=True)

    def of_handling(self, rows: ItemQuerySet, name: str, value: list[str]) -> ItemQuerySet:
        return self._among(rows, "handling_unit", Department, value).filter(is_full=True)

    def _among(
        self, rows: ItemQuerySet, field: str, model: type[Model], words: list[str]
    ) -> ItemQuerySet:
        """One department is compared as one key, so that an index in due order can be walked."""
        if len(words) == 1:
            return rows.filter(**{field: named(model, words)})
        return rows.filter(**{f"{field}__in": named(model, words)})

    def _soon(self) -> Soon:
        days = self.workdays or workdays_of(self.by, self.on)
        return Soon(self.on, days, campaign_standing_of(self.by, self.on).limits)

    def of_light(self, rows: ItemQuerySet, name: str, value: list[str]) -> ItemQuerySet:
        conditions = light_conditions(self._soon())
        wanted = Q()
        for light in value:
            wanted |= conditions[light]
        return rows.filter(wanted, state__in=TICKING)

    def until(self, rows: ItemQuerySet, name: str, value: date) -> ItemQuerySet:
        return rows.filter(effective_due_on__lte=value)

    def since(self, rows: ItemQuerySet, name: str, value: date) -> ItemQuerySet:
        return rows.filter(effective_due_on__gte=value)

    def of_kind(self, rows: ItemQuerySet, name: str, value: list[str]) -> ItemQuerySet:
        return rows.filter(kind__in=value, is_full=True)

    def of_fact(self, rows: ItemQuerySet, name: str, value: bool) -> ItemQuerySet:
        return rows.filter(**{name: value, "is_full": True})

    def on_desk(self, rows: ItemQuerySet, name: str, value: list[str]) -> ItemQuerySet:
        """Items that lie on one of these desks; a key item's plan on the first-in-charge's."""
        wanted = Q(state__in=[state for state, desk in DESKS.items() if desk in value])
        review = Q(state=State.PLAN_REVIEW)
        if "first_in_charge" in value:
            wanted |= review & Q(is_key=True)
        elif "portfolio_leader" in value:
            wanted &= ~(review & Q(is_key=True))
        return rows.filter(wanted, is_full=True)

    def of_mine(self, rows: ItemQuerySet, name: str, value: bool) -> ItemQuerySet:
        """Items that the person handles or wrote, or that lie with a unit where he has a post."""
        units = campaign_standing_of(self.by, self.on).person.departments
        mine = Q(handler=self.by) | Q(author=self.by)
        if units:
            mine |= Q(lead_department__in=units) | Q(handling_unit__in=units)
            mine |= Q(cooperating(units))
        return rows.filter(mine if value else ~mine, is_full=True)

    def in_bucket(self, rows: ItemQuerySet, name: str, value: str) -> ItemQuerySet:
        """A state as it is counted; closures from before this system are counted apart."""
        if value == "open":
            return rows.filter(state__in=OPEN_STATES)
        before = Q(sign_off__isnull=True, legacy_closure__isnull=False)
        if value.endswith("_before"):
            return rows.filter(before, state=value.removesuffix("_before"))
        if value in (State.CLOSED, State.SUSTAINED):
            return rows.filter(~before, state=value)
        return rows.filter(state=value)

    def changed(self, rows: ItemQuerySet, name: str, value: datetime) -> ItemQuerySet:
        return rows.filter(changed_at__gte=value)

    def late(self, rows: ItemQuerySet, name: str, value: bool) -> ItemQuerySet:
        late = Q(state__in=TICKING, effective_due_on__lt=self.on)
        return rows.filter(late if value else ~late)


class LedgerFilter(ItemFilter):
    """What the page knows besides: the person's own to-dos, all that is numbered, one source."""

    todo = FlagFilter(method="of_todo", label="我的待办")
    undated = FlagFilter(method="of_undated", label="尚未定时限")
    unit = FlagFilter(method="of_unit", label="本单位牵头或承办")
    first_source = WordsFilter(method="of_first_source", label="第一来源")
    is_sensitive = FlagFilter(method="of_fact", label="敏感")
    desk_late = FlagFilter(method="of_desk_late", label="办理环节已超时")
    late_on = DayFilter(method="of_late_on", label="该日逾期")
    done_week = DayFilter(method="of_done_week", label="该周验收销号")
    reopened_week = DayFilter(method="of_reopened_week", label="该周重新整改")
    bucket = django_filters.ChoiceFilter(
        choices=[("numbered", "已编号的全部事项"), *BUCKETS], method="in_bucket", label="环节"
    )

    def __init__(self, *args: Any, workdays: Workdays | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.workdays = workdays

    def of_todo(self, rows: ItemQuerySet, name: str, value: bool | None) -> ItemQuerySet:
        if value is None:
            return rows
        wanted = items_to_do(self.by, self.on, self.workdays)
        return rows.filter(wanted if value else ~wanted)

    def of_undated(self, rows: ItemQuerySet, name: str, value: bool | None) -> ItemQuerySet:
        if value is None:
            return rows
        undated = Q(state__in=TICKING, effective_due_on__isnull=True)
        return rows.filter(undated if value else ~undated)

    def of_desk_late(self, rows: ItemQuerySet, name: str, value: bool | None) -> ItemQuerySet:
        if value is None:
            return rows
        over = overstayed(self._soon())
        return rows.filter(over if value else ~over, is_full=True)

    def of_late_on(self, rows: ItemQuerySet, name: str, value: date) -> ItemQuerySet:
        return rows.filter(late_on(value))

    def of_done_week(self, rows: ItemQuerySet, name: str, value: date) -> ItemQuerySet:
        return rows.filter(happened_in_week(value, DONE_TYPES), is_full=True)

    def of_reopened_week(self, rows: ItemQuerySet, name: str, value: date) -> ItemQuerySet:
        return rows.filter(happened_in_week(value, REOPENED_TYPES), is_full=True)

    def of_unit(self, rows: ItemQuerySet, name: str, value: bool | None) -> ItemQuerySet:
        if value is None:
            return rows
        units = campaign_standing_of(self.by, self.on).person.departments
        own = Q(lead_department__in=units) | Q(handling_unit__in=units)
        return rows.filter(own if value else ~own)

    def of_first_source(self, rows: ItemQuerySet, name: str, value: list[str]) -> ItemQuerySet:
        found = self._among(rows, "first_source", Source, value)
        return found.filter(is_full=True) if value else found

    def in_bucket(self, rows: ItemQuerySet, name: str, value: str) -> ItemQuerySet:
        if value == "numbered":
            return rows.exclude(state=State.DRAFT)
        return super().in_bucket(rows, name, value)


def narrowed(rows: ItemQuerySet, data: Any, *, by: User, on: date) -> QuerySet:
    """The rows that `data` (a QueryDict) asks for; ValidationError with a sentence a parameter."""
    chosen = ItemFilter(data, rows, by=by, on=on)
    if not chosen.is_valid():
        raise ValidationError(
            {name: [str(text) for text in texts] for name, texts in chosen.errors.items()}
        )
    return chosen.qs
