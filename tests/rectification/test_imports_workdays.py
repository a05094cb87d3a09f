"""Tables of days off as offices keep them: whatever the form, one sentence for each wrong line."""

from datetime import date

import pytest

from core.errors import Invalid, TooLarge, Unsupported
from rectification.imports.workdays import MOST_LINES, decoded, read_workdays

NEW_YEAR = [date(2027, 1, 1), date(2027, 1, 2), date(2027, 1, 3)]


def days(text: str) -> list[tuple[date, bool]]:
    table = read_workdays(text)
    assert table.faults == []
    return [(row.day, row.is_workday) for row in table.rows]


@pytest.mark.parametrize(
    "written",
    [
        "2027-01-01至2027-01-03",
        "2027/1/1至2027/1/3",
        "2027.1.1-2027.1.3".replace("-", "—"),
        "2027年1月1日至3日",
        "2027年1月1日（周五）至1月3日（星期日）",
        "2027-01-01~2027-01-03",
        "2027-01-01 - 2027-01-03",
        "２０２７年１月１日、2日、3日",
        "20270101至20270103",
    ],
)
def test_a_span_is_read_however_it_is_written(written: str) -> None:
    assert days(f"{written}\t放假\t元旦") == [(day, False) for day in NEW_YEAR]


@pytest.mark.parametrize("between", ["\t", ",", "，", "  "])
def test_columns_may_be_cut_by_tabs_commas_or_spaces(between: str) -> None:
    text = f"2027-02-14{between}上班\n\n2027-02-15{between}休息\n"
    assert days(text) == [(date(2027, 2, 14), True), (date(2027, 2, 15), False)]


def test_headings_say_which_column_is_which() -> None:
    text = "序号,节日名称,日期,是否工作日,文号\n1,春节,2027-02-06,否,国办发明电〔2026〕7号\n"
    [row] = read_workdays(text).rows
    assert (row.day, row.is_workday) == (date(2027, 2, 6), False)
    assert (row.name, row.source_doc) == ("春节", "国办发明电〔2026〕7号")
    assert read_workdays(text).ignored == ["序号"]


@pytest.mark.parametrize("word", ["工作日", "上班", "补班", "调休上班", " 补 班 "])
def test_words_for_a_worked_day(word: str) -> None:
    assert days(f"2027-02-14\t{word}") == [(date(2027, 2, 14), True)]


@pytest.mark.parametrize("word", ["休息", "放假", "休", "节假日", "公休日"])
def test_words_for_a_day_off(word: str) -> None:
    assert days(f"2027-02-14\t{word}") == [(date(2027, 2, 14), False)]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("2027-13-01\t放假", "没有“2027-13-01”这一天"),
        ("2027-02-30\t放假", "没有“2027-02-30”这一天"),
        ("1月1日\t放假", "没有写年份"),
        ("元旦\t放假", "不是日期"),
        ("\t放假", "没有日期"),
        ("2027-01-01\t", "没有写上班还是放假"),
        ("2027-01-01\t调休", "可指上班也可指放假"),
        ("2027-01-01\t值班", "看不出上班还是放假"),
        ("2027-01-03至2027-01-01\t放假", "结束日期早于开始日期"),
        ("2027-01-01至2028-01-01\t放假", "一段最多31天"),
        ("1927-01-01\t放假", "年份应在2000至2100之间"),
        ("2027-01-05\t放假\t" + "长" * 61, "名称最多60个字"),
        ("2027-01-05\t放假\t元旦\t多余", "第3列后面还有内容"),
    ],
)
def test_a_wrong_line_is_told_with_its_number_and_the_rest_is_still_read(
    line: str, says: str
) -> None:
    table = read_workdays(f"日期\t安排\t名称\n2027-01-04\t上班\n{line}\n2027-01-06\t上班")
    assert [(fault.line, says in fault.sentence) for fault in table.faults] == [(3, True)]
    assert [row.day.day for row in table.rows if row.is_workday] == [4, 6]


def test_a_day_said_twice_is_one_day_unless_it_contradicts_itself() -> None:
    assert days("2027-01-01\t放假\n2027-01-01\t休息") == [(date(2027, 1, 1), False)]
    [fault] = read_workdays("2027-01-01\t放假\n2027-01-01\t上班").faults
    assert fault.line == 2
    assert "与第1行说法不一" in fault.sentence


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030"])
def test_files_come_in_utf8_with_or_without_mark_and_in_gbk(coding: str) -> None:
    text = "日期,安排,名称\r\n2027/1/1,放假,元旦\r\n"
    [row] = read_workdays(decoded(text.encode(coding), "放假.csv")).rows
    assert (row.day, row.name) == (date(2027, 1, 1), "元旦")


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 workbook", b"\xd0\xcf\x11\xe0", b"a\0b", b"\xff\xff"]
)
def test_a_workbook_is_refused_with_the_way_out(content: bytes) -> None:
    with pytest.raises(Unsupported, match="另存为 CSV"):
        decoded(content, "放假.xlsx")


def test_empty_large_and_endless_tables_are_refused() -> None:
    with pytest.raises(Invalid, match="文件是空的"):
        decoded(b" \n", "a.csv")
    with pytest.raises(TooLarge):
        decoded(b"x" * 300_000, "a.csv")
    with pytest.raises(TooLarge):
        read_workdays("x" * 300_000)
    with pytest.raises(Invalid, match="请粘贴放假安排"):
        read_workdays("\ufeff \n")
    with pytest.raises(Invalid, match="只有表头"):
        read_workdays("日期,安排\n")
    with pytest.raises(Invalid, match="请分年导入"):
        read_workdays("2027-01-01 放假\n" * (MOST_LINES + 1))


@pytest.mark.parametrize("text", ['a,"b\n' * 3, '"' * 50, "\t\t\t", "、、、\t放假", "至\t放假"])
def test_rubbish_is_told_never_a_crash(text: str) -> None:
    try:
        assert read_workdays(text).faults
    except Invalid as refusal:
        assert refusal.errors
