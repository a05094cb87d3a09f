"""Words in a request to rows of the organisation and of the campaign's lists."""

from collections.abc import Callable
from datetime import date

from django.db.models import Model, QuerySet

from accounts.models import Department, Post, User
from campaign.models import Campaign, FindingMethod, ReviewDimension, Source, Target
from core.api import rows

NAMES = {
    "department": "单位（编码或 uid）",
    "person": "人员（工号或 uid）",
    "campaign": "主题教育（代码或 uid）",
    "target": "专项（代码或 uid）",
    "source": "来源（代码或 uid）",
    "dimension": "检视维度（代码或 uid）",
    "method": "查找方式（代码或 uid）",
    "post": "任职（uid）",
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


CampaignDirectory.kinds = {
    "department": (lambda d: Department.objects.select_related("parent"), "code"),
    "person": (people, "employee_no"),
    "campaign": (lambda d: Campaign.objects.all(), "code"),
    "target": (listed(Target), "code"),
    "source": (listed(Source), "code"),
    "dimension": (listed(ReviewDimension), "code"),
    "method": (listed(FindingMethod), "code"),
    "post": (lambda d: Post.objects.on(d.on).select_related("person"), ""),
}


class RowField(rows.RowField):
    """One row of the organisation or of the campaign's lists, named by a word."""

    names = NAMES


class RowsField(rows.RowsField):
    """Several of them."""

    names = NAMES
