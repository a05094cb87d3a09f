"""Ledgers unlike the sample: other columns, heads and files, and what offices do to them."""

from datetime import date

from rectification.columns import Field
from rectification.enums import State
from rectification.imports.results import Level, Outcome

from .ledgers import HEAD, line, paste, read, texts, xls, xlsx


def test_other_order_and_other_heads_in_one_row() -> None:
    head = [
        "完成时限",
        "责任部门",
        "协办部门",
        "具体问题",
        "整改举措",
        "类别",
        "反馈来源",
        "办理状态",
    ]
    cells = [
        "2019.10",
        "发改委",
        "财政局 审计局",
        "甲事久拖",
        "①办②结",
        "不担当、不作为",
        "巡察反馈",
        "办结",
    ]
    book = read(xlsx(("Sheet1", [head, cells])))
    (row,) = book.rows
    assert book.sheets[0].header_rows == [1]
    assert (row.problem, row.lead, row.coop) == (
        "甲事久拖",
        "市发展和改革委员会",
        ["市财政局", "市审计局"],
    )
    assert (row.due, row.measures) == (date(2019, 10, 31), ["办", "结"])
    assert (row.target, row.source, row.state) == ("不担当不作为", "巡视巡察反馈", "办结")
    assert row.enters == State.CLOSED and row.outcome == Outcome.OK


def test_three_head_rows() -> None:
    rows = [
        ["某市整改台账", *[""] * 7],
        ["问题清单", "", "", "措施清单", "责任清单", "", "", "时限清单"],
        ["序号", "问题", "", "整改\n措施", "牵头单位", "", "配合单位", "整改期限"],
        ["", "问题表述（具体表现）", "专项整治\n类别", "", "单位", "责任人", "单位", ""],
        [1, "甲", "形式主义", "办", "民政局", "赵某甲", "公安局", "年底"],
    ]
    merges = {"表": ["A1:H1", "A2:C2", "E2:G2", "B3:C3", "E3:F3", "A3:A4", "D3:D4", "H3:H4"]}
    book = read(xlsx(("表", rows), merges=merges), defaults={Field.SOURCE: "群众反映"})
    (row,) = book.rows
    assert book.sheets[0].header_rows == [2, 3, 4]
    assert (row.problem, row.target, row.lead) == ("甲", "形式主义、官僚主义", "市民政局")
    assert (row.coop, row.handler) == (["市公安局"], "赵某甲")
    assert row.due == date(2019, 12, 31) and row.source == "群众反映"


def test_an_old_xls_with_merged_leads_and_date_cells() -> None:
    rows = [["台账（截至2019年9月30日）"], HEAD]
    rows += [line(1, 整改时限=date(2019, 10, 31)), line(2, 牵头单位=""), line(3, 牵头单位="")]
    book = read(xls(rows, merges=[(2, 4, 6, 6)]), "台账.xls")
    assert [row.lead for row in book.rows] == ["市司法局"] * 3
    assert [row.lead_filled_from for row in book.rows] == ["cell", "merged", "merged"]
    assert book.rows[0].due == date(2019, 10, 31)
    assert (book.sheets[0].as_of, book.sheets[0].as_of_from) == (date(2019, 9, 30), "sheet")


AUDIT = [
    "整改通知书",
    "项目",
    "被审计单位",
    "问题摘要",
    "具体描述",
    "涉及金额",
    "整改建议",
    "整改类型",
]
AUDIT += [
    "整改措施",
    "完成时间",
    "责任部门",
    "责任人",
    "主要原因",
    "进展",
    "下一步措施",
    "证明材料",
]


