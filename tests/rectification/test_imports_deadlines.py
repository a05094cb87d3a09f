"""How a deadline cell is read: every form of the rule, and what is refused."""

from datetime import date, datetime, time

import pytest

from rectification.enums import Kind
from rectification.imports.deadlines import read_deadline
from rectification.imports.results import Level

AS_OF = date(2019, 9, 30)
OCT_31 = date(2019, 10, 31)


@pytest.mark.parametrize(
    "value",
    [
        "2019.10.31",
        "2019/10/31",
        "2019-10-31",
        "2019年10月31日",
        "2019年10月31号",
        "2019年10月31日前",
        "2019年10月31日之前",
        "２０１９年１０月３１日",
        " 2019 年 10 月 31 日 ",
        "2019年10月31日（周四）",
        "2019-10-31 00:00:00",
        "19.10.31",
        "二〇一九年十月三十一日",
        "2019年10月",
        "2019年10月份",
        "2019年10月底",
        "2019年10月底前完成",
        "2019.10",
        "2019-10",
        "2019年10月下旬",
        "43769",
        43769,
        43769.0,
        20191031,
        date(2019, 10, 31),
        datetime.combine(date(2019, 10, 31), time()),
    ],
)
def test_a_day_with_its_year(value: object) -> None:
    read = read_deadline(value, AS_OF)
    assert (read.due, read.kind, read.inferred_year, read.message) == (OCT_31, None, False, "")


@pytest.mark.parametrize(
    ("value", "due"),
    [
        ("10月31日前", OCT_31),
        ("10月底", OCT_31),
        ("10月底前", OCT_31),
        ("10月末", OCT_31),
        ("十月底前", OCT_31),
        ("10.31", OCT_31),
        ("10/31", OCT_31),
        ("10月上旬", date(2019, 10, 10)),
        ("10月中旬", date(2019, 10, 20)),
        ("11月下旬", date(2019, 11, 30)),
        ("年底", date(2019, 12, 31)),
        ("年底前", date(2019, 12, 31)),
        ("3月20日前", date(2019, 3, 20)),
        ("2月底", date(2020, 2, 29)),
        ("1月15日", date(2020, 1, 15)),
    ],
)
def test_a_year_is_inferred_and_said(value: str, due: date) -> None:
    read = read_deadline(value, AS_OF)
    assert (read.due, read.inferred_year, read.level) == (due, True, Level.NOTE)
    assert f"{due.year}年" in read.message


@pytest.mark.parametrize(
    ("value", "due"),
    [
        ("2019年第四季度", date(2019, 12, 31)),
        ("2020年一季度末", date(2020, 3, 31)),
        ("2019年下半年", date(2019, 12, 31)),
        ("2019年内", date(2019, 12, 31)),
        ("今年内完成", date(2019, 12, 31)),
        ("2019年10月31日24时前", OCT_31),
        ("2019年10月31日前整改完毕", OCT_31),
    ],
)
def test_a_part_of_a_year_means_its_last_day(value: str, due: date) -> None:
    read = read_deadline(value, AS_OF)
    assert (read.due, read.message) == (due, "")


@pytest.mark.parametrize(
    ("value", "due"),
    [
        ("9月—11月", date(2019, 11, 30)),
        ("10-12月", date(2019, 12, 31)),
        ("2019年10月—12月", date(2019, 12, 31)),
        ("2019年11月至2月底", date(2020, 2, 29)),
        ("2019年10月1日-30日", date(2019, 10, 30)),
        ("2019.10-2019.12", date(2019, 12, 31)),
        ("10月底前报方案，2020年6月底前完成", date(2020, 6, 30)),
        ("2019年12月报方案，3月底前完成", date(2020, 3, 31)),
        ("12月底前取得阶段性成效", date(2019, 12, 31)),
    ],
)
def test_a_span_and_several_dates_mean_the_latest_and_ask_for_a_look(value: str, due: date) -> None:
    read = read_deadline(value, AS_OF)
    assert (read.due, read.level) == (due, Level.DOUBTFUL)
    assert f"{due.year}年{due.month}月" in read.message


def test_a_word_that_says_it_is_done() -> None:
    read = read_deadline("已完成", AS_OF)
    assert (read.due, read.done, read.level) == (None, "已完成", Level.DOUBTFUL)
    read = read_deadline("8月31日已完成", AS_OF)
    assert (read.due, read.done) == (date(2019, 8, 31), "已完成")
    assert read_deadline("已于8月底完成", AS_OF).done
    for open_ in ("10月底前完成", "已制定方案，10月底前完成", "限期整改，10月底前完成"):
        assert (read_deadline(open_, AS_OF).due, read_deadline(open_, AS_OF).done) == (OCT_31, "")


