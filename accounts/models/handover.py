"""A post changes hands: what lay on the desk, line by line, and three signatures (交接单)."""

from django.db import models
from django.db.models import Q

from accounts.enums import HandoverReason, HandoverRole, HandoverState, LineState
from accounts.models.organisation import Post, User
from accounts.querysets import HandoverQuerySet
from core.models import UidModel


class Handover(UidModel):
    """The handover of one post that ended with something on its desk.

    `receiver_post` is the post that takes the desk over, None while nobody has come; `supervisor`
    watches (监交人). Written by the system: nobody types a list of what he leaves behind.
    """

    post = models.OneToOneField(Post, models.PROTECT, related_name="handover")
    state = models.CharField(
        "状态",
        max_length=20,
        choices=HandoverState,
        default=HandoverState.AWAITING_RECEIVER,
    )
    reason = models.CharField("事由", max_length=12, choices=HandoverReason)
    document_number = models.CharField("依据文号", max_length=100, blank=True)
    receiver_post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="received_handovers"
    )
    supervisor = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="supervised_handovers"
    )
    opened_at = models.DateTimeField("开出时间")
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField("完成时间", null=True, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "交接单"
        indexes = [models.Index(fields=["state", "id"], name="handover_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=HandoverState.values), name="handover_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=HandoverState.AWAITING_RECEIVER, receiver_post__isnull=True)
                | (~Q(state=HandoverState.AWAITING_RECEIVER) & Q(receiver_post__isnull=False)),
                name="handover_waits_for_receiver",
            ),
            models.CheckConstraint(
                condition=Q(state=HandoverState.DONE, done_at__isnull=False)
                | (~Q(state=HandoverState.DONE) & Q(done_at__isnull=True)),
                name="handover_done_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post.title}交接单"

    @property
    def journal_label(self) -> str:
        """What the journal calls it: the post, never what lay on the desk."""
        return f"{self.post.title}交接单"

    @property
    def outgoing(self) -> User:
        """The person whose post ended."""
        return self.post.person

    @property
    def receiver(self) -> User | None:
        """The person who takes the desk over."""
        return self.receiver_post.person if self.receiver_post is not None else None


class HandoverLine(UidModel):
    """One thing that lay on the desk, as it stood when the handover was opened.

    A sensitive one has its number for a label and nothing of its content; who may see more is
    asked whenever it is shown.
    """

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="lines", db_index=False)
    order = models.PositiveIntegerField("序号")
    subject_type = models.CharField(max_length=40)
    subject_uid = models.UUIDField()
    label = models.CharField("事项", max_length=250)
    state_words = models.CharField("状态", max_length=100)
    due_on = models.DateField("时限", null=True, blank=True)
    done = models.CharField("已做", max_length=500, blank=True)
    left = models.CharField("未完", max_length=500, blank=True)
    risk = models.CharField("风险或承诺", max_length=500, blank=True)
    units = models.CharField("相关单位", max_length=300, blank=True)
    is_sensitive = models.BooleanField("敏感", default=False)
    state = models.CharField(
        "接收情况", max_length=10, choices=LineState, default=LineState.PENDING
    )
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField("接收时间", null=True, blank=True)
    remark = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "交接事项"
        indexes = [
            models.Index(fields=["handover", "order"], name="handover_line_in_order"),
            models.Index(
                fields=["subject_uid"],
                condition=Q(state=LineState.PENDING),
                name="handover_line_waiting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["handover", "subject_type", "subject_uid"], name="handed_over_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    state=LineState.PENDING, answered_at__isnull=True, answered_by__isnull=True
                )
                | (
                    ~Q(state=LineState.PENDING)
                    & Q(answered_at__isnull=False, answered_by__isnull=False)
                ),
                name="handover_line_answered",
            ),
            models.CheckConstraint(
                condition=~Q(state=LineState.REFUSED) | ~Q(remark=""),
                name="handover_line_refused_why",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class HandoverSignature(UidModel):
    """One of the three signatures: who, in which post, when, and the hash of what was shown."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="signatures")
    role = models.CharField("身份", max_length=10, choices=HandoverRole)
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    person_name = models.CharField("姓名", max_length=50)
    post_title = models.CharField("职务", max_length=100)
    signed_at = models.DateTimeField("签字时间")
    content_hash = models.CharField("校验值", max_length=64)
    snapshot = models.JSONField(default=dict)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "交接签字"
        constraints = [
            models.UniqueConstraint(fields=["handover", "role"], name="handover_signed_once"),
            models.UniqueConstraint(fields=["handover", "person"], name="handover_three_persons"),
            models.CheckConstraint(
                condition=Q(role__in=HandoverRole.values), name="handover_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.person_name}"
