"""A grid falls into tables: where the head stands, which rows are items and which are not."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from core.imports.cells import had_invisible, month_of, text_of
from core.imports.refusals import ReadError
from core.imports.sheets import Grid, letter
from rectification.columns import CORE, GROUP_HEADS, NOT_FIELDS, Field
from rectification.imports.heads import is_exact, normal, recognise
from rectification.imports.results import SkippedRow

SEARCHED_ROWS, DEEPEST_HEAD, LONGEST_HEAD, WIDEST = 100, 4, 40, 300
MOST_MERGED = 1_000_000
_TELLING = frozenset({Field.PROBLEM, Field.DETAIL, Field.MEASURES})
_KEYS = frozenset({Field.SEQUENCE, Field.NUMBER})
_SPACES = re.compile(r"\s+")
_TOTAL = re.compile(r".{0,15}(?:合计|小计|总计|共计|累计)[:：]?(?:共?\d+[项条个件]?)?")
_COUNT = re.compile(r"共计?\d+[项条个件](?:问题)?[。]?|\d+[项条个件]?")
_SIGNED = re.compile(
    r"(?:审核人?|复核人?|填表人?|填报人|报送人|(?:第一)?责任人|主[要管]领导|制表人?|联系电话|联系人|经办人|(?:单位|主要|部门)?负责人|分管领导|"
    r"审批人?|签字|签章|盖章|填[报表]单位|填[报表](?:日期|时间)|制表日期|日期|电话)"
    r"(?:[（(][^（()）]*[）)]|签字|签名)?[:：].*|\d{0,4}年\d{0,2}月\d{0,2}日|[（(](?:盖章|公章)[）)]"
)
_EXAMPLES = frozenset("示例 例 举例 例如 填写示例 样例".split())
_NOTE = re.compile(r"(?:注|说明|备注|附注|注释|填[表报写]说明)[\d一二三]?[:：.、].*", re.DOTALL)
_SECTION = re.compile(
    r"(?:[一二三四五六七八九十]+[、．.]|[（(][一二三四五六七八九十]+[)）]|第.{1,3}部分)"
)


@dataclass
class Sheet:
    """The texts of a grid and what its merged ranges say about them."""

    name: str
    texts: list[list[str]]
    invisible: set[tuple[int, int]]
    anchors: dict[tuple[int, int], int] = field(default_factory=dict)
    """(row, column) within a range that spans rows → the range's first row (its left column)."""
    widths: dict[tuple[int, int], int] = field(default_factory=dict)
    """(row, column) at which a range begins → how many columns it spans."""
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    can_merge: bool = True
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def at(self, row: int, column: int) -> str:
        """Return a cell's text, "" outside the grid."""
        cells = self.texts[row] if row < len(self.texts) else []
        return cells[column] if column < len(cells) else ""

    def filled(self, row: int) -> list[tuple[int, str]]:
        """Return the cells of a row that hold something themselves."""
        return [(column, text) for column, text in enumerate(self.texts[row]) if text]


def lay_out(grid: Grid) -> Sheet:
    """Turn a grid into texts; raises ReadError where merged ranges are piled up absurdly."""
    sheet = Sheet(grid.name, [], set(), can_merge=grid.can_merge)
    sheet.hidden_rows, sheet.hidden_columns = grid.hidden_rows, grid.hidden_columns
    for row, column in grid.months:
        if row < len(grid.rows) and column < len(grid.rows[row]):
            grid.rows[row][column] = month_of(grid.rows[row][column])
    for number, cells in enumerate(grid.rows):
        texts = [text_of(value) if value != "" else "" for value in cells]
        for column, value in enumerate(cells):
            if isinstance(value, str) and had_invisible(value):
                sheet.invisible.add((number, column))
        while texts and not texts[-1]:
            texts.pop()
        sheet.texts.append(texts)
    while sheet.texts and not sheet.texts[-1]:
        sheet.texts.pop()
    _lay_merges(sheet, grid)
    return sheet


def _lay_merges(sheet: Sheet, grid: Grid) -> None:
    budget = MOST_MERGED
    for top, left, bottom, right in grid.merges:
        bottom = min(bottom, len(sheet.texts) - 1)
        if top > bottom:
            continue
        sheet.merges.append((top, left, bottom, right))
        sheet.widths[top, left] = right - left + 1
        budget -= bottom - top + 1
        if budget < 0:
            raise ReadError(f"工作表“{grid.name}”的合并单元格过多，请取消多余的合并后再导入。")
        for row in range(top + 1, bottom + 1):
            sheet.anchors[row, left] = top


