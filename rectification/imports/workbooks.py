"""Workbooks that go out so that they come back: the template, and the rows that need a look."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter

from accounts.models import Department
from campaign.models import Campaign
from campaign.selectors import lists_of
from core.validators.text import safe_cell
from rectification.columns import LABELS, STATE_GROUPS, Field
from rectification.enums import Kind, RowOutcome
from rectification.models import ImportBatch, ImportRow

LISTS_SHEET = "_选项"
"""The sheet behind the drop-downs; the reader passes over it."""
REASON = "核对说明"
NOTE = (
    "填写说明：从第4行起每行一件；专项、来源、类型、牵头单位、状态请从下拉框选择；"
    "多个配合单位用顿号分开；多条措施写成 1. 2. 3.；"
    "时限如 2019-10-31、10月底前、立行立改、长期坚持。"
    "涉密内容不得填写。"
)
_COLUMNS: tuple[tuple[Field, int], ...] = (
    (Field.SEQUENCE, 6),
    (Field.NUMBER, 14),
    (Field.SOURCE, 14),
    (Field.TARGET, 20),
    (Field.PROBLEM, 44),
    (Field.FOUND_ON, 12),
    (Field.KIND, 11),
    (Field.STANDARD, 26),
    (Field.MEASURES, 40),
    (Field.LEAD, 22),
    (Field.COOP, 22),
    (Field.FIRST_IN_CHARGE, 11),
    (Field.HANDLER, 11),
    (Field.DUE, 13),
    (Field.STATE, 12),
    (Field.PROGRESS, 28),
    (Field.OUTCOMES, 24),
    (Field.SIGNOFF, 16),
    (Field.CLOSED_ON, 12),
    (Field.REMARKS, 18),
)
_ROWS = 1000
_HEAD = 2


def template(campaign: Campaign) -> bytes:
    """An empty ledger with drop-downs for the campaign's lists; filled in, it can be imported."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        style = _styles(book)
        sheet = book.add_worksheet("整改台账")
        last = len(_COLUMNS) - 1
        sheet.merge_range(0, 0, 0, last, f"{campaign.name}整改台账", style["title"])
        sheet.merge_range(1, 0, 1, last, NOTE, style["note"])
        sheet.set_row(1, 34)
        for column, (found, width) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width, style["cell"])
            sheet.write_string(_HEAD, column, LABELS[found], style["head"])
        sheet.freeze_panes(_HEAD + 1, 5)
        _add_lists(book, sheet, _choices(campaign))
        _print(sheet, _HEAD)
    return file.getvalue()


def _choices(campaign: Campaign) -> dict[Field, list[str]]:
    lists = lists_of(campaign)
    units = Department.objects.able_to_lead().filter(parent__isnull=False).in_rank_order()
    states = [word for group in STATE_GROUPS for word in group.words[:1]]
    return {
        Field.TARGET: [entry.name for entry in lists.targets],
        Field.SOURCE: [entry.name for entry in lists.sources],
        Field.KIND: [kind.label for kind in Kind],
        Field.STATE: states,
        Field.LEAD: [unit.name for unit in units],
    }


def _add_lists(
    book: xlsxwriter.Workbook,
    sheet: xlsxwriter.worksheet.Worksheet,
    choices: Mapping[Field, Sequence[str]],
) -> None:
    lists = book.add_worksheet(LISTS_SHEET)
    lists.hide()
    places = {found: column for column, (found, _) in enumerate(_COLUMNS)}
    for column, (found, words) in enumerate(choices.items()):
        for row, word in enumerate(words):
            lists.write_string(row, column, word)
        letter = chr(ord("A") + column)
        sheet.data_validation(
            _HEAD + 1,
            places[found],
            _HEAD + _ROWS,
            places[found],
            {
                "validate": "list",
                "source": f"='{LISTS_SHEET}'!${letter}$1:${letter}${max(len(words), 1)}",
                "error_type": "warning",
                "error_title": "请核对",
                "error_message": "不在下拉清单中，导入时可能要修改。",
            },
        )


def _styles(book: xlsxwriter.Workbook) -> dict[str, Any]:
    font = {"font_name": "宋体", "font_size": 11}
    cell = {**font, "text_wrap": True, "valign": "top"}
    return {
        "title": book.add_format({**font, "font_size": 16, "bold": True, "align": "center"}),
        "note": book.add_format({**cell, "font_size": 10}),
        "head": book.add_format(
            {**font, "bold": True, "bg_color": "#EAF1FA", "border": 1, "text_wrap": True}
        ),
        "cell": book.add_format(cell),
        "wrong": book.add_format({**cell, "bg_color": "#FDE7E4", "border": 1}),
        "doubt": book.add_format({**cell, "bg_color": "#FFF1D6", "border": 1}),
    }


def _print(sheet: xlsxwriter.worksheet.Worksheet, head: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)


def marked(batch: ImportBatch, rows: Iterable[ImportRow]) -> bytes:
    """The rows that are not in the ledger, as they stand, wrong cells coloured, each with why.

    One sheet a sheet; the head is the file's own, so that the workbook can be corrected and
    brought in again.
    """
    by_sheet: dict[str, list[ImportRow]] = {}
    for row in rows:
        by_sheet.setdefault(row.sheet, []).append(row)
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        style = _styles(book)
        for number, sheet in enumerate(batch.sheets):
            found = by_sheet.get(sheet["name"], [])
            if found:
                _mark_sheet(book, style, number, sheet, found)
        if not by_sheet:
            book.add_worksheet("没有需要核对的行")
    return file.getvalue()


def _mark_sheet(
    book: xlsxwriter.Workbook,
    style: Mapping[str, Any],
    number: int,
    facts: Mapping[str, Any],
    rows: Sequence[ImportRow],
) -> None:
    sheet = book.add_worksheet(f"表{number + 1}")
    columns = facts["columns"]
    day = f"（截至{facts['as_of']}）" if facts["as_of"] else ""
    sheet.write_string(0, 0, safe_cell(f"{facts['name']}{day}"), style["note"])
    for place, column in enumerate(columns):
        head = column["head"] or column["label"] or f"{column['letter']}列"
        sheet.write_string(1, place, safe_cell(head), style["head"])
    sheet.write_string(1, len(columns), REASON, style["head"])
    sheet.set_column(0, len(columns) - 1, 18)
    sheet.set_column(len(columns), len(columns), 60)
    sheet.freeze_panes(2, 0)
    for line, row in enumerate(rows, 2):
        levels = {said["field"]: said["level"] for said in row.messages}
        levels |= {s["field"]: "error" for s in row.messages if s["level"] == "error"}
        cells = {**row.raw.get("cells", {}), **row.edits}
        for place, column in enumerate(columns):
            text = cells.get(column["field"] or "", "")
            if column["field"] is None:
                text = row.raw.get("extra", {}).get(column["head"], "")
            level = levels.get(column["field"]) if column["field"] else None
            look = {"error": "wrong", "doubtful": "doubt"}.get(level or "", "cell")
            sheet.write_string(line, place, safe_cell(text), style[look])
        sheet.write_string(line, len(columns), safe_cell(_why(row)), style["cell"])


def _why(row: ImportRow) -> str:
    label = RowOutcome(row.outcome).label
    order = {"error": 0, "doubtful": 1, "note": 2}
    said = sorted(row.messages, key=lambda one: order[one["level"]])
    return f"原第{row.row}行，{label}。" + " ".join(one["text"] for one in said)
