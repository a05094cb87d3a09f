"""How many of a department's items fall due on the same day (把握节奏, domain.md 1.10)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q

from accounts.models import Department, User
from campaign.models import Campaign
from campaign.validators import rule_value
from core.workdays import Workdays
from rectification.models import Assignment, Item

NEAR = timedelta(days=14)
"""How far around a crowded day a quieter one is looked for."""


@dataclass(frozen=True)
class Threshold:
    """From which share of a department's open items, and from how many, a day is crowded."""

    percent: int
    fewest: int

    @classmethod
    def of(cls, campaign: Campaign) -> "Threshold":
        rules = campaign.rules
        return cls(rule_value(rules, "day_load_percent"), rule_value(rules, "day_load_items"))

    def is_crowded(self, that_day: int, all_open: int) -> bool:
        return that_day >= self.fewest and that_day * 100 > self.percent * all_open


@dataclass(frozen=True)
class Load:
    """A department's open items by the day on which they are due; undated ones count as open."""

    by_day: Mapping[date, int] = field(default_factory=dict)
    all_open: int = 0


@dataclass(frozen=True)
class DayLoad:
    """A day as it would be: `there` are due already, `added` come with the act at hand.

    `quieter` are working days near it with how many are due on each.
    """

    department: Department
    day: date
    there: int
    added: int
    all_open: int
    threshold: Threshold
    quieter: tuple[tuple[date, int], ...] = ()

    @property
    def total(self) -> int:
        return self.there + self.added

    @property
    def is_crowded(self) -> bool:
        return self.threshold.is_crowded(self.total, self.all_open)

    @property
    def percent(self) -> int:
        return self.total * 100 // self.all_open

    @property
    def key(self) -> str:
        """What a confirmation names: this department on this day."""
        return f"{self.department.code}:{self.day.isoformat()}"


def loads_of(
    departments: Iterable[int],
    *,
    campaign: Campaign,
    user: User,
    on: date,
    without: Collection[Item] = (),
    normal: bool = False,
) -> dict[int, Load]:
    """What is due when, by the lead's key, of the items that `user` may see (1 statement).

    `normal` counts all that are not sensitive instead: for whoever sets a day of a department
    whose items are not his to read.
    """
    normal_ones = Item.objects.filter(is_sensitive=False)
    rows = (normal_ones if normal else Item.objects.visible_to(user, on=on)).open()
    rows = rows.exclude(pk__in=[item.pk for item in without]) if without else rows
    rows = rows.filter(campaign=campaign, lead_department__in=list(departments)).order_by()
    counted = rows.values("lead_department", "effective_due_on").annotate(n=Count("pk"))
    days: dict[int, dict[date, int]] = {}
    totals: dict[int, int] = {}
    for row in counted:
        lead = row["lead_department"]
        totals[lead] = totals.get(lead, 0) + row["n"]
        by_day = days.setdefault(lead, {})
        if row["effective_due_on"] is not None:
            by_day[row["effective_due_on"]] = by_day.get(row["effective_due_on"], 0) + row["n"]
    return {lead: Load(days[lead], n) for lead, n in totals.items()}


def _had_by(lead: Department) -> Q:
    """Assignments to a department, or to one that ends, or has ended, with it for its successor."""
    return Q(lead_department=lead) | Q(lead_department__successor=lead)


def had_before(items: Collection[Item], lead: Department) -> set[int]:
    """The keys of the items that `lead` had before, or a department that ends, or has ended, with
    `lead` for its successor (1 statement)."""
    if not items:
        return set()
    earlier = Assignment.objects.filter(_had_by(lead), item__in=items)
    return set(earlier.values_list("item", flat=True))


def kept_due(item: Item, lead: Department) -> date | None:
    """A lead that had the item before keeps the date that it had, even a past one, whatever date
    another lead was given in between; so does who takes it over from a department that ends
    (1 statement)."""
    earlier = Assignment.objects.filter(_had_by(lead), item=item)
    return earlier.order_by("-id").values_list("due_on", flat=True).first()


def crowded_day(**asked: Any) -> DayLoad | None:
    """The load of a day that `items` (or `added` new ones) would make crowded, else None."""
    load = day_load(**asked)
    return load if load.is_crowded else None


def day_load(
    *,
    department: Department,
    due_on: date,
    items: Collection[Item],
    campaign: Campaign,
    user: User,
    on: date,
    workdays: Workdays,
    added: int | None = None,
    normal: bool = False,
) -> DayLoad:
    """The load of the day on which `due_on` counts, with `items` or `added` new ones (1 statement).

    Items that the department has already are counted where they will be, not where they are.
    """
    day = workdays.last_on_or_before(due_on)
    known = {"campaign": campaign, "user": user, "on": on, "without": items, "normal": normal}
    load = loads_of([department.pk], **known).get(department.pk, Load())
    coming = len(items) if added is None else added
    all_open, there = load.all_open + coming, load.by_day.get(day, 0)
    threshold = Threshold.of(campaign)
    quieter = _quieter(day, load.by_day, coming, all_open, threshold, on, workdays)
    return DayLoad(department, day, there, coming, all_open, threshold, quieter)


def _quieter(
    day: date,
    by_day: Mapping[date, int],
    coming: int,
    all_open: int,
    threshold: Threshold,
    on: date,
    workdays: Workdays,
) -> tuple[tuple[date, int], ...]:
    """The nearest working day before and after that would not be crowded."""
    found = []
    for step in (-1, 1):
        other = day + timedelta(days=step)
        while abs(other - day) <= NEAR and other > on:
            n = by_day.get(other, 0)
            if workdays.last_on_or_before(other) == other:
                if not threshold.is_crowded(n + coming, all_open):
                    found.append((other, n))
                    break
            other += timedelta(days=step)
    return tuple(found)
