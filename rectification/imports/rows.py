"""The rows of a table become items: cells gathered, merged ranges filled, then understood."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rectification.columns import (
    CROSSES,
    LABELS,
    TICKS,
    Field,
    leading_state,
    plain,
    state_group,
)
from rectification.imports.context import Context
from rectification.imports.deadlines import read_deadline
from rectification.imports.meaning import understand
from rectification.imports.results import CellMessage, ColumnReading, Level, ParsedRow
from rectification.imports.tables import Sheet, Table
from rectification.imports.ticks import MARKS
from rectification.imports.titles import Titles

_SENTENCE = re.compile(r"已|正|将|拟|目前|截至|.{9}", re.DOTALL)
_PROPOSED = (Field.LEAD, Field.TARGET, Field.SOURCE, Field.KIND)
_OWN = (Field.SEQUENCE, Field.NUMBER, *_PROPOSED)
"""What a row has that is an item of its own."""
_JOINED = {Field.MEASURES: "\n", Field.COOP: "、"}
_APPENDED = (
    Field.OUTCOMES,
    Field.REMARKS,
    Field.PROGRESS,
    Field.STANDARD,
    Field.HANDLER,
    Field.RESPONSIBLE_LEADER,
    Field.EVIDENCE,
)


@dataclass
class Gathered:
    """The rows of a table before their cells are understood."""

    rows: list[ParsedRow] = field(default_factory=list)
    folded: dict[int, int] = field(default_factory=dict)
    """Sheet rows that belong to the problem of an earlier row (both from 1)."""


def gather(
    table: Table, columns: Mapping[int, ColumnReading], context: Context, titles: Titles
) -> Gathered:
    """Return the rows of a table with their texts, merged ranges filled, parts of one joined."""
    gathered, by_row = Gathered(), {}
    above: dict[Field, str] = {}
    part, parts = "", list(table.parts)
    doubles = _doubles(table, columns)
    for number, section in table.body:
        if section != part:
            part, above = section, {}
        while parts and parts[0][0] < number:
            titles.enter(parts.pop(0)[1])
        row = _gather_row(table.sheet, number, columns)
        _note_doubles(row, doubles)
        row.section = section
        first = _same_problem(table, number, row, columns, by_row)
        if first is not None:
            _fold(first, row, context)
            by_row[number] = first
            gathered.folded[number + 1] = first.row
            continue
        for found in _PROPOSED:
            text = row.raw.get(found, "")
            if text:
                above[found] = text
            elif found in above:
                row.proposals[found] = above[found]
        titles.fill(row)
        by_row[number] = row
        gathered.rows.append(row)
    return gathered


def _gather_row(sheet: Sheet, number: int, columns: Mapping[int, ColumnReading]) -> ParsedRow:
    row = ParsedRow(sheet.name, number + 1, rows=(number + 1,))
    for index, column in columns.items():
        text, filled = sheet.at(number, index), False
        anchor = sheet.anchors.get((number, index))
        if not text and anchor is not None:
            text, filled = sheet.at(anchor, index), True
        if column.field is None:
            if text:
                head = column.head or f"{column.letter}列"
                row.extra[head if head not in row.extra else f"{head}（{column.letter}列）"] = text
            continue
        if column.how == "ticks":
            _tick(row, column, text)
            continue
        if column.field == Field.STATE:
            text = _state_of(row, column, text)
        row.raw[column.field] = text
        row.letters[column.field] = column.letter
        if column.field == Field.LEAD and filled and text:
            row.lead_filled_from = "merged"
        if (number, index) in sheet.invisible:
            said = f"“{LABELS[column.field]}”里有看不见的字符，已去掉。"
            row.given.append(CellMessage(column.field, column.letter, said, Level.NOTE))
    if number in sheet.hidden_rows:
        said = f"第{number + 1}行在表中是隐藏的，也读了；如已不用，请不要导入这一行。"
        letter = row.letters.get(Field.PROBLEM, "")
        row.given.append(CellMessage(Field.PROBLEM, letter, said, Level.NOTE))
    return row


def _tick(row: ParsedRow, column: ColumnReading, mark: str) -> None:
    """A tick stands for the column's head; two ticks are shown as two words, to be mended."""
    found = column.field or Field.STATE
    row.raw.setdefault(found, "")
    row.letters.setdefault(found, column.letter)
    if mark in MARKS:
        row.letters[found] = column.letter
        row.raw[found] = "/".join(filter(None, (row.raw[found], plain(column.head))))


def _state_of(row: ParsedRow, column: ColumnReading, text: str) -> str:
    """Return the state's text; a sentence of a column for both goes to the progress."""
    if text in TICKS or text in CROSSES:
        return _answer(row, column, text)
    if column.how == "content" and _SENTENCE.match(text) and not leading_state(text)[0]:
        row.raw[Field.PROGRESS] = text
        row.letters[Field.PROGRESS] = column.letter
        return ""
    return text


def _answer(row: ParsedRow, column: ColumnReading, mark: str) -> str:
    """Return the state that √ or 否 means below 是否完成, 销号情况; else the mark itself."""
    asked = re.search(r"^是否|销号|完成|办结|到位", column.head)
    if not asked or "未" in column.head:
        return mark
    word = "已销号" if "销号" in column.head else "已完成"
    word = word if mark in TICKS else word.replace("已", "未")
    said = f"“{column.head[:20]}”写“{mark}”，按“{word}”读。"
    row.given.append(CellMessage(Field.STATE, column.letter, said, Level.NOTE))
    return word


