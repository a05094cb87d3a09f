"""A table whose heads are known by name: found in grids, and read row by row. No meaning."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from core.imports.cells import LONGEST, formula_error, text_of
from core.imports.refusals import ReadError
from core.imports.sheets import Grid, letter

DEEPEST_HEAD = 15
"""Rows above the heads that may hold a title and notes."""
MOST_ROWS = 1000
MOST_MERGED = 20_000
_NOT_TEXT = re.compile(r"[\s:：*＊]|[(（][^()（）]*[)）]")


@dataclass(frozen=True)
class KnownColumn:
    """A column that may stand in the table: its key, and the words that head it."""

    key: str
    label: str
    names: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class KnownRow:
    """One row: where it stood (from 1), its texts by key, and what is wrong with a cell itself."""

    number: int
    values: dict[str, str]
    faults: tuple[tuple[str, str], ...] = ()
    """(key, sentence) of cells that hold a failed formula or too much."""


@dataclass
class KnownTable:
    """The rows of the first table that has the required heads; nothing is dropped silently."""

    sheet: str
    columns: tuple[KnownColumn, ...]
    rows: list[KnownRow] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """Heads that nobody knows, with the letter of their column."""

    @property
    def tab_text(self) -> str:
        """The table as tabbed text that `read_paste` takes back: for a form that is sent again."""
        lines = [[column.label for column in self.columns]]
        lines += [[row.values.get(c.key, "") for c in self.columns] for row in self.rows]
        return "\n".join("\t".join(map(_quoted, cells)) for cells in lines)


def read_known(grids: Sequence[Grid], columns: Sequence[KnownColumn]) -> KnownTable:
    """Return the table with the known heads; ReadError, naming the heads, where there is none.

    A merged range in the body has its value in every row. Rows without a text are passed over,
    as is the head where it is repeated on a further page.
    """
    for grid in grids:
        if grid.hidden or grid.is_chart:
            continue
        texts = _texts(grid)
        for number, cells in enumerate(texts[:DEEPEST_HEAD]):
            places = _places(cells, columns)
            if all(column.key in places for column in columns if column.required):
                return _read(grid.name, texts, number, places, columns)
    wanted = "、".join(column.label for column in columns if column.required)
    raise ReadError(f"没有找到表头：至少要有“{wanted}”这几列，请连同表头一起粘贴或上传。")


def _texts(grid: Grid) -> list[list[str]]:
    texts = [[text_of(value) for value in row] for row in grid.rows]
    spread = 0
    for top, left, bottom, right in grid.merges:
        spread += (bottom - top + 1) * (right - left + 1)
        if spread > MOST_MERGED:
            raise ReadError(f"工作表“{grid.name}”的合并单元格过多，请取消多余的合并后再导入。")
        value = texts[top][left] if top < len(texts) and left < len(texts[top]) else ""
        for row in texts[top : bottom + 1]:
            row.extend([""] * (right + 1 - len(row)))
            row[left : right + 1] = [value] * (right + 1 - left)
    return texts


def _plain(text: str) -> str:
    return _NOT_TEXT.sub("", unicodedata.normalize("NFKC", text)).lower()


def _places(cells: Sequence[str], columns: Sequence[KnownColumn]) -> dict[str, int]:
    heads = [_plain(cell) for cell in cells]
    found: dict[str, int] = {}
    for column in columns:
        words = {_plain(word) for word in (column.label, *column.names)}
        place = next((n for n, head in enumerate(heads) if head in words), None)
        if place is not None:
            found[column.key] = place
    return found


def _read(
    sheet: str,
    texts: list[list[str]],
    head: int,
    places: dict[str, int],
    columns: Sequence[KnownColumn],
) -> KnownTable:
    shown = tuple(column for column in columns if column.key in places)
    table = KnownTable(sheet, shown)
    known = set(places.values())
    for n, text in enumerate(texts[head]):
        if text and n not in known and _plain(text) != "序号":
            table.unknown.append(f"{text[:20]}（{letter(n)}列）")
    for number, cells in _body(texts, head):
        values = {key: cells[n] if n < len(cells) else "" for key, n in places.items()}
        if any(values.values()):
            table.rows.append(KnownRow(number + 1, values, cell_faults(values, shown)))
    if not table.rows:
        raise ReadError("找到了表头，但下面没有一行内容，请填写后再导入。")
    if len(table.rows) > MOST_ROWS:
        raise ReadError(f"共有{len(table.rows)}行，一次最多{MOST_ROWS}行，请分几次导入。")
    return table


def _body(texts: list[list[str]], head: int) -> Iterator[tuple[int, list[str]]]:
    for number in range(head + 1, len(texts)):
        if texts[number] != texts[head]:
            yield number, texts[number]


def cell_faults(
    values: Mapping[str, str], columns: Sequence[KnownColumn]
) -> tuple[tuple[str, str], ...]:
    """(key, sentence) of cells that are wrong whatever they mean."""
    found = []
    for column in columns:
        text = values.get(column.key, "")
        if code := formula_error(text):
            found.append((column.key, f"“{column.label}”的公式出错（{code}），请改成文字。"))
        elif len(text) > LONGEST:
            found.append((column.key, f"“{column.label}”超过{LONGEST}字，请精简。"))
    return tuple(found)


def _quoted(text: str) -> str:
    if text.startswith('"') or any(sign in text for sign in "\t\n\r"):
        return '"' + text.replace('"', '""').replace("\t", " ") + '"'
    return text
