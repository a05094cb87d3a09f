"""Cells of a ledger that are doubtful, wrong, mended or read again."""

from datetime import date

import pytest

from rectification.columns import Field
from rectification.enums import State
from rectification.imports.context import Context
from rectification.imports.results import Level, Outcome
from rectification.imports.rows import reread

from . import ledgers
from .ledgers import HEAD, line, one, paste, read, texts, xlsx


def test_a_sub_unit_never_leads_but_its_proposal_does() -> None:
    row = one(牵头单位="市建筑管理站")
    assert row.outcome == Outcome.REFUSED and row.lead is None
    suggestion = next(said.suggestion for said in row.messages if said.level == Level.ERROR)
    assert suggestion == "市住房和城乡建设局（承办：市建筑管理站）"
    mended = one(牵头单位=suggestion)
    assert (mended.lead, mended.handling) == ("市住房和城乡建设局", "市建筑管理站")
    assert mended.outcome == Outcome.OK
    wrong = one(牵头单位="市教育局（承办：市建筑管理站）")
    assert "不是“市教育局”的二级单位" in texts(wrong, "error")


@pytest.mark.parametrize(
    ("cells", "level", "said"),
    [
        ({"牵头单位": "市环保局"}, "error", "是否为“市生态环境局”"),
        ({"牵头单位": "管理局"}, "error", "请写明是哪个单位"),
        ({"牵头单位": "各有关部门"}, "error", "不是具体单位"),
        ({"牵头单位": "民政局、公安局"}, "doubtful", "按“民政局”牵头、其余配合"),
        ({"配合单位": "市税务局"}, "error", "单位名册中没有“市税务局”"),
        ({"配合单位": "各县区"}, "doubtful", "没有列入配合单位"),
        ({"配合单位": "司法局"}, "note", "已是牵头单位"),
        ({"存在问题": ""}, "error", "没有写存在问题"),
        ({"存在问题": "#REF!"}, "error", "公式出错（#REF!）"),
        ({"备注": "#N/A"}, "doubtful", "公式出错"),
        ({"备注": "长" * 5001}, "error", "超过5000字"),
        ({"问题来源": ""}, "error", "没有写问题来源"),
        ({"问题来源": "督查"}, "error", "“督查”不在问题来源清单中"),
        ({"问题来源": "群众反映、巡察"}, "note", "按2个来源登记"),
        ({"整改类型": "慢慢改"}, "error", "立行立改、限期整改、长期坚持"),
        ({"整改时限": "立行立改"}, "doubtful", "按整改类型读"),
        ({"整改时限": ""}, "note", "导入时由系统"),
        ({"整改时限": "长期坚持"}, "doubtful", "整改类型是“限期整改”"),
        ({"状态": "大概好了"}, "error", "不是认得的状态"),
        ({"状态": "待验收"}, "note", "在本系统里办理"),
        ({"状态": "基本完成"}, "doubtful", "按“整改中”读"),
        ({"状态": "已并案"}, "error", "并入哪一项"),
        ({"状态": "撤销"}, "error", "写明原因"),
        ({"状态": "已销号", "牵头单位": ""}, "error", "写明由谁整改"),
    ],
)
def test_a_doubtful_or_wrong_cell_gets_its_sentence(
    cells: dict[str, object], level: str, said: str
) -> None:
    row = one(**cells)
    assert said in texts(row, level)
    assert {message.column for message in row.messages} <= set("ABCDEFGHIJK")


def test_what_a_state_needs_beside_it() -> None:
    merged = one(状态="已并案", 备注="并入ZG-2019-0012")
    assert (merged.enters, merged.merged_into) == (State.MERGED, "ZG-2019-0012")
    voided = one(状态="移交", 备注="已移交派驻纪检监察组，回执3号")
    assert (voided.enters, voided.outcome) == (State.VOIDED, Outcome.OK)


def test_an_unknown_column_is_kept_with_the_row() -> None:
    (row,) = read(xlsx(("表", [[*HEAD, "联系市领导"], [*line(1), "钱某乙"]]))).rows
    assert row.extra == {"联系市领导": "钱某乙"}


def test_numbers_of_items_and_mere_sequence_numbers() -> None:
    head = ["编号", *HEAD[1:]]
    mere = read(xlsx(("表", [head, line(1), line(2)])))
    assert [row.number for row in mere.rows] == ["", ""] and mere.rows[1].sequence == "2"
    real = read(xlsx(("表", [head, line(1, 序号="ZG-2019-0001")])))
    assert real.rows[0].number == "ZG-2019-0001"


def test_signatures_of_the_old_ledger_are_words() -> None:
    head = [*HEAD, "第一责任人签批时间", "验收单位/人/时间", "销号时间"]
    cells = [*line(1, 状态="已销号"), "2019.9.10 赵某甲", "审计局 钱某乙 9.12", "2019.9.15"]
    (row,) = read(xlsx(("表", [head, cells]))).rows
    assert row.signoff == {
        "signoff": "2019.9.10 赵某甲",
        "verification": "审计局 钱某乙 9.12",
        "closed_on": "2019.9.15",
    }


@pytest.mark.parametrize(
    ("name", "as_of", "where"),
    [
        ("台账20190815.xlsx", date(2019, 8, 15), "file"),
        ("台账（2019年8月）.xlsx", date(2019, 8, 31), "file"),
        ("2019.8.15台账.xlsx", date(2019, 8, 15), "file"),
        ("台账截至8月15日.xlsx", date(2019, 8, 15), "file"),
        ("ledger-2019.xlsx", date(2019, 9, 30), "argument"),
    ],
)
def test_the_as_of_date(name: str, as_of: date, where: str) -> None:
    sheet = read(xlsx(("表", [HEAD, line(1)])), name).sheets[0]
    assert (sheet.as_of, sheet.as_of_from) == (as_of, where)


def test_the_head_wins_over_the_name() -> None:
    rows = [["整改台账", "截止时间：2019年7月31日"], HEAD, line(1, 整改时限="1月底前")]
    sheet = read(xlsx(("表", rows)), "台账20190815.xlsx").sheets[0]
    assert (sheet.as_of, sheet.as_of_from) == (date(2019, 7, 31), "sheet")
    assert sheet.rows[0].due == date(2019, 1, 31)


def test_a_row_is_read_again_after_a_person_mended_it() -> None:
    context = Context(ledgers.names(), ledgers.lists(), ledgers.AS_OF)
    row = one(整改时限="尽快", 专项整治类别="其它", 牵头单位="")
    assert row.outcome == Outcome.REFUSED
    again = reread(
        row,
        {Field.DUE: "10月底前", Field.TARGET: "形式主义", Field.LEAD: "民政局"},
        context,
    )
    assert again.outcome == Outcome.OK
    assert (again.due, again.lead, again.row) == (date(2019, 10, 31), "市民政局", row.row)
    assert row.outcome == Outcome.REFUSED, "the row before stays as it was"


def test_reading_again_without_changes_changes_nothing() -> None:
    context = Context(ledgers.names(), ledgers.lists(), ledgers.AS_OF)
    for row in read(ledgers.sample()).rows:
        assert reread(row, {}, context) == row


def test_invisible_signs_are_taken_out_and_said() -> None:
    book = paste("\t".join(HEAD) + "\n" + "\t".join(map(str, line(1, 存在问题="甲\u202e乙\x00丙"))))
    assert book.rows[0].problem == "甲乙丙"
    assert "看不见的字符" in texts(book.rows[0], "note")
