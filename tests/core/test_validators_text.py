"""Texts as keys, for search and for cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.validators import text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("一、审批慢。", "一,审批慢"),
        ("ＡＢＣ　１２３", "abc123"),
        ("审批\u200b时间\n过长！", "审批时间过长"),
    ],
)
def test_normalise_unifies_width_case_and_marks(one: str, other: str) -> None:
    assert text.normalise(one) == text.normalise(other)


def test_normalise_keeps_what_differs() -> None:
    assert text.normalise("3 件") != text.normalise("5 件")


def test_trigram_similarity_grades_texts() -> None:
    whole = "群众反映农贸市场占道经营长期得不到解决"
    assert text.trigram_similarity(whole, whole + "。") == 1.0
    assert text.trigram_similarity(whole, "群众反映农贸市场占道经营问题长期得不到解决") >= 0.6
    assert text.trigram_similarity(whole, "会议文件偏多") == 0.0
    assert text.trigram_similarity("", "") == 0.0
    assert text.trigram_similarity("甲", "甲") == 1.0


@given(one=st.text(max_size=40), other=st.text(max_size=40))
def test_trigram_similarity_is_symmetric_and_bounded(one: str, other: str) -> None:
    found = text.trigram_similarity(one, other)
    assert found == text.trigram_similarity(other, one)
    assert 0.0 <= found <= 1.0


def test_pinyin_initials_for_search() -> None:
    assert text.pinyin_initials("市场监管局") == "scjgj"
    assert text.pinyin_initials("5G基站") == "5gjz"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", " ="])
def test_safe_cell_disarms_formulas(start: str) -> None:
    assert text.safe_cell(start + "1+1") == f"'{start}1+1"


@pytest.mark.parametrize("plain", ["", "整改", "3-5天", " 前有空格"])
def test_safe_cell_leaves_plain_text(plain: str) -> None:
    assert text.safe_cell(plain) == plain


def test_plain_line_drops_control_and_direction_marks() -> None:
    assert text.plain_line("报告\u202egpj.exe\x07\n二") == "报告gpj.exe 二"
