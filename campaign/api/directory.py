"""Words in a request to rows of the organisation and of the campaign's lists."""

from collections.abc import Callable
from datetime import date

from django.db.models import Model, QuerySet

from accounts.models import Department, Post, User
from campaign.enums import ListKind
from campaign.models import (
    Campaign,
    FindingMethod,
    ListEntry,
    Problem,
    ResearchVisit,
    ReviewDimension,
    Source,
    Stream,
    StudyOutcome,
    StudySession,
    Target,
    WorkGoal,
)
from campaign.permissions import scope_of
from core.api import rows

NAMES = {
    "department": "单位（编码或 uid）",
    "person": "人员（工号或 uid）",
    "campaign": "主题教育（代码或 uid）",
    "stream": "重点工作（代码或 uid）",
    "target": "专项（代码或 uid）",
    "source": "来源（代码或 uid）",
    "dimension": "检视维度（代码或 uid）",
    "method": "查找方式（代码或 uid）",
    "post": "任职（uid）",
    "study_form": "集中学习形式（代码或 uid）",
    "study_way": "学习方法（代码或 uid）",
    "study_material": "学习材料（代码或 uid）",
    "study_conversion": "学习成果类别（代码或 uid）",
    "objective": "具体目标（代码或 uid）",
    "linked_campaign": "结合开展的工作（代码或 uid）",
    "direction": "调研方向（代码或 uid）",
    "field": "调研领域（代码或 uid）",
    "giver": "听取意见对象（代码或 uid）",
    "leader_duty": "以上率下的一项（代码或 uid）",
    "problem": "问题（uid）",
    "session": "集中学习（uid）",
    "outcome": "学习成果（uid）",
    "visit": "调研记录（uid）",
    "goal": "工作目标（uid）",
}


class CampaignDirectory(rows.Directory):
    """Rows that a request about a campaign may name; lists are those of the campaign at hand."""

    def __init__(self, *, by: User, on: date, campaign: Campaign | None = None) -> None:
        super().__init__(by=by, on=on)
        self.campaign = campaign


def people(directory: CampaignDirectory) -> QuerySet:
    return User.objects.active().filter(admin_role="")


def listed(model: type[Model]) -> Callable[[CampaignDirectory], QuerySet]:
    """Rows in use of a list of the campaign at hand."""
    return lambda directory: model.objects.filter(campaign=directory.campaign, is_active=True)


def entries(kind: ListKind) -> Callable[[CampaignDirectory], QuerySet]:
    """Rows in use of one of the other lists of the campaign at hand."""
    return lambda directory: ListEntry.objects.filter(
        campaign=directory.campaign, kind=kind, is_active=True
    )


def readable(model: type[Model]) -> Callable[[CampaignDirectory], QuerySet]:
    """Rows of a stream that the caller may read."""
    return lambda directory: model.objects.within(scope_of(directory.by, directory.on))


CampaignDirectory.kinds = {
    "department": (lambda d: Department.objects.select_related("parent"), "code"),
    "person": (people, "employee_no"),
    "campaign": (lambda d: Campaign.objects.all(), "code"),
    "stream": (listed(Stream), "code"),
    "target": (listed(Target), "code"),
    "source": (listed(Source), "code"),
    "dimension": (listed(ReviewDimension), "code"),
    "method": (listed(FindingMethod), "code"),
    "post": (lambda d: Post.objects.on(d.on).select_related("person"), ""),
    "study_form": (entries(ListKind.STUDY_FORM), "code"),
    "study_way": (entries(ListKind.STUDY_WAY), "code"),
    "study_material": (entries(ListKind.STUDY_MATERIAL), "code"),
    "study_conversion": (entries(ListKind.STUDY_CONVERSION), "code"),
    "objective": (entries(ListKind.OBJECTIVE), "code"),
    "linked_campaign": (entries(ListKind.LINKED_CAMPAIGN), "code"),
    "direction": (entries(ListKind.RESEARCH_DIRECTION), "code"),
    "field": (entries(ListKind.RESEARCH_FIELD), "code"),
    "giver": (entries(ListKind.OPINION_GIVER), "code"),
    "leader_duty": (entries(ListKind.LEADER_DUTY), "code"),
    "problem": (readable(Problem), ""),
    "session": (readable(StudySession), ""),
    "outcome": (readable(StudyOutcome), ""),
    "visit": (readable(ResearchVisit), ""),
    "goal": (readable(WorkGoal), ""),
}


class RowField(rows.RowField):
    """One row of the organisation or of the campaign's lists, named by a word."""

    names = NAMES


class RowsField(rows.RowsField):
    """Several of them."""

    names = NAMES
