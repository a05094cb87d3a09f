"""The way in: a file or a pasted text becomes a Workbook of understood rows. No database.

workbook = read_ledger(content, "台账.xlsx", names=…, lists=…, as_of=date(2019, 9, 30))
for row in workbook.rows: row.outcome, row.enters, row.messages
"""

from collections.abc import Callable, Mapping
from datetime import date

from core.imports.refusals import ReadError
from core.imports.sheets import PASTED, Grid, read_file, read_paste
from rectification.columns import EXPECTED_HEADS, KIND_OF, Field, leading_state, plain
from rectification.imports.context import Context
from rectification.imports.heads import as_of_in_heads, as_of_in_name, read_heads
from rectification.imports.joining import Pending, join_lists, list_name
from rectification.imports.lists import Lists
from rectification.imports.results import (
    ColumnReading,
    Level,
    SheetMessage,
    SheetReading,
    SkippedRow,
    Workbook,
)
from rectification.imports.rows import gather, parse
from rectification.imports.tables import Table, find_tables, lay_out, read_body
from rectification.imports.ticks import tick_columns
from rectification.imports.titles import Titles
from rectification.imports.units import DepartmentNames

MOST_ROWS = 5000
_SAMPLE = 200
Overrides = Mapping[str, Mapping[int, Field | None]]
"""What a person decided about columns, by sheet name and column index from 0."""


def read_ledger(
    content: bytes,
    name: str,
    *,
    names: DepartmentNames,
    lists: Lists,
    as_of: date | None = None,
    overrides: Overrides | None = None,
    defaults: Mapping[Field, str] | None = None,
) -> Workbook:
    """Return what an .xlsx, .xls or .csv file holds.

    `as_of` is used where neither the sheet nor the file's name says until when the ledger goes;
    `defaults` are words for empty cells (a target for the whole sheet). Raises ReadError for a
    file that can't be read, holds no ledger or more than 5,000 rows.
    """
    context = Context(names, lists, as_of, defaults or {})
    return _read(read_file(content, name), name, context, overrides or {})


def read_pasted(
    text: str,
    *,
    names: DepartmentNames,
    lists: Lists,
    as_of: date | None = None,
    overrides: Overrides | None = None,
    defaults: Mapping[Field, str] | None = None,
) -> Workbook:
    """Return what a text pasted from a spreadsheet holds; arguments and errors as read_ledger."""
    context = Context(names, lists, as_of, defaults or {})
    return _read(read_paste(text), "", context, overrides or {})


def _read(grids: list[Grid], name: str, context: Context, overrides: Overrides) -> Workbook:
    tables: list[Pending] = []
    book = Workbook([])
    for grid in grids:
        found = _read_grid(grid, name, context, overrides)
        tables += [table for table in found if isinstance(table, Pending)]
        book.sheets += [one.reading if isinstance(one, Pending) else one for one in found]
    join_lists(tables)
    for table in tables:
        _understand(table)
    if not any(sheet.header_rows for sheet in book.sheets):
        hidden = "（有隐藏的工作表没有读取，如台账在其中，请先取消隐藏）"
        raise ReadError(
            f"没有找到台账的表头{hidden if any(s.hidden for s in book.sheets) else ''}。"
            f"表头应有“{EXPECTED_HEADS}”等列，请连同表头一起导入，或下载模板填写。"
        )
    if not any(sheet.rows for sheet in book.sheets):
        raise ReadError("找到了表头，但下面没有一行事项，请填写后再导入。")
    if len(book.rows) > MOST_ROWS:
        raise ReadError(
            f"共有{len(book.rows)}行，超过一次{MOST_ROWS}行的上限，请分成几个文件导入。"
        )
    return book


def _understand(table: Pending) -> None:
    """Understand the rows of a table; say it where they have no problem to be read."""
    reading = table.reading
    reading.rows = parse(table.gathered, table.context)
    for row in reading.rows:
        row.sheet = reading.name
    is_joined = table.list_name and not reading.rows
    if Field.PROBLEM not in reading.mapping.values() and not is_joined:
        text = "没有认出“存在问题”列，请在上方指定哪一列是问题。"
        reading.messages.append(SheetMessage(text, Level.ERROR))


def _read_grid(
    grid: Grid, name: str, context: Context, overrides: Overrides
) -> list[Pending | SheetReading]:
    if grid.hidden or grid.is_chart:
        why = "是隐藏的，没有读取；如需导入，请取消隐藏。" if grid.hidden else "是图表，没有读取。"
        said = SheetMessage(f"工作表“{grid.name}”{why}", Level.DOUBTFUL)
        return [SheetReading(grid.name, messages=[said], hidden=grid.hidden)]
    sheet, tables = lay_out(grid), list[Pending | SheetReading]()
    top = [text for row in range(min(len(sheet.texts), 3)) for _, text in sheet.filled(row)]
    kind = list_name(grid.name, top)
    for table in find_tables(sheet, is_list=bool(kind)):
        part = f"（第{len(tables) + 1}个表）" if tables else ""
        read = _read_table(table, grid.name + part, name, context, overrides)
        read.list_name = "" if part else kind
        tables.append(read)
    if tables:
        return tables
    if not sheet.texts:
        said = SheetMessage(f"工作表“{grid.name}”是空白的。", Level.NOTE)
        return [SheetReading(grid.name, messages=[said])]
    text = f"工作表“{grid.name}”没有认出台账的表头，没有读取。表头应有“{EXPECTED_HEADS}”等列。"
    skipped = [
        SkippedRow(row + 1, "没有表头的工作表", "  ".join(cells)[:200])
        for row, cells in enumerate(sheet.texts[:_SAMPLE])
        if any(cells)
    ]
    said = SheetMessage(text, Level.DOUBTFUL)
    return [SheetReading(grid.name, messages=[said], skipped=skipped)]


