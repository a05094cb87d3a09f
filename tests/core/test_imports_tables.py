"""Tables with known heads: found below titles, read whole, nothing dropped silently."""

from datetime import date

import pytest

from core.imports.days import read_day
from core.imports.refusals import ReadError
from core.imports.sheets import Grid, read_paste
from core.imports.tables import KnownColumn, read_known

COLUMNS = (
    KnownColumn("day", "日期", ("时间",), required=True),
    KnownColumn("title", "专题", ("主题",), required=True),
    KnownColumn("host", "主持人"),
)


def test_a_table_is_found_below_its_title_by_other_words_for_its_heads() -> None:
    text = "学习计划\n序号\t时间（年月日）\t主 题\t备注\n1\t10月8日\t党史\t略\n\n2\t10月9日\t形势\t"
    table = read_known(read_paste(text), COLUMNS)
    assert [row.values for row in table.rows] == [
        {"day": "10月8日", "title": "党史"},
        {"day": "10月9日", "title": "形势"},
    ]
    assert [row.number for row in table.rows] == [3, 5]
    assert table.unknown == ["备注（D列）"]


def test_a_merged_cell_counts_for_all_its_rows_and_a_second_head_for_none() -> None:
    rows: list[list[object]] = [
        ["日期", "专题"],
        [date(2019, 10, 8), "甲"],
        ["", "乙"],
        ["日期", "专题"],
        ["10月9日", "#REF!"],
    ]
    table = read_known([Grid("表", rows, merges=[(1, 0, 2, 0)])], COLUMNS)
    assert [row.values["day"] for row in table.rows] == ["2019-10-08", "2019-10-08", "10月9日"]
    assert table.rows[2].faults == (("title", "“专题”的公式出错（#REF!），请改成文字。"),)


def test_a_table_goes_out_as_text_and_comes_back() -> None:
    rows: list[list[object]] = [["日期", "专题", "主持人"], ["10月8日", '"引号"和\n换行', ""]]
    first = read_known([Grid("表", rows)], COLUMNS)
    again = read_known(read_paste(first.tab_text), COLUMNS)
    assert [row.values for row in again.rows] == [row.values for row in first.rows]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("姓名\t职务\n赵某甲\t市长", "至少要有“日期、专题”这几列"),
        ("日期\t专题\n\t", "下面没有一行内容"),
        ("日期\t专题\n" + "10月8日\t甲\n" * 1001, "一次最多1000行"),
    ],
)
def test_what_is_no_such_table_is_refused_in_words(text: str, sentence: str) -> None:
    with pytest.raises(ReadError, match=sentence):
        read_known(read_paste(text), COLUMNS)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2019-10-08", date(2019, 10, 8)),
        ("2019.10.8", date(2019, 10, 8)),
        ("2019年10月8日 上午9点", date(2019, 10, 8)),
        ("10月8日（周二）", date(2019, 10, 8)),
        ("1月8日", date(2020, 1, 8)),
        ("43746", date(2019, 10, 8)),
        ("2019-10-08 09:00:00", date(2019, 10, 8)),
        ("10月底", None),
        ("13月5日", None),
        ("2月30日", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, day: date | None) -> None:
    assert read_day(text, date(2019, 9, 20)) == day
