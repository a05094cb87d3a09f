"""A fact told to a person, and how it leaves for him: a tick makes deliveries of messages."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from core.models import UidModel
from notifications.enums import Cadence, DeliveryState, DigestSection, MessageKind, Occasion
from notifications.querysets import DeliveryQuerySet, MessageQuerySet


class Message(UidModel):
    """One fact for one person; (`person`, `key`) is told once however often it is found out.

    `subject_type` and `subject_uid` say what it is about; the title is looked up when it is read,
    so that a message never shows what its reader may no longer see. Messages of one `topic`
    replace each other as long as none has been delivered. A withdrawn message no longer holds, or
    something newer says it: it stays in the inbox, marked, and is never delivered or counted.
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="messages", db_index=False)
    kind = models.CharField("类别", max_length=24, choices=MessageKind)
    section = models.CharField(
        "汇总栏目", max_length=10, choices=DigestSection, default=DigestSection.INFORMED
    )
    topic = models.CharField("话题", max_length=150, blank=True, default="")
    cadence = models.CharField("送达方式", max_length=10, choices=Cadence, default=Cadence.DAILY)
    key = models.CharField("去重键", max_length=150)
    subject_type = models.CharField(max_length=40)
    subject_uid = models.UUIDField()
    text = models.CharField("内容", max_length=300)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        indexes = [
            models.Index(fields=["person", "-id"], name="message_inbox"),
            models.Index(
                fields=["person", "-id"],
                condition=Q(read_at__isnull=True, withdrawn_at__isnull=True),
                name="message_unread",
            ),
            models.Index(
                fields=["topic"],
                condition=~Q(topic="") & Q(read_at__isnull=True, withdrawn_at__isnull=True),
                name="message_topic",
            ),
            models.Index(
                fields=["created_at"],
                condition=Q(
                    cadence=Cadence.AT_ONCE, read_at__isnull=True, withdrawn_at__isnull=True
                ),
                name="message_at_once",
            ),
            models.Index(fields=["subject_type", "subject_uid"], name="message_subject"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="told_once"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_unread(self) -> bool:
        """Whether it still waits for its reader."""
        return self.read_at is None and self.withdrawn_at is None


class DigestDay(models.Model):
    """A working day's digests: what was told until `cutoff` goes into them, the rest tomorrow.

    The first run of the day at or after 08:30 sets it, so that later runs and runs beside it cut
    at the same moment; `planned_at` is set once nobody is left to plan for.
    """

    day = models.DateField("日期", unique=True)
    cutoff = models.DateTimeField("截止")
    planned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "汇总日"

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class Delivery(UidModel):
    """What one person gets over one channel: a day's digest, a weekly, or one message at once.

    `uid` stays the same on every attempt: a receiver who gets it twice can tell (an e-mail's
    Message-ID is made of it). Whoever sends holds a lease; a result is written only where the
    lease is still his. No text is kept here: it is composed when it is sent.
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="deliveries", db_index=False)
    channel = models.CharField("渠道", max_length=20)
    occasion = models.CharField("类别", max_length=10, choices=Occasion)
    day = models.DateField("日期")
    state = models.CharField(
        "状态", max_length=10, choices=DeliveryState, default=DeliveryState.DUE
    )
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    next_at = models.DateTimeField("下次发送")
    lease = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField("原因", max_length=300, blank=True, default="")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField("送达时间", null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "送达"
        indexes = [
            models.Index(
                fields=["next_at", "id"],
                condition=Q(state=DeliveryState.DUE),
                name="delivery_due",
            ),
            models.Index(
                fields=["-id"],
                condition=Q(state=DeliveryState.DEAD) | Q(state=DeliveryState.DUE, attempts__gt=0),
                name="delivery_failed",
            ),
            models.Index(fields=["person", "day"], name="delivery_of_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "channel", "day"],
                condition=~Q(occasion=Occasion.AT_ONCE),
                name="one_digest_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="delivery_state_known"
            ),
            models.CheckConstraint(
                condition=Q(lease__isnull=True, lease_until__isnull=True)
                | Q(state=DeliveryState.DUE, lease__isnull=False, lease_until__isnull=False),
                name="delivery_lease_while_due",
            ),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.SENT, sent_at__isnull=False)
                | (~Q(state=DeliveryState.SENT) & Q(sent_at__isnull=True)),
                name="delivery_sent_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.day:%Y-%m-%d}"


class DeliveryLine(models.Model):
    """A message in a delivery. A channel tells a message once: at once or in one digest."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="lines")
    message = models.ForeignKey(Message, models.CASCADE, related_name="lines", db_index=False)
    channel = models.CharField("渠道", max_length=20)

    class Meta:
        verbose_name = verbose_name_plural = "送达内容"
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="line_once_a_channel"),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id}/{self.message_id}"


class ChannelChoice(models.Model):
    """Whether a person wants a channel; without a row he gets what the installation offers."""

    person = models.ForeignKey(User, models.CASCADE, related_name="channel_choices", db_index=False)
    channel = models.CharField("渠道", max_length=20)
    is_on = models.BooleanField("接收")

    class Meta:
        verbose_name = verbose_name_plural = "渠道选择"
        constraints = [
            models.UniqueConstraint(fields=["person", "channel"], name="channel_chosen_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.channel}"
