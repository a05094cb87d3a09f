"""Refusals carry sentence, code, status and what belongs to them."""

import pytest

from core import errors

CLASSES = [
    errors.DomainError,
    errors.Denied,
    errors.ReauthenticationRequired,
    errors.TransitionNotAllowed,
    errors.GuardFailed,
    errors.Invalid,
    errors.Conflict,
    errors.PreconditionRequired,
    errors.NotFound,
    errors.TooLarge,
    errors.Unsupported,
    errors.Unavailable,
    errors.StorageFull,
]


@pytest.mark.parametrize("kind", CLASSES)
def test_refusal_is_in_the_catalogue_with_its_status(kind: type[errors.DomainError]) -> None:
    refusal = kind()
    assert errors.ERROR_CATALOGUE[refusal.code].status == refusal.status
    assert str(refusal)


def test_guard_failed_keeps_each_sentence() -> None:
    refusal = errors.GuardFailed(["第1条措施未完成。", "缺少成效说明"], before="申请销号还差：")
    assert refusal.detail == "申请销号还差：第1条措施未完成；缺少成效说明"
    assert [row.detail for row in refusal.errors] == ["第1条措施未完成。", "缺少成效说明"]
    assert errors.GuardFailed("还差一条").detail == "还差一条"


def test_invalid_names_each_field() -> None:
    refusal = errors.Invalid.of({"due_on": ["不是工作日。", "已过期"], "": "请核对"})
    assert [(row.field, row.detail) for row in refusal.errors] == [
        ("due_on", "不是工作日。"),
        ("due_on", "已过期"),
        ("", "请核对"),
    ]
    assert errors.Invalid.at("lead", "请选择单位").errors[0].pointer == "/lead"


def test_conflict_and_transition_carry_their_extras() -> None:
    assert errors.Conflict(current={"v": 2}, yours={"v": 1}).extra() == {
        "current": {"v": 2},
        "yours": {"v": 1},
    }
    assert errors.TransitionNotAllowed(allowed=["accept"]).extra() == {"allowed": ["accept"]}
