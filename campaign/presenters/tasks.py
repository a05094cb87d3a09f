"""Words and shapes of the pages of tasks, kick-off, leading groups and goals."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.urls import reverse

from campaign.enums import DutyState, TaskKind, TaskState
from campaign.models import GoalReading, LeadingGroup, Task, TaskDuty, WorkGoal
from campaign.presenters.tabs import tab_rows
from campaign.selectors.links import ItemLink
from campaign.selectors.tasks import OPEN, Burden, KickOffRow
from campaign.services.kick_off import LEAN
from core.presenters import day, moment
from core.workdays import Workdays

NOT_RANKED = "按机构序列，不作排名"
TASK_TAGS = {TaskState.DRAFT: "", TaskState.ISSUED: "act", TaskState.CANCELLED: ""}
TABS = (
    ("duties", "本单位任务", "campaign:duties"),
    ("tasks", "规定动作", "campaign:tasks"),
    ("practices", "好做法", "campaign:practices"),
    ("kick_off", "启动清单", "campaign:kick_off"),
    ("goals", "工作目标", "campaign:goals"),
)


def tabs(here: str, query: str) -> list[dict[str, Any]]:
    """The tabs of tasks; `query` keeps the campaign asked for."""
    return tab_rows(TABS, here, query)


def crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    """Where a page of tasks stands."""
    home = ("任务和目标", reverse("campaign:tasks") if last else "")
    return [("主题教育", reverse("campaign:page")), home, *last]


class TaskDial(NamedTuple):
    """The day of a page, the last one that counts as due soon, and the days that count."""

    on: date
    soon: date
    workdays: Workdays


def light_of(duty: TaskDuty, dial: TaskDial) -> tuple[str, str]:
    """Shape, colour and words of a department's task; late in working days, as items are."""
    if duty.state not in OPEN:
        return ("done", duty.get_state_display())
    if duty.effective_due_on < dial.on:
        late = dial.workdays.between(duty.effective_due_on, dial.on)
        return ("bad", f"逾期 {late} 个工作日" if late else "已过时限")
    if duty.effective_due_on <= dial.soon:
        return ("warn", "临期")
    return ("ok", "正常")


TASK_COLUMNS = [{"label": label} for label in ("任务", "重点工作", "时限", "状态", "完成单位")]


def task_row(task: Task) -> dict[str, Any]:
    """A line of the list of tasks."""
    done = f"{task.done} / {task.asked}" if task.kind == TaskKind.PRESCRIBED else "–"
    state = task.get_state_display() if task.kind == TaskKind.PRESCRIBED else "自选动作"
    return {
        "cells": [
            {
                "text": task.title,
                "url": reverse("campaign:task", args=[task.uid]),
                "sub": task.department.short_name if task.department_id else "",
            },
            {"text": task.stream.name},
            {"text": day(task.due_on) or "不限", "css": "num nw"},
            {"tag": (state, TASK_TAGS[TaskState(task.state)]), "css": "nw"},
            {"text": done, "css": "num nw"},
        ]
    }


DUTY_COLUMNS = [{"label": label} for label in ("任务", "单位", "时限", "状态", "完成情况")]


def duty_row(duty: TaskDuty, dial: TaskDial) -> dict[str, Any]:
    """A line of a list of departments' tasks."""
    return {
        "cells": [
            {
                "text": duty.task.title,
                "url": reverse("campaign:duty", args=[duty.uid]),
                "sub": duty.task.stream.name,
            },
            {"text": duty.department.short_name, "css": "nw"},
            {"light": light_of(duty, dial), "sub": day(duty.due_on), "css": "num nw"},
            {"text": duty.get_state_display(), "css": "nw"},
            {"text": said_of(duty) or "–"},
        ]
    }


def said_of(duty: TaskDuty) -> str:
    """What a department reported, in a line."""
    parts = [
        "本期无变化" if duty.no_change else "",
        duty.report,
        f"集中学习：{duty.session.title}" if duty.session_id else "",
        f"调研课题：{duty.topic.title}" if duty.topic_id else "",
    ]
    return "；".join(filter(None, parts))


def task_facts(task: Task) -> list[dict[str, str]]:
    """The facts of a task, without empty ones."""
    pairs = (
        ("类别", task.get_kind_display()),
        ("重点工作", task.stream.name),
        ("单位", task.department.name if task.department_id else ""),
        ("完成时限", day(task.due_on)),
        ("每单位预计用时", f"{task.expected_minutes} 分钟" if task.expected_minutes else ""),
        ("依据", task.document_number),
        ("下达时间", moment(task.issued_at)),
        ("完成日期", day(task.done_on)),
        ("推广时间", moment(task.shared_at)),
    )
    return [{"label": label, "value": value} for label, value in pairs if value]


def duty_facts(duty: TaskDuty) -> list[dict[str, Any]]:
    """The facts of a department's task."""
    pairs = (
        ("单位", duty.department.name),
        ("完成时限", day(duty.due_on)),
        ("计时时限", _effective(duty)),
        ("状态", duty.get_state_display()),
        ("签收", moment(duty.received_at)),
        ("报告", _by(duty.reported_by, duty.reported_at)),
        ("认定", _by(duty.decided_by, duty.decided_at)),
        ("退回理由", duty.return_reason if duty.state == DutyState.RETURNED else ""),
    )
    return [{"label": label, "value": value} for label, value in pairs if value]


def _effective(duty: TaskDuty) -> str:
    if duty.effective_due_on == duty.due_on:
        return ""
    return f"{day(duty.effective_due_on)}（遇休息日提前）"


def _by(person: Any, at: Any) -> str:
    return f"{person.name} {moment(at)}" if person is not None and at else ""


