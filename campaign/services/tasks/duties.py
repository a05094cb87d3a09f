"""What a department does with a task, and what the office says to it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from campaign.enums import DutyState
from campaign.models import ResearchTopic, StudySession, TaskDuty
from campaign.permissions import OWN, check_stream
from campaign.services import rows
from campaign.services.tasks.ground import check_office, tell_departments
from core.clock import local_date
from core.errors import GuardFailed, Invalid, TransitionNotAllowed
from notifications.enums import MessageKind

WITH_DEPARTMENT = (DutyState.ISSUED, DutyState.RECEIVED, DutyState.RETURNED)


@transaction.atomic
def receive_duty(*, duty: TaskDuty, by: User, at: datetime, version: int | None) -> TaskDuty:
    """A department has seen the task. Reporting at once does as well: receipt is no duty."""
    current = _locked_duty(duty, version)
    roles = _check_own(by, current, local_date(at), "签收任务")
    _only_in(current, (DutyState.ISSUED,), "签收")
    _move(current, DutyState.RECEIVED, at, received_by=by, received_at=at)
    rows.note(current.task, type="task.received", by=by, at=at, roles=roles, data=_which(current))
    return current


@transaction.atomic
def report_duty(
    *,
    duty: TaskDuty,
    report: str,
    by: User,
    at: datetime,
    version: int | None,
    no_change: bool = False,
    session: StudySession | None = None,
    topic: ResearchTopic | None = None,
) -> TaskDuty:
    """Say how the task was done: a sentence, or a session or topic that the system holds already.

    “本期无变化” is one click. Denied for anybody but the department's people; Invalid where nothing
    is said, or a row of another department is pointed at.
    """
    current = _locked_duty(duty, version)
    roles = _check_own(by, current, local_date(at), "报告任务完成情况")
    _only_in(current, WITH_DEPARTMENT, "报告")
    text = _fitting(current, report, no_change=no_change, session=session, topic=topic)
    received = {} if current.received_at else {"received_by": by, "received_at": at}
    _move(
        current,
        DutyState.REPORTED,
        at,
        report=text,
        no_change=no_change,
        session=session,
        topic=topic,
        reported_by=by,
        reported_at=at,
        return_reason="",
        **received,
    )
    rows.note(current.task, type="task.reported", by=by, at=at, roles=roles, data=_which(current))
    return current


def _fitting(
    duty: TaskDuty,
    report: str,
    *,
    no_change: bool,
    session: StudySession | None,
    topic: ResearchTopic | None,
) -> str:
    """The report's text; Invalid where nothing is said, or of another department's rows."""
    text = report.strip()
    if not (text or no_change or session or topic):
        raise Invalid.at(
            "report", "请写一句完成情况，或选择已登记的学习、调研；没有变化的选“本期无变化”。"
        )
    rows.refuse(rows.unfit(TaskDuty, {"report": text}))
    for row, name in ((session, "session"), (topic, "topic")):
        if row is not None and row.department_id != duty.department_id:
            raise Invalid.at(name, "只能选择本单位登记的记录。")
    return text


@transaction.atomic
def accept_duty(*, duty: TaskDuty, by: User, at: datetime, version: int | None) -> TaskDuty:
    """The office finds the task done."""
    current = _locked_duty(duty, version)
    roles = check_office(by, current.task, local_date(at), "认定任务完成")
    _only_in(current, (DutyState.REPORTED,), "认定")
    if current.reported_by_id == by.pk:
        raise GuardFailed("本人报告的任务不能由本人认定，请由办公室其他人员办理。")
    _move(current, DutyState.ACCEPTED, at, decided_by=by, decided_at=at)
    rows.note(current.task, type="task.done", by=by, at=at, roles=roles, data=_which(current))
    return current


@transaction.atomic
def return_duty(
    *, duty: TaskDuty, reason: str, by: User, at: datetime, version: int | None
) -> TaskDuty:
    """The office asks for more, and says what. Invalid without a reason."""
    current = _locked_duty(duty, version)
    roles = check_office(by, current.task, local_date(at), "退回任务")
    _only_in(current, (DutyState.REPORTED,), "退回")
    text = reason.strip()
    if not text:
        raise Invalid.at("reason", "请写明还缺什么。")
    if len(text) > 500:
        raise Invalid.at("reason", "最多500个字，请精简。")
    _move(current, DutyState.RETURNED, at, return_reason=text, decided_by=by, decided_at=at)
    rows.note(current.task, type="task.returned", by=by, at=at, roles=roles, data=_which(current))
    words = f"规定动作“{current.task.title}”退回补充：{text}"
    tell_departments(
        current.task,
        [current.department],
        words,
        by,
        at,
        node=f"returned:{current.version}",
        kind=MessageKind.RETURNED,
    )
    return current


def _locked_duty(duty: TaskDuty, version: int | None) -> TaskDuty:
    current = TaskDuty.objects.select_for_update(of=("self",)).select_related(
        "task__campaign", "campaign", "department"
    )
    found = current.get(pk=duty.pk)
    rows.held(found, version, {"state": found.state, "report": found.report}, {})
    return found


def _check_own(by: User, duty: TaskDuty, on: date, what: str) -> frozenset[Any]:
    return check_stream(
        by, OWN, campaign=duty.campaign, department=duty.department, on=on, what=what
    )


def _only_in(duty: TaskDuty, states: Iterable[str], what: str) -> None:
    if duty.state not in states:
        raise TransitionNotAllowed(f"该任务“{duty.get_state_display()}”，不能{what}。")


def _move(duty: TaskDuty, state: DutyState, at: datetime, **changes: Any) -> None:
    rows.put(duty, state=state, state_since=at, **changes)


def _which(duty: TaskDuty) -> dict[str, str]:
    return {"department": duty.department.code, "state": duty.state}
