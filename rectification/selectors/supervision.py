"""Questions about notices, circulars and interviews: lists, counts, what messages may show."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Count, Prefetch, Q
from django.urls import reverse

from accounts.models import User
from campaign.enums import CampaignRole
from campaign.permissions import OFFICE_ROLES, CampaignStanding
from notifications.selectors import SubjectLink
from rectification.enums import (
    LIVE_NOTICES,
    CircularState,
    InterviewState,
    NoticeState,
)
from rectification.models import (
    Circular,
    CircularRow,
    Cooperation,
    Interview,
    SupervisionNotice,
)
from rectification.querysets import CircularQuerySet, InterviewQuerySet, NoticeQuerySet

NOTICE_PEOPLE = ("issued_by", "replied_by", "confirmed_by", "returned_by")
BUCKETS: dict[str, Q] = {
    "live": Q(state__in=LIVE_NOTICES),
    "replied": Q(state=NoticeState.REPLIED),
    "all": Q(),
}


def notices_for(user: User, on: date) -> NoticeQuerySet:
    """Notices that a person may read, each with what a line names."""
    found = SupervisionNotice.objects.visible_to(user, on=on)
    return found.select_related("item", "department", "campaign", *NOTICE_PEOPLE)


def notice_counts(user: User, on: date) -> dict[str, int]:
    """How many there are by bucket (1 statement)."""
    wanted = {key: Count("pk", filter=condition) for key, condition in BUCKETS.items()}
    return SupervisionNotice.objects.visible_to(user, on=on).aggregate(**wanted)


def cooperating_names(notice: SupervisionNotice) -> str:
    """The co-operating units of the notice's item (1 statement)."""
    parts = Cooperation.objects.filter(item=notice.item_id).order_by("department__sort_order", "id")
    return "、".join(parts.values_list("department__name", flat=True))


def circulars_for(user: User, on: date) -> CircularQuerySet:
    """Circulars that a person may read, with the number of items."""
    found = Circular.objects.visible_to(user, on=on).select_related(
        "campaign", "edited_by", "ended_by"
    )
    return found.annotate(items=Count("rows"))


def with_rows(circulars: CircularQuerySet) -> CircularQuerySet:
    """With their items, departments in rank order."""
    rows = CircularRow.objects.select_related("item", "department").order_by(
        "department__sort_order", "department__id", "item__effective_due_on", "id"
    )
    return circulars.prefetch_related(Prefetch("rows", queryset=rows))


def interviews_for(user: User, on: date) -> InterviewQuerySet:
    """Interviews that a person may know of."""
    found = Interview.objects.visible_to(user, on=on)
    return found.select_related(
        "item__campaign",
        "item__lead_department",
        "item__owner_post",
        "department",
        "post__person",
        "interviewer",
        "decided_by",
        "recorded_by",
    )


def circular_links(*, person: User, uids: Collection[UUID], on: date) -> dict[UUID, SubjectLink]:
    """What a message's reader may see of the circulars it is about (settings.MESSAGE_SUBJECTS)."""
    visible = Circular.objects.visible_to(person, on=on).filter(uid__in=uids)
    return {
        uid: SubjectLink(title, reverse("rectification:circular", args=[uid]))
        for uid, title in visible.values_list("uid", "title")
    }


def interview_links(*, person: User, uids: Collection[UUID], on: date) -> dict[UUID, SubjectLink]:
    """The same of interviews."""
    visible = Interview.objects.visible_to(person, on=on).filter(uid__in=uids)
    return {
        uid: SubjectLink(f"约谈 {number}", reverse("rectification:interview", args=[uid]))
        for uid, number in visible.values_list("uid", "item__number")
    }


SHOWN = 10


def interviews_asking(standing: CampaignStanding, on: date) -> InterviewQuerySet:
    """Interviews that wait for the person's decision, or for the office's record."""
    office = standing.campaigns_as(*OFFICE_ROLES)
    leader = standing.campaigns_as(CampaignRole.GROUP_LEADER)
    mine = standing.person.portfolio - standing.person.headed
    if not office and not leader and not mine:
        return Interview.objects.none()
    asked = Q(item__campaign__in=leader) & ~Q(department__in=standing.person.headed)
    asked |= Q(department__in=mine)
    where = Q(state=InterviewState.PROPOSED) & asked
    where |= Q(state=InterviewState.DECIDED, planned_on__lte=on, item__campaign__in=office)
    return Interview.objects.filter(where, item__is_sensitive=False)


def interviews_to_do(keys: Collection[int]) -> list[Interview]:
    """The first of those that the facts of a desk name (1 statement, none where none waits)."""
    if not keys:
        return []
    rows = Interview.objects.filter(pk__in=keys).select_related("item", "department")
    return list(rows.order_by("id")[:SHOWN])


def circular_drafts(standing: CampaignStanding) -> list[Circular]:
    """Drafts that wait for the head of the office to issue them (1 statement, or none)."""
    heads = standing.campaigns_as(CampaignRole.OFFICE_HEAD)
    if not heads:
        return []
    drafts = Circular.objects.filter(campaign__in=heads, state=CircularState.DRAFT)
    return list(drafts.annotate(items=Count("rows")).filter(items__gt=0).order_by("id"))