def burden_words(burden: Burden) -> str:
    """What the issuer reads before he issues (domain.md 1.9)."""
    return (
        f"本周已向各部门下达 {burden.tasks_this_week} 项，预计合计耗时 "
        f"{burden.hours_this_week} 小时；本项下达 {burden.departments} 个单位，"
        f"预计再占用 {burden.hours} 小时。"
    )


def crowded_words(names: Iterable[str], due_on: date) -> str:
    """Which departments have something else due that day; "" where none has."""
    found = list(names)
    if not found:
        return ""
    shown = "、".join(found[:8])
    more = f"等 {len(found)} 个单位" if len(found) > 8 else ""
    return f"{day(due_on)}当天已有其他任务到期的单位：{shown}{more}，可考虑错开。"


KICK_OFF_COLUMNS = [
    {"label": label} for label in ("单位", "方案印发", "领导机构", "联络员", "动员会", "三个到位")
]


def kick_off_row(row: KickOffRow, *, may_write: bool) -> dict[str, Any]:
    """A department's line of the kick-off list."""
    typed = row.kick_off
    edit = reverse("campaign:kick_off_edit", args=[row.department.code]) if may_write else ""
    group = reverse("campaign:group", args=[row.department.code])
    lean = f"{row.members} 人" + ("，偏多" if row.members > LEAN else "")
    return {
        "cells": [
            {"text": row.department.short_name, "url": edit},
            {
                "text": day(typed.plan_issued_on) if typed else "",
                "sub": typed.plan_document_number if typed else "",
                "css": "nw",
            },
            {"text": lean if row.group else "未登记", "url": group},
            {"text": "已明确" if row.has_liaison else "未明确", "css": "nw"},
            {"text": day(typed.meeting_held_on) if typed else "", "css": "nw"},
            {
                "light": ("ok", "到位") if row.is_whole else ("warn", "未到位"),
                "css": "nw",
            },
        ]
    }


def group_facts(group: LeadingGroup | None) -> list[dict[str, str]]:
    """Who sits in a department's leading group, by place."""
    if group is None:
        return []
    found = [
        {"label": "成立日期", "value": day(group.formed_on)},
        {"label": "发文字号", "value": group.document_number},
    ]
    members = list(group.members.all())
    for role in ("leader", "deputy", "member"):
        seated = [m for m in members if m.role == role]
        if seated:
            words = "；".join(f"{m.post.person.name}　{m.post.title}" for m in seated)
            found.append({"label": seated[0].get_role_display(), "value": words})
    return [row for row in found if row["value"]]


_GOAL_LABELS = ("目标", "单位", "指标", "基数", "现值", "目标值", "整改事项")
GOAL_COLUMNS = [{"label": label} for label in _GOAL_LABELS]


def number(value: Decimal) -> str:
    """A number without needless zeros: 12.50 → 12.5."""
    return f"{value.normalize():f}"


def goal_rows(
    goals: Iterable[WorkGoal],
    items: Mapping[int, Sequence[ItemLink]],
    readings: Mapping[int, Sequence[GoalReading]],
) -> list[dict[str, Any]]:
    """The list of goals, each with the items tied to it and what has moved (整改—实绩)."""
    return [goal_row(goal, items.get(goal.pk, ()), readings.get(goal.pk, ())) for goal in goals]


def goal_row(
    goal: WorkGoal, items: Sequence[ItemLink], readings: Sequence[GoalReading]
) -> dict[str, Any]:
    """A line of the list of goals."""
    tied = {"text": "无"}
    if items:
        closed = sum(1 for item in items if item.closed_on)
        subs = [f"已销号 {closed} 件", moved_since(goal, items, readings)]
        tied = {"text": f"{len(items)} 件", "sub": "；".join(filter(None, subs))}
    return {
        "cells": [
            {
                "text": goal.name,
                "url": reverse("campaign:goal", args=[goal.uid]),
                "sub": goal.get_category_display(),
            },
            {"text": goal.department.short_name, "css": "nw"},
            {"text": f"{goal.metric}（{goal.unit}）" if goal.unit else goal.metric},
            {"text": number(goal.baseline), "css": "num nw"},
            {"text": number(goal.current), "sub": day(goal.current_on), "css": "num nw"},
            {"text": number(goal.target), "css": "num nw"},
            tied,
        ]
    }


def moved_since(goal: WorkGoal, items: Iterable[ItemLink], readings: Sequence[GoalReading]) -> str:
    """How the metric stands since the first of the items was closed, "" where it did not move.

    A statement of both facts side by side, no claim that one came of the other.
    """
    first = min((item.closed_on for item in items if item.closed_on), default=None)
    if first is None:
        return ""
    before = [reading.value for reading in readings if reading.on <= first]
    was = before[-1] if before else goal.baseline
    if goal.current_on <= first or goal.current == was:
        return ""
    now = f"{number(was)}{goal.unit} 变为 {number(goal.current)}{goal.unit}"
    return f"首件{day(first)}销号，此后指标由 {now}"


def goal_progress(goal: WorkGoal) -> tuple[int, str]:
    """How far from baseline to target the present value is, in percent and in words."""
    whole = goal.target - goal.baseline
    share = (goal.current - goal.baseline) / whole * 100 if whole else Decimal(0)
    percent = max(0, min(100, int(share)))
    unit = goal.unit
    words = f"由 {number(goal.baseline)}{unit} 到 {number(goal.current)}{unit}"
    return percent, f"{words}，目标 {number(goal.target)}{unit}"


def reading_rows(readings: Sequence[Any]) -> list[dict[str, str]]:
    """Readings as facts: the day, the value, the source."""
    return [{"label": day(r.on), "value": number(r.value), "sub": r.source} for r in readings]
