"""A hotline's table of opinions: read, checked row by row, taken in as a whole.

Columns are those that 12345 and letters offices export; unknown heads are named, never dropped
silently. A row without a name and a number is anonymous.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from campaign.enums import Anonymity, OpinionOrigin
from campaign.models import Campaign, ListEntry
from campaign.services.opinions import OpinionContent
from campaign.services.opinions.intake import checked, known_numbers
from core.imports.days import HOW_TO, read_day
from core.imports.sheets import Grid
from core.imports.tables import KnownColumn, KnownRow, KnownTable, read_known

COLUMNS = (
    KnownColumn(
        "external_number", "来件编号", ("编号", "工单编号", "工单号", "受理编号", "信访件编号")
    ),
    KnownColumn(
        "received_on", "收到日期", ("日期", "来电时间", "受理时间", "来信日期", "登记时间"), True
    ),
    KnownColumn(
        "raw_text",
        "反映内容",
        ("内容", "诉求内容", "主要内容", "问题描述", "意见", "意见建议"),
        True,
    ),
    KnownColumn("about", "反映单位", ("涉及单位", "被反映单位", "承办单位")),
    KnownColumn("giver", "反映人身份", ("身份", "人员类别", "对象")),
    KnownColumn("contact_name", "姓名", ("来电人", "反映人", "信访人", "诉求人")),
    KnownColumn("contact", "联系方式", ("电话", "联系电话", "来电号码", "手机")),
    KnownColumn("anonymity", "署名", ("是否保密", "是否匿名", "保密要求")),
)
_CONFIDENTIAL = ("保密", "是", "要求保密")
_ANONYMOUS = ("匿名",)


LONG = ("raw_text",)


@dataclass
class ReadRow:
    """One row as it would be taken in, or what is wrong with it; `twin` says why it is left out."""

    number: int
    values: Mapping[str, str]
    content: OpinionContent
    faults: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    twin: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.twin)


@dataclass
class ReadTable:
    """All rows of a table; `unknown` heads are shown and left out."""

    table: KnownTable
    rows: list[ReadRow]

    @property
    def unknown(self) -> list[str]:
        return self.table.unknown

    @property
    def fresh(self) -> list[ReadRow]:
        return [row for row in self.rows if not row.faults and not row.twin]


class OpinionReader:
    """Reads opinions that came one way; knows the givers and which numbers are in already."""

    def __init__(
        self, campaign: Campaign, origin: str, givers: Sequence[ListEntry], on: date
    ) -> None:
        self.campaign, self.origin, self.on = campaign, origin, on
        self.givers = {giver.name: giver for giver in givers}

    def understand(self, table: KnownTable, left: Collection[int] = ()) -> ReadTable:
        """The rows of a table as it was read or mended; those `left` out don't count as there."""
        rows = [_row(row, self.campaign, self.origin, self.givers, self.on) for row in table.rows]
        known = known_numbers(self.campaign, [row.content for row in rows])
        seen: dict[tuple[str, str], int] = {}
        for row in rows:
            key = (row.content.origin, row.content.external_number)
            if not key[1]:
                continue
            if key in known:
                row.twin = "已在库中，不重复导入"
            elif key in seen:
                row.twin = f"与第 {seen[key]} 行编号相同，不重复导入"
            elif row.number not in left:
                seen[key] = row.number
        return ReadTable(table, rows)

    def words(self) -> dict[str, list[str]]:
        """What may stand in the cells that take nothing else, by column."""
        return {"giver": list(self.givers)}


def read_opinions(
    grids: Sequence[Grid], *, campaign: Campaign, origin: str, givers: Sequence[ListEntry], on: date
) -> ReadTable:
    """Read a table of opinions; ReadError where no table with the needed heads is found."""
    return OpinionReader(campaign, origin, givers, on).understand(read_known(grids, COLUMNS))


def _row(
    row: KnownRow, campaign: Campaign, origin: str, givers: dict[str, ListEntry], on: date
) -> ReadRow:
    values = row.values
    faults = list(row.faults)
    name, contact = values.get("contact_name", ""), values.get("contact", "")
    word = values.get("anonymity", "")
    anonymity = Anonymity.NAMED if name or contact else Anonymity.ANONYMOUS
    if word in _ANONYMOUS:
        anonymity, name, contact = Anonymity.ANONYMOUS, "", ""
    elif word in _CONFIDENTIAL and anonymity == Anonymity.NAMED:
        anonymity = Anonymity.CONFIDENTIAL
    day = read_day(values.get("received_on", ""), on)
    if day is None:
        faults.append(
            ("received_on", f"读不出日期“{values.get('received_on', '')[:20]}”，{HOW_TO}。")
        )
    giver = givers.get(values.get("giver", ""))
    if values.get("giver") and giver is None:
        faults.append(("giver", f"“{values['giver'][:20]}”不在清单中，请改选一项，或留空。"))
    content = OpinionContent(
        raw_text=values.get("raw_text", ""),
        received_on=day,
        anonymity=anonymity,
        origin=OpinionOrigin(origin),
        external_number=values.get("external_number", ""),
        giver=giver,
        contact_name=name,
        contact=contact,
        about=values.get("about", ""),
    )
    wrong = checked(content, campaign, on)
    faults += [(key, text) for key, text in wrong.items() if key != "received_on" or day]
    return ReadRow(row.number, values, content, faults)
