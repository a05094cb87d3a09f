"""What a problem of the review ends as when an item is made out of it, or takes it in.

Called by the ledger, in the transaction of its own change.
"""

from datetime import datetime

from accounts.models import User
from campaign.enums import ProblemState
from campaign.models import Problem
from core.errors import Conflict
from journal.services import record


def mark_converted(*, problem: Problem, by: User, at: datetime) -> None:
    """The problem has become an item. Raises Conflict where it has ended otherwise meanwhile."""
    _end(problem, ProblemState.CONVERTED, "", by, at)


def mark_linked(*, problem: Problem, item_label: str, by: User, at: datetime) -> None:
    """The problem was taken into an item that exists; `item_label` is that item's number."""
    _end(problem, ProblemState.LINKED, f"并入{item_label}", by, at)


def mark_reopened(*, problem: Problem, by: User, at: datetime) -> None:
    """The item that was made of it is gone: the problem waits again for its outcome."""
    changed = Problem.objects.filter(
        pk=problem.pk, state__in=[ProblemState.CONVERTED, ProblemState.LINKED]
    ).update(
        state=ProblemState.OPEN,
        outcome_text="",
        decided_by=None,
        decided_at=None,
        version=problem.version + 1,
    )
    if changed:
        _note(problem, "review.problem_reopened", by, at)


def _end(problem: Problem, state: ProblemState, text: str, by: User, at: datetime) -> None:
    changed = Problem.objects.filter(pk=problem.pk, state=ProblemState.OPEN).update(
        state=state,
        outcome_text=text,
        decided_by=by,
        decided_at=at,
        version=problem.version + 1,
    )
    if not changed:
        now = Problem.objects.get(pk=problem.pk)
        raise Conflict(f"该问题已是“{now.get_state_display()}”，不能再转为整改事项，请刷新后查看。")
    _note(problem, f"review.problem_{state.value}", by, at)


def _note(problem: Problem, type_: str, by: User, at: datetime) -> None:
    record(
        type=type_,
        subject=problem,
        by=by,
        at=at,
        department_code=problem.department.code,
        campaign_id=problem.campaign_id,
    )
