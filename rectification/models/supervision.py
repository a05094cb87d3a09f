"""Supervision: urging, numbered notices and their replies, escalation, circulars, interviews."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Department, Post, User
from campaign.models import Campaign
from core.models import UidModel
from rectification.enums import (
    LIVE_NOTICES,
    CircularState,
    EscalationLevel,
    EscalationReason,
    EscalationState,
    InterviewState,
    NoticeState,
)
from rectification.models.item import Item
from rectification.models.requests import Instruction
from rectification.querysets import CircularQuerySet, InterviewQuerySet, NoticeQuerySet


class Urge(UidModel):
    """One urging (催办) of an item by a leader or the office."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="urges", db_index=False)
    cycle = models.PositiveIntegerField()
    note = models.CharField("催办内容", max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    post_title = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "催办"
        indexes = [models.Index(fields=["item", "-id"], name="urge_of_item")]

    def __str__(self) -> str:
        return f"{self.post_title} {self.at:%Y-%m-%d}"


class NoticeSequence(models.Model):
    """The last number of a supervision notice in a year of a campaign; one locked row each."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "督办通知单编号"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "year"], name="notice_numbers_once")
        ]

    def __str__(self) -> str:
        return f"{self.year}"


class SupervisionNotice(UidModel):
    """A supervision notice (督办通知单): one item, one sheet, one reply.

    `state` and `reply_due_on` are its own clock. The officer drafts the reply, the first-in-charge
    confirms it or replies himself; the office may return it once.
    """

    item = models.ForeignKey(Item, models.CASCADE, related_name="notices", db_index=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", db_index=False)
    cycle = models.PositiveIntegerField()
    year = models.PositiveIntegerField()
    ordinal = models.PositiveIntegerField()
    state = models.CharField("状态", max_length=10, choices=NoticeState, default=NoticeState.ISSUED)
    department = models.ForeignKey(Department, models.PROTECT, related_name="notices")
    instruction = models.ForeignKey(
        Instruction, models.PROTECT, related_name="notices", null=True, blank=True
    )
    basis = models.CharField("领导批示或依据", max_length=500)
    problem = models.CharField("存在问题", max_length=500)
    days_late = models.PositiveIntegerField("逾期工作日")
    times_urged = models.PositiveIntegerField("已催办次数")
    requirement = models.CharField("办理要求", max_length=500)
    reply_due_on = models.DateField("反馈期限")
    contact = models.CharField("联系人及电话", max_length=100)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    issuer_title = models.CharField(max_length=100, blank=True)
    issued_at = models.DateTimeField()
    reply = models.CharField("办理情况", max_length=1000, blank=True)
    replied_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmer_title = models.CharField(max_length=100, blank=True)
    confirmation_absent = models.CharField("无第一责任人意见的原因", max_length=100, blank=True)
    returned_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督办通知单"
        indexes = [
            models.Index(fields=["item", "id"], name="notice_of_item"),
            models.Index(fields=["campaign", "year", "ordinal"], name="notice_in_order"),
            models.Index(
                fields=["reply_due_on", "id"],
                condition=Q(state__in=LIVE_NOTICES),
                name="notice_waiting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "year", "ordinal"], name="notice_number_once"
            ),
            models.UniqueConstraint(
                fields=["item"], condition=Q(state__in=LIVE_NOTICES), name="one_live_notice"
            ),
            models.CheckConstraint(
                condition=~Q(state=NoticeState.REPLIED)
                | (~Q(reply="") & (Q(confirmed_by__isnull=False) | ~Q(confirmation_absent=""))),
                name="notice_reply_is_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("issued_by")),
                name="notice_not_answered_by_its_issuer",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"主教督〔{self.year}〕{self.ordinal}号"

    @property
    def is_live(self) -> bool:
        """Whether it still waits for its reply."""
        return self.state in LIVE_NOTICES


class Escalation(UidModel):
    """A proposal of the system to take an item one rung up, and a person's word on it."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="escalations", db_index=False)
    due_version = models.PositiveIntegerField()
    level = models.CharField("提级至", max_length=16, choices=EscalationLevel)
    reason = models.CharField("事由", max_length=16, choices=EscalationReason)
    state = models.CharField(
        "状态", max_length=10, choices=EscalationState, default=EscalationState.PROPOSED
    )
    days_late = models.PositiveIntegerField("逾期工作日", default=0)
    proposed_at = models.DateTimeField()
    confirmed_level = models.CharField(max_length=16, choices=EscalationLevel, blank=True)
    is_listed = models.BooleanField("挂牌督办", default=False)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    decider_title = models.CharField(max_length=100, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField("理由", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "提级督办"
        indexes = [
            models.Index(fields=["item", "id"], name="escalation_of_item"),
            models.Index(
                fields=["item"],
                condition=Q(state=EscalationState.PROPOSED),
                name="escalation_waiting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "due_version", "level"], name="escalation_proposed_once"
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(state=EscalationState.PROPOSED),
                name="one_proposed_escalation",
            ),
            models.CheckConstraint(
                condition=~Q(state=EscalationState.DECLINED) | ~Q(decision_note=""),
                name="escalation_declined_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[EscalationState.CONFIRMED, EscalationState.DECLINED])
                | Q(decided_by__isnull=False),
                name="escalation_decided_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return self.get_level_display()


class Circular(UidModel):
    """A circular (通报) on items that are late: drafted from rows, issued by the office's head."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(
        "状态", max_length=10, choices=CircularState, default=CircularState.DRAFT
    )
    version = models.PositiveIntegerField(default=1)
    title = models.CharField("标题", max_length=100)
    text = models.TextField("正文", blank=True)
    created_at = models.DateTimeField()
    edited_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=500, blank=True)

    objects = CircularQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通报"
        indexes = [models.Index(fields=["campaign", "-id"], name="circular_of_campaign")]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(state=CircularState.DRAFT),
                name="one_circular_draft",
            ),
            models.CheckConstraint(
                condition=~Q(state=CircularState.ISSUED) | Q(ended_by__isnull=False),
                name="circular_issued_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def journal_label(self) -> str:
        return self.title


class CircularRow(models.Model):
    """An item in a circular, with how late it was when it was taken in."""

    circular = models.ForeignKey(Circular, models.CASCADE, related_name="rows")
    item = models.ForeignKey(Item, models.CASCADE, related_name="circular_rows", db_index=False)
    due_version = models.PositiveIntegerField()
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    days_late = models.PositiveIntegerField("逾期工作日")
    times_urged = models.PositiveIntegerField("已催办次数")
    notices = models.CharField("督办通知单", max_length=300, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "通报事项"
        constraints = [
            models.UniqueConstraint(fields=["item", "due_version"], name="in_one_circular")
        ]

    def __str__(self) -> str:
        return f"{self.item_id}"


class Interview(UidModel):
    """An interview (约谈) with the first-in-charge: proposed, decided by a leader, recorded."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="interviews", db_index=False)
    due_version = models.PositiveIntegerField()
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    state = models.CharField(
        "状态", max_length=10, choices=InterviewState, default=InterviewState.PROPOSED
    )
    version = models.PositiveIntegerField(default=1)
    text = models.TextField("约谈事由")
    proposed_at = models.DateTimeField()
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", null=True, blank=True)
    interviewer = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    planned_on = models.DateField("约谈日期", null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    held_on = models.DateField("实际约谈日期", null=True, blank=True)
    outcome = models.CharField("约谈结果", max_length=1000, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=500, blank=True)

    objects = InterviewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "约谈"
        constraints = [
            models.UniqueConstraint(fields=["item", "due_version"], name="interview_once"),
            models.CheckConstraint(
                condition=~Q(state__in=[InterviewState.DECIDED, InterviewState.HELD])
                | Q(post__isnull=False, interviewer__isnull=False, decided_by__isnull=False),
                name="interview_decided_by_a_leader",
            ),
            models.CheckConstraint(
                condition=~Q(state=InterviewState.HELD)
                | (Q(held_on__isnull=False, recorded_by__isnull=False) & ~Q(outcome="")),
                name="interview_held_is_recorded",
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()
