"""What may be done with a problem, by whom, in which state.

The department finds, words and settles its problems; that a problem is none (不予采纳) is decided
by whoever answers for it: its first-in-charge or the office.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse

from accounts.models import User
from campaign.enums import ProblemState, ReviewAct
from campaign.models import Problem
from campaign.permissions.streams import (
    OFFICE,
    OWN,
    REGISTRARS,
    StreamRole,
    check_stream,
    scope_of,
)
from core.errors import DomainError, TransitionNotAllowed
from notifications.models import Message
from notifications.selectors import SubjectLink

DECIDERS = (StreamRole.HEAD, *OFFICE)
ENDED_HERE = (ProblemState.SOLVED, ProblemState.DECLINED, ProblemState.MERGED)
"""Outcomes that nothing followed from, so that they can be taken back."""

MAY_REVIEW: Mapping[ReviewAct, tuple[StreamRole, ...]] = {
    ReviewAct.EDIT: (*OWN, *OFFICE),
    ReviewAct.SOLVE: (*OWN, *OFFICE),
    ReviewAct.MERGE: (*OWN, *OFFICE),
    ReviewAct.DECLINE: DECIDERS,
    ReviewAct.CONVERT: REGISTRARS,
    ReviewAct.LINK: (*OWN, *OFFICE),
    ReviewAct.WITHDRAW: DECIDERS,
}
_STATES: Mapping[ReviewAct, tuple[ProblemState, ...]] = {
    **dict.fromkeys(ReviewAct, (ProblemState.OPEN,)),
    ReviewAct.WITHDRAW: ENDED_HERE,
}


@dataclass(frozen=True)
class ReviewOption:
    """An act as a page offers it: allowed, or the sentence why not."""

    act: ReviewAct
    allowed: bool
    reason: str = ""


def check_review(user: User, act: ReviewAct, problem: Problem, on: date) -> None:
    """Raise Denied or TransitionNotAllowed, with the sentence, unless `user` may do `act`.

    Whether he may read the problem at all is asked before: `Problem.objects.within(scope)`.
    """
    check_stream(
        user,
        MAY_REVIEW[act],
        campaign=problem.campaign,
        department=problem.department,
        on=on,
        what=f"办理“{act.label}”",
    )
    if problem.state in _STATES[act]:
        return
    state = ProblemState(problem.state)
    allowed = [one.value for one in ReviewAct if state in _STATES[one]]
    if act == ReviewAct.WITHDRAW and state == ProblemState.OPEN:
        raise TransitionNotAllowed("本问题还没有处理，不需要撤回。", allowed=allowed)
    if act == ReviewAct.WITHDRAW:
        raise TransitionNotAllowed(
            f"本问题{state.label}，整改事项已在台账中办理，不能在此撤回。", allowed=allowed
        )
    ended = state in ENDED_HERE
    hint = "如需重新处理，请先撤回原处理。" if ended else "请在整改台账中继续办理。"
    raise TransitionNotAllowed(f"本问题{state.label}，不能再{act.label}。{hint}", allowed=allowed)


def review_options(user: User, problem: Problem, on: date) -> dict[ReviewAct, ReviewOption]:
    """Every act with `allowed` and, where refused, the same sentence as `check_review`."""
    found = {}
    for act in ReviewAct:
        try:
            check_review(user, act, problem, on)
            found[act] = ReviewOption(act, allowed=True)
        except DomainError as refusal:
            found[act] = ReviewOption(act, allowed=False, reason=refusal.detail)
    return found


def message_subjects(*, person: User, uids: Collection[UUID], on: date) -> dict[UUID, SubjectLink]:
    """What a message's reader may see today of the problems it is about
    (settings.MESSAGE_SUBJECTS); one that he may not read is not answered for."""
    rows = Problem.objects.within(scope_of(person, on)).filter(uid__in=uids)
    return {
        uid: SubjectLink(
            "敏感问题" if sensitive else text[:40],
            reverse("campaign:problem", args=[uid]),
            sensitive,
        )
        for uid, text, sensitive in rows.values_list("uid", "text", "is_sensitive")
    }


def no_longer_waiting(*, messages: Collection[Message], at: datetime) -> set[int]:
    """Reminders of problems that somebody has decided since (settings.MESSAGE_CHECKS)."""
    asked = [m for m in messages if m.topic.endswith(":waiting")]
    rows = Problem.objects.filter(uid__in={m.subject_uid for m in asked}, state=ProblemState.OPEN)
    still = set(rows.values_list("uid", flat=True)) if asked else set()
    return {m.pk for m in asked if m.subject_uid not in still}
