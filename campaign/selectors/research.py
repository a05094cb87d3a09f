"""Questions about research: topics as a list shows them, visits, findings, and crowded places."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from campaign.enums import GRASSROOTS, ListKind, RowKind
from campaign.models import Campaign, Finding, ListEntry, ResearchTopic, ResearchVisit
from campaign.querysets import Scope
from campaign.selectors.links import items_from

TOPIC_ORDER = ("-id",)
WINDOW = timedelta(days=30)
MOST_VISITS = 3
"""More than these within the window by different departments is a crowd (扎堆调研)."""


def topics_within(scope: Scope) -> QuerySet[ResearchTopic]:
    """Topics that a person may read, with `visit_count`, `grassroots_count`, `finding_count`."""
    visits = ResearchVisit.objects.filter(topic=OuterRef("pk"))
    findings = Finding.objects.within(scope).filter(topic=OuterRef("pk"))
    rows = ResearchTopic.objects.within(scope).select_related(
        "campaign", "department", "leader", "direction", "field", "outcome", "plan", "signed_by"
    )
    return rows.annotate(
        visit_count=_count(visits),
        grassroots_count=_count(visits.filter(level__in=GRASSROOTS)),
        finding_count=_count(findings),
    )


def _count(rows: QuerySet) -> Coalesce:
    counted = rows.order_by().values("topic").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def findings_within(scope: Scope) -> QuerySet[Finding]:
    """Findings that a person may read, with what is shown of them."""
    return Finding.objects.within(scope).select_related(
        "campaign", "department", "topic", "visit", "proposed_department", "problem", "goal"
    )


def visits_within(scope: Scope) -> QuerySet[ResearchVisit]:
    """Visits that a person may read."""
    return ResearchVisit.objects.within(scope).select_related("campaign", "department", "topic")


def carried(findings: Sequence[Finding], *, user: User, on: date) -> set[int]:
    """Keys of the findings that have become a problem, a goal or an item that is alive."""
    found = {f.pk for f in findings if f.problem_id or f.goal_id}
    rest = [f.pk for f in findings if f.pk not in found]
    links = items_from(RowKind.FINDING, rest, user=user, on=on)
    return found | {key for key, items in links.items() if any(item.is_alive for item in items)}


def crowd_at(place_key: str, on: date, department_id: int) -> list[ResearchVisit]:
    """The visits with which one more on a day makes a crowd; empty where it does not.

    A crowd is more than three visits to one place within thirty days, by different departments.
    """
    days = WINDOW - timedelta(days=1)
    near = ResearchVisit.objects.filter(
        place_key=place_key, on__gte=on - days, on__lte=on + days
    ).select_related("department")
    visits = list(near.order_by("on", "id"))
    most: list[ResearchVisit] = []
    for first in sorted({on, *(visit.on for visit in visits if visit.on <= on)}):
        inside = [visit for visit in visits if first <= visit.on <= first + days]
        if on <= first + days and len(inside) > len(most):
            most = inside
    others = any(visit.department_id != department_id for visit in most)
    return most if others and len(most) >= MOST_VISITS else []


@dataclass(frozen=True)
class Depth:
    """How far down visits went: of all, those to villages, enterprises and windows."""

    visits: int
    grassroots: int


def depth_of(rows: QuerySet[ResearchVisit]) -> Depth:
    """One statement."""
    found = rows.aggregate(n=Count("pk"), deep=Count("pk", filter=Q(level__in=GRASSROOTS)))
    return Depth(found["n"], found["deep"])


def topics_by_direction(scope: Scope, campaign: Campaign) -> list[tuple[ListEntry, int]]:
    """The directions in order, each with how many topics look into it: 2 statements."""
    entries = campaign.list_entries.active().filter(kind=ListKind.RESEARCH_DIRECTION).in_order()
    counted = dict(
        ResearchTopic.objects.within(scope)
        .filter(campaign=campaign)
        .values_list("direction")
        .order_by("direction")
        .annotate(n=Count("pk"))
    )
    return [(entry, counted.get(entry.pk, 0)) for entry in entries]
