"""What study turned into: the measure of study is conversions, not hours.

The speech: “从中找机遇、找政策、找项目，切实转化为推动发展的思路举措”.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from campaign.enums import ListKind, RowKind, SessionState
from campaign.models import Campaign, ListEntry, StudyOutcome, StudySession, WorkGoal
from campaign.permissions import OWN, check_stream
from campaign.services import rows
from campaign.services.goals import GoalContent, create_goal
from campaign.services.sensitivity import check_sensitivity
from core.clock import local_date
from core.errors import GuardFailed, TransitionNotAllowed


@dataclass(frozen=True)
class OutcomeContent:
    """An outcome as somebody writes it down."""

    kind: ListEntry | None
    text: str
    objectives: Sequence[ListEntry] = ()
    is_sensitive: bool = False


@transaction.atomic
def add_outcome(
    *, session: StudySession, content: OutcomeContent, by: User, at: datetime
) -> StudyOutcome:
    """Write down what a session turned into.

    Denied for anybody but the department's own people, TransitionNotAllowed before the session was
    held, Invalid with a sentence a field.
    """
    held = rows.locked(session)
    roles = check_stream(
        by,
        OWN,
        campaign=held.campaign,
        department=held.department,
        on=local_date(at),
        what="登记学习成果",
    )
    if held.state != SessionState.HELD:
        raise TransitionNotAllowed("集中学习举行之后才能登记成果。")
    fields = _checked(content, held.campaign)
    outcome = StudyOutcome.objects.create(
        session=held,
        campaign=held.campaign,
        department=held.department,
        created_by=by,
        created_at=at,
        **fields,
    )
    outcome.objectives.set(content.objectives)
    data = {"kind": fields["kind"].code, "session": str(held.uid)}
    rows.note(outcome, type="study.outcome_added", by=by, at=at, roles=roles, data=data)
    return outcome


@transaction.atomic
def change_outcome(
    *,
    outcome: StudyOutcome,
    content: OutcomeContent,
    by: User,
    at: datetime,
    version: int | None,
) -> StudyOutcome:
    """Change an outcome's words, and whether it is its author's alone to read.

    Refusals as for adding it and as `check_sensitivity`; Conflict where somebody was faster.
    """
    current, roles = _taken(outcome, by, at, "修改学习成果")
    wanted = content.is_sensitive
    check_sensitivity(current, RowKind.OUTCOME, wanted=wanted, by=by, at=at)
    fields = _checked(content, current.campaign)
    rows.held(current, version, outcome_facts(current), {"text": content.text})
    rows.put(current, **fields)
    current.objectives.set(content.objectives)
    rows.note(current, type="study.outcome_changed", by=by, at=at, roles=roles)
    return current


@transaction.atomic
def make_goal(
    *,
    outcome: StudyOutcome,
    content: GoalContent,
    by: User,
    at: datetime,
    version: int | None,
) -> WorkGoal:
    """Turn an outcome into a work goal of the department; it is typed once and linked both ways.

    GuardFailed where it has become one already or is sensitive; the rest as `goals.create_goal`.
    """
    current, roles = _taken(outcome, by, at, "把学习成果转为工作目标")
    rows.held(current, version, outcome_facts(current), {})
    if current.is_sensitive:
        raise GuardFailed("敏感成果不转为工作目标：目标是公开给各有关人员看的。")
    if current.goal_id is not None:
        raise GuardFailed("这项成果已转为工作目标，不用重复登记。")
    goal = create_goal(
        campaign=current.campaign, department=current.department, content=content, by=by, at=at
    )
    rows.put(current, goal=goal)
    data = {"goal": str(goal.uid)}
    rows.note(current, type="study.outcome_became_goal", by=by, at=at, roles=roles, data=data)
    return goal


def outcome_facts(outcome: StudyOutcome) -> dict[str, Any]:
    """What a conflict shows of an outcome."""
    return {"text": outcome.text, "kind": outcome.kind.name}


def _taken(
    outcome: StudyOutcome, by: User, at: datetime, what: str
) -> tuple[StudyOutcome, frozenset[Any]]:
    current = rows.locked(outcome, "kind")
    return current, check_stream(
        by,
        OWN,
        campaign=current.campaign,
        department=current.department,
        on=local_date(at),
        what=what,
    )


def _checked(content: OutcomeContent, campaign: Campaign) -> dict[str, Any]:
    text = content.text.strip()
    problems = rows.unfit(StudyOutcome, {"text": text})
    if not text:
        problems["text"] = "请写明转化成了什么：找到的机遇、政策、项目，或形成的举措。"
    if content.kind is None:
        problems["kind"] = "请选择成果类别。"
    elif rows.unlisted([content.kind], ListKind.STUDY_CONVERSION, campaign):
        problems["kind"] = "所选类别不在学习成果转化清单之内，请重新选择。"
    if rows.unlisted(content.objectives, ListKind.OBJECTIVE, campaign):
        problems["objectives"] = "所选具体目标不在清单之内，请重新选择。"
    rows.refuse(problems)
    return {"text": text, "kind": content.kind, "is_sensitive": content.is_sensitive}
