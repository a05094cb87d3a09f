"""Measures, units and list words as they stand in cells."""

import pytest

from core.imports.cells import text_of
from rectification.columns import KIND_OF, STATE_GROUPS, enters, leading_state, state_group
from rectification.enums import Kind, State
from rectification.imports.cells import split_measures
from rectification.imports.unit_cells import read_units
from rectification.imports.units import DepartmentName, DepartmentNames

from . import ledgers

NAMES = ledgers.names()
LISTS = ledgers.lists()


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("1.甲；2.乙", ["甲", "乙"]),
        ("1、甲\n2、乙", ["甲", "乙"]),
        ("1．甲 2．乙", ["甲", "乙"]),
        ("（一）甲（二）乙", ["甲", "乙"]),
        ("(1)甲 (2)乙", ["甲", "乙"]),
        ("①甲②乙", ["甲", "乙"]),
        ("一是甲；二是乙。", ["甲", "乙"]),
        ("甲；乙。丙", ["甲", "乙", "丙"]),
        ("甲\n乙", ["甲", "乙"]),
        ("甲，\n续；乙", ["甲，续", "乙"]),
        ("甲（一；二）；乙", ["甲（一；二）", "乙"]),
        ("“甲；乙”；丙", ["“甲；乙”", "丙"]),
        ("追缴7.1万元，10.31前完成", ["追缴7.1万元，10.31前完成"]),
        ("1.追缴7.1万元2.公开", ["追缴7.1万元", "公开"]),
        ("1.5万元追缴到位", ["1.5万元追缴到位"]),
        ("1.10月8日起午间轮值\n2.回访100人", ["10月8日起午间轮值", "回访100人"]),
        ("1.派员交接\n2.6项全部办结", ["派员交接", "6项全部办结"]),
        ("一、甲\n1.子一\n2.子二\n二、乙", ["甲", "子一", "子二", "乙"]),
        ("现场核查、追责、11月底完工", ["现场核查、追责、11月底完工"]),
        ("- 甲\n- 乙", ["甲", "乙"]),
        ("无", []),
        ("", []),
        ("。；", []),
    ],
)
def test_measures_are_split(text: str, measures: list[str]) -> None:
    assert split_measures(text) == measures


def test_a_thousand_numbers_inside_one_another_do_no_harm() -> None:
    assert len(split_measures("1、" * 2000 + "甲")) >= 1


@pytest.mark.parametrize(
    ("value", "text"),
    [(1860.0, "1860"), (7.1, "7.1"), ("a\x00b\u202e", "ab"), ("甲\r\n乙 ", "甲\n乙"), (None, "")],
)
def test_a_cell_as_text(value: object, text: str) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("市发展和改革委员会", "市发展和改革委员会"),
        ("发改委", "市发展和改革委员会"),
        ("市发展改革委", "市发展和改革委员会"),
        ("住建局", "市住房和城乡建设局"),
        ("样例市教育局", "市教育局"),
        ("样例市农业局", "市农业农村局"),
        ("市 教育局", "市教育局"),
        ("市教育局党组", "市教育局"),
        ("教育局（盖章）", "市教育局"),
        ("市政府办", "市政府办公室"),
        ("工信", "市工业和信息化局"),
        ("建筑管理站", "市建筑管理站"),
    ],
)
def test_a_unit_by_its_usual_names(text: str, name: str) -> None:
    unit = NAMES.resolve(text).unit
    assert unit is not None and unit.name == name


def test_contractions_follow_from_the_name_alone() -> None:
    """Without short names in the data the rule finds them: signs in order, the same ending."""
    bare = DepartmentNames.of(
        DepartmentName(unit.code, unit.name, "", (), unit.parent_code) for unit in NAMES.units
    )
    for unit in NAMES.units:
        match = bare.resolve(unit.short_name)
        assert match.unit is None or match.unit.name == unit.name
    found = [
        word for word in ("发改委", "住建局", "卫健委", "工信局", "人社局", "文旅局", "城管局")
    ]
    found += ["国资委", "公积金中心", "林草局", "粮储局", "供销社", "扶贫办", "人防办", "交易中心"]
    assert [word for word in found if bare.resolve(word).how != "derived"] == []


def test_an_unknown_unit_gets_proposals() -> None:
    assert NAMES.resolve("市环保局").unit is None
    assert NAMES.resolve("市环保局").near[0].name == "市生态环境局"
    assert "市教育局" in [unit.name for unit in NAMES.resolve("市教育体育局").near]


def test_an_ambiguous_unit_lists_its_candidates() -> None:
    match = NAMES.resolve("管理局")
    assert match.unit is None and len(match.candidates) > 1


def test_an_alias_is_data() -> None:
    unit = ledgers.names({"003": ["教体局"]}).resolve("市教体局").unit
    assert unit is not None and unit.name == "市教育局"
    assert NAMES.resolve("市教体局").how != "exact"


@pytest.mark.parametrize(
    "text",
    ["财政局、审计局", "财政局，审计局", "财政局,审计局", "财政局；审计局", "财政局;审计局"]
    + ["财政局 审计局", "财政局\n审计局", "财政局和审计局", "财政局　审计局"],
)
def test_units_are_separated(text: str) -> None:
    assert NAMES.split(text) == ["财政局", "审计局"]


