"""What research found: proposed, solved on the spot, carried on to a problem, an item or a goal."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import Department, User
from campaign.enums import RowKind
from campaign.models import Finding, Problem, ResearchTopic, ResearchVisit, WorkGoal
from campaign.permissions import check_topic, scope_of
from campaign.services import rows
from campaign.services.goals import GoalContent, create_goal
from campaign.services.research import must_be_open, taken
from campaign.services.review import ProblemContent, register_problem
from campaign.services.sensitivity import check_sensitivity
from core.clock import local_date
from core.errors import GuardFailed, Invalid


@dataclass(frozen=True)
class FindingContent:
    """A finding as somebody writes it down."""

    text: str
    visit: ResearchVisit | None = None
    proposed_solution: str = ""
    proposed_department: Department | None = None
    proposed_due_on: date | None = None
    solved_on_spot: bool = False
    solution: str = ""
    is_sensitive: bool = False


TEXTS = ("text", "proposed_solution", "solution")
LISTED = "这条发现已在问题清单中，不用重复登记。"
STAYS_SENSITIVE = "这条发现是敏感的，转到问题清单也须列为敏感；可以公开的请先修改该发现。"


@transaction.atomic
def add_finding(
    *, topic: ResearchTopic, content: FindingContent, by: User, at: datetime
) -> Finding:
    """Write down what a topic found, and what to do about it.

    Denied for anybody but the department's people and the topic's leader, TransitionNotAllowed once
    the topic has ended, Invalid with a sentence a field. A sensitive one is its author's alone.
    """
    current, roles = taken(topic, by, at, "登记调研发现")
    must_be_open(current, "登记发现")
    fields = _checked(content, current)
    finding = Finding.objects.create(
        topic=current,
        campaign=current.campaign,
        department=current.department,
        created_by=by,
        created_at=at,
        **fields,
    )
    data = {"solved_on_spot": finding.solved_on_spot, "topic": str(current.uid)}
    rows.note(finding, type="research.finding_added", by=by, at=at, roles=roles, data=data)
    return finding


@transaction.atomic
def change_finding(
    *, finding: Finding, content: FindingContent, by: User, at: datetime, version: int | None
) -> Finding:
    """Change a finding; refusals as for adding it and as `check_sensitivity`.

    Conflict where somebody was faster.
    """
    current, roles = _held(finding, by, at, "修改调研发现")
    wanted = content.is_sensitive
    check_sensitivity(current, RowKind.FINDING, wanted=wanted, by=by, at=at)
    fields = _checked(content, current.topic)
    yours = {name: getattr(content, name) for name in TEXTS}
    rows.held(current, version, finding_facts(current), yours)
    must_be_open(current.topic, "修改发现")
    rows.put(current, **fields)
    rows.note(current, type="research.finding_changed", by=by, at=at, roles=roles)
    return current


@transaction.atomic
def finding_to_problem(
    *, finding: Finding, content: ProblemContent, by: User, at: datetime, version: int | None = None
) -> Problem:
    """Register a finding as a problem of its department, and link the two: one act.

    GuardFailed where it is in the list already; refusals of `register_problem` else.
    """
    current, _ = _held(finding, by, at, "把调研发现转到问题清单")
    if current.problem_id is not None:
        raise GuardFailed(LISTED)
    if current.is_sensitive and not content.is_sensitive:
        raise Invalid.at("is_sensitive", STAYS_SENSITIVE)
    problem = register_problem(
        campaign=current.campaign, department=current.department, content=content, by=by, at=at
    )
    link_problem(finding=current, problem=problem, by=by, at=at, version=version)
    return problem


@transaction.atomic
def link_problem(
    *, finding: Finding, problem: Problem, by: User, at: datetime, version: int | None = None
) -> Finding:
    """Say which problem of the review list a finding has become (到问题清单).

    GuardFailed where it is linked already; Invalid for a problem that is another department's, or
    that the person does not read.
    """
    current, roles = _held(finding, by, at, "把调研发现转到问题清单")
    rows.held(current, version, finding_facts(current), {})
    if current.problem_id is not None:
        raise GuardFailed(LISTED)
    seen = Problem.objects.within(scope_of(by, local_date(at))).filter(pk=problem.pk)
    if not seen.filter(department=current.department).exists():
        raise Invalid.at("problem", "只能转到本单位的问题清单。")
    rows.put(current, problem=problem)
    data = {"problem": str(problem.uid)}
    rows.note(current, type="research.finding_became_problem", by=by, at=at, roles=roles, data=data)
    return current


@transaction.atomic
def finding_to_goal(
    *, finding: Finding, content: GoalContent, by: User, at: datetime, version: int | None
) -> WorkGoal:
    """Turn a finding into a work goal of the department, linked both ways.

    GuardFailed where it has become one already or is sensitive; the rest as `goals.create_goal`.
    """
    current, roles = _held(finding, by, at, "把调研发现转为工作目标")
    rows.held(current, version, finding_facts(current), {})
    if current.is_sensitive:
        raise GuardFailed("敏感发现不转为工作目标：目标是公开给各有关人员看的。")
    if current.goal_id is not None:
        raise GuardFailed("这条发现已转为工作目标，不用重复登记。")
    goal = create_goal(
        campaign=current.campaign, department=current.department, content=content, by=by, at=at
    )
    rows.put(current, goal=goal)
    data = {"goal": str(goal.uid)}
    rows.note(current, type="research.finding_became_goal", by=by, at=at, roles=roles, data=data)
    return goal


def finding_facts(finding: Finding) -> dict[str, Any]:
    """What a conflict shows of a finding."""
    return {name: getattr(finding, name) for name in TEXTS}


def _held(finding: Finding, by: User, at: datetime, what: str) -> tuple[Finding, frozenset[Any]]:
    current = rows.locked(finding, "topic", "topic__leader", "topic__campaign", "topic__department")
    return current, check_topic(by, current.topic, on=local_date(at), what=what)


def _checked(content: FindingContent, topic: ResearchTopic) -> dict[str, Any]:
    texts = {name: getattr(content, name).strip() for name in TEXTS}
    problems = rows.unfit(Finding, texts)
    if not texts["text"]:
        problems["text"] = "请写明发现的问题：什么时间、什么事、什么数字。"
    if content.visit is not None and content.visit.topic_id != topic.pk:
        problems["visit"] = "所选调研记录不属于这个课题，请重新选择。"
    if content.solved_on_spot and not texts["solution"]:
        problems["solution"] = "已当场解决的，请写明怎么解决的。"
    unit = content.proposed_department
    if unit is not None and not unit.is_active:
        problems["proposed_department"] = unit.end_refusal
    rows.refuse(problems)
    return {
        **texts,
        "visit": content.visit,
        "proposed_department": unit,
        "proposed_due_on": content.proposed_due_on,
        "solved_on_spot": content.solved_on_spot,
        "is_sensitive": content.is_sensitive,
    }
