"""Tasks: prescribed ones of the office, issued once to chosen departments; a department's own.

The speech: “在严格落实‘规定动作’的基础上，结合实际提出……‘自选动作’”, “绝不能图形式、走过场”.
A prescribed task is typed once by the office and answered once by each department; what the system
holds already (a session, a topic) is pointed at, not written again. An optional action is nobody's
duty.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.enums import PostKind
from accounts.models import Department, User
from campaign.enums import DutyState, TaskKind, TaskState
from campaign.models import Campaign, ResearchTopic, Stream, StudySession, Task, TaskDuty
from campaign.permissions import OFFICE, OWN, check_stream
from campaign.services import rows
from core import workdays
from core.clock import local_date
from core.errors import GuardFailed, Invalid, TransitionNotAllowed
from notifications.enums import DigestSection, MessageKind
from notifications.services import Fact, tell_many

MOST_MINUTES = 100_000
ACTING = (PostKind.LIAISON, PostKind.OFFICER)


@dataclass(frozen=True)
class TaskContent:
    """A task as its issuer states it."""

    title: str
    stream: Stream | None
    requirement: str = ""
    due_on: date | None = None
    expected_minutes: int = 0
    document_number: str = ""


@transaction.atomic
def draft_task(*, campaign: Campaign, content: TaskContent, by: User, at: datetime) -> Task:
    """Write down a prescribed task; nobody is asked for anything before it is issued.

    Denied for anybody but the office, Invalid with a sentence a field.
    """
    on = local_date(at)
    roles = check_stream(by, OFFICE, campaign=campaign, department=None, on=on, what="拟定规定动作")
    values = _checked(content, campaign, on)
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
    current = _locked(task, version)
    on = local_date(at)
    roles = _check_office(by, current, on, "下达规定动作")
    if current.state != TaskState.DRAFT:
        raise TransitionNotAllowed(f"该任务{current.get_state_display()}，不能再下达。")
    if not departments:
        raise Invalid.at("departments", "请选择要下达的单位。")
    if any(not d.is_active or d.is_sub_unit or d.parent_id is None for d in departments):
        raise Invalid.at("departments", "只能下达给在用的市直单位，二级单位由上级单位安排。")
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
    _tell_departments(current, departments, words, by, at, node="issued")
    return current


@transaction.atomic
def change_task(
    *, task: Task, content: TaskContent, by: User, at: datetime, version: int | None
) -> Task:
    """Change a draft; of an issued task only the date may move, and only to a later day.

    A moved date starts a new ladder for every department that has not finished.
    """
    current = _locked(task, version)
    on = local_date(at)
    roles = _check_office(by, current, on, "修改规定动作")
    if current.state == TaskState.CANCELLED:
        raise TransitionNotAllowed("该任务已取消，不能修改。")
    values = _checked(content, current.campaign, on)
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
    current = _locked(task, version)
    roles = _check_office(by, current, local_date(at), "取消规定动作")
    if current.state == TaskState.CANCELLED:
        raise TransitionNotAllowed("该任务已经取消。")
    open_duties = TaskDuty.objects.filter(task=current, state__in=OPEN)
    asked = [duty.department for duty in open_duties.select_related("department").order_by("id")]
    open_duties.update(state=DutyState.CANCELLED, state_since=at)
    rows.put(current, state=TaskState.CANCELLED)
    rows.note(current, type="task.cancelled", by=by, at=at, roles=roles)
    _tell_departments(
        current, asked, f"规定动作“{current.title}”已取消，不用再办。", by, at, node="cancelled"
    )
    return current


OPEN = (DutyState.ISSUED, DutyState.RECEIVED, DutyState.RETURNED, DutyState.REPORTED)
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
    text = report.strip()
    if not (text or no_change or session or topic):
        raise Invalid.at(
            "report", "请写一句完成情况，或选择已登记的学习、调研；没有变化的选“本期无变化”。"
        )
    rows.refuse(rows.unfit(TaskDuty, {"report": text}))
    for row, name in ((session, "session"), (topic, "topic")):
        if row is not None and row.department_id != current.department_id:
            raise Invalid.at(name, "只能选择本单位登记的记录。")
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


@transaction.atomic
def accept_duty(*, duty: TaskDuty, by: User, at: datetime, version: int | None) -> TaskDuty:
    """The office finds the task done."""
    current = _locked_duty(duty, version)
    roles = _check_office(by, current.task, local_date(at), "认定任务完成")
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
    roles = _check_office(by, current.task, local_date(at), "退回任务")
    _only_in(current, (DutyState.REPORTED,), "退回")
    text = reason.strip()
    if not text:
        raise Invalid.at("reason", "请写明还缺什么。")
    if len(text) > 500:
        raise Invalid.at("reason", "最多500个字，请精简。")
    _move(current, DutyState.RETURNED, at, return_reason=text, decided_by=by, decided_at=at)
    rows.note(current.task, type="task.returned", by=by, at=at, roles=roles, data=_which(current))
    words = f"规定动作“{current.task.title}”退回补充：{text}"
    _tell_departments(
        current.task,
        [current.department],
        words,
        by,
        at,
        node=f"returned:{current.version}",
        kind=MessageKind.RETURNED,
    )
    return current


@transaction.atomic
def add_optional(
    *,
    campaign: Campaign,
    department: Department,
    content: TaskContent,
    outcome: str,
    done_on: date | None,
    by: User,
    at: datetime,
) -> Task:
    """Write down an optional action of a department: no date, no reminder, no statistics."""
    on = local_date(at)
    roles = check_stream(
        by, OWN, campaign=campaign, department=department, on=on, what="登记自选动作"
    )
    values = _checked(content, campaign, on) | {"due_on": None, "expected_minutes": 0}
    values |= {"outcome": outcome.strip(), "done_on": done_on}
    rows.refuse(rows.unfit(Task, values))
    task = Task.objects.create(
        campaign=campaign,
        kind=TaskKind.OPTIONAL,
        department=department,
        state=TaskState.ISSUED,
        created_by=by,
        created_at=at,
        **values,
    )
    rows.note(task, type="task.optional_added", by=by, at=at, roles=roles)
    return task


@transaction.atomic
def share_practice(*, task: Task, by: User, at: datetime, version: int | None) -> Task:
    """Show an optional action to every department as good practice (好做法): one click.

    Denied for anybody but the office and the department itself; Invalid while it says nothing of
    what was done; TransitionNotAllowed for a prescribed task or one that is shared already.
    """
    current = _locked(task, version)
    on = local_date(at)
    roles = check_stream(
        by,
        (*OFFICE, *OWN),
        campaign=current.campaign,
        department=current.department,
        on=on,
        what="推广好做法",
    )
    if current.kind != TaskKind.OPTIONAL or current.shared_at is not None:
        raise TransitionNotAllowed("只有尚未推广的自选动作可以推广。")
    if not current.outcome:
        raise Invalid.at("outcome", "请先写明做法与成效，再推广。")
    rows.put(current, shared_at=at, shared_by=by)
    rows.note(current, type="task.shared", by=by, at=at, roles=roles)
    return current


def _checked(content: TaskContent, campaign: Campaign, on: date) -> dict[str, Any]:
    """The fields of a task; Invalid with a sentence a field."""
    texts = {name: getattr(content, name).strip() for name in ("title", "document_number")}
    texts["requirement"] = content.requirement.strip()
    problems = rows.unfit(Task, texts)
    if not texts["title"]:
        problems["title"] = "请填写任务名称。"
    if content.stream is None or content.stream.campaign_id != campaign.pk:
        problems["stream"] = "请选择属于哪一项重点工作。"
    if content.due_on is not None and content.due_on <= on:
        problems["due_on"] = f"时限{content.due_on}应晚于今天。"
    if not 0 <= content.expected_minutes <= MOST_MINUTES:
        problems["expected_minutes"] = "预计用时应为合理的分钟数。"
    rows.refuse(problems)
    kept = ("stream", "due_on", "expected_minutes")
    return texts | {name: getattr(content, name) for name in kept}


def _locked(task: Task, version: int | None) -> Task:
    current = Task.objects.select_for_update(of=("self",)).select_related(
        "campaign", "department", "stream"
    )
    found = current.get(pk=task.pk)
    rows.held(found, version, {"title": found.title, "state": found.state}, {})
    return found


def _locked_duty(duty: TaskDuty, version: int | None) -> TaskDuty:
    current = TaskDuty.objects.select_for_update(of=("self",)).select_related(
        "task__campaign", "campaign", "department"
    )
    found = current.get(pk=duty.pk)
    rows.held(found, version, {"state": found.state, "report": found.report}, {})
    return found


def _check_office(by: User, task: Task, on: date, what: str) -> frozenset[Any]:
    return check_stream(by, OFFICE, campaign=task.campaign, department=None, on=on, what=what)


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


def _tell_departments(
    task: Task,
    departments: Sequence[Department],
    text: str,
    by: User,
    at: datetime,
    *,
    node: str,
    kind: MessageKind = MessageKind.TO_DO,
) -> None:
    """Tell the liaison and officers of departments, in one statement a batch."""
    on = local_date(at)
    facts = []
    for department in departments:
        people = User.objects.holding(list(ACTING), [department.pk], on)
        facts.append(
            Fact(
                people=list(people.order_by("id").distinct()),
                kind=kind,
                key=f"task:{task.uid}:{department.code}:{node}",
                subject=task,
                text=text,
                by=by,
                section=DigestSection.TO_DO,
            )
        )
    tell_many(facts=facts, at=at)
