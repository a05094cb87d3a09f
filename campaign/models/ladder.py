"""The ladder of reminders and escalation, as rows of the campaign."""

from django.db import models
from django.db.models import Q

from campaign.enums import (
    LadderCadence,
    LadderClock,
    LadderCondition,
    LadderLight,
    LadderSubject,
)
from campaign.models.campaign import Campaign
from campaign.querysets import EscalationRuleQuerySet
from core.models import UidModel


class EscalationRule(UidModel):
    """One rung of the ladder (提醒与提级的阶梯): who is told how far before or after a date.

    `offset` counts working days from the end of `clock`: negative before, 0 on the day itself.
    `own_offset` and `own_active` are what the office has set instead of the file's; a file that is
    loaded again leaves them alone. `who` lists codes of `LadderRole`. `proposes` names the level to
    which the rung proposes to escalate: a person confirms or declines, nothing climbs by itself.
    A rung that `is_required` can't be switched off.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="escalation_rules")
    code = models.CharField("代码", max_length=40)
    label = models.CharField("名称", max_length=40)
    subject = models.CharField("适用", max_length=16, choices=LadderSubject)
    clock = models.CharField("时钟", max_length=32, choices=LadderClock)
    offset = models.SmallIntegerField("相对到期日的工作日数")
    own_offset = models.SmallIntegerField("办公室设定的工作日数", null=True, blank=True)
    light = models.CharField("灯", max_length=8, choices=LadderLight)
    who = models.JSONField("通知谁", default=list)
    condition = models.CharField("条件", max_length=24, choices=LadderCondition, blank=True)
    cadence = models.CharField("发送", max_length=8, choices=LadderCadence)
    text = models.CharField("请办", max_length=100, blank=True)
    proposes = models.CharField("提请提级至", max_length=16, blank=True)
    order = models.IntegerField("序号", default=0)
    is_required = models.BooleanField("不可停用", default=False)
    is_active = models.BooleanField("启用", default=True)
    own_active = models.BooleanField("办公室设定的启用", null=True, blank=True)

    objects = EscalationRuleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提醒与提级阶梯"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "code"], name="escalation_rule_once"),
            models.CheckConstraint(
                condition=Q(is_required=False) | ~Q(own_active=False) & Q(is_active=True),
                name="required_rung_is_on",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def days(self) -> int:
        """The working days in force: the office's own, else the file's."""
        return self.offset if self.own_offset is None else self.own_offset

    @property
    def is_on(self) -> bool:
        """Whether anybody is told at this rung."""
        return self.is_active if self.own_active is None else self.own_active
