"""What of the streams a department still has in hand, before it is ended: numbers."""

from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import Department
from accounts.selectors import UnitTie
from campaign.enums import DutyState, OpinionState, ProblemState, SessionState, TopicState
from campaign.models import (
    Campaign,
    Opinion,
    Problem,
    ResearchTopic,
    StudySession,
    TaskDuty,
    VerifyingUnit,
)

OPEN_DUTIES = (
    DutyState.ISSUED,
    DutyState.RECEIVED,
    DutyState.REPORTED,
    DutyState.RETURNED,
)
_ALIVE = Q(campaign__archived_at__isnull=True)
_MOVES = "由办公室主任一键移交承接单位；没有承接单位的，{}"
_SESSIONS = "由办公室主任移交时一并取消"


def open_problems(department: Department) -> QuerySet[Problem]:
    """Problems without an outcome."""
    return Problem.objects.filter(_ALIVE, department=department, state=ProblemState.OPEN)


def open_duties(department: Department) -> QuerySet[TaskDuty]:
    """Prescribed tasks that it has not finished."""
    return TaskDuty.objects.filter(_ALIVE, department=department, state__in=OPEN_DUTIES)


def open_topics(department: Department) -> QuerySet[ResearchTopic]:
    """Research topics that are neither closed nor cancelled."""
    return ResearchTopic.objects.filter(_ALIVE, department=department, state=TopicState.OPEN)


def planned_sessions(department: Department) -> QuerySet[StudySession]:
    """Collective study that was planned and not held."""
    return StudySession.objects.filter(_ALIVE, department=department, state=SessionState.PLANNED)


def referred_opinions(department: Department) -> QuerySet[Opinion]:
    """Opinions that wait for its answer."""
    return Opinion.objects.filter(_ALIVE, department=department, state=OpinionState.REFERRED)


def ties(*, department: Department, on: date) -> list[UnitTie]:
    """What ties a department to the campaigns that are not archived (settings.DEPARTMENT_TIES)."""
    verifies = VerifyingUnit.objects.filter(_ALIVE, department=department)
    offices = Campaign.objects.filter(archived_at__isnull=True, office_department=department)
    counted = (
        ("problems", "待处理的问题", open_problems(department), "由办公室转为整改事项或不予采纳"),
        ("tasks", "未完成的规定动作", open_duties(department), "随移交取消"),
        ("topics", "进行中的调研课题", open_topics(department), "随移交取消"),
        ("opinions", "待答复的群众意见", referred_opinions(department), "由办公室改转其他单位"),
    )
    found = [
        UnitTie(key, label, rows.count(), True, _MOVES.format(advice))
        for key, label, rows, advice in counted
    ]
    sessions = planned_sessions(department).count()
    found.append(UnitTie("sessions", "已安排未举行的集中学习", sessions, True, _SESSIONS))
    found.append(
        UnitTie(
            "verifying",
            "担任验收单位",
            verifies.count(),
            True,
            "由领导小组组长在“组织领导”另行指定验收单位",
        )
    )
    found.append(
        UnitTie(
            "office",
            "领导小组办公室设在该单位",
            offices.count(),
            True,
            "由运维人员载入新的任职文件（load_roles），办公室改设在其他单位",
        )
    )
    return found
