"""What becomes of research and study when a post changes hands.

A prescribed task is the department's: who reports it need not be who received it, so that nothing
of it is written.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import Handover, HandoverLine, User
from campaign.enums import SessionState, TopicState
from campaign.models import ResearchTopic, StudySession
from campaign.selectors.handover import SESSION, TOPIC
from campaign.services import rows


@transaction.atomic
def taken_over(
    *, handover: Handover, lines: Collection[HandoverLine], by: User, at: datetime
) -> None:
    """Whoever accepts a topic that the leaver led leads it from now on, a session that he planned
    he organises (settings.TAKEN_OVER)."""
    _lead_topics(handover, [row.subject_uid for row in lines if row.subject_type == TOPIC], by, at)
    sessions = [row.subject_uid for row in lines if row.subject_type == SESSION]
    _organise_sessions(handover, sessions, by, at)


def _lead_topics(handover: Handover, uids: Collection[object], by: User, at: datetime) -> None:
    topics = ResearchTopic.objects.select_for_update(of=("self",)).filter(
        uid__in=uids, leader=handover.post.person_id, state=TopicState.OPEN
    )
    for topic in topics.select_related("campaign", "department").order_by("id"):
        rows.put(topic, leader=by)
        data = {"leader": by.name, "handover": str(handover.uid)}
        rows.note(topic, type="research.leader_changed", by=by, at=at, data=data)


def _organise_sessions(
    handover: Handover, uids: Collection[object], by: User, at: datetime
) -> None:
    sessions = StudySession.objects.select_for_update(of=("self",)).filter(
        uid__in=uids, organiser=handover.post.person_id, state=SessionState.PLANNED
    )
    for session in sessions.select_related("campaign", "department").order_by("id"):
        rows.put(session, organiser=by)
        data = {"organiser": by.name, "handover": str(handover.uid)}
        rows.note(session, type="study.organiser_changed", by=by, at=at, data=data)