@pytest.mark.parametrize("text", ["无", "/", "-", "—", "——", "－", " 无 ", ""])
def test_no_unit(text: str) -> None:
    assert NAMES.split(text) == []


def test_a_name_that_holds_a_separator_stays_whole() -> None:
    units = [DepartmentName("1", "市港口、航道局"), DepartmentName("2", "市财政局")]
    assert DepartmentNames.of(units).split("市港口、航道局、财政局") == ["市港口、航道局", "财政局"]


def test_superiors_of_sub_units() -> None:
    station, bureau = NAMES.resolve("建筑管理站").unit, NAMES.resolve("住建局").unit
    root = NAMES.resolve("市政府").unit
    assert station and bureau and root
    assert NAMES.superior(station) == bureau
    assert NAMES.superior(bureau) is None and NAMES.superior(root) is None


def test_a_lead_cell() -> None:
    assert read_units("发改委、财政局（牵头）", NAMES).lead.startswith("财政局")
    assert read_units("住建局（承办：建筑管理站）", NAMES).handling == "建筑管理站"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("违反八项规定", "违反中央八项规定精神"),
        ("形式主义官僚主义", "形式主义、官僚主义"),
        ("官僚主义", "形式主义、官僚主义"),
        ("不担当、不作为", "不担当不作为"),
        ("（三）违反中央八项规定精神问题", "违反中央八项规定精神"),
        ("贯彻落实不到位", "贯彻落实不力"),
        ("其它", None),
        ("突出问题", None),
        ("四风", None),
        ("不担当不作为、形式主义", None),
    ],
)
def test_a_target_by_its_usual_names(text: str, name: str | None) -> None:
    entry = LISTS.targets.choose(text).entry
    assert (entry.name if entry else None) == name


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("巡察反馈", ["巡视巡察反馈"]),
        ("上级巡视", ["巡视巡察反馈"]),
        ("12345热线", ["群众反映"]),
        ("群众反映、调研发现", ["调研发现", "群众反映"]),
        ("审计反馈", []),
        ("群众反映、别的", []),
    ],
)
def test_sources_by_their_usual_names(text: str, found: list[str]) -> None:
    assert [entry.name for entry in LISTS.sources.choose_all(text)] == found


@pytest.mark.parametrize(
    ("word", "kind", "state"),
    [
        ("", "time_limited", State.ASSIGNED),
        ("未启动", "time_limited", State.ASSIGNED),
        ("待办", "immediate", State.ASSIGNED),
        ("整改中", "time_limited", State.IN_PROGRESS),
        ("正在整改", "immediate", State.IN_PROGRESS),
        ("待验收", "time_limited", State.IN_PROGRESS),
        ("申请销号", "long_term", State.IN_PROGRESS),
        ("已销号", "time_limited", State.CLOSED),
        ("办结", "immediate", State.CLOSED),
        ("已完成", "long_term", State.SUSTAINED),
        ("阶段性完成", "time_limited", State.SUSTAINED),
        ("长期坚持", "long_term", State.SUSTAINED),
        ("不予立项", "time_limited", State.VOIDED),
        ("移交", None, State.VOIDED),
        ("已并案", "time_limited", None),
        ("大力推进", "time_limited", None),
    ],
)
def test_the_state_that_a_word_enters(word: str, kind: str | None, state: State | None) -> None:
    assert enters(word, kind, has_lead=True, has_measures=True) == state


def test_what_is_missing_changes_the_state_entered() -> None:
    assert enters("未启动", "time_limited", False, True) == State.REGISTERED
    assert enters("整改中", "time_limited", False, True) == State.REGISTERED
    assert enters("整改中", "time_limited", True, False) == State.ACCEPTED
    assert enters("已并案", "time_limited", True, True, other_number=True) == State.MERGED
    assert enters("已销号", "time_limited", False, True) is None


def test_no_word_stands_in_two_groups_of_states() -> None:
    words = [w for g in STATE_GROUPS for w in (*g.words, *g.synonyms, *g.doubtful)]
    assert len(words) == len(set(words))
    assert all(state_group(word) for word in words)


@pytest.mark.parametrize(
    ("text", "word", "rest"),
    [
        ("整改中", "整改中", ""),
        ("整改中，已完成招标", "整改中", "已完成招标"),
        ("已销号（2019.9.12）", "已销号", "已销号(2019.9.12)"),
        ("已完成整改80%", "", "已完成整改80%"),
        ("正在研究方案", "", "正在研究方案"),
    ],
)
def test_a_state_at_the_head_of_a_text(text: str, word: str, rest: str) -> None:
    assert leading_state(text) == (word, rest)


def test_kinds_by_their_usual_words() -> None:
    assert KIND_OF["即知即改"] == Kind.IMMEDIATE
    assert KIND_OF["阶段整改"] == Kind.TIME_LIMITED
    assert KIND_OF["长期整改"] == Kind.LONG_TERM
