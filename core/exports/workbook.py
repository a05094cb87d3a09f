"""Rows into a workbook that prints: A3 across, heads on every page, texts only, a line of origin.

Source: the usual form of a 整改台账 (A3/A4 横向, 表头每页重复, 冻结窗格). Cells are written as
strings, never as formulas or links; what a spreadsheet would take for a formula is escaped.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO

import xlsxwriter

from core.validators.text import safe_cell

FONT = {"font_name": "宋体", "font_size": 11}
HEAD_ROW = 2
A3 = 8
CELL_LIMIT = 32_767
LINES_LIMIT = 12
Report = Callable[[int], None]


def write_workbook(
    out: BinaryIO,
    *,
    title: str,
    origin: str,
    heads: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[str]],
    report: Report | None = None,
) -> int:
    """Write one sheet to `out`; returns the number of rows. Memory stays flat.

    `heads` are (head, width); `origin` says who took it out when; `report` hears of progress.
    """
    book = xlsxwriter.Workbook(
        out,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    sheet = book.add_worksheet(title)
    _set_up(book, sheet, title, origin, heads)
    wrapped = book.add_format(
        {**FONT, "text_wrap": True, "valign": "top", "border": 1, "border_color": "#999999"}
    )
    count = 0
    for count, cells in enumerate(rows, 1):
        place = HEAD_ROW + count
        sheet.set_row(place, _height(cells, heads))
        for column, text in enumerate(cells):
            sheet.write_string(place, column, safe_cell(text)[:CELL_LIMIT], wrapped)
        if report is not None and count % 500 == 0:
            report(count)
    sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + max(count, 1), len(heads) - 1)
    book.close()
    return count


def _set_up(
    book: xlsxwriter.Workbook,
    sheet: xlsxwriter.worksheet.Worksheet,
    title: str,
    origin: str,
    heads: Sequence[tuple[str, int]],
) -> None:
    large = book.add_format({"font_name": "宋体", "font_size": 18, "bold": True})
    small = book.add_format({"font_name": "宋体", "font_size": 10, "font_color": "#555555"})
    bold = book.add_format(
        {
            **FONT,
            "bold": True,
            "text_wrap": True,
            "align": "center",
            "valign": "vcenter",
            "border": 1,
            "bg_color": "#E9ECF0",
        }
    )
    for column, (_, width) in enumerate(heads):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, title, large)
    sheet.write_string(1, 0, origin, small)
    sheet.set_row(HEAD_ROW, 32)
    for column, (head, _) in enumerate(heads):
        sheet.write_string(HEAD_ROW, column, head, bold)
    sheet.freeze_panes(HEAD_ROW + 1, 3)
    sheet.repeat_rows(HEAD_ROW)
    sheet.set_landscape()
    sheet.set_paper(A3)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
    footer = origin.replace("&", "&&")[:180]
    sheet.set_footer(f'&L&"宋体,常规"&9{footer}&R&"宋体,常规"&9第 &P 页，共 &N 页')


def _height(cells: Sequence[str], heads: Sequence[tuple[str, int]]) -> float:
    """Room for the longest cell: a Chinese character is two columns wide."""
    lines = 1
    for text, (_, width) in zip(cells, heads, strict=True):
        room = max(1, width // 2)
        lines = max(lines, sum(1 + len(line) // room for line in text.split("\n")))
    return 15.0 * min(lines, LINES_LIMIT)