def test_the_audit_offices_form() -> None:
    cells = ["审字1号", "预算执行", "甲校", "账实不符", "盘亏3台", "1.2万元", "盘点", "立行立改"]
    cells += [
        "盘点入账",
        "10月15日前",
        "市财政局",
        "赵某甲",
        "交接不清",
        "整改中",
        "再盘点",
        "台账",
    ]
    defaults = {Field.TARGET: "贯彻落实不力", Field.SOURCE: "检视查摆"}
    (row,) = read(xlsx(("审计", [AUDIT, cells])), defaults=defaults).rows
    assert (row.problem, row.detail, row.lead) == ("账实不符", "盘亏3台", "市财政局")
    assert (row.measures, row.due) == (["盘点入账"], date(2019, 10, 15))
    assert (row.state, row.causes, row.evidence) == ("整改中", "交接不清", "台账")
    assert (row.kind, row.handler) == ("立行立改", "赵某甲")
    assert row.extra["整改建议"] == "盘点" and row.extra["下一步措施"] == "再盘点"
    assert row.extra["涉及金额"] == "1.2万元"
    assert row.outcome == Outcome.OK


def test_a_sheet_without_target_and_source_asks_for_them() -> None:
    cells = ["", "", "", "账实不符", "", "", "", "", "盘点入账", "10月15日前", "市财政局"]
    (row,) = read(xlsx(("审计", [AUDIT, cells]))).rows
    assert row.outcome == Outcome.REFUSED
    assert "表中没有“专项整治类别”列" in texts(row, "error")
    assert "表中没有“问题来源”列" in texts(row, "error")


def test_pasted_text_with_line_breaks_and_quotes() -> None:
    lines = ["\t".join(HEAD)]
    good = [str(cell) for cell in line(1)]
    good[3], good[5] = '"放管服"下放6项无人承接', '"1.交接\n2.办结""首件"""'
    lines += ["\t".join(good), "\t".join(map(str, line(2, 整改措施="办", 牵头单位="")))]
    book = paste("\r\n".join(lines) + "\r\n")
    first, second = book.rows
    assert first.problem == '"放管服"下放6项无人承接'
    assert first.measures == ["交接", '办结"首件"']
    assert second.lead is None and second.lead_filled_from == "proposed"
    assert second.row == 3


def test_pasted_group_heads_without_merges() -> None:
    head = "序号\t存在问题\t专项整治类别\t问题来源\t责任落实\t\t整改时限\t进展情况\n"
    head += "\t\t\t\t牵头单位\t配合单位\t\t\n"
    (row,) = paste(head + "1\t甲\t不作为\t调研\t民政局\t无\t10月底前\t整改中").rows
    assert (row.lead, row.coop, row.state) == ("市民政局", [], "整改中")


def test_several_sheets_none_lost() -> None:
    content = xlsx(
        ("第一批", [["2019年9月整改台账"], HEAD, line(1), line(2)]),
        ("第二批", [HEAD, line(3)]),
        ("汇总", [["单位", "问题数"], ["甲", 3]]),
        ("空", []),
        ("旧", [HEAD, line(9)]),
        hidden=["旧"],
    )
    book = read(content)
    assert [len(sheet.rows) for sheet in book.sheets] == [2, 1, 0, 0, 0]
    assert [row.sheet for row in book.rows] == ["第一批", "第一批", "第二批"]
    said = {sheet.name: sheet.messages[0].text for sheet in book.sheets if sheet.messages}
    assert "没有认出台账的表头" in said["汇总"] and "空白" in said["空"] and "隐藏" in said["旧"]
    assert [row.text for row in book.sheets[2].skipped] == ["单位  问题数", "甲  3"]


def test_two_tables_one_below_the_other() -> None:
    other = ["存在问题", "牵头单位", "整改时限", "整改措施", "专项整治类别", "问题来源", "状态"]
    cells = ["乙", "市民政局", "长期坚持", "办", "不作为", "群众反映", "整改中"]
    content = xlsx(("表", [HEAD, line(1), [], ["附：长期坚持事项"], other, cells]))
    book = read(content)
    assert [sheet.name for sheet in book.sheets] == ["表", "表（第2个表）"]
    assert book.rows[1].problem == "乙" and book.rows[1].kind == "长期坚持"
    assert book.rows[1].row == 6


