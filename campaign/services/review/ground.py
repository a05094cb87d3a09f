"""The floor under every act on a problem: take the row, ask the rule, change it, write it down."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from accounts.models import User
from accounts.selectors import head_of, officers_of
from campaign.enums import ProblemState, ReviewAct
from campaign.models import Problem
from campaign.permissions import check_review, scope_of
from core.clock import local_date
from core.errors import Conflict, Invalid, NotFound
from journal import services as journal
from notifications import services as notifications


def facts_of(problem: Problem) -> dict[str, Any]:
    """What a conflict shows of a problem; whoever gets it may read the problem."""
    return {
        "uid": str(problem.uid),
        "version": problem.version,
        "state": problem.state,
        "state_label": ProblemState(problem.state).label,
        "text": problem.text,
        "manifestation": problem.manifestation,
        "cause_thought": problem.cause_thought,
        "cause_work": problem.cause_work,
        "cause_duty": problem.cause_duty,
        "units": problem.units,
        "outcome_text": problem.outcome_text,
    }


def begin(
    *,
    problem: Problem,
    by: User,
    at: datetime,
    act: ReviewAct,
    version: int | None,
    yours: Mapping[str, Any] | None = None,
) -> Problem:
    """Lock the problem, see that `by` may read it, compare versions, ask the rule.

    NotFound for one that he may not read, Conflict with both sides for a stale version, else what
    `check_review` raises. Call inside the transaction.
    """
    on = local_date(at)
    rows = Problem.objects.select_for_update(of=("self",)).within(scope_of(by, on))
    stored = rows.select_related("campaign", "department", "created_by").filter(pk=problem.pk)
    current = stored.first()
    if current is None:
        raise NotFound()
    if version is not None and version != current.version:
        raise Conflict(
            "他人刚刚处理过这个问题，请核对最新内容后再提交，您填写的内容已保留。",
            current=facts_of(current),
            yours={**(yours or {}), "version": version},
        )
    check_review(by, act, current, on)
    return current


def change(problem: Problem, changes: Mapping[str, Any]) -> None:
    """Write fields and raise the version; compare and set."""
    updated = Problem.objects.filter(pk=problem.pk, version=problem.version).update(
        version=problem.version + 1, **changes
    )
    if not updated:
        raise Conflict(current=facts_of(Problem.objects.get(pk=problem.pk)))
    problem.version += 1
    for name, value in changes.items():
        setattr(problem, name, value)


def decide(
    problem: Problem, state: ProblemState, *, by: User | None, at: datetime, **more: Any
) -> None:
    """Give a problem its outcome."""
    change(problem, {"state": state, "decided_by": by, "decided_at": at, **more})


def write_down(
    problem: Problem,
    type: str,  # noqa: A002 - the entry's own word
    *,
    by: User | None,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    words: Mapping[str, str] | None = None,
) -> None:
    """The journal entry of an act. `words` are what somebody wrote: left out of a sensitive one,
    whose texts stay in its own row."""
    said = {} if problem.is_sensitive else dict(words or {})
    journal.record(
        type=f"review.{type}",
        subject=problem,
        by=by,
        at=at,
        department_code=problem.department.code,
        data={"state": problem.state, "version": problem.version, **(data or {}), **said},
        campaign_id=problem.campaign_id,
    )


def naming(problem: Problem) -> str:
    """How a message names a problem: a sensitive one without its text."""
    if problem.is_sensitive:
        return "1条敏感问题"
    text = problem.text
    return f"问题“{text if len(text) <= 40 else text[:39] + '…'}”"


def tell(
    problem: Problem,
    people: Iterable[User | None],
    kind: str,
    text: str,
    *,
    by: User | None,
    at: datetime,
) -> None:
    """Tell people a fact about the problem; of a sensitive one only those who may read it."""
    known = {person.pk: person for person in people if person is not None}
    if problem.is_sensitive:
        on = local_date(at)
        rows = Problem.objects.filter(pk=problem.pk)
        known = {pk: p for pk, p in known.items() if rows.within(scope_of(p, on)).exists()}
    notifications.tell(
        people=list(known.values()),
        kind=kind,
        key=f"problem:{problem.uid}:{kind}:{problem.version}",
        subject=problem,
        text=text,
        at=at,
        by=by,
        topic=f"problem:{problem.uid}",
    )


def officers(problem: Problem, at: datetime) -> list[User]:
    """The department's liaison and officers; for a sensitive problem its first-in-charge too."""
    on = local_date(at)
    found = officers_of([problem.department_id], on)[problem.department_id]
    head = head_of(problem.department_id, on) if problem.is_sensitive else None
    return [post.person for post in found] + ([head.user] if head else [])


def need_words(name: str, value: str, sentence: str, most: int = 500) -> str:
    """A text that must be there; returns it trimmed, raises Invalid otherwise."""
    text = (value or "").strip()
    if not text:
        raise Invalid.at(name, sentence)
    if len(text) > most:
        raise Invalid.at(name, f"最多{most}个字，现有{len(text)}个字，请精简。")
    return text
