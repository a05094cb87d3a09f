"""Kinds of messages, where a digest shows them, and when they are told."""

from django.db import models


class MessageKind(models.TextChoices):
    """What a message tells."""

    ASSIGNED = "assigned", "新交办"
    RETURNED = "returned", "退回"
    VERIFICATION_FAILED = "verification_failed", "验收不通过"
    NOTICE = "notice", "督办通知单"
    ESCALATED = "escalated", "提级"
    TO_DO = "to_do", "待您办理"
    REMINDER = "reminder", "时限提醒"
    URGED = "urged", "催办"
    INFORMED = "informed", "知会"
    VACANCY = "vacancy", "岗位空缺"
    HANDOVER = "handover", "岗位交接"
    WEEKLY = "weekly", "每周一览"


IMMEDIATE_KINDS = (
    MessageKind.ASSIGNED,
    MessageKind.RETURNED,
    MessageKind.VERIFICATION_FAILED,
    MessageKind.NOTICE,
    MessageKind.ESCALATED,
)
"""Told at once, up to the daily cap; everything else waits for the digest."""


class DigestSection(models.TextChoices):
    """Under which head a digest lists a message."""

    RED = "red", "逾期"
    YELLOW = "yellow", "临期"
    TO_SIGN = "to_sign", "待我签"
    TO_DO = "to_do", "待我办"
    INFORMED = "informed", "知会"


class Cadence(models.TextChoices):
    """When a message leaves the house."""

    AT_ONCE = "at_once", "即时"
    DAILY = "daily", "每日汇总"
    WEEKLY = "weekly", "每周一览"


class Occasion(models.TextChoices):
    """Why a delivery is made."""

    AT_ONCE = "at_once", "即时消息"
    DIGEST = "digest", "每日汇总"
    WEEKLY = "weekly", "每周一览"


class DeliveryState(models.TextChoices):
    """Where a delivery stands."""

    DUE = "due", "待发送"
    SENT = "sent", "已送达"
    DEAD = "dead", "未送达"
    CANCELLED = "cancelled", "不再发送"


SECTION_OF_KIND: dict[str, DigestSection] = {
    MessageKind.ASSIGNED: DigestSection.TO_DO,
    MessageKind.RETURNED: DigestSection.TO_DO,
    MessageKind.VERIFICATION_FAILED: DigestSection.TO_DO,
    MessageKind.NOTICE: DigestSection.TO_DO,
    MessageKind.ESCALATED: DigestSection.RED,
    MessageKind.TO_DO: DigestSection.TO_DO,
    MessageKind.REMINDER: DigestSection.YELLOW,
    MessageKind.URGED: DigestSection.TO_DO,
    MessageKind.INFORMED: DigestSection.INFORMED,
    MessageKind.VACANCY: DigestSection.TO_DO,
    MessageKind.HANDOVER: DigestSection.TO_DO,
    MessageKind.WEEKLY: DigestSection.INFORMED,
}
"""Where a digest lists a message whose sender did not say."""
