"""A table that is mended cell by cell before it is brought in. It travels in the form: nothing of
it is stored before it is whole."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from core.imports.cells import text_of
from core.imports.refusals import ReadError
from core.imports.tables import MOST_ROWS, KnownColumn, KnownRow, KnownTable, cell_faults

MOST_CARRIED = 800_000
"""Characters of a table that a form takes there and back (4 MB a request)."""
_LARGEST_NUMBER = 10_000_000
_BROKEN = "核对中的表格没有完整传回，请重新粘贴或选择文件。"


def carried(table: KnownTable) -> str:
    """The table as a hidden field holds it; ReadError where it is too much for a form."""
    keys = [column.key for column in table.columns]
    text = json.dumps(
        {
            "sheet": table.sheet,
            "columns": keys,
            "unknown": table.unknown,
            "rows": [
                [row.number, *(row.values.get(key, "") for key in keys)] for row in table.rows
            ],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
    if len(text) > MOST_CARRIED:
        raise ReadError(f"表格共约{len(text) // 10_000}万字，一次核对不了，请分几次导入。")
    return text


def taken_back(text: str, columns: Sequence[KnownColumn]) -> KnownTable:
    """The table out of the hidden field; ReadError where it is not what `carried` made."""
    if len(text) > MOST_CARRIED:
        raise ReadError(_BROKEN)
    try:
        found = json.loads(text)
        named = {column.key: column for column in columns}
        shown = tuple(named[key] for key in found["columns"])
        table = KnownTable(text_of(found["sheet"])[:100], shown)
        table.unknown = [text_of(head)[:40] for head in found["unknown"]]
        table.rows = [_row(cells, shown) for cells in found["rows"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ReadError(_BROKEN) from error
    numbers = {row.number for row in table.rows}
    if not 0 < len(table.rows) <= MOST_ROWS or len(numbers) < len(table.rows):
        raise ReadError(_BROKEN)
    return table


def _row(cells: Any, columns: Sequence[KnownColumn]) -> KnownRow:
    number, *texts = cells
    if type(number) is not int or not 0 < number < _LARGEST_NUMBER:
        raise ValueError(number)
    if not all(isinstance(text, str) for text in texts):
        raise TypeError
    pairs = zip((column.key for column in columns), map(text_of, texts), strict=True)
    values = dict(pairs)
    return KnownRow(number, values, cell_faults(values, columns))


def mended(
    table: KnownTable, cells: Mapping[tuple[int, str], str], columns: Sequence[KnownColumn]
) -> KnownTable:
    """The table with cells as a person changed them: {(row's number, key): text}.

    A known column that the table did not have is added; rows and keys that nobody knows are left.
    """
    known = {column.key for column in columns}
    changes: dict[int, dict[str, str]] = {row.number: {} for row in table.rows}
    for (number, key), text in cells.items():
        if key in known and number in changes:
            changes[number][key] = text_of(text)
    shown = {column.key for column in table.columns}.union(*changes.values())
    kept = tuple(column for column in columns if column.key in shown)
    again = KnownTable(table.sheet, kept, unknown=table.unknown)
    for row in table.rows:
        values = {**row.values, **changes[row.number]}
        again.rows.append(KnownRow(row.number, values, cell_faults(values, kept)))
    return again
