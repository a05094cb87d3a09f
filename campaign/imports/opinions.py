"""A hotline's table of opinions: read, checked row by row, taken in as a whole.

Columns are those that 12345 and letters offices export; unknown heads are named, never dropped
silently. A row without a name and a number is anonymous.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from campaign.enums import Anonymity, OpinionOrigin
from campaign.models import Campaign, ListEntry
from campaign.services.opinions import OpinionContent
from campaign.services.opinions.intake import checked, known_numbers
from core.imports.days import HOW_TO, read_day
from core.imports.sheets import Grid
from core.imports.tables import KnownColumn, KnownRow, read_known

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


@dataclass(frozen=True)
class ReadRow:
    """One row as it would be taken in, or what is wrong with it."""

    number: int
    content: OpinionContent
    faults: tuple[tuple[str, str], ...]
    is_known: bool = False


@dataclass(frozen=True)
class ReadTable:
    """All rows of a table; `unknown` heads are shown and left out."""

    rows: list[ReadRow]
    unknown: list[str]
    tab_text: str

    @property
    def wrong(self) -> list[ReadRow]:
        return [row for row in self.rows if row.faults]

    @property
    def fresh(self) -> list[ReadRow]:
        return [row for row in self.rows if not row.faults and not row.is_known]

    @property
    def known(self) -> list[ReadRow]:
        return [row for row in self.rows if row.is_known]


def read_opinions(
    grids: Sequence[Grid], *, campaign: Campaign, origin: str, givers: Sequence[ListEntry], on: date
) -> ReadTable:
    """Read a table of opinions; ReadError where no table with the needed heads is found."""
    table = read_known(grids, COLUMNS)
    by_name = {giver.name: giver for giver in givers}
    read = [_row(row, campaign, origin, by_name, on) for row in table.rows]
    known = known_numbers(campaign, [row.content for row in read])
    return ReadTable(_marked(read, known), table.unknown, table.tab_text)


def _marked(rows: Sequence[ReadRow], known: set[tuple[str, str]]) -> list[ReadRow]:
    """Rows whose number is in already, or stands twice in the table, are marked."""
    seen = set(known)
    found = []
    for row in rows:
        key = (row.content.origin, row.content.external_number)
        again = bool(key[1]) and key in seen
        seen.add(key)
        found.append(ReadRow(row.number, row.content, row.faults, again))
    return found


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
        faults.append(("received_on", f"读不出日期“{values.get('received_on', '')}”，{HOW_TO}。"))
    giver = givers.get(values.get("giver", ""))
    if values.get("giver") and giver is None:
        names = "、".join(givers)
        faults.append(("giver", f"“{values['giver']}”不在名单里，请改为{names}，或留空。"))
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
    return ReadRow(row.number, content, tuple(faults))