@dataclass
class Table:
    """One table of a sheet: its head, the rows of items and the rows that are none."""

    sheet: Sheet
    start: int
    header: range
    paths: dict[int, list[str]] = field(default_factory=dict)
    """Heads by column, from the top down."""
    body: list[tuple[int, str]] = field(default_factory=list)
    """Rows that may be items, with the title of the part they stand in."""
    parts: list[tuple[int, str]] = field(default_factory=list)
    """Title rows between them, with their text."""
    skipped: list[SkippedRow] = field(default_factory=list)
    end: int = 0
    """The row at which another table begins, 0 for none."""
    known: dict[int, set[str]] = field(default_factory=dict)
    """The heads of `paths` as they are compared."""

    @property
    def letters(self) -> dict[int, str]:
        """Return the letter of every column that has a head or a cell."""
        return {column: letter(column) for column in self.paths}

    def lines(self) -> list[str]:
        """Return the texts above the head."""
        rows = range(self.start, self.header.start)
        return [text for row in rows for _, text in self.sheet.filled(row)]

    def titles(self) -> list[str]:
        """Return the texts above the head and the head's own, where the as-of date may stand."""
        rows = range(self.start, self.header.stop)
        return [text for row in rows for _, text in self.sheet.filled(row)]


def find_tables(sheet: Sheet, is_list: bool = False) -> Iterator[Table]:
    """Yield the tables of a sheet, one below the other; none where no head is recognised.

    A sheet that `is_list` (责任清单 …) may have a head with a number and one column of a ledger.
    """
    start = 0
    while start < len(sheet.texts):
        header = _find_header(sheet, start, _is_seed)
        if header is None and is_list and not start:
            header = _find_header(sheet, start, _is_lists_seed)
        if header is None:
            return
        table = Table(sheet, start, header)
        table.paths = _paths(sheet, header)
        table.known = {
            column: {normal(head) for head in path} - {""} for column, path in table.paths.items()
        }
        yield table
        if not table.end:
            return
        start = table.end


def _find_header(sheet: Sheet, start: int, is_seed: Callable[[Sheet, int], bool]) -> range | None:
    for row in range(start, min(start + SEARCHED_ROWS, len(sheet.texts))):
        if is_seed(sheet, row):
            first, last = row, row
            while first > start and row - first < DEEPEST_HEAD and _heads_over(sheet, first - 1):
                first -= 1
            while last + 1 < len(sheet.texts) and last - row < DEEPEST_HEAD:
                if not _heads_under(sheet, first, last):
                    break
                last += 1
            return range(first, last + 1)
    return None


def _is_seed(sheet: Sheet, row: int) -> bool:
    """A head row names three columns of a ledger, one of them the problem or the measures."""
    found = [recognise(text) for _, text in _short(sheet, row)]
    core = {read.field for read in found if read.field in CORE}
    exact = {read.field for read in found if read.field in CORE and read.how == "exact"}
    return len(core) >= 3 and len(exact) >= 2 and (bool(core & _TELLING) or len(core) >= 5)


def _is_lists_seed(sheet: Sheet, row: int) -> bool:
    found = {read.field for _, text in _short(sheet, row) if (read := recognise(text)).field}
    return bool(found & _KEYS) and bool(found & CORE) and len(found) >= 2


def _short(sheet: Sheet, row: int) -> list[tuple[int, str]]:
    return [(c, text) for c, text in sheet.filled(row)[:WIDEST] if len(text) <= LONGEST_HEAD]


def _heads_over(sheet: Sheet, row: int) -> bool:
    """A row above the head belongs to it if it holds several short heads, merged over others."""
    cells = sheet.filled(row)
    if len(cells) < 2 or any(len(text) > 20 or re.search(r"[:：]", text) for _, text in cells):
        return False
    known = any(is_exact(text) or normal(text) in GROUP_HEADS for _, text in cells)
    spans = any(sheet.widths.get((row, column), 1) > 1 for column, _ in cells)
    return known or spans


def _heads_under(sheet: Sheet, first: int, last: int) -> bool:
    """The row below belongs to the head if ranges reach down into it or it holds heads only."""
    row = last + 1
    reaching = sum(first <= top <= last and bottom >= row for top, _, bottom, _ in sheet.merges)
    if reaching >= 2:
        return True
    cells = sheet.filled(row)
    known = [text for _, text in cells if is_exact(text)]
    above = {normal(text) for head in range(first, last + 1) for _, text in sheet.filled(head)}
    if not known or all(normal(text) in above for text in known):
        return False
    return len(known) >= 0.6 * len(cells) and all(len(text) <= 20 for _, text in cells)


def _paths(sheet: Sheet, header: range) -> dict[int, list[str]]:
    """Return the heads of every column; merged and (in texts) empty group heads spread out."""
    width = min(max((len(cells) for cells in sheet.texts), default=0), WIDEST)
    levels = [[sheet.at(row, column) for column in range(width)] for row in header]
    for top, left, bottom, right in sheet.merges:
        for row in range(max(top, header.start), min(bottom + 1, header.stop)):
            for column in range(left, min(right + 1, width)):
                levels[row - header.start][column] = sheet.at(top, left)
    if not sheet.merges:
        for level in range(len(levels) - 1):
            _spread(levels[level], levels[level + 1])
    paths: dict[int, list[str]] = {}
    for column in range(width):
        path: list[str] = []
        for level in levels:
            if level[column] and level[column] not in path:
                path.append(level[column])
        paths[column] = path
    return paths


