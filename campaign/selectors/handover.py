"""What of the streams lies on the desk of a post that changes hands (settings.OPEN_DUTIES).

A topic lies with who leads it, a session with who organises it, a prescribed task with the
department. The study plan is the department's paper and no work: its sessions are handed over.
"""

from collections.abc import Sequence
from datetime import date

from django.db.models import F

from accounts.enums import PostKind
from accounts.models import Post
from accounts.selectors import DutyLine, units_without_officers
from campaign.enums import DutyState, SessionState, TopicState
from campaign.models import ResearchTopic, StudySession, TaskDuty
from campaign.selectors.tasks import OPEN
from core import workdays
from core.workdays import Workdays

TOPIC = "campaign.researchtopic"
SESSION = "campaign.studysession"
TASK = "campaign.taskduty"
HEADS = (PostKind.FIRST_IN_CHARGE, PostKind.ACTING)


def led_topics(*, posts: Sequence[Post], on: date) -> dict[int, list[DutyLine]]:
    """Per post the open topics of its department that its holder leads: 1 statement.

    A person's second post in the department gets none: a topic is handed over once.
    """
    first = _first_posts(posts)
    rows = ResearchTopic.objects.filter(
        state=TopicState.OPEN,
        leader__in={person for person, _ in first},
        department__in={department for _, department in first},
    ).select_related("plan")
    found: dict[int, list[DutyLine]] = {}
    for topic in rows.order_by("id"):
        pk = first.get((topic.leader_id, topic.department_id))
        if pk is not None:
            found.setdefault(pk, []).append(_topic_line(topic))
    return found


def planned_sessions(*, posts: Sequence[Post], on: date) -> dict[int, list[DutyLine]]:
    """Per post the sessions of its department that its holder has planned and not yet held, by
    date; of a person's posts in one department the first has them: 1 statement."""
    first = _first_posts(posts)
    rows = StudySession.objects.filter(
        state=SessionState.PLANNED,
        campaign__archived_at__isnull=True,
        organiser__in={person for person, _ in first},
        department__in={department for _, department in first},
    )
    found: dict[int, list[DutyLine]] = {}
    for session in rows.order_by("planned_on", "id"):
        pk = first.get((session.organiser_id, session.department_id))
        if pk is not None:
            found.setdefault(pk, []).append(_session_line(session))
    return found


def open_tasks(*, posts: Sequence[Post], on: date) -> dict[int, list[DutyLine]]:
    """Per post the prescribed tasks that its department has not reported, by date: 2 statements.

    Who leads the department answers for all of them, an officer for those that he received; the
    last officer of a unit for every one. What was reported waits for the office.
    """
    alone = units_without_officers(posts)
    rows = TaskDuty.objects.filter(
        department__in={post.department_id for post in posts},
        state__in=OPEN,
        campaign__archived_at__isnull=True,
    ).select_related("task")
    duties = list(rows.order_by(F("effective_due_on"), "id"))
    days = workdays.load() if duties else None
    found: dict[int, list[DutyLine]] = {}
    for post in posts:
        whole = post.kind in HEADS or post.department_id in alone
        for duty in duties:
            mine = whole or duty.received_by_id == post.person_id
            if days and mine and duty.department_id == post.department_id:
                found.setdefault(post.pk, []).append(_task_line(duty, on, days))
    return found


def _first_posts(posts: Sequence[Post]) -> dict[tuple[int, int], int]:
    """By person and department the first of his posts there."""
    first: dict[tuple[int, int], int] = {}
    for post in posts:
        first.setdefault((post.person_id, post.department_id), post.pk)
    return first


def _topic_line(topic: ResearchTopic) -> DutyLine:
    plan = getattr(topic, "plan", None)
    return DutyLine(
        subject_type=TOPIC,
        subject_uid=topic.uid,
        label=f"调研课题：{topic.title}",
        state="进行中",
        due_on=plan.ends_on if plan else None,
        left="接任后由接任人牵头，按计划调研并结题" if plan else "调研计划待制定",
    )


def _session_line(session: StudySession) -> DutyLine:
    return DutyLine(
        subject_type=SESSION,
        subject_uid=session.uid,
        label=f"集中学习：{session.title}",
        state=session.get_state_display(),
        due_on=session.planned_on,
        left="接任后由接任人组织，举行后登记出席情况",
    )


def _task_line(duty: TaskDuty, on: date, days: Workdays) -> DutyLine:
    late = days.between(duty.effective_due_on, on) if duty.effective_due_on < on else 0
    left = {
        DutyState.ISSUED: "待签收，并报告完成情况",
        DutyState.RECEIVED: "待报告完成情况",
        DutyState.RETURNED: f"办公室退回补充：{duty.return_reason}",
    }
    return DutyLine(
        subject_type=TASK,
        subject_uid=duty.uid,
        label=f"规定动作：{duty.task.title}",
        state=duty.get_state_display(),
        due_on=duty.due_on,
        left=left[DutyState(duty.state)],
        note=f"已逾期{late}个工作日" if late else "",
    )
