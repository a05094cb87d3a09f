"""Words and shapes of the pages of study."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import Department
from campaign.enums import AttendanceStatus, SessionState
from campaign.models import Attendance, ListEntry, Problem, StudyOutcome, StudySession
from campaign.presenters.tabs import tab_rows
from campaign.selectors.links import ItemLink
from campaign.selectors.study import Coverage, Matrix
from core.presenters import day

STATE_TAGS: Mapping[str, str] = {
    SessionState.PLANNED: "act",
    SessionState.HELD: "ok",
    SessionState.CANCELLED: "",
}
TABS = (
    ("sessions", "集中学习", "campaign:study"),
    ("matrix", "形式与单位", "campaign:study_matrix"),
    ("plans", "学习计划", "campaign:study_plans"),
    ("reading", "学习材料", "campaign:study_reading"),
    ("outcomes", "学习成果", "campaign:study_outcomes"),
    ("notes", "我的笔记", "campaign:study_notes"),
)
IMPORT_COLUMNS = "日期、专题、形式、学习内容、主持人、中心发言、地点、参加范围"
NOT_RANKED = "按机构序列，不作排名"


def tabs(here: str, query: str) -> list[dict[str, Any]]:
    """The tabs of study; `query` keeps the campaign asked for."""
    return tab_rows(TABS, here, query)


def crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    """Where a page of study stands."""
    return [
        ("主题教育", reverse("campaign:page")),
        ("学习教育", reverse("campaign:study") if last else ""),
        *last,
    ]


def session_url(session: StudySession, name: str = "study_session") -> str:
    return reverse(f"campaign:{name}", args=[session.uid])


def session_row(session: StudySession) -> dict[str, Any]:
    """A line of the list of sessions."""
    outcomes = f"{session.outcome_count} 项" if session.outcome_count else "–"
    held = session.held_on and session.held_on != session.planned_on
    return {
        "cells": [
            {
                "text": session.title,
                "url": session_url(session),
                "sub": "，".join(filter(None, (session.host and f"主持 {session.host}",
                                               session.place))),
            },
            {"text": session.department.short_name, "css": "nw"},
            {"text": session.form.name},
            {
                "text": day(session.planned_on),
                "sub": f"举行 {day(session.held_on)}" if held else "",
                "css": "num nw",
            },
            {"tag": (session.get_state_display(), STATE_TAGS[session.state]), "css": "nw"},
            {"text": outcomes, "css": "nw"},
        ]
    }  # fmt: skip


SESSION_COLUMNS = [{"label": label} for label in ("专题", "单位", "形式", "日期", "状态", "成果")]


def _problem_url(problem: Problem | None) -> str:
    return reverse("campaign:problem", args=[problem.uid]) if problem else ""


def session_facts(session: StudySession) -> list[dict[str, Any]]:
    """The facts of a session, without empty ones; a problem only where it may be named."""
    problem = session.problem if session.problem and not session.problem.is_sensitive else None
    pairs = (
        ("单位", session.department.name, ""),
        ("形式", session.form.name, ""),
        ("计划日期", day(session.planned_on), ""),
        ("举行日期", day(session.held_on), ""),
        ("主持人", session.host, ""),
        ("中心发言", session.speakers, ""),
        ("地点", session.place, ""),
        ("参加范围", session.audience, ""),
        ("学习内容", "；".join(entry.name for entry in session.materials.all()), ""),
        ("学习方法", "、".join(entry.name for entry in session.ways.all()), ""),
        ("针对问题", problem.text if problem else "", _problem_url(problem)),
        ("取消原因", session.cancel_reason, ""),
    )
    return [{"label": label, "value": v, "url": url} for label, v, url in pairs if v]


def attendance_facts(rows: Iterable[Attendance]) -> list[dict[str, str]]:
    """Who was there and who was not, in names; no number stands for a person."""
    groups: dict[str, list[str]] = {status.value: [] for status in AttendanceStatus}
    guests = []
    for row in rows:
        if row.person_id is None:
            guests.append(f"{row.name}（{row.post_title}）" if row.post_title else row.name)
        else:
            groups[row.status].append(row.name)
    labels = [(AttendanceStatus(key).label, names) for key, names in groups.items()]
    return [
        {"label": label, "value": "、".join(names)}
        for label, names in [*labels, ("列席、外请", guests)]
        if names
    ]


def item_leads(items: Iterable[ItemLink]) -> list[dict[str, str]]:
    """The items that came out of a row, as their reader may know them."""
    return [
        {"text": f"整改事项 {item.number}，{item.state_label}" if item.url else item.state_label,
         "url": item.url}
        for item in items
    ]  # fmt: skip


def outcome_card(
    outcome: StudyOutcome,
    items: Iterable[ItemLink] = (),
    *,
    may_write: bool,
    may_register: bool,
) -> dict[str, Any]:
    """An outcome with what became of it, and the ways on: to a goal, to an item."""
    uid = outcome.uid
    actions = []
    if may_write and outcome.goal_id is None and not outcome.is_sensitive:
        goal = reverse("campaign:study_outcome_goal", args=[uid])
        actions.append(button("goal", "转为工作目标", goal))
    if may_write and may_register:
        item = f"{reverse('rectification:new')}?{urlencode({'from': f'outcome:{uid}'})}"
        actions.append(button("item", "转为整改事项", item))
    if may_write:
        edit = reverse("campaign:study_outcome_edit", args=[uid])
        actions.append(button("edit", "修改", edit))
    return {
        "uid": uid,
        "kind": outcome.kind.name,
        "text": outcome.text,
        "is_sensitive": outcome.is_sensitive,
        "objectives": "、".join(entry.name for entry in outcome.objectives.all()),
        "goal": outcome.goal.name if outcome.goal_id else "",
        "items": item_leads(items),
        "department": outcome.department.short_name,
        "session": outcome.session.title,
        "session_url": session_url(outcome.session),
        "actions": actions,
    }


def session_actions(session: StudySession, *, may_write: bool) -> list[dict[str, Any]]:
    """The buttons of a session: what its state allows, for those who may."""
    if not may_write or session.state == SessionState.CANCELLED:
        return []
    if session.state == SessionState.PLANNED:
        return [
            button("hold", "登记举行和到会", session_url(session, "study_hold"), primary=True),
            button("edit", "修改", session_url(session, "study_edit")),
            button("cancel", "取消", session_url(session, "study_cancel"), danger=True),
        ]
    return [
        button("outcome", "登记成果", session_url(session, "study_outcome_new"), primary=True),
        button("attendance", "更正到会、登记补学", session_url(session, "study_attendance")),
        button("edit", "修改", session_url(session, "study_edit")),
    ]


def matrix_table(matrix: Matrix, query: str, own: Iterable[int]) -> dict[str, Any]:
    """The matrix as the page draws it: every cell leads to its sessions, an empty one too."""
    base, mine = reverse("campaign:study"), set(own)
    joint = "&" if query else "?"
    rows = []
    for department, cells in matrix.rows:
        shown = [
            _cell(f"{base}{query}{joint}{_asked(department, form)}",
                  department, form.name, cell)
            for form, cell in zip(matrix.forms, cells, strict=True)
        ]  # fmt: skip
        url = reverse("campaign:study_plan", args=[department.uid]) + query
        rows.append({"label": department.short_name, "url": url, "cells": shown,
                     "is_own": department.pk in mine})  # fmt: skip
    return {"columns": [form.name for form in matrix.forms], "rows": rows}


def _asked(department: Department, form: ListEntry) -> str:
    return urlencode({"department": department.code, "form": form.code})


def _cell(url: str, department: Department, form: str, cell: Coverage) -> dict[str, Any]:
    if cell.held:
        words = f"已举行 {cell.held} 次"
    else:
        words = "尚无安排" if not cell.planned else ""
    if cell.planned:
        words = "，".join(filter(None, (words, f"已安排 {cell.planned} 次")))
    return {
        "url": url,
        "held": cell.held,
        "planned": cell.planned,
        "css": "q2" if cell.held else "q1" if cell.planned else "",
        "words": f"{department.short_name}，{form}：{words}",
    }


def button(
    key: str, label: str, url: str, *, primary: bool = False, danger: bool = False
) -> dict[str, Any]:
    """An act that is allowed, as the kit's buttons take it."""
    return {
        "key": key,
        "label": label,
        "allowed": True,
        "url": url,
        "primary": primary,
        "danger": danger,
    }


def plan_rows(
    rows: Iterable[tuple[Department, int, str]], own: Iterable[int], query: str
) -> list[dict[str, Any]]:
    """Departments with their plans; one without sessions says so, and is no fault."""
    mine = set(own)
    return [
        {
            "name": department.name,
            "url": reverse("campaign:study_plan", args=[department.uid]) + query,
            "count": count,
            "number": number,
            "is_own": department.pk in mine,
        }
        for department, count, number in rows
    ]


def new_session_url(department: Department, query: str) -> str:
    joint = "&" if query else "?"
    return (
        f"{reverse('campaign:study_new')}{query}{joint}{urlencode({'department': department.code})}"
    )


def way_facts(rows: Iterable[tuple[ListEntry, int]]) -> list[dict[str, str]]:
    """How often each way of study is used by collective sessions."""
    return [
        {"label": entry.name, "value": f"{count} 次集中学习" if count else "尚无"}
        for entry, count in rows
    ]
