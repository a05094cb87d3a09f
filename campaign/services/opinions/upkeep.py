"""What a tick does for opinions: departments learn of released ones, contacts are forgotten."""

from collections import Counter
from datetime import datetime, timedelta

from django.db.models import Q

from accounts.enums import PostKind
from accounts.models import Department, User
from campaign.enums import OpinionState
from campaign.models import Opinion
from core.clock import local_date
from notifications.enums import DigestSection, MessageKind
from notifications.services import Fact, tell_many

KEPT = timedelta(days=183)
"""Contact data are kept six months beyond a campaign's archive (domain.md 7.3)."""
RECENT = timedelta(days=14)


def tell_released(*, at: datetime) -> int:
    """Tell departments of the restatements that are open to them by today: one message a
    department and day of release, however often it runs. Returns how many departments."""
    on = local_date(at)
    rows = Opinion.objects.filter(
        released_on__lte=on,
        released_on__gt=on - RECENT,
        state=OpinionState.REFERRED,
        is_sensitive=False,
    )
    counts = Counter(rows.values_list("department_id", "released_on"))
    departments = Department.objects.in_bulk([department for department, _ in counts])
    kinds = [PostKind.LIAISON, PostKind.OFFICER]
    facts = []
    for (pk, released_on), count in sorted(counts.items()):
        department = departments[pk]
        people = User.objects.holding(kinds, [pk], on).order_by("id").distinct()
        facts.append(
            Fact(
                people=list(people),
                kind=MessageKind.TO_DO,
                key=f"opinions:{department.uid}:{released_on}",
                subject=department,
                text=f"转来群众意见{count}条，请在“群众意见”中查看并答复。",
                section=DigestSection.TO_DO,
            )
        )
    tell_many(facts=facts, at=at)
    return len(facts)


def forget_contacts(*, at: datetime) -> int:
    """Remove names and numbers of givers half a year after their campaign was archived."""
    old = Opinion.objects.filter(campaign__archived_at__lt=at - KEPT)
    held = old.filter(~Q(contact="") | ~Q(contact_name=""))
    return held.update(contact="", contact_name="", contact_forgotten_on=local_date(at))
