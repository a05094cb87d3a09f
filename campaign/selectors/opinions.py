"""Questions about opinions: what a person may read of them, and what became of one.

The office reads all but those about persons; a department what was released to it, in an order
that tells nothing of when each came in; the resident discipline group those about persons.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import Department, User
from campaign.enums import OpinionState, Satisfaction
from campaign.models import CallBack, Campaign, Opinion
from campaign.querysets import Scope
from core.errors import NotFound

MISSING = "没有找到这条意见，或者它不在您的查看范围内。"
FEWEST = 3


class Desk(StrEnum):
    """As whom a person reads opinions."""

    OFFICE = "office"
    DEPARTMENT = "department"
    DISCIPLINE = "discipline"
    NOBODY = "nobody"


ORDER = {
    Desk.OFFICE: ("-received_on", "uid"),
    Desk.DEPARTMENT: ("-released_on", "uid"),
    Desk.DISCIPLINE: ("-received_on", "uid"),
    Desk.NOBODY: ("uid",),
}
"""Days and random uids: no order tells which of two opinions came first."""


def opinions_of(desk: Desk, campaign: Campaign, scope: Scope, on: date) -> QuerySet[Opinion]:
    """The opinions that lie open to a person who reads as `desk`, in no order yet."""
    rows = Opinion.objects.filter(campaign=campaign).select_related("department", "giver")
    if scope.is_closed or desk == Desk.NOBODY:
        return rows.none()
    if desk == Desk.OFFICE:
        return rows.filter(is_sensitive=False)
    if desk == Desk.DISCIPLINE:
        return rows.filter(is_sensitive=True)
    return rows & Opinion.objects.released_to(scope, on)


def opinion_of(rows: QuerySet[Opinion], uid: UUID) -> Opinion:
    """One of the opinions that a person may read; NotFound for any other."""
    found = rows.select_related("campaign", "department", "giver", "problem").filter(uid=uid)
    opinion = found.first()
    if opinion is None:
        raise NotFound(MISSING)
    return opinion


def by_receipt(digest: str) -> Opinion | None:
    """The opinion whose receipt code has this digest."""
    return Opinion.objects.filter(receipt_digest=digest).first()


@dataclass(frozen=True)
class Satisfied:
    """What those who were called back said; refusals and “不清楚” always among them."""

    asked: int
    waiting: int
    counts: dict[str, int]

    @property
    def is_small(self) -> bool:
        """Whether so few answered that it could be told who said what."""
        return 0 < self.asked < FEWEST


def satisfaction(campaign: Campaign, department: Department | None = None) -> Satisfied:
    """The call-backs of a campaign, or of the opinions one department answered (1 statement)."""
    rows = CallBack.objects.filter(draw__campaign=campaign)
    if department is not None:
        rows = rows.filter(opinion__department=department)
    said = Counter(rows.order_by().values_list("result", flat=True))
    waiting = said.pop("", 0)
    counts = {value: said.get(value, 0) for value in Satisfaction.values}
    return Satisfied(sum(counts.values()), waiting, counts)


def state_counts(rows: QuerySet[Opinion]) -> dict[str, int]:
    """How many opinions stand where (1 statement)."""
    counted = Counter(rows.order_by().values_list("state", flat=True))
    return {state.value: counted.get(state.value, 0) for state in OpinionState}


def calls_for(user: User, departments: frozenset[int]) -> QuerySet[CallBack]:
    """Givers whom people of these departments are to call back, still to be called first.

    Who holds a post in the unit that was responsible, or in one above or below it, is shown
    neither giver nor contact.
    """
    rows = CallBack.objects.filter(draw__caller_department__in=departments)
    rows = rows.exclude(opinion__department__in=departments)
    rows = rows.exclude(opinion__department__children__in=departments)
    rows = rows.filter(opinion__is_sensitive=False)
    return rows.select_related("draw", "opinion__department").order_by("result", "uid")
