"""A list of problems (问题清单) comes in as a table. Offices head its columns in their own words:

问题 | 具体表现 | 检视维度 | 查找方式 | 来源 | 思想、工作、职责根源 | 涉及单位 | 涉及层面 |
拟整改类型 | 是否转整改事项 | 不转理由
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.models import Department
from campaign.enums import ListKind, MethodCode, ProblemLayer, ProposedKind
from campaign.models import Campaign, Entry, Problem
from campaign.querysets import Scope
from campaign.selectors import entries_of, lists_of
from campaign.services.review import ProblemContent, check_content, problem_key
from core.errors import Invalid
from core.imports.days import HOW_TO, read_day
from core.imports.sheets import Grid
from core.imports.tables import KnownColumn, KnownRow, KnownTable, read_known
from core.validators.text import normalise

COLUMNS = (
    KnownColumn(
        "text",
        "问题",
        ("存在问题", "存在的问题", "主要问题", "突出问题", "问题表述", "问题描述", "查摆问题")
        + ("检视问题", "查找的问题", "发现问题", "问题内容"),
        required=True,
    ),
    KnownColumn("manifestation", "具体表现", ("表现", "问题表现", "具体表现形式", "事例")),
    KnownColumn("dimensions", "检视维度", ("检视方面", "对照方面", "对照内容", "对照检视方面")),
    KnownColumn("method", "查找方式", ("查摆方式", "查找途径", "发现方式", "方式")),
    KnownColumn("source", "来源", ("问题来源",)),
    KnownColumn("giver", "意见来自", ("提出人", "提出对象", "意见对象", "听取意见对象")),
    KnownColumn("cause_thought", "思想根源", ("思想原因", "思想方面根源", "思想")),
    KnownColumn("cause_work", "工作根源", ("工作原因", "工作方面根源", "工作")),
    KnownColumn("cause_duty", "职责根源", ("职责原因", "职责方面根源", "职责")),
    KnownColumn(
        "causes",
        "根源",
        ("原因", "原因分析", "根源分析", "根源剖析", "思想/工作/职责根源", "思想、工作、职责根源"),
    ),
    KnownColumn("units", "涉及单位", ("涉及处室", "涉及科室", "责任处室", "责任科室", "处室")),
    KnownColumn("layer", "涉及层面", ("层面", "问题层面")),
    KnownColumn("proposed_kind", "拟整改类型", ("整改类型", "拟整改方式", "类型")),
    KnownColumn("target", "专项整治", ("专项", "专项整治类别", "整治类别", "专项类别")),
    KnownColumn("found_on", "发现日期", ("发现时间", "查摆时间", "日期", "时间")),
    KnownColumn("converted", "是否转整改事项", ("是否转整改", "是否列入整改", "转整改事项")),
    KnownColumn("why_not", "不转理由", ("不转原因", "未转理由", "处理情况", "备注")),
)
SEVERAL = ("dimensions",)
"""Columns whose cells hold several words of a list."""
LONG = ("text", "manifestation", "cause_thought", "cause_work", "cause_duty", "causes")
_SPLIT = re.compile(r"[、，,；;\n]+")
_CAUSE = re.compile(r"(思想|工作|职责)(?:方面|上)?(?:的?(?:根源|原因))?[:：]")
_CAUSES = {"思想": "cause_thought", "工作": "cause_work", "职责": "cause_duty"}
_COPIED = ("text", "manifestation", "units")
_SOURCES = {
    MethodCode.SELF_FOUND: "self_review",
    MethodCode.COLLECTIVE: "self_review",
    MethodCode.MASSES_RAISED: "masses",
    MethodCode.SUPERIOR: "inspection",
}
"""The source that a way of finding stands for, where the table names none."""


@dataclass
class ProblemRow:
    """One line as it is understood: `faults` (column, sentence) refuse it, `notes` only tell."""

    number: int
    values: Mapping[str, str]
    content: ProblemContent | None = None
    faults: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    twin: str = ""
    """What it says already, where it is there: it is left out, and that is said."""


@dataclass
class ProblemTable:
    """What a table of problems holds."""

    table: KnownTable
    rows: list[ProblemRow]


class ProblemReader:
    """Reads the problems of one department; knows the lists and what is registered already."""

    def __init__(
        self, campaign: Campaign, department: Department, *, scope: Scope, on: date
    ) -> None:
        self.campaign, self.department, self.on = campaign, department, on
        lists = lists_of(campaign)
        givers = entries_of(campaign, ListKind.OPINION_GIVER)[ListKind.OPINION_GIVER]
        self.lists: dict[str, list[Any]] = {
            "dimensions": lists.dimensions,
            "method": lists.methods,
            "source": lists.sources,
            "target": lists.targets,
            "giver": givers,
        }
        mine = Problem.objects.within(scope).filter(campaign=campaign, department=department)
        self.known = dict(mine.values_list("text_key", "text"))

    def read(self, grids: list[Grid]) -> ProblemTable:
        """The understood rows; ReadError where there is no such table."""
        return self.understand(read_known(grids, COLUMNS))

    def understand(self, table: KnownTable, left: Collection[int] = ()) -> ProblemTable:
        """The rows of a table as it was read or mended; those `left` out don't count as there."""
        seen: dict[str, int] = {}
        rows = []
        for row in table.rows:
            rows.append(self._row(row, {} if row.number in left else seen))
        return ProblemTable(table, rows)

    def words(self) -> dict[str, list[str]]:
        """What may stand in the cells that take nothing else, by column."""
        lists = {name: [row.name for row in rows] for name, rows in self.lists.items()}
        return {
            **lists,
            "layer": list(ProblemLayer.labels),
            "proposed_kind": list(ProposedKind.labels),
        }

    def _row(self, row: KnownRow, seen: dict[str, int]) -> ProblemRow:
        found = ProblemRow(row.number, row.values, faults=list(row.faults))
        key = problem_key(row.values.get("text", ""))
        if key in self.known:
            found.twin = "已登记，不重复导入"
        elif key in seen:
            found.twin = f"与第 {seen[key]} 行相同，不重复导入"
        else:
            seen[key] = row.number
        content = self._content(row, found)
        if found.faults:
            return found
        try:
            check_content(content, campaign=self.campaign, department=self.department, on=self.on)
        except Invalid as refusal:
            found.faults += [(error.field, error.detail) for error in refusal.errors]
        found.content = content
        return found

    def _content(self, row: KnownRow, found: ProblemRow) -> ProblemContent:
        value = row.values.get
        given: dict[str, Any] = {name: value(name, "").strip() for name in _COPIED}
        given |= self._causes(row.values)
        given["dimensions"] = self._several(value("dimensions", ""), found)
        for name in ("method", "target"):
            given[name] = self._one(name, value(name, ""), found)
        given["source"] = self._source(value("source", ""), given["method"], found)
        given["giver"] = self._giver(value("giver", ""), given["method"], found)
        given["layer"] = self._word("layer", value("layer", ""), ProblemLayer, found)
        given["proposed_kind"] = self._word(
            "proposed_kind", value("proposed_kind", ""), ProposedKind, found
        )
        given["found_on"] = self._day(value("found_on", ""), found)
        if given["target"] is not None and given["target"].is_sensitive_by_default:
            given["is_sensitive"] = True
            found.notes.append("该专项默认敏感，导入后只限指定人员查阅。")
        if value("converted", "") or value("why_not", ""):
            said = "；".join(filter(None, (value("converted", ""), value("why_not", ""))))
            found.notes.append(f"表中写“{said[:30]}”不随表导入，导入后请逐条确定处理方式。")
        return ProblemContent(**given)

    def _causes(self, values: Mapping[str, str]) -> dict[str, str]:
        """Three columns, or one in which the kinds are named; one without names is of work."""
        found = {name: values.get(name, "").strip() for name in _CAUSES.values()}
        text = values.get("causes", "").strip()
        if not text:
            return found
        parts = _CAUSE.split(text)
        if len(parts) == 1:
            found["cause_work"] = found["cause_work"] or text
            return found
        if parts[0].strip():
            found["cause_work"] = found["cause_work"] or parts[0].strip()
        for kind, words in zip(parts[1::2], parts[2::2], strict=True):
            name = _CAUSES[kind]
            said = words.strip(" ；;。\n")
            found[name] = "；".join(filter(None, (found[name], said)))
        return found

    def _several(self, text: str, found: ProblemRow) -> list[Any]:
        rows: dict[int, Any] = {}
        for word in filter(None, (part.strip() for part in _SPLIT.split(text))):
            row = named(self.lists["dimensions"], word)
            if row is None:
                found.faults.append(("dimensions", self._unknown("dimensions", word)))
            else:
                rows[row.pk] = row
        if not text.strip():
            found.faults.append(("dimensions", "没有填，请至少选一个方面。"))
        return list(rows.values())

    def _one(self, name: str, text: str, found: ProblemRow) -> Any:
        word = text.strip()
        row = named(self.lists[name], word) if word else None
        if word and row is None:
            found.faults.append((name, self._unknown(name, word)))
        if not word and name == "method":
            found.faults.append((name, "没有填，请从清单中选一项。"))
        return row

    def _source(self, text: str, method: Any, found: ProblemRow) -> Any:
        if text.strip():
            return self._one("source", text, found)
        if method is None:
            return None  # it stands for the source; asked for first
        code = _SOURCES.get(method.code)
        row = next((one for one in self.lists["source"] if one.code == code), None)
        if row is None:
            found.faults.append(("source", "没有填，请从清单中选一项。"))
        else:
            found.notes.append(f"来源没有填，按查找方式记为“{row.name}”。")
        return row

    def _giver(self, text: str, method: Any, found: ProblemRow) -> Any:
        row = self._one("giver", text, found)
        by_masses = method is not None and method.code == MethodCode.MASSES_RAISED
        if by_masses and row is None and not text.strip():
            row = next((one for one in self.lists["giver"] if one.code == "masses"), None)
            found.notes.append("意见来自谁没有填，记为“群众”。")
        return row

    def _word(self, name: str, text: str, kind: Any, found: ProblemRow) -> str:
        key = normalise(text)
        if not key:
            return ""
        for value, label in kind.choices:
            if key in (value, normalise(label)):
                return value
        found.faults.append((name, self._unknown(name, text)))
        return ""

    def _day(self, text: str, found: ProblemRow) -> date | None:
        if not text.strip():
            return self.on
        day = read_day(text, self.on)
        if day is None:
            found.faults.append(("found_on", f"“{text[:20]}”读不出是哪一天，{HOW_TO}。"))
        return day

    def _unknown(self, name: str, word: str) -> str:
        how = "请改选清单中的方面" if name in SEVERAL else "请改选清单中的一项"
        return f"“{word[:20]}”不在清单中，{how}。"


def named(rows: Iterable[Entry], word: str) -> Entry | None:
    """The row that a word means: its name, code or an alias, else the only one that it is part of
    or that is part of it."""
    key = normalise(word)
    near = []
    for row in rows:
        keys = [normalise(text) for text in (row.name, row.code, *(row.aliases or []))]
        if key in keys:
            return row
        if len(key) > 1 and any(key in one or len(one) > 1 and one in key for one in keys):
            near.append(row)
    return near[0] if len(near) == 1 else None
