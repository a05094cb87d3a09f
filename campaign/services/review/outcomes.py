"""What becomes of a problem: an item, part of one, part of another problem, solved, declined.

None stays found but unowned; a decision that nothing followed from can be taken back.
"""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from campaign.enums import ProblemState, ReviewAct
from campaign.models import Problem
from campaign.services.review.ground import (
    begin,
    change,
    decide,
    naming,
    need_words,
    officers,
    tell,
    write_down,
)
from core.errors import Conflict, Invalid
from notifications.enums import MessageKind

HOW = "请写明怎样当场解决的：做了什么、什么时候、结果怎样。"
WHY = "请写明不予采纳的理由。"
WHY_BACK = "请写明为什么撤回原处理。"


@transaction.atomic
def solve_problem(
    *, problem: Problem, how: str, by: User, at: datetime, version: int | None
) -> Problem:
    """What was put right on the spot ends here, never as an item (lifecycle §1.5)."""
    current = begin(
        problem=problem, by=by, at=at, act=ReviewAct.SOLVE, version=version, yours={"how": how}
    )
    words = need_words("how", how, HOW)
    decide(current, ProblemState.SOLVED, by=by, at=at, outcome_text=words)
    write_down(current, "problem_solved", by=by, at=at, words={"how": words})
    return current


@transaction.atomic
def decline_problem(
    *, problem: Problem, reason: str, by: User, at: datetime, version: int | None
) -> Problem:
    """Say, with the reason, that a problem is none; whoever found it and its department hear it."""
    current = begin(
        problem=problem,
        by=by,
        at=at,
        act=ReviewAct.DECLINE,
        version=version,
        yours={"reason": reason},
    )
    words = need_words("reason", reason, WHY)
    decide(current, ProblemState.DECLINED, by=by, at=at, outcome_text=words)
    write_down(current, "problem_declined", by=by, at=at, words={"reason": words})
    why = "" if current.is_sensitive else f"：{words}"
    text = f"{naming(current)}不予采纳{why}"
    people = [current.created_by, *officers(current, at)]
    tell(current, people, MessageKind.INFORMED, text, by=by, at=at)
    return current


@transaction.atomic
def merge_problem(
    *,
    problem: Problem,
    into: Problem,
    reason: str,
    by: User,
    at: datetime,
    version: int | None,
) -> Problem:
    """Merge a problem into another that says the same.

    Invalid for itself, another campaign, one that is merged or declined, or of other sensitivity;
    `into` must be one that `by` may read (the door has looked it up so).
    """
    yours = {"into": str(into.uid), "reason": reason}
    current = begin(
        problem=problem, by=by, at=at, act=ReviewAct.MERGE, version=version, yours=yours
    )
    other = (
        Problem.objects.select_for_update(of=("self",)).select_related("department").get(pk=into.pk)
    )
    _check_merge(current, other)
    words = (reason or "").strip()[:500]
    decide(current, ProblemState.MERGED, by=by, at=at, outcome_text=words, merged_into=other)
    data = {"into": str(other.uid)}
    write_down(current, "problem_merged", by=by, at=at, data=data, words={"reason": words})
    write_down(other, "problem_took_in", by=by, at=at, data={"uid": str(current.uid)})
    # another department's problem is named to nobody of this one
    same = other.department_id == current.department_id
    into_words = naming(other) if same else "1条问题"
    unit = other.department.short_name
    text = f"{naming(current)}已合并到{unit}的{into_words}，随其一并处理。"
    people = [current.created_by, *officers(current, at)]
    tell(current, people, MessageKind.INFORMED, text, by=by, at=at)
    return current


