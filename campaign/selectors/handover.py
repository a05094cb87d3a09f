"""What of research lies on the desk of a post that changes hands (settings.OPEN_DUTIES)."""

from collections.abc import Sequence
from datetime import date

from accounts.models import Post
from accounts.selectors import DutyLine
from campaign.enums import TopicState
from campaign.models import ResearchTopic

TOPIC = "campaign.researchtopic"


def led_topics(*, posts: Sequence[Post], on: date) -> dict[int, list[DutyLine]]:
    """Per post the open topics of its department that its holder leads: 1 statement.

    A person's second post in the department gets none: a topic is handed over once.
    """
    first: dict[tuple[int, int], int] = {}
    for post in posts:
        first.setdefault((post.person_id, post.department_id), post.pk)
    rows = ResearchTopic.objects.filter(
        state=TopicState.OPEN,
        leader__in={person for person, _ in first},
        department__in={department for _, department in first},
    ).select_related("plan")
    found: dict[int, list[DutyLine]] = {}
    for topic in rows.order_by("id"):
        pk = first.get((topic.leader_id, topic.department_id))
        if pk is not None:
            found.setdefault(pk, []).append(_line(topic))
    return found


def _line(topic: ResearchTopic) -> DutyLine:
    plan = getattr(topic, "plan", None)
    return DutyLine(
        subject_type=TOPIC,
        subject_uid=topic.uid,
        label=f"调研课题：{topic.title}",
        state="进行中",
        due_on=plan.ends_on if plan else None,
        left="接任后由接任人牵头，按计划调研并结题" if plan else "调研计划待制定",
    )
