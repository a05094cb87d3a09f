"""Days off in words: what is known of each year, what a table would declare, the days declared."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from core.models import WorkdayOverride
from core.presenters import day, day_short
from core.workdays import ONE_DAY, Workdays
from rectification.services import WorkdayRow

WEEKDAYS = "一二三四五六日"
Row = dict[str, Any]


def kind_words(is_workday: bool) -> str:
    return "上班" if is_workday else "放假"


def _weekday(on: date) -> str:
    return f"周{WEEKDAYS[on.weekday()]}"


def year_words(year: int, workdays: Workdays, declared: int) -> tuple[str, str, str]:
    """(kind of light, state, what follows) of a year."""
    count = f"办公室登记 {declared} 天" if declared else ""
    if workdays.is_known_year(year):
        if workdays.missing_festivals(year):
            return "ok", "已知", "；".join(filter(None, ["系统自带国务院办公厅公布的安排", count]))
        return "ok", "已导入", count
    if not declared:
        return "warn", "尚未导入", "时限按周一至周五推算，涉及的页面会提示"
    missing = "、".join(workdays.missing_festivals(year))
    return "warn", "不完整", f"{count}，未见{missing}的放假安排；其余日子按周一至周五推算"


def year_rows(years: Iterable[int], workdays: Workdays, counts: dict[int, int]) -> list[Row]:
    """One line a year: whether its days off are known, and what is missing."""
    found = []
    for year in years:
        kind, state, note = year_words(year, workdays, counts.get(year, 0))
        found.append({"year": year, "light": (kind, state), "note": note})
    return found


def empty_words(year: int, workdays: Workdays) -> str:
    """What to do where no day of a year is declared."""
    if workdays.is_known_year(year):
        return f"系统自带{year}年的安排，与之不同的日子才需要登记。"
    return f"国务院办公厅一般在上一年11月前后公布{year}年的安排，公布后在本页导入。"


def override_row(row: WorkdayOverride) -> Row:
    """A declared day."""
    return {
        "day": day(row.date),
        "weekday": _weekday(row.date),
        "kind": kind_words(row.is_workday),
        "tag": "act" if row.is_workday else "ok",
        "name": row.name,
        "source_doc": row.source_doc,
    }


def spans(rows: Sequence[WorkdayRow]) -> list[Row]:
    """The days of a table, neighbours of one kind and name together."""
    ordered = sorted(rows, key=lambda row: row.day)
    keyed = [(row.is_workday, row.name, row.day - n * ONE_DAY) for n, row in enumerate(ordered)]
    found = []
    for _, group in groupby(zip(keyed, ordered, strict=True), key=lambda pair: pair[0]):
        part = [row for _, row in group]
        first, last = part[0], part[-1]
        words = f"{day(first.day)}（{_weekday(first.day)}）"
        if last is not first:
            words += f"至 {day_short(last.day)}（{_weekday(last.day)}）"
        found.append(
            {
                "days": words,
                "n": len(part),
                "kind": kind_words(first.is_workday),
                "tag": "act" if first.is_workday else "ok",
                "name": first.name,
                "source_doc": first.source_doc,
            }
        )
    return found


def preview_words(
    years: Iterable[int], after: Workdays, moved: int, ignored: Sequence[str]
) -> list[str]:
    """What declaring a table will do, sentence by sentence."""
    said = [f"表中“{'、'.join(ignored)[:60]}”列不导入。"] if ignored else []
    for year in years:
        if after.is_known_year(year):
            said.append(f"导入后，{year}年的放假安排即为已知，不再提示推算。")
        else:
            missing = "、".join(after.missing_festivals(year))
            said.append(f"{year}年尚不完整，未见{missing}的放假安排，页面仍会提示推算。")
    if moved:
        said.append(f"{moved} 件在办事项的计时时限将随之调整，每件都在办理记录中写明。")
    else:
        said.append("没有在办事项的计时时限因此变动。")
    return said


def done_words(days: int, moved: int) -> str:
    """What was done."""
    tail = f"{moved} 件在办事项的计时时限已调整。" if moved else "没有在办事项的计时时限因此变动。"
    return f"已登记 {days} 天，{tail}"
