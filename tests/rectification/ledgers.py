"""What the tests of the ledger reading share: the city's names and lists, ledgers made in code."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import xlwt

from rectification.imports.lists import Entry, Lists
from rectification.imports.reading import read_ledger, read_pasted
from rectification.imports.results import ParsedRow, Workbook
from rectification.imports.units import DepartmentName, DepartmentNames

DATA = Path(__file__).parent.parent / "data"
AS_OF = date(2019, 9, 30)
TARGETS = (
    "贯彻落实不力",
    "不担当不作为",
    "违反中央八项规定精神",
    "形式主义、官僚主义",
    "领导干部亲属违规经商办企业",
)
SOURCES = ("调研发现", "群众反映", "巡视巡察反馈", "检视查摆")
DIMENSIONS = ("初心使命", "党章党规", "巡视整改", "专项督查", "职责要求", "先进典型", "群众期盼")


def _departments() -> list[dict[str, str]]:
    with (DATA / "departments.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


RANK = {row["name"]: row["code"] for row in _departments()}


def names(aliases: Mapping[str, Sequence[str]] | None = None) -> DepartmentNames:
    """The departments of the sample city; `aliases` by code."""
    return DepartmentNames.of(
        DepartmentName(
            row["code"],
            row["name"],
            row["short_name"],
            tuple((aliases or {}).get(row["code"], ())),
            row["parent_code"],
        )
        for row in _departments()
    )


def lists() -> Lists:
    return Lists.of(map(Entry, TARGETS), map(Entry, SOURCES), map(Entry, DIMENSIONS))


def read(content: bytes, name: str = "台账.xlsx", **more: Any) -> Workbook:
    return read_ledger(
        content, name, **{"names": names(), "lists": lists(), "as_of": AS_OF, **more}
    )


def paste(text: str, **more: Any) -> Workbook:
    return read_pasted(text, **{"names": names(), "lists": lists(), "as_of": AS_OF, **more})


def sample() -> bytes:
    return (DATA / "ledger-2019.xlsx").read_bytes()


def expected() -> dict[str, Any]:
    return json.loads((DATA / "ledger-2019.xlsx.expected.json").read_text(encoding="utf-8"))


def xlsx(
    *sheets: tuple[str, Sequence[Sequence[object]]],
    merges: Mapping[str, Sequence[str]] | None = None,
    hidden: Sequence[str] = (),
) -> bytes:
    """An .xlsx of (name, rows); `merges` are ranges like G5:G9 by sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for cells in rows:
            sheet.append(list(cells))
        for place in (merges or {}).get(name, ()):
            sheet.merge_cells(place)
        if name in hidden:
            sheet.sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def xls(
    rows: Sequence[Sequence[object]],
    merges: Sequence[tuple[int, int, int, int]] = (),
    date_format: str = "yyyy-mm-dd",
) -> bytes:
    """An .xls of one sheet; merges are top, bottom, left, right from 0."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    for number, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if isinstance(value, date):
                style = xlwt.easyxf(num_format_str=date_format)
                sheet.write(number, column, value, style)
            elif value not in (None, ""):
                sheet.write(number, column, value)
    for place in merges:
        sheet.merge(*place)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


HEAD = [
    "序号",
    "问题来源",
    "专项整治类别",
    "存在问题",
    "整改类型",
    "整改措施",
    "牵头单位",
    "配合单位",
]
HEAD += ["整改时限", "状态", "备注"]


def line(number: int = 1, **cells: object) -> list[object]:
    """One good row under HEAD; cells by head."""
    good: dict[str, object] = {
        "序号": number,
        "问题来源": "调研发现",
        "专项整治类别": "不担当不作为",
        "存在问题": f"问题之{number}",
        "整改类型": "限期整改",
        "整改措施": "1.建章立制\n2.公开结果",
        "牵头单位": "市司法局",
        "配合单位": "无",
        "整改时限": "2019年10月31日",
        "状态": "整改中",
        "备注": "",
    }
    return [({**good, **cells})[head] for head in HEAD]


def one(**cells: object) -> ParsedRow:
    """The row that a one-row ledger gives."""
    book = read(xlsx(("整改台账", [HEAD, line(**cells)])))
    assert len(book.rows) == 1
    return book.rows[0]


def texts(row: ParsedRow, level: str | None = None) -> str:
    return "|".join(said.text for said in row.messages if level in (None, said.level))
