"""The office's own ledger, row by row against what a person read in it."""

from typing import Any

import pytest

from rectification.enums import State
from rectification.imports.results import Outcome, ParsedRow, SheetReading

from . import ledgers

EXPECTED = ledgers.expected()
REASONS = {9: "读不出完成日期", 23: "没有13月", 41: "没有写存在问题", 77: "不在专项整治类别清单中"}


@pytest.fixture(scope="module")
def sheet() -> SheetReading:
    book = ledgers.read(ledgers.sample(), "ledger-2019.xlsx", as_of=None)
    assert len(book.sheets) == 1
    return book.sheets[0]


@pytest.fixture(scope="module")
def rows(sheet: SheetReading) -> dict[int, ParsedRow]:
    return {row.row: row for row in sheet.rows}


def as_expected(row: ParsedRow) -> dict[str, Any]:
    """The row in the words of the expectation; there co-operating units stand by name."""
    return {
        "row": row.row,
        "problem": row.problem,
        "target": row.target,
        "source": row.source,
        "kind": row.kind,
        "lead": row.lead,
        "coop": sorted(row.coop),
        "due": row.due.isoformat() if row.due else None,
        "measures": row.measures,
        "state": row.state,
        "outcomes": row.outcomes,
        "remarks": row.remarks,
    }


def test_the_head_and_its_date(sheet: SheetReading) -> None:
    assert sheet.name == EXPECTED["sheet"]
    assert sheet.header_rows == EXPECTED["header_rows"]
    assert sheet.as_of is not None and sheet.as_of.isoformat() == EXPECTED["as_of"]
    assert sheet.as_of_from == "sheet"
    assert len(sheet.mapping) == 15 and not sheet.messages


def test_every_row_is_accounted_for(sheet: SheetReading) -> None:
    skipped = {row.row: row.reason for row in sheet.skipped}
    assert skipped == {1: "标题", 2: "标题", 137: "合计行", 138: "签字落款行"}
    assert [row.row for row in sheet.rows] == list(range(5, 137))


@pytest.mark.parametrize("wanted", EXPECTED["rows"], ids=lambda row: f"row{row['row']}")
def test_a_good_row_is_exact(rows: dict[int, ParsedRow], wanted: dict[str, Any]) -> None:
    row = rows[wanted["row"]]
    assert as_expected(row) == wanted
    assert row.outcome != Outcome.REFUSED


@pytest.mark.parametrize("bad", EXPECTED["bad_rows"], ids=lambda row: f"row{row['row']}")
def test_a_bad_row_is_refused_with_its_reason(
    rows: dict[int, ParsedRow], bad: dict[str, Any]
) -> None:
    row = rows[bad["row"]]
    assert row.outcome == Outcome.REFUSED
    assert REASONS[bad["row"]] in ledgers.texts(row, "error")


def test_the_order_of_the_cell_is_kept(rows: dict[int, ParsedRow]) -> None:
    assert rows[7].coop == ["市政府国有资产监督管理委员会", "市审计局"]
    assert rows[7].coop_codes == ["028", "023"]


def test_leads_come_from_the_merged_range(rows: dict[int, ParsedRow]) -> None:
    assert rows[5].lead_filled_from == "cell"
    assert (rows[6].lead, rows[6].lead_filled_from) == ("市交通运输局", "merged")


def test_where_the_rows_enter(rows: dict[int, ParsedRow]) -> None:
    assert rows[5].enters == State.IN_PROGRESS
    assert rows[6].enters == State.CLOSED
    assert rows[12].enters == State.SUSTAINED
    assert rows[13].enters == State.ASSIGNED


def test_a_far_date_is_doubtful_for_what_is_done_at_once(rows: dict[int, ParsedRow]) -> None:
    assert rows[6].outcome == Outcome.DOUBTFUL
    assert "立行立改的时限写到2019-11-25" in ledgers.texts(rows[6], "doubtful")
    assert rows[16].due_inferred_year and "没有写年份" in ledgers.texts(rows[16], "note")


def test_only_the_far_dates_are_doubtful(rows: dict[int, ParsedRow]) -> None:
    doubtful = [row for row in rows.values() if row.outcome == Outcome.DOUBTFUL]
    assert len(doubtful) == 19
    assert all(row.kind == "立行立改" and row.due for row in doubtful)
