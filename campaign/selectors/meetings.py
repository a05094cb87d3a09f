"""Questions about meetings."""

from django.db.models import Count, Prefetch, QuerySet

from campaign.models import Meeting, Resolution
from campaign.querysets import Scope

MEETING_ORDER = ("-held_on", "-id")


def meetings_within(scope: Scope) -> QuerySet[Meeting]:
    """Meetings that a person may read, with `resolution_count`."""
    rows = Meeting.objects.within(scope).select_related("campaign", "department", "confirmed_by")
    return rows.annotate(resolution_count=Count("resolutions"))


def with_resolutions(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """The same with their resolutions in order: one more statement a page."""
    in_order = Resolution.objects.select_related("owner_department").order_by("order", "id")
    return rows.prefetch_related(Prefetch("resolutions", in_order))
