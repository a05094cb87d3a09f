"""Cells in the manner of different offices: units, states, dates as a clerk reads them."""

import pytest

from rectification.enums import State
from rectification.imports.results import Outcome

from .ledgers import HEAD, line, one, read, texts, xlsx


@pytest.mark.parametrize(
    ("cell", "lead", "coop", "level"),
    [
        (
            "市发改委牵头，财政局、住建局配合",
            "市发展和改革委员会",
            ["市财政局", "市住房和城乡建设局"],
            "",
        ),
        ("牵头单位：民政局；配合单位：人社局", "市民政局", ["市人力资源和社会保障局"], ""),
        ("市审计局、市文旅局（牵头）", "市文体广电和旅游局", ["市审计局"], "note"),
        ("市林草局，配合单位：统计局", "市林业和草原局", ["市统计局"], ""),
        ("由市水务局牵头负责", "市水务局", [], ""),
        ("1.市教育局 2.市财政局", "市教育局", ["市财政局"], "doubtful"),
        ("市卫健委、市医保局等部门", "市卫生健康委员会", ["市医疗保障局"], "doubtful"),
        ("市市场监管局、各中小学", "市市场监督管理局", [], "doubtful"),
        ("市市场监管局、各县（市、区）", "市市场监督管理局", [], "doubtful"),
    ],
)
def test_a_cell_that_says_who_leads_and_who_helps(
    cell: str, lead: str, coop: list[str], level: str
) -> None:
    row = one(牵头单位=cell)
    assert (row.lead, row.coop) == (lead, coop)
    assert row.outcome == (Outcome.DOUBTFUL if level == "doubtful" else Outcome.OK)
    assert bool(texts(row, "note")) == (level == "note") or level == "doubtful"


@pytest.mark.parametrize(
    "cell",
    [
        "住建局（周某戊、吴某己）",
        "住建局 周某戊",
        "住建局\n周某戊",
        "住建局党组成员、副局长周某戊",
        "住建局：周某戊",
    ],
)
def test_a_person_in_the_units_cell_becomes_the_handler(cell: str) -> None:
    row = one(牵头单位=cell)
    assert (row.lead, row.coop, row.outcome) == ("市住房和城乡建设局", [], Outcome.OK)
    assert row.handler.startswith("周某戊") and "按经办人登记" in texts(row, "note")


def test_a_countys_unit_is_not_the_citys() -> None:
    assert one(牵头单位="县教育局").lead is None
    assert one(牵头单位="教育局").lead == one(牵头单位="市教育局").lead == "市教育局"
    named = one(牵头单位="样例市人民政府国有资产监督管理委员会")
    assert named.lead == "市政府国有资产监督管理委员会"


def test_an_unknown_unit_is_no_person() -> None:
    row = one(牵头单位="住建局、残联")
    assert row.outcome == Outcome.REFUSED and "没有“残联”" in texts(row, "error")


def test_a_section_of_a_unit() -> None:
    row = one(牵头单位="市住建局物业科")
    assert (row.lead, row.extra) == ("市住房和城乡建设局", {"承办科室": "物业科"})
    assert row.outcome == Outcome.OK
    assert one(牵头单位="市政府督查室").lead is None, "the root has no sections"


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("已完成，长期坚持", State.SUSTAINED),
        ("已完成整改并长期坚持", State.SUSTAINED),
        ("现已全部整改到位", State.CLOSED),
        ("整改完成，已销号", State.CLOSED),
        ("正在整改落实", State.IN_PROGRESS),
        ("按计划推进", State.IN_PROGRESS),
        ("尚未启动", State.ASSIGNED),
    ],
)
def test_a_state_of_known_parts(word: str, state: State) -> None:
    row = one(状态=word)
    assert (row.enters, row.outcome) == (state, Outcome.OK)
    assert row.state == word.replace("，", ",")


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("100%", State.CLOSED),
        ("60%", State.IN_PROGRESS),
        ("尚未完成", State.IN_PROGRESS),
        ("已基本整改到位", State.IN_PROGRESS),
        ("取得阶段性成效", State.IN_PROGRESS),
    ],
)
def test_a_state_that_a_person_should_look_at(word: str, state: State) -> None:
    row = one(状态=word)
    assert (row.enters, row.outcome) == (state, Outcome.DOUBTFUL)


def test_yes_and_no_answer_the_columns_head() -> None:
    head = [*HEAD[:9], "是否完成", "备注"]
    rows = [[*line(n)[:9], word, ""] for n, word in enumerate(("是", "√", "否", "×"), 1)]
    found = read(xlsx(("表", [head, *rows]))).rows
    assert [row.state for row in found] == ["已完成", "已完成", "未完成", "未完成"]
    assert [row.enters for row in found] == [State.CLOSED] * 2 + [State.IN_PROGRESS] * 2
    assert "“是否完成”写“√”，按“已完成”读" in texts(found[1], "note")
    assert one(状态="√").outcome == Outcome.REFUSED, "a tick below 状态 says nothing"


def test_a_deadline_that_says_done() -> None:
    done = one(整改时限="已完成", 状态="")
    assert (done.due, done.enters, done.outcome) == (None, State.CLOSED, Outcome.DOUBTFUL)
    closed = one(整改时限="已完成", 状态="已销号")
    assert (closed.enters, closed.outcome) == (State.CLOSED, Outcome.OK)


def test_where_a_row_stands_is_no_number_of_its_own() -> None:
    numbers = ["1-2", "一-3", "（7）", "1.1", "〔2019〕5号", "2019-001", "T1-05"]
    head = ["编号", *HEAD[1:]]
    rows = [[text, *line(n)[1:]] for n, text in enumerate(numbers)]
    found = read(xlsx(("表", [head, *rows]))).rows
    assert [row.number for row in found] == ["", "", "", "", *numbers[4:]]


def test_several_problems_in_one_cell_stay_one_row_and_are_doubtful() -> None:
    row = one(存在问题="1.会议多；2.文件多。")
    assert row.problem == "1.会议多；2.文件多。" and "写了2个问题" in texts(row, "doubtful")


def test_a_sentence_in_a_column_of_states_is_progress() -> None:
    head = [*HEAD[:9], "进展情况", "备注"]
    words = ["整改中", "已销号", "已完成改造，正在验收"]
    rows = [[*line(n)[:9], word, ""] for n, word in enumerate(words, 1)]
    last = read(xlsx(("表", [head, *rows]))).rows[2]
    assert (last.state, last.progress, last.outcome) == ("", words[2], Outcome.DOUBTFUL)
