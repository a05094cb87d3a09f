"""The weekly sheet in words: every number with the rows behind it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from core.clock import local_date
from core.presenters import day, day_short
from dashboard.presenters.leads import answering, lead_words
from dashboard.presenters.overview import FEW, about_hidden, shown
from dashboard.selectors.overview import LIGHTS, OPEN, Figure
from dashboard.selectors.weekly import (
    FEW_ROWS,
    DepartmentWeek,
    OfficeDesk,
    Part,
    Sheet,
    Week,
)
from rectification.enums import Action, EscalationState, State
from rectification.models import Item
from rectification.presenters.ledger import cut, ledger_url
from rectification.presenters.lights import Dial
from rectification.selectors.ledger import Choice

Row = dict[str, Any]
LONGEST = 34
DESKS = {State.REGISTERED: "待交办", State.AWAITING_VERIFICATION: "待验收"}


def week_words(week: Week) -> str:
    """“2026年11月23日至29日（截至 11月26日）”."""
    first, last = week.monday, week.sunday
    month = f"{last.month}月" if last.month != first.month else ""
    words = f"{first.year}年{first.month}月{first.day}日至{month}{last.day}日"
    return words if week.is_past else f"{words}（截至{week.day.month}月{week.day.day}日）"


def weeks_beside(week: Week) -> Row:
    """The ways to the week before and, in the past, to the next one."""
    url = reverse("dashboard:weekly")
    before = week.monday - timedelta(days=7)
    after = week.monday + timedelta(days=7)
    return {
        "before_url": f"{url}?on={before.isoformat()}",
        "after_url": f"{url}?on={after.isoformat()}" if week.is_past else "",
    }


def few(count: int) -> str | int:
    """A count of sensitive items: under three only as a bound."""
    return count if count >= FEW or not count else "≤2"


def _late_words(item: Item, on: date, dial: Dial) -> str:
    due = item.effective_due_on
    late = dial.workdays.between(due, on) if due else 0
    return f"逾期 {late} 个工作日"


def item_rows(part: Part, heads: Mapping[int, str], on: date, dial: Dial) -> list[Row]:
    """Items with who answers, how late, and the last news."""
    found = []
    for item in part.rows:
        at = item.last_progress_at
        about = [item.number, item.target and item.target.name]
        news = cut(item.last_progress, 24) if item.last_progress else "尚无进展"
        late = item.effective_due_on is not None and item.effective_due_on < on
        found.append(
            {
                "title": cut(item.title, LONGEST),
                "url": reverse("rectification:item", args=[item.uid]),
                "sub": " · ".join(str(word) for word in about if word),
                **answering(item, heads),
                "late": _late_words(item, on, dial) if late else "",
                "due": day_short(item.effective_due_on),
                "news": news,
                "when": day_short(local_date(at)) if at and item.last_progress else "",
            }
        )
    return found


def rest(part: Part) -> int:
    """How many rows the sheet leaves out."""
    return part.total - len(part.rows)


def escalation_rows(sheet: Sheet) -> tuple[list[Row], int]:
    """Escalations: to whom, why, and whether a word is wanted; and whether there are more."""
    rows = []
    for one in sheet.escalations[:FEW_ROWS]:
        waits = one.state == EscalationState.PROPOSED
        rows.append(
            {
                "title": cut(one.item.title, LONGEST),
                "url": reverse("rectification:item", args=[one.item.uid]),
                "lead": lead_words(one.item),
                "words": f"提请{one.get_level_display()}：{one.get_reason_display()}",
                "tag": (one.get_state_display(), "warn" if waits else ""),
            }
        )
    return rows, len(sheet.escalations) - len(rows)


def extension_rows(sheet: Sheet) -> tuple[list[Row], int]:
    """Second extensions that wait: from when to when, why."""
    rows = [
        {
            "title": cut(one.item.title, LONGEST),
            "url": reverse("rectification:act", args=[one.item.uid, Action.GRANT_EXTENSION.value]),
            "lead": lead_words(one.item),
            "words": f"第 {one.ordinal} 次，{day(one.old_due_on)} → {day(one.new_due_on)}",
            "why": cut(one.reason, 40),
        }
        for one in sheet.extensions[:FEW_ROWS]
    ]
    return rows, len(sheet.extensions) - len(rows)


def pause_rows(sheet: Sheet) -> tuple[list[Row], int]:
    """What has been suspended for too long: since when, until what review, why."""
    rows = [
        {
            "title": cut(one.item.title, LONGEST),
            "url": reverse("rectification:item", args=[one.item.uid]),
            "lead": lead_words(one.item),
            "words": f"累计中止 {one.days} 天，{day(one.now.review_on)}复核",
            "why": cut(one.now.reason, 40),
        }
        for one in sheet.pauses[:FEW_ROWS]
    ]
    return rows, len(sheet.pauses) - len(rows)


def rows_url(name: str, on: date, leads: Sequence[str] = ()) -> str:
    """The ledger of what a figure counts: normal items, of some leads where they are named."""
    pairs = [("lead", code) for code in leads]
    return ledger_url([*pairs, (name, on.isoformat()), ("is_sensitive", "0")])


def department_rows(rows: Sequence[DepartmentWeek], on: date) -> list[Row]:
    """Departments with something out of the ordinary, in rank order."""
    return [
        {
            "name": one.department.short_name,
            "url": reverse("rectification:department-items", args=[one.department.code]),
            "late": one.late,
            "late_url": rows_url("late_on", on, [one.department.code]),
            "is_vacant": one.is_vacant,
        }
        for one in rows
    ]


def target_rows(
    targets: Sequence[Choice], figures: Mapping[tuple[int | None, str], Figure]
) -> list[Row]:
    """The targets in their order: open, late, due soon."""

    def cell(target: Choice, group: str) -> Row:
        figure = figures.get((target.pk, group), Figure())
        query = [("bucket", "open")] if group == OPEN else [("light", group)]
        only_hidden = figure.hidden and not figure.rows
        few_hidden = only_hidden and figure.hidden < FEW
        return {
            "n": "≤2" if few_hidden else shown(figure),
            "x": about_hidden(figure) if figure.rows or figure.hidden >= FEW else "",
            "url": "" if only_hidden else ledger_url([("target", target.code), *query]),
        }

    groups = (OPEN, *LIGHTS)
    return [{"name": one.name, "cells": [cell(one, group) for group in groups]} for one in targets]


def desk_rows(desks: Sequence[OfficeDesk], *, sees_all: bool) -> list[Row]:
    """The office's own dwell: how much waits there, and for too long.

    What is not assigned yet is listed to the office only: others get the number without rows.
    """

    def url(state: State, *more: tuple[str, str]) -> str:
        if state == State.REGISTERED and not sees_all:
            return ""
        return ledger_url([("bucket", state.value), *more, ("is_sensitive", "0")])

    return [
        {
            "label": DESKS[one.state],
            "total": one.total,
            "url": url(one.state),
            "late": one.late,
            "late_url": url(one.state, ("desk_late", "1")),
        }
        for one in desks
    ]


def counts_of(
    sheet: Sheet, week: Week, *, hidden: Figure | None = None, leads: Sequence[str] = ()
) -> list[Row]:
    """The strip on top: late, reopened, closed."""
    late = rows_url("late_on", week.day, leads)
    note = about_hidden(hidden) if hidden is not None else ""
    return [
        {"label": "逾期", "value": sheet.late.total, "url": late, "kind": "bad", "note": note},
        {
            "label": "本周反弹",
            "value": sheet.reopened.total,
            "url": rows_url("reopened_week", week.monday, leads),
            "kind": "warn",
            "note": "重新整改的事项",
        },
        {
            "label": "本周销号",
            "value": sheet.done,
            "url": rows_url("done_week", week.monday, leads),
            "kind": "done",
            "note": "验收通过的事项",
        },
    ]


ITEM_LISTS = ("late", "reopened", "escalations", "extensions")
OTHER_LISTS = ("figures", "desks", "units", "targets")


def filled_in(context: Mapping[str, Any]) -> tuple[int, int]:
    """How many cells of the sheet are filled in, and how many items it lists."""
    lists = {name: context.get(name) or () for name in (*ITEM_LISTS, *OTHER_LISTS)}
    rows = [cell for found in lists.values() for row in found for cell in _flat(row)]
    return len(rows), sum(len(lists[name]) for name in ITEM_LISTS)


def _flat(row: Mapping[str, Any]) -> list[Any]:
    """What a row says: texts and numbers, no addresses and no marks."""
    said = [value for name, value in row.items() if name != "kind" and not name.endswith("url")]
    nested = [cell for value in said if isinstance(value, list) for cell in value]
    own = [v for v in said if isinstance(v, str | int) and not isinstance(v, bool) and v != ""]
    return [*own, *(cell["n"] for cell in nested)]
