"""What becomes of research when a post changes hands."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import Handover, HandoverLine, User
from campaign.enums import TopicState
from campaign.models import ResearchTopic
from campaign.selectors.handover import TOPIC
from campaign.services import rows


@transaction.atomic
def taken_over(
    *, handover: Handover, lines: Collection[HandoverLine], by: User, at: datetime
) -> None:
    """Whoever accepts a topic that the leaver led leads it from now on (settings.TAKEN_OVER)."""
    uids = [line.subject_uid for line in lines if line.subject_type == TOPIC]
    topics = ResearchTopic.objects.select_for_update(of=("self",)).filter(
        uid__in=uids, leader=handover.post.person_id, state=TopicState.OPEN
    )
    for topic in topics.select_related("campaign", "department").order_by("id"):
        rows.put(topic, leader=by)
        data = {"leader": by.name, "handover": str(handover.uid)}
        rows.note(topic, type="research.leader_changed", by=by, at=at, data=data)