def test_two_kinds_in_one_cell_are_doubtful() -> None:
    read = read_deadline("立行立改并长期坚持", AS_OF)
    assert (read.due, read.kind, read.level) == (None, Kind.IMMEDIATE, Level.DOUBTFUL)
    read = read_deadline("9月30日前完成，长期坚持", AS_OF)
    assert (read.due, read.kind) == (date(2019, 9, 30), Kind.LONG_TERM)


def test_the_year_of_the_words() -> None:
    assert read_deadline("明年3月底", AS_OF).due == date(2020, 3, 31)
    assert read_deadline("今年年底", AS_OF).due == date(2019, 12, 31)
    assert read_deadline("2020年底前", AS_OF).due == date(2020, 12, 31)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("长期坚持", Kind.LONG_TERM),
        ("长期", Kind.LONG_TERM),
        ("持续整改", Kind.LONG_TERM),
        ("立行立改", Kind.IMMEDIATE),
        ("即知即改", Kind.IMMEDIATE),
    ],
)
def test_a_kind_in_the_date_column(value: str, kind: Kind) -> None:
    read = read_deadline(value, AS_OF)
    assert (read.due, read.kind, read.error) == (None, kind, "")


def test_a_kind_beside_a_day() -> None:
    read = read_deadline("立行立改，10月31日前", AS_OF)
    assert (read.due, read.kind) == (OCT_31, Kind.IMMEDIATE)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("尽快", "读不出完成日期"),
        ("13月5日", "没有13月"),
        ("2019年2月30日", "没有30日"),
        ("国庆节前", "读不出完成日期"),
        ("随时", "读不出完成日期"),
        ("月底前", "读不出完成日期"),
        ("2019年", "读不出完成日期"),
        ("11月8日起", "读不出完成日期"),
        ("10月初", "读不出完成日期"),
        ("11月左右", "读不出完成日期"),
        ("接通知后10日内", "读不出完成日期"),
        ("每月25日前", "读不出完成日期"),
        ("12月—3月", "读不出完成日期"),
        ("1905-07-11", "年份1905不对"),
        ("0", "读不出完成日期"),
        ("9" * 5000, "读不出完成日期"),
        (float("nan"), "读不出完成日期"),
        (True, "读不出完成日期"),
    ],
)
def test_anything_else_is_refused_with_the_way_to_mend_it(value: object, said: str) -> None:
    read = read_deadline(value, AS_OF)
    assert read.due is None and said in read.error and "10月底前" in read.error


def test_a_refusal_proposes_what_it_can() -> None:
    assert read_deadline("2019年2月30日", AS_OF).suggestion == "2019年2月28日"
    assert read_deadline("国庆节前", AS_OF).suggestion == "2019年9月30日前"
    assert read_deadline("2020年全年", AS_OF).suggestion == "2020年底前"
    assert read_deadline("本月底前", AS_OF).suggestion == "2019年9月底前"
    for suggestion in ("2019年2月28日", "2019年9月30日前", "2020年底前", "2019年9月底前"):
        assert read_deadline(suggestion, AS_OF).due


@pytest.mark.parametrize(
    ("value", "due", "other"),
    [
        (10.3, date(2019, 10, 3), "10月30日"),
        (2019.1, date(2019, 1, 31), "2019年10月"),
        ("10-12", date(2019, 10, 12), "12月底前"),
    ],
)
def test_a_number_that_may_mean_two_days_is_doubtful(value: object, due: date, other: str) -> None:
    read = read_deadline(value, AS_OF)
    assert (read.due, read.level, read.suggestion) == (due, Level.DOUBTFUL, other)


def test_without_an_as_of_date_a_year_is_asked_for() -> None:
    assert "没有写年份" in read_deadline("10月底前", None).error
    assert read_deadline("2019年10月底前", None).due == OCT_31


def test_an_empty_cell_says_nothing() -> None:
    for value in ("", None, "  "):
        read = read_deadline(value, AS_OF)
        assert (read.due, read.kind, read.message) == (None, None, "")


def test_years_away_is_doubtful() -> None:
    assert read_deadline("2039-01-01", AS_OF).level == Level.DOUBTFUL