def _check_merge(current: Problem, other: Problem) -> None:
    if other.pk == current.pk:
        raise Invalid.at("into", "不能合并到自己，请选择另一个问题。")
    if other.campaign_id != current.campaign_id:
        raise Invalid.at("into", "两个问题不属于同一批主题教育，不能合并。")
    if other.state in (ProblemState.MERGED, ProblemState.DECLINED):
        label = ProblemState(other.state).label
        raise Invalid.at("into", f"所选问题{label}，请选择仍然有效的问题。")
    if other.is_sensitive != current.is_sensitive:
        raise Invalid.at("into", "敏感问题与一般问题不能互相合并。")
    if current.is_sensitive and other.department_id != current.department_id:
        raise Invalid.at("into", "敏感问题只能在同一单位内合并。")


@transaction.atomic
def withdraw_decision(
    *, problem: Problem, reason: str, by: User, at: datetime, version: int | None
) -> Problem:
    """Take back “solved”, “declined” or “merged”: the problem waits for a decision again.

    Its five working days begin anew. TransitionNotAllowed where an item has followed from it.
    """
    current = begin(
        problem=problem,
        by=by,
        at=at,
        act=ReviewAct.WITHDRAW,
        version=version,
        yours={"reason": reason},
    )
    words = need_words("reason", reason, WHY_BACK)
    data = {"from": current.state}
    if current.merged_into_id is not None:
        data["was_in"] = str(current.merged_into.uid)
    _reopen(current, at)
    write_down(current, "decision_withdrawn", by=by, at=at, data=data, words={"reason": words})
    text = f"{naming(current)}的原处理已撤回，请重新确定处理方式。"
    people = [current.created_by, *officers(current, at)]
    tell(current, people, MessageKind.TO_DO, text, by=by, at=at)
    return current


def _reopen(problem: Problem, at: datetime) -> None:
    change(
        problem,
        {
            "state": ProblemState.OPEN,
            "outcome_text": "",
            "merged_into": None,
            "decided_by": None,
            "decided_at": None,
            "open_since": at,
        },
    )


@transaction.atomic
def mark_converted(*, problem: Problem, by: User, at: datetime) -> None:
    """An item was made of the problem: called by rectification, which has asked who may make one,
    in the transaction of its own change. Conflict where the problem has ended otherwise."""
    _follow(problem, ProblemState.CONVERTED, "", by, at)


@transaction.atomic
def mark_linked(*, problem: Problem, item_label: str, by: User, at: datetime) -> None:
    """The problem was taken into an item that exists; `item_label` is that item's number."""
    _follow(problem, ProblemState.LINKED, f"并入{item_label}", by, at)


def _follow(problem: Problem, state: ProblemState, words: str, by: User, at: datetime) -> None:
    current = _locked(problem)
    if current.state != ProblemState.OPEN:
        label = ProblemState(current.state).label
        raise Conflict(f"该问题已是“{label}”，不能再转为整改事项，请刷新后查看。")
    decide(current, state, by=by, at=at, outcome_text=words)
    write_down(current, f"problem_{state.value}", by=by, at=at, words={"item": words})
    text = f"{naming(current)}{state.label}。"
    tell(current, [current.created_by], MessageKind.INFORMED, text, by=by, at=at)


@transaction.atomic
def mark_reopened(*, problem: Problem, by: User | None, at: datetime) -> None:
    """The item that was made of it is gone: the problem waits for its outcome again, its working
    days begin anew. Called by rectification; a problem that no item came of stays as it is."""
    current = _locked(problem)
    if current.state not in (ProblemState.CONVERTED, ProblemState.LINKED):
        return
    data = {"from": current.state}
    _reopen(current, at)
    write_down(current, "problem_reopened", by=by, at=at, data=data)
    text = f"{naming(current)}的整改事项已撤销，请重新确定处理方式。"
    people = [current.created_by, *officers(current, at)]
    tell(current, people, MessageKind.TO_DO, text, by=by, at=at)


def _locked(problem: Problem) -> Problem:
    rows = Problem.objects.select_for_update(of=("self",))
    return rows.select_related("campaign", "department", "created_by").get(pk=problem.pk)
