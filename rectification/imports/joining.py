"""The four lists as four sheets: 问题清单, 责任清单, 措施清单, 时限清单 (or 标准清单).

Each sheet says one thing about the same rows. They are joined by number, else by the problem's
text, into the rows of the 问题清单; a row that belongs to none stays where it stands and is said.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rectification.columns import LABELS, Field, plain
from rectification.imports.context import Context
from rectification.imports.results import (
    CellMessage,
    Level,
    ParsedRow,
    SheetMessage,
    SheetReading,
    SkippedRow,
)
from rectification.imports.rows import Gathered

PROBLEMS = "问题"
_LIST = re.compile(r"(问题|责任|措施|时限|标准|目标|任务)清单")
_KEYS = (Field.NUMBER, Field.SEQUENCE)
_SAME = (*_KEYS, Field.PROBLEM)


@dataclass
class Pending:
    """A table that is read, its rows not yet understood."""

    reading: SheetReading
    gathered: Gathered
    context: Context
    list_name: str = ""
    """问题, 责任, 措施 …: which of the lists the sheet is, "" for none."""


def list_name(name: str, lines: Iterable[str]) -> str:
    """Return which list a sheet is, by its name, else by a title that names one only."""
    for text in (name, *lines):
        found = set(_LIST.findall(text))
        if found:
            return found.pop() if len(found) == 1 else ""
    return ""


def join_lists(tables: Sequence[Pending]) -> None:
    """Join the rows of a workbook's lists into its 问题清单, where it has one."""
    bases = [table for table in tables if table.list_name == PROBLEMS]
    others = [table for table in tables if table.list_name not in ("", PROBLEMS)]
    if len(bases) != 1 or not others:
        return
    base = bases[0]
    by_number = _index(base.gathered.rows, _number)
    by_problem = _index(base.gathered.rows, lambda row: plain(row.raw.get(Field.PROBLEM, "")))
    for table in others:
        left = []
        for row in table.gathered.rows:
            target = _owner(row, by_number, by_problem)
            if target is None:
                left.append(row)
                _say_lost(row, base)
                continue
            _join(target, row, table)
            reason = f"已并入工作表“{base.reading.name}”第{target.row}行"
            table.reading.skipped.append(SkippedRow(row.row, reason, ""))
        table.gathered.rows = left
        table.reading.skipped.sort(key=lambda skipped: skipped.row)
    names = "、".join(f"“{table.reading.name}”" for table in others)
    said = f"{names}按序号（没有序号的按问题）并入本表各行。"
    base.reading.messages.append(SheetMessage(said, Level.NOTE))


def _number(row: ParsedRow) -> str:
    return next((row.raw[key] for key in _KEYS if row.raw.get(key)), "")


def _index(rows: Sequence[ParsedRow], key: Callable[[ParsedRow], str]) -> dict[str, ParsedRow]:
    """Rows by a key; what stands twice finds nothing."""
    found: dict[str, ParsedRow | None] = {}
    for row in rows:
        text = key(row)
        if text:
            found[text] = None if text in found else row
    return {text: row for text, row in found.items() if row is not None}


def _owner(
    row: ParsedRow, by_number: dict[str, ParsedRow], by_problem: dict[str, ParsedRow]
) -> ParsedRow | None:
    """The row with the number, unless the problems differ; else the one with the problem."""
    problem = plain(row.raw.get(Field.PROBLEM, ""))
    numbered = by_number.get(_number(row))
    if numbered and (not problem or plain(numbered.raw.get(Field.PROBLEM, "")) == problem):
        return numbered
    return by_problem.get(problem)


def _say_lost(row: ParsedRow, base: Pending) -> None:
    said = f"在工作表“{base.reading.name}”里没有找到这一行的序号或问题，没有并入，请核对。"
    letter = row.letters.get(Field.SEQUENCE, "")
    row.given.append(CellMessage(Field.SEQUENCE, letter, said, Level.DOUBTFUL))


def _join(target: ParsedRow, row: ParsedRow, table: Pending) -> None:
    """Put a list's cells into the row; what both say differently is doubted, never overwritten."""
    taken = set()
    for found, text in row.raw.items():
        mine = target.raw.get(found, "")
        if found in _SAME or not text or text == mine:
            continue
        if not mine:
            target.raw[found] = text
            target.letters.setdefault(found, "")
            taken.add(found)
        elif found == Field.MEASURES:
            target.raw[found] = f"{mine}\n{text}"
        else:
            said = (
                f"工作表“{table.reading.name}”第{row.row}行的{LABELS[found]}另写“{text[:30]}”，"
                "请核对以哪一处为准。"
            )
            target.given.append(CellMessage(found, "", said, Level.DOUBTFUL, text[:200]))
    target.given += [said for said in row.given if said.field in taken]
    for head, text in row.extra.items():
        target.extra.setdefault(head, text)
    for found, text in row.proposals.items():
        target.proposals.setdefault(found, text)
