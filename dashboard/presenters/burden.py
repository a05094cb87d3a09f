"""The burden meter in words."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from campaign.enums import TaskKind
from dashboard.selectors.burden import WEEKS, BurdenWeek

FORMULA = (
    "填报份数＝规定动作下达到单位的次数＋督办通知单份数（各要一份报告）；"
    "预计小时＝每项规定动作的预计用时×下达单位数；会议为全市性的领导小组会、专题会。"
    "已取消的任务不计填报和用时。不含敏感事项。"
)


def weeks(found: Sequence[BurdenWeek]) -> dict[str, Any]:
    """The chart's rows, the sentence that reads it, and the rows of the table, newest first."""
    chart = [
        (f"{week.monday.month}/{week.monday.day}", week.forms, week.hours, week.notices)
        for week in found
    ]
    forms, hours = sum(w.forms for w in found), round(sum(w.minutes for w in found) / 60)
    meetings, notices = sum(w.meetings for w in found), sum(w.notices for w in found)
    text = (
        f"近{WEEKS}周共要求填报{forms}份、预计{hours}小时，"
        f"其中督办通知单{notices}份；开会{meetings}次"
    )
    anything = forms or meetings or any(w.tasks for w in found)
    return {
        "chart": chart if anything else [],
        "text": text,
        "rows": [_row(week) for week in reversed(found)],
    }


def _row(week: BurdenWeek) -> dict[str, Any]:
    sunday = week.monday + timedelta(days=6)
    asked = {
        "kind": TaskKind.PRESCRIBED.value,
        "issued_from": week.monday.isoformat(),
        "issued_until": sunday.isoformat(),
    }
    return {
        "label": f"{week.monday:%m-%d}",
        "week": week,
        "tasks_url": f"{reverse('campaign:tasks')}?{urlencode(asked)}" if week.tasks else "",
    }


def this_week(week: BurdenWeek, before: BurdenWeek) -> list[dict[str, Any]]:
    """The strip of figures: this week's, last week's below."""
    figures = [
        ("下达规定动作", week.tasks, before.tasks, "项"),
        ("要求填报", week.forms, before.forms, "份"),
        ("预计用时", week.hours, before.hours, "小时"),
        ("督办通知单", week.notices, before.notices, "份"),
        ("会议", week.meetings, before.meetings, "次"),
    ]
    return [
        {"label": label, "value": value, "unit": unit, "note": f"上周 {last}"}
        for label, value, last, unit in figures
    ]
