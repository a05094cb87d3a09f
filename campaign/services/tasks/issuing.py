"""Prescribed tasks of the office: drafted, issued once to chosen departments, moved, taken back."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from accounts.models import Department, User
from campaign.enums import DutyState, TaskKind, TaskState
from campaign.models import Campaign, Task, TaskDuty
from campaign.permissions import OFFICE, check_stream
from campaign.services import rows
from campaign.services.tasks.ground import (
    TaskContent,
    check_office,
    checked,
    locked,
    tell_departments,
)
from core import workdays
from core.clock import local_date
from core.errors import Invalid, TransitionNotAllowed

OPEN = (DutyState.ISSUED, DutyState.RECEIVED, DutyState.RETURNED, DutyState.REPORTED)


@transaction.atomic
def draft_task(*, campaign: Campaign, content: TaskContent, by: User, at: datetime) -> Task:
    """Write down a prescribed task; nobody is asked for anything before it is issued.

    Denied for anybody but the office, Invalid with a sentence a field.
    """
    on = local_date(at)
    roles = check_stream(by, OFFICE, campaign=campaign, department=None, on=on, what="拟定规定动作")
    values = checked(content, campaign, on)
    task = Task.objects.create(
        campaign=campaign, kind=TaskKind.PRESCRIBED, created_by=by, created_at=at, **values
    )
    rows.note(task, type="task.drafted", by=by, at=at, roles=roles)
    return task


@transaction.atomic
def issue_task(
    *, task: Task, departments: Sequence[Department], by: User, at: datetime, version: int | None
) -> Task:
    """Give a drafted task to departments: each gets it once, with the same date.

    Denied for anybody but the office; Invalid without a department or with one that is no longer
    there; TransitionNotAllowed once it was issued or cancelled; Conflict where somebody was faster.
    """
    current = locked(task, version)
    on = local_date(at)
    roles = check_office(by, current, on, "下达规定动作")
    if current.state != TaskState.DRAFT:
        raise TransitionNotAllowed(f"该任务{current.get_state_display()}，不能再下达。")
    _check_units(departments)
    if current.due_on is None or current.due_on <= on:
        raise Invalid.at("due_on", "完成时限应晚于今天，请先修改时限。")
    rows.put(current, state=TaskState.ISSUED, issued_by=by, issued_at=at)
    effective = workdays.load().last_on_or_before(current.due_on)
    TaskDuty.objects.bulk_create(
        TaskDuty(
            task=current,
            campaign=current.campaign,
            department=department,
            due_on=current.due_on,
            effective_due_on=effective,
            state_since=at,
        )
        for department in departments
    )
    codes = sorted(department.code for department in departments)
    rows.note(
        current, type="task.published", by=by, at=at, roles=roles, data={"departments": codes}
    )
    words = f"下达规定动作“{current.title}”，请于{current.due_on}前完成。"
    tell_departments(current, departments, words, by, at, node="issued")
    return current


def _check_units(departments: Sequence[Department]) -> None:
    if not departments:
        raise Invalid.at("departments", "请选择要下达的单位。")
    if gone := [department.end_refusal for department in departments if not department.is_active]:
        raise Invalid.of({"departments": gone})
    if any(d.is_sub_unit or d.parent_id is None for d in departments):
        raise Invalid.at("departments", "只能下达给在用的市直单位，二级单位由上级单位安排。")


@transaction.atomic
def change_task(
    *, task: Task, content: TaskContent, by: User, at: datetime, version: int | None
) -> Task:
    """Change a draft; of an issued task only the date may move, and only to a later day.

    A moved date starts a new ladder for every department that has not finished.
    """
    current = locked(task, version)
    on = local_date(at)
    roles = check_office(by, current, on, "修改规定动作")
    if current.state == TaskState.CANCELLED:
        raise TransitionNotAllowed("该任务已取消，不能修改。")
    values = checked(content, current.campaign, on)
    if current.state == TaskState.ISSUED:
        _postpone(current, values["due_on"])
        values = {"due_on": values["due_on"]}
    rows.put(current, **values)
    due = values["due_on"]
    data = {"due_on": due.isoformat() if due else None}
    rows.note(current, type="task.changed", by=by, at=at, roles=roles, data=data)
    return current


def _postpone(task: Task, due_on: date | None) -> None:
    if due_on is None or task.due_on is None or due_on < task.due_on:
        raise Invalid.at("due_on", "已下达的任务只能延后时限，不能提前。")
    if due_on == task.due_on:
        return
    effective = workdays.load().last_on_or_before(due_on)
    for duty in TaskDuty.objects.filter(task=task, state__in=OPEN).order_by("id"):
        TaskDuty.objects.filter(pk=duty.pk).update(
            due_on=due_on,
            effective_due_on=effective,
            due_version=duty.due_version + 1,
            version=duty.version + 1,
        )


@transaction.atomic
def cancel_task(*, task: Task, by: User, at: datetime, version: int | None) -> Task:
    """Take a task back: what no department needs to do any more (减负). Done work stays."""
    current = locked(task, version)
    roles = check_office(by, current, local_date(at), "取消规定动作")
    if current.state == TaskState.CANCELLED:
        raise TransitionNotAllowed("该任务已经取消。")
    open_duties = TaskDuty.objects.filter(task=current, state__in=OPEN)
    asked = [duty.department for duty in open_duties.select_related("department").order_by("id")]
    open_duties.update(state=DutyState.CANCELLED, state_since=at)
    rows.put(current, state=TaskState.CANCELLED)
    rows.note(current, type="task.cancelled", by=by, at=at, roles=roles)
    tell_departments(
        current, asked, f"规定动作“{current.title}”已取消，不用再办。", by, at, node="cancelled"
    )
    return current
