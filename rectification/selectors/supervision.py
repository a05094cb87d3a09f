"""Questions about notices, circulars and interviews: lists, counts, what messages may show."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Count, Prefetch, Q
from django.urls import reverse

from accounts.models import User
from notifications.selectors import SubjectLink
from rectification.enums import LIVE_NOTICES, NoticeState
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
