"""把握节奏 in words: that a day is crowded, and the table of what falls due when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from accounts.models import Department
from core.presenters import day, day_short
from core.workdays import Workdays
from rectification.presenters.ledger import ledger_url
from rectification.selectors.ledger import Pairs
from rectification.selectors.load import DayLoad, Load, Threshold


def crowded_words(load: DayLoad) -> str:
    """What the office reads before it sets one more date on a crowded day."""
    where = load.department.short_name
    before = f"{where} {day(load.day)} "
    if load.there:
        before += f"已有 {load.there} 件到期，加上本次 {load.added} 件"
    words = (
        f"{before}共 {load.total} 件，占其在办 {load.all_open} 件的 {load.percent}%"
        f"（提示线：{threshold_words(load.threshold)}）。"
    )
    if load.quieter:
        near = "、".join(f"{day_short(other)}（{n} 件）" for other, n in load.quieter)
        words += f"相近较空的工作日：{near}。"
    return words


def threshold_words(threshold: Threshold) -> str:
    """From when a day counts as crowded."""
    return f"同一天 {threshold.fewest} 件以上且超过在办的 {threshold.percent}%"


WEEKS, DAYS = 8, 10
VIEWS = (("weeks", "按周"), ("days", "按日"))


@dataclass(frozen=True)
class Span:
    """A column: from a day to a day, open towards the past or the future where None."""

    label: str
    since: date | None
    until: date | None
    title: str = ""

    def holds(self, day: date) -> bool:
        early = self.since is not None and day < self.since
        return not early and (self.until is None or day <= self.until)


def week_spans(on: date) -> list[Span]:
    """What is overdue, this week from today on, the weeks after it, and whatever comes later."""
    monday = on - timedelta(days=on.weekday())
    spans = [Span("逾期", None, on - timedelta(days=1))]
    for n in range(WEEKS):
        first, last = monday + timedelta(weeks=n), monday + timedelta(weeks=n, days=6)
        label = "本周" if n == 0 else day_short(first)
        spans.append(Span(label, max(first, on), last, f"{day(max(first, on))} 至 {day(last)}"))
    later = monday + timedelta(weeks=WEEKS)
    return [*spans, Span("以后", later, None, f"{day(later)} 及以后")]


def day_spans(on: date, workdays: Workdays) -> list[Span]:
    """What is overdue, and the next working days one by one; dates count on working days."""
    spans = [Span("逾期", None, on - timedelta(days=1))]
    found = workdays.next_on_or_after(on)
    for _ in range(DAYS):
        spans.append(Span(day_short(found), found, found, day(found)))
        found = workdays.next_on_or_after(found + timedelta(days=1))
    return [*spans, Span("以后", found, None, f"{day(found)} 及以后")]


def rhythm_table(
    departments: Iterable[Department],
    loads: Mapping[int, Load],
    spans: Sequence[Span],
    threshold: Threshold,
    of: Pairs = (),
) -> dict[str, Any]:
    """Departments in rank order by spans, as the heat component takes it; `of` leads to the
    ledger of another campaign."""
    rows = []
    for unit in departments:
        load = loads.get(unit.pk, Load())
        rows.append(
            {
                "label": unit.short_name,
                "url": reverse("rectification:department-items", args=[unit.code]),
                "cells": [_cell(unit, load, span, threshold, of) for span in spans],
                "total": {
                    "n": load.all_open,
                    "url": ledger_url([*of, ("lead", unit.code), ("bucket", "open")]),
                },
            }
        )
    columns = [{"label": span.label, "title": span.title} for span in spans]
    return {"columns": columns, "rows": rows}


def _cell(
    unit: Department, load: Load, span: Span, threshold: Threshold, of: Pairs
) -> dict[str, Any]:
    inside = {day: n for day, n in load.by_day.items() if span.holds(day)}
    n = sum(inside.values())
    query = [*of, ("lead", unit.code), ("bucket", "open")]
    query += [("due_after", span.since.isoformat())] if span.since else []
    query += [("due_before", span.until.isoformat())] if span.until else []
    late = span.since is None
    crowded = (
        [] if late else sorted(d for d in inside if threshold.is_crowded(inside[d], load.all_open))
    )
    words = "；".join(
        f"{day(d)} {inside[d]} 件，占在办 {inside[d] * 100 // load.all_open}%" for d in crowded
    )
    share = n * 100 // load.all_open if load.all_open else 0
    return {
        "n": n,
        "x": "密" if crowded else "",
        "css": ("h3" if late else "h2" if crowded else "q2" if share > 10 else "q1") if n else "",
        "url": ledger_url(query),
        "title": f"{unit.short_name} {span.title or span.label}" + (f"：{words}" if words else ""),
    }


def rhythm_caption(threshold: Threshold) -> str:
    """How the table is read."""
    return (
        "单元格为到期的在办件数（按计时时限；按周时列名为该周周一），点数字看台账；"
        f"密：其中有一天达到提示线（{threshold_words(threshold)}）。"
    )
