"""Ledgers in the manner of different offices: what a careful clerk reads out of them."""

import io
from datetime import date

import pytest
import xlsxwriter

from rectification.columns import Field
from rectification.enums import State
from rectification.imports.heads import recognise
from rectification.imports.results import Level, Outcome, SheetReading

from .ledgers import HEAD, line, paste, read, texts, xls, xlsx

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
    assert row.outcome == Outcome.OK
    head = ["序号", "问题", "来源", "专项整治", "整改措施", "整改期限"]
    sheet = sheet_of(["贯彻落实市审计局审计意见台账"], head, [1, "甲", "调研", "", "办", "11月"])
    assert (sheet.rows[0].lead, sheet.rows[0].target) == ("市审计局", None)
    assert "没有写牵头单位" in texts(sheet.rows[0], "doubtful"), "it may name who audits"
    head = ["序号", "问题", "专项整治", "整改措施", "责任领导", "整改期限"]
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


def test_a_units_own_ledger_names_its_sections() -> None:
    head = ["序号", "问题", "问题来源", "专项整治", "整改措施", "责任部门", "整改期限"]
    rows = [
        [n, f"第{n}个", "调研", "不作为", "办", unit, "11月底前"]
        for n, unit in enumerate(("投资科", "办公室", "价格处、法规科", "市审计局"), 1)
    ]
    sheet = sheet_of(["市发展和改革委员会整改台账"], head, *rows)
    assert [row.lead for row in sheet.rows] == ["市发展和改革委员会"] * 3 + ["市审计局"]
    assert sheet.rows[2].extra == {"承办科室": "价格处、法规科"}
    assert {row.outcome for row in sheet.rows} == {Outcome.OK}
    (row,) = sheet_of(["全市整改台账"], head, rows[0]).rows
    assert row.outcome == Outcome.REFUSED


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


PROBLEMS = [["序号", "存在问题", "来源", "专项"], [1, "甲", "调研", "不作为"]]
PROBLEMS.append([2, "乙", "12345", "形式主义"])


def test_four_lists_on_four_sheets_are_joined() -> None:
    book = read(
        xlsx(
            ("1.问题清单", PROBLEMS),
            (
                "2.责任清单",
                [["序号", "牵头单位", "责任人"], [2, "审计局", "李某"], [1, "水务局", "张某"]],
            ),
            ("3.措施清单", [["序号", "存在问题", "整改措施"], [1, "甲", "查"], [1, "甲", "改"]]),
            ("4.时限清单", [["序号", "完成时限"], [1, "2019年12月底"], [3, "10月底"]]),
        )
    )
    first, second, lost = book.rows
    assert (first.lead, first.measures, first.handler) == ("市水务局", ["查", "改"], "张某")
    assert (first.due, first.outcome) == (date(2019, 12, 31), Outcome.OK)
    assert (second.lead, second.source, second.due) == ("市审计局", "群众反映", None)
    assert (lost.sheet, lost.row, lost.outcome) == ("4.时限清单", 3, Outcome.REFUSED)
    assert "没有找到这一行的序号" in texts(lost, "doubtful")
    assert "已并入工作表“1.问题清单”第2行" in {row.reason for row in book.sheets[2].skipped}
    assert "“2.责任清单”、“3.措施清单”、“4.时限清单”按序号" in book.sheets[0].messages[-1].text


def test_lists_that_contradict_each_other_are_doubtful_not_overwritten() -> None:
    other = [["序号", "存在问题", "专项", "整改措施"], [1, "甲", "形式主义", "查"]]
    other += [[2, "别的", "形式主义", "改"]]
    book = read(xlsx(("问题清单", PROBLEMS), ("措施清单", other)))
    first, second, alone = book.rows
    assert (first.target, first.measures) == ("不担当不作为", ["查"])
    assert "另写“形式主义”" in texts(first, "doubtful")
    assert second.measures == [] and (alone.problem, alone.row) == ("别的", 3)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_tabbed_text_below_a_title(encoding: str) -> None:
    rows = [HEAD, line(1, 整改措施="办")]
    text = "整改台账\n" + "\n".join("\t".join(map(str, cells)) for cells in rows)
    assert read(text.encode(encoding), "台账.txt").rows[0].row == 3


def test_two_columns_of_problems_are_no_contradiction() -> None:
    head = ["序号", "反馈意见", *HEAD[1:]]
    head[head.index("存在问题")] = "具体问题"
    rows = [[n, "总的", *line(n)[1:]] for n in (1, 2)]
    sheet = read(xlsx(("表", [head, *rows]))).sheets[0]
    assert [row.problem for row in sheet.rows] == ["问题之1", "问题之2"]
    assert sheet.rows[0].extra == {"反馈意见": "总的"} and sheet.rows[0].outcome == Outcome.OK
    assert "“存在问题”有不止一列" in sheet.messages[0].text


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("责任单位（配合）", Field.COOP),
        ("牵头市直单位", Field.LEAD),
        ("分管市领导", Field.RESPONSIBLE_LEADER),
        ("责任人及联系方式", Field.HANDLER),
        ("下一步整改措施", None),
        ("存在的困难和问题", None),
        ("整改起止时间", Field.DUE),
    ],
)
def test_heads_by_their_shape(head: str, field: Field | None) -> None:
    assert recognise(head).field == field


def test_nothing_of_a_printed_ledger_is_dropped_silently() -> None:
    rows: list[list[object]] = [["台账"], HEAD, line(1), ["第1页 共2页"], ["台账"], HEAD, line(2)]
    rows += [["示例", *line(9)[1:]], ["责任人签字：", "", "审核："]]
    rows += [
        ["注：1.每月报送；"],
        ["2.盖章有效。"],
        ["报送时间：2019年9月25日"],
        ["", "", "", "零散"],
    ]
    sheet = sheet_of(*rows, merges=["A1:K1", "A4:K4", "A5:K5", "A10:K10", "A11:K11"])
    told = {row.row for row in sheet.skipped} | {n for row in sheet.rows for n in row.rows}
    assert told | set(sheet.header_rows) == set(range(1, len(rows) + 1))
    assert Field.PROBLEM in sheet.mapping.values() and sheet.rows[2].outcome == Outcome.REFUSED
