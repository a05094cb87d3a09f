"""Kinds of messages."""

from django.db import models


class MessageKind(models.TextChoices):
    """What a message tells. The first group is told at once, the rest waits for the digest."""

    ASSIGNED = "assigned", "新交办"
    RETURNED = "returned", "退回"
    VERIFICATION_FAILED = "verification_failed", "验收不通过"
    TO_DO = "to_do", "待您办理"
    INFORMED = "informed", "知会"
    VACANCY = "vacancy", "岗位空缺"
