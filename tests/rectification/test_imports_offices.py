"""Ledgers in the manner of different offices: what a careful clerk reads out of them."""

import io
from datetime import date

import pytest
import xlsxwriter

from rectification.columns import Field
from rectification.enums import State
from rectification.imports.results import Level, Outcome, SheetReading

from .ledgers import HEAD, line, one, paste, read, texts, xls, xlsx

DEPARTMENTS_OWN = ["序号", "问题来源", "专项类别", "查摆问题", "整改措施", "责任科室", "整改时限"]
PARTED = ["序号", "问题来源", "问题表现", "整改措施", "整改时限", "整改进展"]


def sheet_of(*rows: list[object], merges: list[str] | None = None) -> SheetReading:
    return read(xlsx(("台账", list(rows)), merges={"台账": merges or []})).sheets[0]


def test_title_rows_between_the_parts_say_target_and_lead() -> None:
    sheet = sheet_of(
        ["2019年专项整治问题整改推进表"],
        PARTED,
        ["一、形式主义、官僚主义（2个）"],
        ["（一）市教育局（1项）"],
        [1, "调研", "迎检多", "清理", "10月底", "整改中"],
        ["（二）卫健委"],
        [2, "巡察", "报表多", "合并", "10月底", "已完成"],
        ["二、不担当不作为", "1个"],
        ["（一）市住建局"],
        [3, "信访", "投诉不处理", "办理", "10月底", "未开始"],
        ["三、其他"],
        [4, "信访", "别的", "办理", "10月底", "未开始"],
        merges=["A1:F1", "A3:F3", "A4:F4", "A6:F6", "A9:F9", "A11:F11"],
    )
    assert [(row.target, row.lead) for row in sheet.rows] == [
        ("形式主义、官僚主义", "市教育局"),
        ("形式主义、官僚主义", "市卫生健康委员会"),
        ("不担当不作为", "市住房和城乡建设局"),
        (None, None),
    ]
    assert sheet.rows[0].outcome == Outcome.OK
    assert "按标题“一、形式主义、官僚主义（2个）”读作" in texts(sheet.rows[0], "note")
    assert sheet.rows[3].outcome == Outcome.REFUSED


def test_a_title_row_fills_a_blank_target_beside_others_with_a_doubt() -> None:
    sheet = sheet_of(HEAD, line(1), ["二、形式主义方面"], line(2, 专项整治类别=""))
    assert (sheet.rows[1].target, sheet.rows[1].outcome) == ("形式主义、官僚主义", Outcome.DOUBTFUL)


def test_one_sheet_a_department_or_a_source() -> None:
    def rows(**cells: str) -> list[list[object]]:
        good = {"问题来源": "自查", "专项类别": "不担当", "责任科室": "物业科"} | cells
        values = [1, good["问题来源"], good["专项类别"], "甲", "办", good["责任科室"], "10月底"]
        return [DEPARTMENTS_OWN, values]

    book = read(
        xlsx(
            ("市住建局", rows()),
            ("2.发改委（1项）", rows()),
            ("群众反映", rows(问题来源="")),
            ("调查研究不深入", rows(问题来源="")),
        )
    )
    first, second, third, fourth = book.rows
    assert (first.lead, second.lead) == ("市住房和城乡建设局", "市发展和改革委员会")
    assert first.extra == {"责任科室": "物业科"} and first.outcome == Outcome.OK
    assert "各行按工作表名“市住建局”读作" in book.sheets[0].messages[0].text
    assert third.source == "群众反映" and third.lead is None
    assert fourth.source is None, "a title with other words names no source"


def test_the_lines_above_the_head_say_lead_and_source_and_ask_for_a_look() -> None:
    head = ["序号", "问题", "专项整治", "整改措施", "责任领导", "整改期限"]
    sheet = sheet_of(
        ["落实市委巡察反馈意见整改台账"],
        ["填报单位：市农业农村局（盖章）", "", "填报时间：2019年10月8日"],
        head,
        [1, "甲", "不作为", "办", "吴某己", "11月底前"],
    )
    (row,) = sheet.rows
    assert (row.lead, row.source, row.due) == (
        "市农业农村局",
        "巡视巡察反馈",
        date(2019, 11, 30),
    )
    assert [said.level for said in sheet.messages] == [Level.DOUBTFUL] * 2
    overall = sheet_of(
        ["样例市人民政府检视问题整改台账"], head, [1, "甲", "不作为", "办", "", "11月"]
    )
    assert (overall.rows[0].lead, overall.rows[0].source) == (None, None)


