"""The ledger in words: a row's two-line cells, the tabs, what a filter says."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from core.clock import local_date
from core.presenters import day, day_short
from rectification.enums import CLOSING_STATES, DONE_STATES, OPEN_STATES, State
from rectification.presenters.lights import Dial, item_light
from rectification.selectors.counting import count_words
from rectification.selectors.ledger import Choices, View

Row = dict[str, Any]
SHORT: dict[State, str] = {
    State.DRAFT: "草稿",
    State.REGISTERED: "待交办",
    State.ASSIGNED: "待签收",
    State.ACCEPTED: "待定措施",
    State.PLAN_REVIEW: "措施待审",
    State.IN_PROGRESS: "整改中",
    State.CLOSURE_REVIEW: "待部门审核",
    State.AWAITING_SIGNOFF: "待签批",
    State.AWAITING_VERIFICATION: "待验收",
    State.CLOSED: "已销号",
    State.SUSTAINED: "长期坚持",
    State.SUSPENDED: "中止",
    State.MERGED: "已并案",
    State.VOIDED: "不予立项",
}
"""A state in a narrow column; the filter and the item's page have the whole words."""

_TAG_KINDS = {
    **dict.fromkeys(CLOSING_STATES, "act"),
    **dict.fromkeys(DONE_STATES, "ok"),
    State.REGISTERED: "warn",
    State.ASSIGNED: "warn",
}
PROGRESS_LENGTH = 60


def cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def state_tag(row: Mapping[str, Any]) -> tuple[str, str]:
    """(words, kind): an end from before this system is its own word."""
    state = State(row["state"])
    if state in DONE_STATES and row["sign_off_id"] is None and row["legacy_closure_id"]:
        return f"导入前{SHORT[state]}", ""
    return SHORT[state], _TAG_KINDS.get(state, "")


def _due_words(row: Mapping[str, Any]) -> str:
    due, counted = row["due_on"], row["effective_due_on"]
    if row["state"] not in OPEN_STATES:
        closed = row["closed_at"]
        return f"{day(local_date(closed))} 销号" if closed else day(due)
    if due and counted and counted != due:
        return f"{day(due)}，按 {day_short(counted)} 计"
    return day(due)


def _news(row: Mapping[str, Any]) -> tuple[str, str]:
    text = cut(row["last_progress"] or "", PROGRESS_LENGTH)
    if text:
        at = row["last_progress_at"]
        return text, day_short(local_date(at)) if at else ""
    working = row["state"] in (State.ACCEPTED, State.PLAN_REVIEW, State.IN_PROGRESS)
    return ("尚无进展", "") if working else ("", "")


def ledger_row(row: Mapping[str, Any], dial: Dial) -> Row:
    """One line of the ledger; of a shell nothing but number, target, lead, state and dates."""
    full = bool(row["is_full"])
    number = row["number"] or "草稿"
    dial = dial.turned(row["campaign_id"])
    kind, words = item_light(row["state"], row["effective_due_on"], dial)
    label, tag = state_tag(row)
    news, when = _news(row) if full else ("", "")
    ended = "（已撤销）" if row["lead_department__ended_on"] else ""
    about = [row["first_source__name"] if full else "", row["target__name"]]
    return {
        "uid": row["uid"],
        "url": reverse("rectification:item", args=[row["uid"]]),
        "number": number,
        "title": row["title"] if full else f"{number}（只显示概要）",
        "sub": " · ".join(word for word in about if word),
        "is_full": full,
        "is_key": full and row["is_key"],
        "is_sensitive": row["is_sensitive"],
        "lead": f"{row['lead_department__short_name'] or '未定'}{ended}",
        "head": (row["head"] or "") if full else "",
        "vacant": full and bool(row["lead_department_id"]) and not row["head"] and not ended,
        "light": (kind, words),
        "due": _due_words(row),
        "news": news,
        "news_when": when,
        "state": label,
        "tag": tag,
    }


def ledger_url(pairs: Iterable[tuple[str, str]]) -> str:
    query = urlencode(list(pairs))
    url = reverse("rectification:ledger")
    return f"{url}?{query}" if query else url


def tabs(
    views: Iterable[View], counts: Mapping[str, int], current: Iterable[tuple[str, str]]
) -> list[dict[str, Any]]:
    """The saved views as the component takes them."""
    now = sorted(current)
    return [
        {
            "label": view.label,
            "url": ledger_url(view.query),
            "count": count_words(counts[view.key]) if view.key in counts else None,
            "current": sorted(view.query) == now,
        }
        for view in views
    ]


def _value_words(name: str, value: str, choices: Choices, labels: Mapping[str, str]) -> str:
    if name == "campaign":
        return choices.name or value
    lists = {
        "lead": choices.departments,
        "coop": choices.departments,
        "target": choices.targets,
        "source": choices.sources,
        "first_source": choices.sources,
    }
    for row in lists.get(name, ()):
        if row.code == value:
            return row.name
    return labels.get(value, value)


def condition_words(
    name: str, values: Iterable[str], label: str, choices: Choices, labels: Mapping[str, str]
) -> str:
    """One condition as people say it: “整改类型：立行立改、限期整改”."""
    known = {"1": "是", "true": "是", "0": "否", "false": "否", **labels}
    words = "、".join(_value_words(name, value, choices, known) for value in values)
    return label if words == "是" else f"{label}：{words}"
