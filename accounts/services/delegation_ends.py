"""Delegations end with the post that made them, and with the delegate's seat in the team."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from accounts.enums import OrgEvent, PostKind
from accounts.models import Delegation, Post, User
from accounts.services.messages import HANDOVER, tell_people
from core.clock import local_date
from journal.services import record


def end_delegations(*, post_ids: Iterable[int], by: User | None, at: datetime) -> int:
    """Revoke delegations of ended posts, and those whose delegate is in that team no longer.

    Set-based: two statements, the journal and the messages, however many there are. Whoever had
    delegated and stays is told that nobody signs for him any more.
    """
    in_team = Post.objects.filter(
        person=OuterRef("delegate"),
        department=OuterRef("post__department"),
        kind=PostKind.TEAM_MEMBER,
        ends_on__isnull=True,
        person__is_active=True,
    )
    stale = list(
        Delegation.objects.filter(revoked_at__isnull=True, ends_on__gte=local_date(at))
        .filter(Q(post__in=list(post_ids)) | Q(post__ends_on__isnull=False) | ~Exists(in_team))
        .select_related("post__person", "delegate")
        .order_by("id")
    )
    if not stale:
        return 0
    Delegation.objects.filter(pk__in=[row.pk for row in stale]).update(revoked_at=at)
    for row in stale:
        record(type=OrgEvent.DELEGATION_REVOKED, subject=row, by=by, at=at)
    tell_people([_told(row, by) for row in stale if row.post.ends_on is None], at=at)
    return len(stale)


def _told(row: Delegation, by: User | None) -> dict[str, object]:
    return {
        "people": [row.post.person],
        "kind": HANDOVER,
        "key": f"delegation:{row.uid}:ended",
        "subject": row,
        "text": f"您对{row.delegate.name}的委托已终止（其已不在本单位班子），需要时请另行委托。",
        "by": by,
    }