def _doubles(table: Table, columns: Mapping[int, ColumnReading]) -> list[ColumnReading]:
    """Columns that claim another's field and repeat it in a row at least.

    One that says something else in every row (主要问题 beside 具体问题) is a column of its own.
    """
    places = {column.field: index for index, column in columns.items() if column.field}
    found = []
    for index, column in columns.items():
        if column.how != "duplicate" or column.twin not in places:
            continue
        twin = places[column.twin]
        pairs = [(table.sheet.at(row, index), table.sheet.at(row, twin)) for row, _ in table.body]
        if any(mine and mine == other for mine, other in pairs):
            found.append(column)
    return found


def _note_doubles(row: ParsedRow, doubles: Iterable[ColumnReading]) -> None:
    """Where two columns claim one field and say different things, say so at the cell."""
    for column in doubles:
        other = row.extra.get(column.head, "")
        if column.twin is None or not other or row.raw.get(column.twin, "") == other:
            continue
        said = f"{column.letter}列“{column.head}”另写为“{other[:30]}”，请核对以哪一列为准。"
        letter = row.letters.get(column.twin, "")
        row.given.append(CellMessage(column.twin, letter, said, Level.DOUBTFUL, other[:200]))


def _same_problem(
    table: Table,
    number: int,
    row: ParsedRow,
    columns: Mapping[int, ColumnReading],
    by_row: Mapping[int, ParsedRow],
) -> ParsedRow | None:
    """Return the earlier row whose merged problem cell reaches down to this one.

    A row with a number or a lead of its own stays an item, with the problem filled in.
    """
    places = {column.field: index for index, column in columns.items() if column.field}
    problem = places.get(Field.PROBLEM)
    anchor = table.sheet.anchors.get((number, problem)) if problem is not None else None
    first = by_row.get(anchor) if anchor is not None else None
    if first is None and problem is not None and not row.raw.get(Field.PROBLEM):
        return _continued(table, number, row, places, by_row)
    if first is None or table.sheet.at(number, problem or 0):
        return None
    for own in (Field.SEQUENCE, Field.NUMBER, Field.LEAD):
        if own in places and table.sheet.at(number, places[own]):
            if table.sheet.at(number, places[own]) != first.raw.get(own, ""):
                return None
    return first


def _continued(
    table: Table,
    number: int,
    row: ParsedRow,
    places: Mapping[Field, int],
    by_row: Mapping[int, ParsedRow],
) -> ParsedRow | None:
    """Return the row just above where this one holds nothing but further measures, dates, words.

    So a problem over several rows looks where nothing is merged (a CSV file, a paste).
    """
    first = by_row.get(number - 1)
    if first is None or not row.raw.get(Field.MEASURES) or first.section != row.section:
        return None
    if any(table.sheet.at(number, places[own]) for own in _OWN if own in places):
        return None
    said = f"第{row.row}行没有写序号和问题，按本问题的续行并入，请核对。"
    letter = first.letters.get(Field.MEASURES, "")
    first.given.append(CellMessage(Field.MEASURES, letter, said, Level.DOUBTFUL))
    return first


def _fold(first: ParsedRow, row: ParsedRow, context: Context) -> None:
    """Join a row's measures and words to the row whose problem it shares."""
    first.rows = (*first.rows, row.row)
    for found, text in row.raw.items():
        mine = first.raw.get(found, "")
        if not text or text == mine or found not in first.letters:
            continue
        if found in _JOINED or found in _APPENDED:
            if text not in mine.split("\n"):
                first.raw[found] = f"{mine}{_JOINED.get(found, chr(10))}{text}" if mine else text
        elif found == Field.DUE:
            _fold_due(first, row, text, mine, context)
        elif found == Field.STATE:
            _fold_state(first, row, text, mine)
        elif not mine:
            first.raw[found] = text


def _fold_due(first: ParsedRow, row: ParsedRow, text: str, mine: str, context: Context) -> None:
    one, other = read_deadline(mine, context.as_of).due, read_deadline(text, context.as_of).due
    later = other is not None and (one is None or other > one)
    first.raw[Field.DUE] = text if later else mine
    said = (
        f"同一问题的第{row.row}行另有时限“{text[:30]}”，按最晚的“{first.raw[Field.DUE][:30]}”读。"
    )
    first.given.append(
        CellMessage(Field.DUE, first.letters.get(Field.DUE, ""), said, Level.DOUBTFUL)
    )


def _fold_state(first: ParsedRow, row: ParsedRow, text: str, mine: str) -> None:
    """An item is closed only when all of its rows are."""
    done = ("closed", "sustained")
    if state_group(leading_state(mine)[0] or mine) in done:
        first.raw[Field.STATE] = text
    said = f"同一问题的第{row.row}行状态为“{text[:30]}”，按“{first.raw[Field.STATE][:30]}”读。"
    first.given.append(
        CellMessage(Field.STATE, first.letters.get(Field.STATE, ""), said, Level.DOUBTFUL)
    )


def parse(gathered: Gathered, context: Context) -> list[ParsedRow]:
    """Understand the cells of all gathered rows."""
    for row in gathered.rows:
        understand(row, context)
    return gathered.rows


def reread(row: ParsedRow, changes: Mapping[Field, str], context: Context) -> ParsedRow:
    """Return the row anew, with some of its cells changed by a person.

    What was said about a changed cell is said afresh; the other cells read as before.
    """
    again = ParsedRow(row.sheet, row.row, raw={**row.raw, **changes}, letters=dict(row.letters))
    again.rows, again.section, again.extra = row.rows, row.section, dict(row.known_extra)
    again.proposals = dict(row.proposals)
    again.given = [said for said in row.given if said.field not in changes]
    keeps_fill = row.lead_filled_from == "merged" and Field.LEAD not in changes
    again.lead_filled_from = "merged" if keeps_fill else "cell"
    return understand(again, context)
