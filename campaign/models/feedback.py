"""What people say about the system's own steps (“这一步多余”), and what the office answers.

A remark names nobody: no person, no department, no row, only the page, the week and a random
number for the order. It has no uid, because a uid (uuid7) tells the moment.
"""

import secrets

from django.db import models
from django.db.models import Q

from accounts.models import User
from campaign.enums import RemarkKind, RemarkVerdict
from campaign.models.campaign import Campaign
from core.models import UidModel


def any_number() -> int:
    """A number that says nothing of when it was drawn."""
    return secrets.randbelow(2**62)


class StepAnswer(UidModel):
    """The office's answer to everything said of a page until then; everybody reads it."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="step_answers")
    page = models.CharField("页面", max_length=100)
    verdict = models.CharField("处理", max_length=10, choices=RemarkVerdict)
    text = models.CharField("说明", max_length=300)
    answered_on = models.DateField("答复日期")
    answered_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "意见建议答复"
        indexes = [models.Index(fields=["campaign", "page", "id"], name="answers_of_page")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="answer_says_something"),
        ]

    def __str__(self) -> str:
        return self.page


class StepRemark(models.Model):
    """One remark on one page's step."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="step_remarks")
    page = models.CharField("页面", max_length=100)
    kind = models.CharField("意见", max_length=12, choices=RemarkKind)
    text = models.CharField("一句话", max_length=100, blank=True)
    week = models.DateField("所在周", help_text="星期一；不记更细的时间")
    number = models.BigIntegerField("随机序号", default=any_number)
    answer = models.ForeignKey(
        StepAnswer, models.PROTECT, related_name="remarks", null=True, blank=True
    )

    class Meta:
        verbose_name = verbose_name_plural = "步骤意见"
        indexes = [
            models.Index(fields=["campaign", "page", "-week", "number"], name="remarks_of_page")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=RemarkKind.values), name="remark_of_a_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.kind}"