def test_a_missing_kind_column_is_read_from_the_dates() -> None:
    head = [cell for cell in HEAD if cell != "整改类型"]
    dates = ["2019年10月底", "立行立改", "长期坚持", ""]
    rows = [[c for i, c in enumerate(line(n, 整改时限=d)) if i != 4] for n, d in enumerate(dates)]
    found = read(xlsx(("表", [head, *rows]))).rows
    assert [row.kind for row in found] == ["限期整改", "立行立改", "长期坚持", "限期整改"]
    assert [row.outcome for row in found] == [Outcome.OK] * 3 + [Outcome.DOUBTFUL]
    assert "表中没有“整改类型”列" in texts(found[0], "note")
    assert "暂按“限期整改”" in texts(found[3], "doubtful")


def test_a_blank_lead_below_an_unmerged_one_is_proposed_not_filled() -> None:
    first, second = read(xlsx(("表", [HEAD, line(1), line(2, 牵头单位="")]))).rows
    assert first.lead == "市司法局"
    assert (second.lead, second.lead_filled_from, second.outcome) == (
        None,
        "proposed",
        Outcome.DOUBTFUL,
    )
    assert [said.suggestion for said in second.messages if said.field == Field.LEAD] == ["市司法局"]
    assert second.enters == State.REGISTERED


def test_totals_signatures_notes_titles_and_repeated_heads_in_the_middle() -> None:
    rows = [
        ["样例市整改台账"],
        HEAD,
        [str(n) for n in range(1, len(HEAD) + 1)],
        ["一、贯彻落实方面"],
        line(1),
        ["", "", "", "", "", "", "小计", "1项"],
        ["样例市整改台账"],
        HEAD,
        ["二、不担当不作为方面"],
        line(2, 专项整治类别=""),
        [3],
        ["合计", "", "", "共2项"],
        ["注：本表每月更新。"],
        ["审核人：赵某甲", "", "", "填表人：钱某乙", "", "联系电话：000-1"],
        ["单位负责人（签字）："],
    ]
    sheet = read(xlsx(("表", rows), merges={"表": ["A1:K1", "A4:K4", "A9:K9"]})).sheets[0]
    assert [row.row for row in sheet.rows] == [5, 10]
    reasons = {row.row: row.reason for row in sheet.skipped}
    assert reasons == {
        1: "标题",
        3: "列号行",
        4: "小标题或说明文字",
        6: "合计行",
        7: "重复的标题",
        8: "重复的表头",
        9: "小标题或说明文字",
        11: "只有序号，没有内容",
        12: "合计行",
        13: "说明文字",
        14: "签字落款行",
        15: "签字落款行",
    }
    assert sheet.rows[1].section == "二、不担当不作为方面"
    wanted = [said for said in sheet.rows[1].messages if said.field == Field.TARGET]
    assert wanted[0].suggestion == "不担当不作为"


def test_progress_in_a_column_of_its_own() -> None:
    head = [*HEAD[:9], "目前进展（截至9月20日）", "整改状态", "备注"]
    cells = [*line(1)[:9], "已摸清底数", "整改中", ""]
    book = read(xlsx(("表", [["2019年台账"], head, cells])))
    (row,) = book.rows
    assert (row.state, row.progress) == ("整改中", "已摸清底数")
    assert book.sheets[0].as_of == date(2019, 9, 20)


def test_one_column_for_state_and_progress() -> None:
    head = [*HEAD[:9], "进展情况", "备注"]
    words = ["整改中，已完成招标", "已销号", "未启动", "全力冲刺"]
    rows = [[*line(n)[:9], word, ""] for n, word in enumerate(words, 1)]
    found = read(xlsx(("表", [head, *rows]))).rows
    assert [(row.state, row.progress) for row in found[:3]] == [
        ("整改中", "已完成招标"),
        ("已销号", ""),
        ("未启动", ""),
    ]
    assert found[3].outcome == Outcome.REFUSED
    assert "未启动、未开始、待办" in texts(found[3], "error")


