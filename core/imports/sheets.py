"""A file or a pasted text becomes grids: values, merged ranges, formula errors."""

import csv
import io
import re
from dataclasses import dataclass, field

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from core.imports.containers import Extent, look_into
from core.imports.refusals import ReadError

Merge = tuple[int, int, int, int]
"""Top, left, bottom, right; from 0, all included."""

PASTED = "粘贴的内容"
"""The name of a pasted sheet."""
MOST_CELLS = 2_000_000
_LOOKED_AT = 5000
"""Signs of a text by which it is seen to be tabbed, also below a title."""
_QUOTED = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"(?=\t|\n|\Z)')
_TEMPLATE = "请另存为 .xlsx 后再导入，或下载模板填写。"


@dataclass
class Grid:
    """The cells of one sheet from A1 on, as the file holds them."""

    name: str
    rows: list[list[object]]
    merges: list[Merge] = field(default_factory=list)
    hidden: bool = False
    is_chart: bool = False
    can_merge: bool = True
    """False for texts, which have no merged ranges."""
    months: set[tuple[int, int]] = field(default_factory=set)
    """Cells whose format shows a date as a month, without its day."""
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def read_file(content: bytes, name: str) -> list[Grid]:
    """Return the sheets of an .xlsx or .xls file (by content, not by name), or of a .csv text.

    Raises ReadError with the sentence for the user: an empty, protected, broken or oversized
    file, or one of another kind. The size of the file itself is the caller's to check.
    """
    if not content.strip(b"\0 \r\n\t"):
        raise ReadError(f"文件“{name}”是空的，请选择填好的台账。")
    extents = look_into(content, name)
    if extents is None:
        return [_read_csv(content, name)]
    _check_extents(extents)
    return _open(content, name, extents)


def _open(content: bytes, name: str, extents: dict[str, Extent]) -> list[Grid]:
    broken = ReadError(f"文件“{name}”已损坏或不是 Excel 工作簿，{_TEMPLATE}")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        metas = book.sheets_metadata
        grids = []
        for index, meta in enumerate(metas):
            is_chart = meta.typ != SheetTypeEnum.WorkSheet
            hidden = meta.visible != SheetVisibleEnum.Visible
            grid = Grid(meta.name, [], hidden=hidden, is_chart=is_chart)
            if not is_chart and not hidden:
                sheet = book.get_sheet_by_index(index)
                grid.rows = sheet.to_python(skip_empty_area=False)
                grid.merges = [(*start, *end) for start, end in sheet.merged_cell_ranges or []]
                _put_looks(grid, extents.get(meta.name))
            grids.append(grid)
    except (CalamineError, OSError, ValueError, OverflowError, IndexError, KeyError) as error:
        if "password" in f"{type(error).__name__} {error}".lower():
            raise ReadError(f"文件“{name}”有密码保护，请去掉密码后再导入。") from error
        raise broken from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise broken from error
    return grids


def _check_extents(extents: dict[str, Extent]) -> None:
    total = 0
    for sheet, extent in extents.items():
        total += extent.rows * extent.columns
        if total > MOST_CELLS:
            corner = f"{letter(extent.columns - 1)}{extent.rows}"
            raise ReadError(
                f"工作表“{sheet}”的内容一直铺到{corner}，范围过大。"
                "请删除表格以外的零散内容（选中多余的行和列，右键删除）后再导入。"
            )


def _put_looks(grid: Grid, extent: Extent | None) -> None:
    """Add what the reader leaves out: #REF! and the like, months, what is hidden."""
    if extent is None:
        return
    grid.months = extent.months
    grid.hidden_rows, grid.hidden_columns = extent.hidden_rows, extent.hidden_columns
    for (row, column), code in extent.errors.items():
        while len(grid.rows) <= row:
            grid.rows.append([])
        cells = grid.rows[row]
        cells.extend([""] * (column + 1 - len(cells)))
        if cells[column] == "":
            cells[column] = code


def _read_csv(content: bytes, name: str) -> Grid:
    text = None
    has_mark = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if has_mark else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    if text is None or not name.lower().endswith((".csv", ".txt", ".tsv")):
        raise ReadError(f"文件“{name}”不是 Excel 工作簿，{_TEMPLATE}")
    if text[:_LOOKED_AT].count("\t") > text[:_LOOKED_AT].count(","):
        return Grid(name, _tab_rows(text), can_merge=False)
    try:
        rows: list[list[object]] = [list(row) for row in csv.reader(io.StringIO(text, newline=""))]
    except csv.Error as error:
        raise ReadError(f"文件“{name}”不是规范的 CSV，{_TEMPLATE}") from error
    return Grid(name, rows, can_merge=False)


def read_paste(text: str) -> list[Grid]:
    """Return the one grid of a text pasted from a spreadsheet; raises ReadError if it is empty."""
    if not text.strip():
        raise ReadError("粘贴的内容是空的，请从表格中连同表头一起复制后再粘贴。")
    return [Grid(PASTED, _tab_rows(text), can_merge=False)]


def _tab_rows(text: str) -> list[list[object]]:
    """Split tabbed text. A cell with a line break is quoted, its quotes doubled.

    A spreadsheet leaves other cells unquoted: in `"放管服"下放6项` the quotes are the cell's own,
    which csv.reader would eat; so a quote opens a cell only where one closes it before a tab, a
    line's end or the text's.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    rows: list[list[object]] = [[]]
    position, end = 0, len(text)
    while position <= end:
        quoted = _QUOTED.match(text, position) if text.startswith('"', position) else None
        if quoted:
            rows[-1].append(quoted[1].replace('""', '"'))
            position = quoted.end()
        else:
            stop = _next_stop(text, position, end)
            rows[-1].append(text[position:stop])
            position = stop
        if position < end and text[position] == "\n":
            rows.append([])
        position += 1
    return rows


def _next_stop(text: str, position: int, end: int) -> int:
    line = text.find("\n", position)
    line = end if line < 0 else line
    tab = text.find("\t", position, line)
    return line if tab < 0 else tab


def letter(index: int) -> str:
    """Return the letters of a column: 0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
