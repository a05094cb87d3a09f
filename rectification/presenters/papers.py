"""Circulars and interviews in words."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from core.clock import local_date
from core.presenters import day, moment
from rectification.enums import (
    CircularAct,
    CircularState,
    InterviewAct,
    InterviewState,
)
from rectification.models import Circular, CircularRow, Interview
from rectification.presenters.ledger import cut

Row = dict[str, Any]
CIRCULAR_TAGS = {
    CircularState.DRAFT: "warn",
    CircularState.ISSUED: "ok",
    CircularState.CANCELLED: "",
}
INTERVIEW_TAGS = {
    InterviewState.PROPOSED: "warn",
    InterviewState.DECIDED: "act",
    InterviewState.HELD: "ok",
    InterviewState.CANCELLED: "",
}
DONE: dict[str, str] = {
    f"circular.{CircularAct.EDIT}": "已保存。",
    f"circular.{CircularAct.REWRITE}": "正文已重新生成。",
    f"circular.{CircularAct.REMOVE}": "已移出。",
    f"circular.{CircularAct.ISSUE}": "通报已印发，列入单位的第一责任人会收到消息。",
    f"circular.{CircularAct.CANCEL}": "已记为不印发。",
    f"interview.{InterviewAct.DECIDE}": "已决定约谈，约谈对象和办公室会收到消息。",
    f"interview.{InterviewAct.RECORD}": "约谈结果已保存。",
    f"interview.{InterviewAct.CANCEL}": "已记为不约谈。",
}


def ended_words(circular: Circular) -> str:
    if circular.ended_by is None:
        return f"{moment(circular.created_at)} 由系统起草"
    word = CircularState(circular.state).label
    return f"{circular.ended_by.name} {moment(circular.ended_at)} {word}"


def circular_row(circular: Circular) -> Row:
    return {
        "cells": [
            {
                "text": circular.title,
                "url": reverse("rectification:circular", args=[circular.uid]),
                "sub": ended_words(circular),
            },
            {"text": f"{circular.items} 件", "css": "num nw"},
            {"tag": (circular.get_state_display(), CIRCULAR_TAGS[circular.state])},
        ]
    }


def circular_items(rows: Iterable[CircularRow], remove_url: str, edited: Any) -> list[Row]:
    """The items of a circular, departments in rank order; what came after the last edit is said."""
    return [_circular_item(row, remove_url, edited) for row in rows]


def _circular_item(row: CircularRow, remove_url: str, edited: Any) -> Row:
    item = row.item
    late = f"逾期 {row.days_late} 个工作日，催办 {row.times_urged} 次"
    missing = edited is not None and row.added_at > edited
    cells = [
        {
            "text": cut(item.title, 50),
            "url": reverse("rectification:item", args=[item.uid]),
            "sub": item.number + ("（正文改后新列入，正文中没有）" if missing else ""),
        },
        {"text": row.department.short_name, "css": "nw"},
        {"text": late, "sub": row.notices},
        {"text": item.get_state_display()},
    ]
    if remove_url:
        cells.append({"text": "移出", "url": f"{remove_url}?item={item.uid}"})
    return {"cells": cells}


CIRCULAR_COLUMNS = [
    {"label": "事项"},
    {"label": "牵头部门"},
    {"label": "列入时"},
    {"label": "现在环节"},
]


def interview_row(interview: Interview) -> Row:
    when = interview.held_on or interview.planned_on
    head = interview.post
    return {
        "cells": [
            {
                "text": cut(interview.item.title, 40),
                "url": reverse("rectification:interview", args=[interview.uid]),
                "sub": f"{interview.item.number} · {moment(interview.proposed_at)} 由系统起草",
            },
            {
                "text": interview.department.short_name,
                "sub": f"{head.person.name} {head.title}" if head else "",
            },
            {
                "text": day(when),
                "sub": interview.interviewer.name if interview.interviewer else "",
                "css": "num",
            },
            {"tag": (interview.get_state_display(), INTERVIEW_TAGS[interview.state])},
        ]
    }


def interview_facts(interview: Interview) -> list[Row]:
    """Who with whom, when, and what came of it."""
    item = interview.item
    head = interview.post
    facts: list[Row] = [
        {
            "label": "事项",
            "value": f"{item.number}　{item.title}",
            "url": reverse("rectification:item", args=[item.uid]),
        },
        {"label": "单位", "value": interview.department.name},
    ]
    if head is not None:
        facts.append({"label": "约谈对象", "value": f"{head.person.name}　{head.title}"})
    if interview.interviewer is not None:
        facts.append({"label": "约谈人", "value": interview.interviewer.name})
    if interview.planned_on:
        sub = f"{interview.decided_by.name} {day(local_date(interview.decided_at))} 决定"
        facts.append({"label": "约谈日期", "value": day(interview.planned_on), "sub": sub})
    if interview.held_on:
        facts.append({"label": "实际日期", "value": day(interview.held_on)})
        sub = f"{interview.recorded_by.name} {moment(interview.recorded_at)} 记录"
        facts.append({"label": "约谈结果", "value": interview.outcome, "sub": sub})
    if interview.cancel_reason:
        facts.append({"label": "不约谈的理由", "value": interview.cancel_reason})
    return facts


def interview_todo(interview: Interview) -> Row:
    """A line of somebody's desk: to decide, or to record."""
    proposed = interview.state == InterviewState.PROPOSED
    act = InterviewAct.DECIDE if proposed else InterviewAct.RECORD
    why = (
        "系统拟了约谈稿，请决定是否约谈"
        if proposed
        else f"{day(interview.planned_on)} 约谈，请记录结果"
    )
    url = reverse("rectification:interview", args=[interview.uid])
    return {
        "title": interview.item.title,
        "url": url,
        "sub": f"{interview.item.number} {interview.department.short_name} · {why}",
        "tag": ("约谈", "warn"),
        "action": {"label": "决定" if proposed else "记录", "url": url},
        "kind": act,
    }


def circular_todo(circular: Circular) -> Row:
    """A draft that waits to be issued, or not."""
    url = reverse("rectification:circular", args=[circular.uid])
    return {
        "title": circular.title,
        "url": url,
        "sub": f"系统起草，列入 {circular.items} 件，请决定是否印发",
        "tag": ("通报", ""),
        "action": {"label": "查看", "url": url},
        "kind": CircularAct.ISSUE,
    }