def _spread(above: list[str], below: list[str]) -> None:
    """Spread a group head over the empty cells to its right, while heads stand below them."""
    for column in range(1, len(above)):
        if not above[column] and below[column] and below[column - 1]:
            above[column] = above[column - 1]


def read_body(table: Table, mapping: Mapping[int, Field]) -> None:
    """Sort the rows below the head into items and others, up to the next table's head."""
    sheet, section = table.sheet, ""
    columns = {found: column for column, found in mapping.items()}
    titles = {_bare(text) for row in range(table.header.start) for _, text in sheet.filled(row)}
    for row in range(table.start, table.header.start):
        _skip(table, row, "标题")
    for row in range(table.header.stop, len(sheet.texts)):
        cells = sheet.filled(row)
        if not cells:
            continue
        if _is_repeat(table, row):
            _skip(table, row, "重复的表头")
            continue
        if _is_next_head(table, row):
            table.end = row
            break
        reason, title = _why_not(table, row, cells, columns, titles)
        section = title or section
        if title:
            table.parts.append((row, title))
        if reason:
            _skip(table, row, reason)
        else:
            table.body.append((row, section))


def _skip(table: Table, row: int, reason: str) -> None:
    text = "  ".join(_bare(text) for _, text in table.sheet.filled(row))
    if text:
        table.skipped.append(SkippedRow(row + 1, reason, text[:200]))


def _bare(text: str) -> str:
    return _SPACES.sub("", text)


def _why_not(
    table: Table,
    row: int,
    cells: Sequence[tuple[int, str]],
    columns: Mapping[Field, int],
    titles: set[str],
) -> tuple[str, str]:
    """Return why a row is no item ("" if it may be one), and the title it gives to what follows."""
    texts = [_bare(text) for _, text in cells]
    if _is_numbering(cells):
        return "列号行", ""
    if texts[0] in titles and len(texts) <= 2:
        return "重复的标题", ""
    if len(cells) <= 6 and _SIGNED.fullmatch(texts[0]):
        return "签字落款行", ""
    if len(cells) <= 2 and _NOTE.fullmatch(texts[0]):
        return "说明文字", ""
    if texts[0] in _EXAMPLES:
        return "示例行", ""
    if _is_total(cells, columns):
        return "合计行", ""
    if len(cells) == 2 and _SECTION.match(texts[0]) and _COUNT.fullmatch(texts[1]):
        return "小标题或说明文字", cells[0][1]
    if len(cells) == 1:
        return _alone(table, row, cells[0], columns)
    return "", ""


def _alone(
    table: Table, row: int, cell: tuple[int, str], columns: Mapping[Field, int]
) -> tuple[str, str]:
    """Judge a row with one filled cell: a part's title, an empty number, or a poor item."""
    column, text = cell
    known = {place: found for found, place in columns.items()}.get(column)
    if known in (Field.SEQUENCE, Field.NUMBER) and re.fullmatch(r"[\d.]+", text):
        return "只有序号，没有内容", ""
    wide = table.sheet.widths.get((row, column), 1) >= 3
    if wide or known in (None, Field.SEQUENCE, Field.NUMBER) or _SECTION.match(text):
        return "小标题或说明文字", text if len(text) <= 60 else ""
    return "", ""


def _is_total(cells: Sequence[tuple[int, str]], columns: Mapping[Field, int]) -> bool:
    if not any(_TOTAL.fullmatch(_bare(text)) for _, text in cells):
        return False
    kept = (Field.TARGET, Field.SOURCE, Field.MEASURES, Field.DUE, Field.STATE, Field.LEAD)
    wanted = {columns[found] for found in kept if found in columns}
    full = [
        text
        for column, text in cells
        if column in wanted and not _TOTAL.fullmatch(_bare(text)) and not _COUNT.fullmatch(text)
    ]
    return len(full) <= 1


def _is_numbering(cells: Sequence[tuple[int, str]]) -> bool:
    """Say whether the row only numbers the columns: 1 2 3 4 …"""
    numbers = [text.strip("()（）栏") for _, text in cells]
    return len(cells) >= 4 and numbers == [str(n) for n in range(1, len(cells) + 1)]


def _is_repeat(table: Table, row: int) -> bool:
    cells = table.sheet.filled(row)
    same = [
        column
        for column, text in cells
        if len(text) <= LONGEST_HEAD and normal(text) in table.known.get(column, ())
    ]
    if len(cells) == 1:
        return bool(same) and normal(cells[0][1]) in GROUP_HEADS
    return len(same) >= 2 and len(same) >= 0.6 * len(cells)


def _is_next_head(table: Table, row: int) -> bool:
    """Say whether another table begins here: a head row unlike the first one's."""
    cells = table.sheet.filled(row)
    known = [text for _, text in cells if is_exact(text) and normal(text) not in NOT_FIELDS]
    return len(known) >= 4 and len(known) >= 0.6 * len(cells) and _is_seed(table.sheet, row)