def test_ticks_below_words_are_states_and_kinds() -> None:
    sheet = sheet_of(
        [
            "序号",
            "问题",
            "来源",
            "专项",
            "整改类型",
            "",
            "措施",
            "责任单位",
            "时限",
            "状态",
            "",
            "",
        ],
        ["", "", "", "", "立行立改", "长期坚持", "", "", "", "已完成", "整改中", "未启动"],
        [1, "甲", "调研", "不作为", "√", "", "办", "水务局", "10月15日", "√", "", ""],
        [2, "乙", "调研", "不作为", "", "√", "办", "水务局", "", "", "√", ""],
        [3, "丙", "调研", "不作为", "√", "", "办", "水务局", "10月15日", "√", "√", ""],
        ["合计", "", "", "", 2, 1, "", "", "", 2, 2, ""],
        merges=["E1:F1", "J1:L1", *(f"{letter}1:{letter}2" for letter in "ABCDGHI")],
    )
    assert [(row.kind, row.enters) for row in sheet.rows[:2]] == [
        ("立行立改", State.CLOSED),
        ("长期坚持", State.IN_PROGRESS),
    ]
    assert "“已完成/整改中”不是认得的状态" in texts(sheet.rows[2], "error")
    assert not sheet.messages


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
        "住建局局长周某戊",
        "住建局：周某戊",
    ],
)
def test_a_person_in_the_units_cell_becomes_the_handler(cell: str) -> None:
    row = one(牵头单位=cell)
    assert (row.lead, row.coop, row.outcome) == ("市住房和城乡建设局", [], Outcome.OK)
    assert row.handler.startswith("周某戊") and "按经办人登记" in texts(row, "note")


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
    assert row.state == word.split("，已")[0].replace("，", ",")


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


def test_a_date_that_its_cell_shows_as_a_month_is_the_month() -> None:
    file, first = io.BytesIO(), date(2019, 10, 1)
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        formats = ('yyyy"年"m"月"', "mmm-yy", 'm"月"d"日"', "yyyy/m/d")
        for column, head in enumerate(HEAD):
            sheet.write(0, column, head)
            for number, form in enumerate(formats, 1):
                sheet.write(number, column, line(number)[column])
                shown = book.add_format({"num_format": form})
                sheet.write_datetime(number, HEAD.index("整改时限"), first, shown)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(10, 10, None, None, {"hidden": True})
    found = read(file.getvalue())
    assert [row.due.day for row in found.rows if row.due] == [31, 31, 1, 1]
    said = " ".join(said.text for said in found.sheets[0].messages)
    assert "隐藏的（第3行）" in said and "K列在表中是隐藏的" in said
    assert "第3行在表中是隐藏的" in texts(found.rows[1], "note")


def test_an_old_xls_shows_months_too() -> None:
    import_rows = [HEAD, line(1, 整改时限=date(2019, 11, 1))]
    assert read(xls(import_rows), "台账.xls").rows[0].due == date(2019, 11, 1)
    month = xls(import_rows, date_format='yyyy"年"m"月"')
    assert read(month, "台账.xls").rows[0].due == date(2019, 11, 30)


def test_heads_that_name_several_things_and_the_five_lists() -> None:
    head = ["序号", "专项", "来源", "问题清单", "标准清单", "措施清单", "责任清单", "时限清单"]
    (row,) = sheet_of(
        head, [1, "形式主义", "调研", "群多", "减半", "清理", "工信局\n赵某甲", "10月底"]
    ).rows
    assert (row.standard, row.lead, row.handler, row.due) == (
        "减半",
        "市工业和信息化局",
        "赵某甲",
        date(2019, 10, 31),
    )
    head = [*HEAD[:6], "责任单位/责任人", "配合单位及责任人", *HEAD[8:]]
    cells = [*line(1)[:6], "工信局/赵某甲", "审计局：钱某乙", *line(1)[8:]]
    (row,) = sheet_of(head, cells).rows
    assert (row.lead, row.coop, row.handler) == ("市工业和信息化局", ["市审计局"], "赵某甲")
    assert row.extra == {"单位栏附注": "钱某乙"}


def test_rows_that_go_on_where_nothing_can_be_merged() -> None:
    def tabbed(*rows: list[object]) -> str:
        return "\n".join("\t".join(map(str, cells)) for cells in (HEAD, *rows))

    more = ["", "", "", "", "", "丙", "", "审计局", "", "", ""]
    good, next_one = line(1, 整改措施="甲；乙"), line(2, 整改措施="丁")
    first, last = paste(tabbed(good, more, next_one)).rows
    assert (first.measures, first.coop) == (["甲", "乙", "丙"], ["市审计局"])
    assert first.rows == (2, 3) and "第3行没有写序号和问题" in texts(first, "doubtful")
    assert last.row == 4
    own = ["3", *more[1:]]
    assert paste(tabbed(good, own)).rows[1].outcome == Outcome.REFUSED


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


def test_nothing_of_a_printed_ledger_is_dropped_silently() -> None:
    rows: list[list[object]] = [["台账"], HEAD, line(1), ["第1页 共2页"], ["台账"], HEAD, line(2)]
    rows += [
        ["注：1.每月报送；"],
        ["2.盖章有效。"],
        ["报送时间：2019年9月25日"],
        ["", "", "", "零散"],
    ]
    sheet = sheet_of(*rows, merges=["A1:K1", "A4:K4", "A5:K5", "A8:K8", "A9:K9"])
    told = {row.row for row in sheet.skipped} | {n for row in sheet.rows for n in row.rows}
    assert told | set(sheet.header_rows) == set(range(1, len(rows) + 1))
    assert Field.PROBLEM in sheet.mapping.values() and sheet.rows[2].outcome == Outcome.REFUSED
