"""Work goals: what of the department's business the campaign is to move (以工作实绩体现成效)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from accounts.models import Department, User
from campaign.enums import GoalCategory
from campaign.models import Campaign, WorkGoal
from campaign.permissions import OWN, check_stream
from campaign.services import rows
from core.clock import local_date

MOST = Decimal(10) ** 16


@dataclass(frozen=True)
class GoalContent:
    """A goal as somebody states it: what is measured, from where, to where, by when."""

    name: str
    category: str
    metric: str
    baseline: Decimal | None
    target: Decimal | None
    unit: str = ""
    section: str = ""
    due_on: date | None = None


TEXTS = ("name", "metric", "unit", "section")


@transaction.atomic
def create_goal(
    *, campaign: Campaign, department: Department, content: GoalContent, by: User, at: datetime
) -> WorkGoal:
    """State a goal; its present value is the baseline, as of today.

    Denied for anybody but the department's own people, Invalid with a sentence a field.
    """
    on = local_date(at)
    roles = check_stream(
        by, OWN, campaign=campaign, department=department, on=on, what="登记工作目标"
    )
    texts = {name: getattr(content, name).strip() for name in TEXTS}
    problems = rows.unfit(WorkGoal, texts)
    problems |= _missing(content, texts)
    rows.refuse(problems)
    goal = WorkGoal.objects.create(
        campaign=campaign,
        department=department,
        category=content.category,
        baseline=content.baseline,
        target=content.target,
        current=content.baseline,
        current_on=on,
        due_on=content.due_on,
        created_by=by,
        created_at=at,
        **texts,
    )
    rows.note(goal, type="goal.created", by=by, at=at, roles=roles)
    return goal


def _missing(content: GoalContent, texts: dict[str, str]) -> dict[str, str]:
    problems = {}
    if not texts["name"]:
        problems["name"] = "请填写目标。"
    if not texts["metric"]:
        problems["metric"] = "请填写指标：用什么数字衡量。"
    if content.category not in GoalCategory.values:
        problems["category"] = "请选择类别。"
    for name, label in (("baseline", "基数"), ("target", "目标值")):
        value = getattr(content, name)
        if value is None:
            problems[name] = f"请填写{label}（数字）。"
        elif not value.is_finite() or abs(value) >= MOST:
            problems[name] = f"{label}不是可用的数字。"
    return problems
