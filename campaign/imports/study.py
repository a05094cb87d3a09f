"""A study plan comes in as a table, in the form that departments use:

日期 | 专题 | 形式 | 学习内容 | 主持人 | 中心发言 | 地点 | 参加范围
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from campaign.enums import ListKind, SessionState
from campaign.models import Campaign, ListEntry, StudySession
from campaign.selectors import entries_of
from campaign.services.study import SessionContent
from core.imports.days import HOW_TO, read_day
from core.imports.sheets import Grid
from core.imports.tables import KnownColumn, KnownRow, KnownTable, read_known
from core.validators.text import normalise

COLUMNS = (
    KnownColumn("planned_on", "日期", ("时间", "计划日期", "学习时间", "学习日期"), required=True),
    KnownColumn("title", "专题", ("主题", "学习专题", "学习主题"), required=True),
    KnownColumn("form", "形式", ("学习形式", "集中学习形式", "方式")),
    KnownColumn("materials", "学习内容", ("篇目", "内容", "学习篇目", "学习材料")),
    KnownColumn("host", "主持人", ("主持",)),
    KnownColumn("speakers", "中心发言", ("中心发言人", "重点发言", "发言人")),
    KnownColumn("place", "地点", ("学习地点",)),
    KnownColumn("audience", "参加范围", ("参加人员", "参学范围", "参加对象")),
)
LONG = ("title", "materials")
_LIMITS = {"title": 200, "host": 50, "speakers": 200, "place": 100, "audience": 200}
_SPLIT = re.compile(r"[、，,；;\n]+")


@dataclass
class PlanRow:
    """One line of the table as it is understood; `faults` refuse it, `notes` only tell."""

    number: int
    values: Mapping[str, str]
    content: SessionContent | None = None
    faults: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    twin: str = ""
    """What it says already, where it is there (the same day and title): left out, and said."""


@dataclass
class PlanTable:
    """What an imported plan holds."""

    table: KnownTable
    rows: list[PlanRow]


class PlanReader:
    """Reads plans of one department; knows the campaign's lists and what is planned already."""

    def __init__(self, campaign: Campaign, department_id: int) -> None:
        lists = entries_of(campaign, ListKind.STUDY_FORM, ListKind.STUDY_MATERIAL)
        self.forms = _by_words(lists[ListKind.STUDY_FORM])
        self.form_names = [row.name for row in lists[ListKind.STUDY_FORM]]
        self.materials = _by_words(lists[ListKind.STUDY_MATERIAL])
        self.near = campaign.starts_on
        planned = StudySession.objects.filter(campaign=campaign, department=department_id)
        planned = planned.exclude(state=SessionState.CANCELLED)
        self.known = {
            (day, normalise(title)) for day, title in planned.values_list("planned_on", "title")
        }

    def read(self, grids: list[Grid]) -> PlanTable:
        """Return the understood rows; ReadError where there is no such table."""
        return self.understand(read_known(grids, COLUMNS))

    def understand(self, table: KnownTable, left: Collection[int] = ()) -> PlanTable:
        """The rows of a table as it was read or mended; those `left` out don't count as there."""
        seen: dict[tuple[date, str], int] = {}
        rows = []
        for row in table.rows:
            rows.append(self._row(row, {} if row.number in left else seen))
        return PlanTable(table, rows)

    def words(self) -> dict[str, list[str]]:
        """What may stand in the cells that take nothing else, by column."""
        return {"form": self.form_names}

    def _row(self, row: KnownRow, seen: dict[tuple[date, str], int]) -> PlanRow:
        found = PlanRow(row.number, row.values, faults=list(row.faults))
        value = row.values.get
        day = read_day(value("planned_on", ""), self.near)
        if day is None:
            shown = value("planned_on", "")[:20]
            said = f"“{shown}”读不出是哪一天" if shown else "没有填日期"
            found.faults.append(("planned_on", f"{said}，{HOW_TO}。"))
        title = " ".join(value("title", "").split())
        if not title:
            found.faults.append(("title", "没有填专题，请填写。"))
        form = self._form(value("form", ""), title, found)
        for key, most in _LIMITS.items():
            if len(value(key, "")) > most:
                text = f"最多{most}个字，现有{len(value(key, ''))}个字，请精简。"
                found.faults.append((key, text))
        if found.faults or day is None:
            return found
        key = (day, normalise(title))
        if key in self.known:
            found.twin = "已有，不重复导入"
        elif key in seen:
            found.twin = f"与第 {seen[key]} 行相同，不重复导入"
        else:
            seen[key] = row.number
        materials, rest = self._materials(value("materials", ""))
        if rest:
            found.notes.append(f"“{rest[:40]}”不在学习材料清单中，写入议程。")
        found.content = SessionContent(
            title=title,
            form=form,
            planned_on=day,
            materials=materials,
            host=value("host", ""),
            speakers=_line(value("speakers", "")),
            place=_line(value("place", "")),
            audience=_line(value("audience", "")),
            agenda=f"学习内容：{rest}" if rest else "",
        )
        return found

    def _form(self, text: str, title: str, found: PlanRow) -> ListEntry | None:
        key = normalise(text)
        if key in self.forms:
            return self.forms[key]
        inside = [entry for word, entry in self.forms.items() if word and word in key]
        if len({entry.pk for entry in inside}) == 1:
            return inside[0]
        said = f"“{text[:20]}”不在清单中" if text else "没有填形式"
        found.faults.append(("form", f"{said}，请从清单中选一项。"))
        return None

    def _materials(self, text: str) -> tuple[list[ListEntry], str]:
        """The materials that are in the list, and what is not, as it was written."""
        known: dict[int, ListEntry] = {}
        rest = []
        for part in filter(None, (piece.strip() for piece in _SPLIT.split(text))):
            entry = self.materials.get(normalise(part))
            if entry is None:
                rest.append(part)
            else:
                known[entry.pk] = entry
        return list(known.values()), "、".join(rest)


def _by_words(entries: Iterable[ListEntry]) -> dict[str, ListEntry]:
    return {
        normalise(word): entry for entry in entries for word in (entry.name, *(entry.aliases or []))
    }


def _line(text: str) -> str:
    return " ".join(text.split())