def test_a_progress_column_without_states_is_doubtful_not_refused() -> None:
    head = [*HEAD[:9], "整改进展", "备注"]
    rows = [[*line(n)[:9], f"已完成第{n}步", ""] for n in (1, 2)]
    found = read(xlsx(("表", [head, *rows]))).rows
    assert [row.outcome for row in found] == [Outcome.DOUBTFUL] * 2
    assert found[0].progress == "已完成第1步" and found[0].state == ""
    assert found[0].enters == State.ASSIGNED
    assert [said.suggestion for said in found[0].messages if said.level == "doubtful"] == ["整改中"]


def test_a_head_that_stands_twice_is_said() -> None:
    head = [*HEAD, "整改时限"]
    same, differs = [*line(1), "2019年10月31日"], [*line(2), "2019年12月31日"]
    book = read(xlsx(("表", [head, same, differs])))
    assert "“整改时限”有不止一列" in book.sheets[0].messages[0].text
    assert book.sheets[0].messages[0].level == Level.DOUBTFUL
    assert [row.outcome for row in book.rows] == [Outcome.OK, Outcome.DOUBTFUL]
    assert book.rows[1].due == date(2019, 10, 31)
    assert "2019年12月31日" in book.rows[1].extra.values()


def test_the_caller_corrects_the_columns() -> None:
    head = ["序号", "甲列", *HEAD[2:]]
    head[3] = "乙列"
    content = xlsx(("表", [head, line(1)]))
    book = read(content)
    assert book.sheets[0].columns[3].field is None
    assert "没有认出“存在问题”列" in book.sheets[0].messages[-1].text
    assert book.rows[0].outcome == Outcome.REFUSED and book.rows[0].extra["乙列"] == "问题之1"
    book = read(content, overrides={"表": {1: Field.SOURCE, 3: Field.PROBLEM}})
    assert (book.rows[0].problem, book.rows[0].outcome) == ("问题之1", Outcome.OK)
    assert book.sheets[0].columns[3].how == "caller"


def test_a_misspelt_head_is_taken_and_said() -> None:
    head = [cell if cell != "整改时限" else "整改时现" for cell in HEAD]
    book = read(xlsx(("表", [head, line(1)])))
    assert book.rows[0].due == date(2019, 10, 31)
    assert "“整改时现”按“整改时限”识别" in book.sheets[0].messages[0].text


def test_one_problem_over_several_rows_of_measures() -> None:
    rows = [HEAD, line(1, 整改措施="甲", 整改时限="2019年10月31日")]
    rows.append(["", "", "", "", "", "乙", "", "市审计局", "2019年11月30日", "整改中", "续"])
    rows.append(line(2))
    merges = {"表": ["A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:E3", "G2:G3"]}
    sheet = read(xlsx(("表", rows), merges=merges)).sheets[0]
    first, second = sheet.rows
    assert (first.measures, first.rows, second.row) == (["甲", "乙"], (2, 3), 4)
    assert first.due == date(2019, 11, 30) and first.coop == ["市审计局"]
    assert "第3行另有时限" in texts(first, "doubtful")
    assert sheet.skipped[0].row == 3 and "并入第2行" in sheet.skipped[0].reason


def test_the_same_problem_with_leads_of_their_own_stays_two_items() -> None:
    rows = [HEAD, line(1), line(2, 存在问题="", 牵头单位="市民政局")]
    found = read(xlsx(("表", rows), merges={"表": ["D2:D3"]})).rows
    assert [(row.problem, row.lead) for row in found] == [
        ("问题之1", "市司法局"),
        ("问题之1", "市民政局"),
    ]


def test_other_merged_columns_are_filled_too() -> None:
    rows = [HEAD, line(1), line(2, 专项整治类别="", 整改时限="", 状态="")]
    (_, row) = read(xlsx(("表", rows), merges={"表": ["C2:C3", "I2:I3", "J2:J3"]})).rows
    assert (row.target, row.state, row.due) == ("不担当不作为", "整改中", date(2019, 10, 31))
