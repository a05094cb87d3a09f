"""What the people who were called back said, in all and by the unit that answered them.

Refusals and “不清楚” are always there. To others than the office, units with so few answers that it
could be told who said what stand together, and never so that the difference to the total tells it
(domain.md §7.2). Sensitive opinions are in no figure.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, QuerySet

from accounts.models import Department
from campaign.enums import Satisfaction
from campaign.models import CallBack
from campaign.selectors.opinions import FEWEST
from dashboard.selectors.overview import departments_by_id
from rectification.enums import OPEN_STATES
from rectification.models import ItemOrigin


@dataclass
class Said:
    """Answers of one unit's opinions, or of several units together where `department` is None.

    `counts` has every result; `unsettled` are those not satisfied of which no item is in hand.
    """

    department: Department | None
    counts: Counter[str] = field(default_factory=Counter)
    unsettled: int = 0

    @property
    def asked(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Verdict:
    """The answers that a reader may see: the total, by unit in rank order, the small ones last."""

    total: Said
    units: list[Said]
    waiting: int

    @property
    def is_hidden(self) -> bool:
        """Whether even the total is too small to be told apart."""
        return any(one.department is None and one.asked < FEWEST for one in self.units)


def _calls(campaign: int, among: Collection[int] | None) -> QuerySet[CallBack]:
    rows = CallBack.objects.filter(draw__campaign=campaign, opinion__is_sensitive=False)
    return rows if among is None else rows.filter(opinion__department__in=among)


def verdict_of(campaign: int, among: Collection[int] | None, *, whole: bool) -> Verdict:
    """What was said of the campaign, or of the departments `among`: 3 statements.

    `whole` is for the office, which reads every answer anyway.
    """
    rows = _calls(campaign, among).order_by()
    found: dict[int | None, Said] = {}
    waiting = 0
    read = rows.values_list("opinion__department", "result")
    for unit, result, n in read.annotate(n=Count("opinion", distinct=True)):
        if not result:
            waiting += n
        else:
            found.setdefault(unit, Said(None)).counts[result] += n
    if found:
        in_hand = ItemOrigin.objects.filter(
            opinion=OuterRef("opinion"), item__state__in=OPEN_STATES
        )
        left = rows.filter(~Exists(in_hand), result=Satisfaction.UNSATISFIED)
        left_by_unit = left.values_list("opinion__department")
        for unit, n in left_by_unit.annotate(n=Count("opinion", distinct=True)):
            found[unit].unsettled = n
    total = _together(found.values())
    units = []
    for department in departments_by_id([unit for unit in found if unit is not None]):
        found[department.pk].department = department
        units.append(found[department.pk])
    nobodys = [found[None]] if None in found else []
    return Verdict(total, (units + nobodys) if whole else _safe(units, nobodys), waiting)


def _together(several: Collection[Said]) -> Said:
    sum_of = Said(None)
    for one in several:
        sum_of.counts.update(one.counts)
        sum_of.unsettled += one.unsettled
    return sum_of


def _safe(units: list[Said], nobodys: list[Said]) -> list[Said]:
    """Units with few answers in one line; where that line itself would be small, the next larger
    unit goes into it, so that nothing follows from the total."""
    small = [*nobodys, *(one for one in units if one.asked < FEWEST)]
    large = [one for one in units if one.asked >= FEWEST]
    while small and large and _together(small).asked < FEWEST:
        least = min(large, key=lambda one: one.asked)
        large.remove(least)
        small.append(least)
    return [*large, _together(small)] if small else large
