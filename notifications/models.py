"""A fact told to a person. Deliveries over channels are made from messages by a tick."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from core.models import UidModel
from notifications.enums import MessageKind
from notifications.querysets import MessageQuerySet


class Message(UidModel):
    """One fact for one person; (`person`, `key`) is told once however often it is found out.

    `subject_type` and `subject_uid` say what it is about; the title is looked up when it is read,
    so that a message never shows what its reader may no longer see.
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="messages", db_index=False)
    kind = models.CharField("类别", max_length=24, choices=MessageKind)
    key = models.CharField("去重键", max_length=150)
    subject_type = models.CharField(max_length=40)
    subject_uid = models.UUIDField()
    text = models.CharField("内容", max_length=300)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        indexes = [
            models.Index(fields=["person", "-id"], name="message_inbox"),
            models.Index(
                fields=["person", "-id"], condition=Q(read_at__isnull=True), name="message_unread"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="told_once"),
        ]

    def __str__(self) -> str:
        return self.text
