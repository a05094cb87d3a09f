"""Opinions from people, and how those who gave them are protected.

An anonymous opinion keeps no moment, no address and no clerk: `uid` is random (not uuid7, which
tells the time), dates are days, and who keyed it in stands in the journal alone.
"""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import Department, User
from campaign.enums import Anonymity, OpinionOrigin, OpinionState, Satisfaction
from campaign.models.campaign import Campaign, ListEntry
from campaign.models.review import Problem
from campaign.querysets import OpinionQuerySet


class Opinion(models.Model):
    """An opinion as it came in (read by the office alone) and the office's restatement of it,
    which is all that a department ever sees, from `released_on` on."""

    uid = models.UUIDField("标识", unique=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="opinions")
    origin = models.CharField("渠道", max_length=16, choices=OpinionOrigin)
    external_number = models.CharField("来件编号", max_length=64, blank=True)
    giver = models.ForeignKey(
        ListEntry, models.PROTECT, related_name="opinions", null=True, blank=True
    )
    anonymity = models.CharField("署名", max_length=16, choices=Anonymity)
    received_on = models.DateField("收到日期")
    raw_text = models.TextField("原文")
    contact_name = models.CharField("姓名", max_length=50, blank=True)
    contact = models.CharField("联系方式", max_length=100, blank=True)
    about = models.CharField("反映单位", max_length=100, blank=True)
    is_praise = models.BooleanField("表扬", default=False)
    is_sensitive = models.BooleanField("涉及个人，转派驻机构", default=False)
    receipt_digest = models.CharField(max_length=64, unique=True)
    state = models.CharField("状态", max_length=12, choices=OpinionState)
    restatement = models.TextField("整理后的问题", blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="opinions", null=True, blank=True
    )
    referred_on = models.DateField("转办日期", null=True, blank=True)
    released_on = models.DateField("开放日期", null=True, blank=True)
    problem = models.ForeignKey(
        Problem, models.SET_NULL, related_name="opinions", null=True, blank=True
    )
    answer = models.TextField("答复", blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    outcome_text = models.CharField("处理说明", max_length=500, blank=True)
    contact_forgotten_on = models.DateField("联系方式清除日期", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "群众意见"
        indexes = [
            models.Index(fields=["campaign", "state", "received_on", "id"], name="opinion_of"),
            models.Index(fields=["department", "released_on", "id"], name="opinion_released"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(anonymity=Anonymity.ANONYMOUS) | Q(contact_name="", contact=""),
                name="opinion_anonymous_has_no_contact",
            ),
            models.UniqueConstraint(
                fields=["campaign", "origin", "external_number"],
                condition=~Q(external_number=""),
                name="opinion_external_once",
            ),
            models.CheckConstraint(
                condition=Q(released_on__isnull=True)
                | (Q(department__isnull=False) & ~Q(restatement="")),
                name="opinion_released_restated",
            ),
        ]

    def __str__(self) -> str:
        return f"意见{self.pk}"

    @property
    def journal_label(self) -> str:
        """What the journal calls it: never its text."""
        return f"意见{self.pk}"


class CallBackDraw(models.Model):
    """A sample of answered opinions to be called back, drawn by a recorded seed."""

    uid = models.UUIDField("标识", unique=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="call_back_draws")
    caller_department = models.ForeignKey(Department, models.PROTECT, related_name="call_backs")
    seed = models.CharField("抽样种子", max_length=64)
    share_percent = models.PositiveSmallIntegerField("抽取比例")
    population = models.PositiveIntegerField("可回访数")
    drawn_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    drawn_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "回访抽样"

    def __str__(self) -> str:
        return f"{self.drawn_at:%Y-%m-%d}"


class CallBack(models.Model):
    """What one giver said when he was called back, by somebody else than who was responsible."""

    uid = models.UUIDField("标识", unique=True, default=uuid.uuid4, editable=False)
    draw = models.ForeignKey(CallBackDraw, models.CASCADE, related_name="calls")
    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="call_backs")
    result = models.CharField("结果", max_length=12, choices=Satisfaction, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    called_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    called_on = models.DateField("回访日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "群众回访"
        constraints = [
            models.UniqueConstraint(fields=["draw", "opinion"], name="called_back_once_a_draw"),
            models.CheckConstraint(
                condition=Q(result="") | Q(called_by__isnull=False, called_on__isnull=False),
                name="call_back_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.get_result_display() or "待回访"
