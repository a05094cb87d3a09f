"""The overview in words: figures with the ledger behind them, lights, the heat table."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse

from accounts.models import Department
from core.clock import local_date
from core.presenters import day_short
from dashboard.presenters.leads import answering
from dashboard.selectors.overview import LIGHTS, OPEN, OPEN_GROUPS, Figure, Tally, Week
from rectification.enums import Action, State
from rectification.lights import light_of
from rectification.models import Item
from rectification.presenters.ledger import cut, ledger_url
from rectification.presenters.lights import Dial, due_words
from rectification.selectors.ledger import Choice

FEW = 3
"""Hidden sensitive items below this many are never told as a number."""
BUCKETS = (
    (State.SUSTAINED.value, "阶段性完成并长期坚持"),
    ("closed_before", "导入前已销号"),
    ("sustained_before", "导入前已阶段性完成"),
    (State.AWAITING_VERIFICATION.value, "待验收"),
    (State.SUSPENDED.value, "中止"),
    (State.MERGED.value, "并案"),
    (State.VOIDED.value, "不予立项、撤销或移交"),
)
ALL_GROUPS = (
    *OPEN_GROUPS,
    State.CLOSED.value,
    *(bucket for bucket, _ in BUCKETS if bucket not in OPEN_GROUPS),
)


def shown(figure: Figure) -> int:
    """The number to show: hidden ones are in it once there are three of them."""
    return figure.rows + (figure.hidden if figure.hidden >= FEW else 0)


def about_hidden(figure: Figure) -> str:
    """What is said of items that the ledger will not list."""
    if figure.hidden >= FEW:
        return f"含敏感 {figure.hidden} 项"
    return "另有敏感 ≤2 项" if figure.hidden else ""


def _figure(
    label: str, figure: Figure, query: list[tuple[str, str]], kind: str = "", note: str = ""
) -> dict[str, Any]:
    notes = [text for text in (note, about_hidden(figure)) if text]
    return {
        "label": label,
        "value": shown(figure),
        "url": ledger_url(query),
        "kind": kind,
        "note": " · ".join(notes),
    }


def kpi(by_source: Tally, sources: Sequence[Choice], soon_days: int) -> dict[str, Any]:
    """The strip of figures with its bar; sources in their order, buckets of their own below."""
    closed = by_source.total([State.CLOSED.value])
    due = shown(by_source.total([*OPEN_GROUPS, State.CLOSED.value, State.SUSTAINED.value]))
    share = f"占应办 {100 * shown(closed) // due}%" if due else ""
    counts = [f"{row.name} {by_source.total(ALL_GROUPS, row.pk).whole}" for row in sources]
    total = by_source.total(ALL_GROUPS)
    lights = {kind: by_source.total([kind]) for kind in LIGHTS}
    figures = [
        _figure("台账总数", total, [("bucket", "numbered")], note=" · ".join(counts)),
        _figure("已销号", closed, [("bucket", "closed")], "done", share),
        _figure("正常推进", lights["ok"], [("light", "ok")], "ok"),
        _figure("临期", lights["warn"], [("light", "warn")], "warn", f"{soon_days}个工作日内到期"),
        _figure("逾期", lights["bad"], [("light", "bad")], "bad"),
    ]
    figures[0]["unit"] = "项"
    parts = [
        (shown(closed), "done"),
        *((shown(lights[kind]), kind) for kind in ("ok", "warn", "bad")),
    ]
    return {"figures": figures, "parts": parts, "others": _others(by_source)}


def _others(items: Tally) -> list[dict[str, Any]]:
    """What is counted in the total and in none of the lights, each with its rows."""
    found = []
    for bucket, label in BUCKETS:
        figure = items.total([bucket])
        if shown(figure) or figure.hidden:
            found.append(_figure(label, figure, [("bucket", bucket)]))
    undated = items.undated()
    if shown(undated) or undated.hidden:
        query = [("bucket", "numbered"), ("undated", "1")]
        found.append(_figure("尚未定时限", undated, query))
    return found


def _cell(row: Department, target: Choice, by_lead: Tally) -> dict[str, Any]:
    figure = by_lead.total([OPEN], row.pk, target.pk)
    late, soon = (by_lead.total([kind], row.pk, target.pk) for kind in ("bad", "warn"))
    words = [
        f"逾{shown(late)}" if shown(late) else "",
        f"临{shown(soon)}" if shown(soon) and not shown(late) else "",
        about_hidden(figure) if figure.rows or figure.hidden >= FEW else "",
    ]
    query = [("lead", row.code), ("target", target.code), ("bucket", "open")]
    only_hidden = not figure.rows and figure.hidden
    few = only_hidden and figure.hidden < FEW
    return {
        "n": "≤2" if few else shown(figure),
        "x": " ".join(word for word in words if word),
        "css": "h3" if shown(late) else "h2" if shown(soon) else "h1" if figure.rows else "",
        "url": "" if only_hidden else ledger_url(query),
        "title": "敏感事项，不列明细" if only_hidden else f"{row.short_name}：{target.name}",
    }


def _unit_url(unit: Department) -> str:
    return reverse("rectification:department-items", args=[unit.code])


def heat(
    rows: Sequence[Department],
    targets: Sequence[Choice],
    by_lead: Tally,
    opens: Callable[[Department], bool],
) -> dict[str, Any]:
    """Departments in rank order by targets: open items, late and due soon. `opens` says whose own
    page the reader may open; of the others he sees the items that concern him."""
    return {
        "columns": [{"label": cut(row.name, 16), "title": row.name} for row in targets],
        "rows": [
            {
                "label": row.short_name,
                "url": _unit_url(row) if opens(row) else ledger_url([("lead", row.code)]),
                "cells": [_cell(row, one, by_lead) for one in targets],
                "total": _total(row, by_lead),
            }
            for row in rows
        ],
    }


def heat_caption(soon_days: int) -> str:
    """How the heat table is read."""
    return f"按机构序列，不作排名。单元格为在办项数，逾为逾期，临为{soon_days}个工作日内到期。"


def _total(row: Department, by_lead: Tally) -> dict[str, Any]:
    figure = by_lead.total([OPEN], row.pk)
    url = ledger_url([("lead", row.code), ("bucket", "open")]) if figure.rows else ""
    return {"n": shown(figure) or ("≤2" if figure.hidden else 0), "url": url}


def source_rows(sources: Sequence[Choice], by_source: Tally) -> list[dict[str, Any]]:
    """Sources in their order: all, closed, open, overdue; each number opens its rows."""

    def one(row: Choice, groups: Sequence[str], *query: tuple[str, str]) -> dict[str, Any]:
        n = by_source.total(groups, row.pk).whole
        return {"n": n, "url": ledger_url([("first_source", row.code), *query])}

    return [
        {
            "name": row.name,
            "cells": [
                one(row, ALL_GROUPS, ("bucket", "numbered")),
                one(row, [State.CLOSED.value], ("bucket", "closed")),
                one(row, OPEN_GROUPS, ("bucket", "open")),
                one(row, ["bad"], ("light", "bad")),
            ],
        }
        for row in sources
    ]


def trend(weeks: Sequence[Week]) -> dict[str, Any]:
    """The chart's rows and the sentence that reads it."""
    rows = [
        (f"{week.monday.month}/{week.monday.day}", week.opened, week.closed, week.overdue)
        for week in weeks
    ]
    opened, closed = sum(w.opened for w in weeks), sum(w.closed for w in weeks)
    if not opened and not closed and not any(w.overdue for w in weeks):
        return {"rows": [], "text": ""}
    text = f"近12周共立项{opened}项、销号{closed}项，现逾期{weeks[-1].overdue}项"
    return {"rows": rows, "text": text}


def overdue_rows(
    items: Sequence[Item], heads: Mapping[int, str], dial: Dial, *, instructs: bool
) -> list[dict[str, Any]]:
    """The oldest overdue items: who answers, how late, the last news, 批示 for leaders."""
    found = []
    for item in items:
        light = light_of(item.state, item.effective_due_on, on=dial.on, soon=dial.soon)
        at = item.last_progress_at
        about = [
            item.number,
            item.first_source and item.first_source.name,
            item.target and item.target.name,
        ]
        found.append(
            {
                "title": item.title,
                "url": reverse("rectification:item", args=[item.uid]),
                "sub": " · ".join(str(word) for word in about if word),
                **answering(item, heads),
                "light": due_words(light, item.effective_due_on, dial),
                "due": f"应 {day_short(item.effective_due_on)} 完成",
                "news": cut(item.last_progress, 40) or "尚无进展反馈",
                "when": day_short(local_date(at)) if at and item.last_progress else "",
                "act": reverse("rectification:act", args=[item.uid, Action.INSTRUCT.value])
                if instructs
                else "",
            }
        )
    return found