def _read_table(
    table: Table, title: str, name: str, context: Context, overrides: Overrides
) -> Pending:
    ticks = tick_columns(table, context.lists)
    decided = overrides.get(title, {})
    columns, messages = read_heads(table.paths, table.letters, decided, ticks)
    reading = SheetReading(title, messages=messages)
    reading.header_rows = [row + 1 for row in table.header]
    read_body(table, {index: read.field for index, read in columns.items() if read.field})
    columns = _by_content(table, columns, context.lists)
    reading.columns = {
        index: read
        for index, read in columns.items()
        if read.head or read.field or any(table.sheet.at(row, index) for row, _ in table.body)
    }
    _date_sheet(reading, table, name, context)
    context = Context(context.names, context.lists, reading.as_of, context.defaults)
    reading.messages += _hidden(table, reading)
    titles = _titles(table, reading, name, context)
    reading.messages += titles.messages
    gathered = gather(table, reading.columns, context, titles)
    folded = [
        SkippedRow(row, f"与第{first}行同一问题，内容已并入第{first}行", "")
        for row, first in gathered.folded.items()
    ]
    reading.skipped = sorted([*table.skipped, *folded], key=lambda skipped: skipped.row)
    return Pending(reading, gathered, context)


def _hidden(table: Table, reading: SheetReading) -> list[SheetMessage]:
    """What nobody sees in the file is read, and said."""
    said = []
    rows = [str(row + 1) for row, _ in table.body if row in table.sheet.hidden_rows]
    if rows:
        shown = "、".join(rows[:20]) + ("等" if len(rows) > 20 else "")
        text = f"有{len(rows)}行在表中是隐藏的（第{shown}行），也读了；如已不用，请不要导入。"
        said.append(SheetMessage(text, Level.DOUBTFUL))
    hidden = table.sheet.hidden_columns
    letters = [read.letter for index, read in reading.columns.items() if index in hidden]
    if letters:
        said.append(SheetMessage(f"{'、'.join(letters)}列在表中是隐藏的，也读了。", Level.NOTE))
    return said


def _titles(table: Table, reading: SheetReading, name: str, context: Context) -> Titles:
    """What stands over the rows; it matters for columns that are missing or quite empty."""
    filled = {
        read.field
        for index, read in reading.columns.items()
        if read.field and any(table.sheet.at(row, index) for row, _ in table.body)
    }
    sheet = "" if table.sheet.name in (name, PASTED) else table.sheet.name
    return Titles(context, sheet, name, table.lines(), frozenset(Field) - filled)


def _date_sheet(reading: SheetReading, table: Table, name: str, context: Context) -> None:
    """Find the as-of date: the head's, else the file's name, else the caller's."""
    year = context.as_of.year if context.as_of else None
    for found, where in (
        (as_of_in_heads(table.titles(), year), "sheet"),
        (as_of_in_name(name, year), "file"),
        (context.as_of, "argument"),
    ):
        if found:
            reading.as_of, reading.as_of_from = found, where
            return


def _by_content(
    table: Table, columns: dict[int, ColumnReading], lists: Lists
) -> dict[int, ColumnReading]:
    """Correct by their cells the columns whose heads leave the meaning open.

    进展情况 may hold the state or a progress text, 类别 a target or a kind, 编号 a mere sequence.
    """
    places = {read.field: index for index, read in columns.items() if read.field}

    def share(found: Field, fits: Callable[[str], object]) -> float:
        cells = (table.sheet.at(row, places[found]) for row, _ in table.body)
        texts = [text for text in cells if text][:_SAMPLE]
        return sum(bool(fits(text)) for text in texts) / len(texts) if texts else 0.0

    rules: tuple[tuple[Field, Field, Callable[[str], object], float], ...] = (
        (Field.PROGRESS, Field.STATE, lambda text: leading_state(text)[0], 0.5),
        (Field.KIND, Field.TARGET, lambda text: lists.targets.choose(text).entry, 0.6),
        (Field.TARGET, Field.KIND, lambda text: plain(text) in KIND_OF, 0.6),
        (Field.NUMBER, Field.SEQUENCE, lambda text: text.isdigit() and len(text) <= 4, 0.8),
    )
    changed = dict(columns)
    for found, meant, fits, enough in rules:
        if found not in places or meant in places or share(found, fits) < enough:
            continue
        read = columns[places[found]]
        if read.how not in ("caller", "ticks"):
            changed[read.index] = ColumnReading(
                read.index, read.letter, read.head, meant, "content"
            )
            places[meant] = places.pop(found)
    return changed
