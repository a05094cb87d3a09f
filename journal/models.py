"""The one history: entries that only grow, and seals that number and chain them.

No foreign key but the actor's: an entry is read long after what it tells of has gone, so post,
department and subject are value copies. Triggers refuse UPDATE and DELETE on both databases.
"""

import hashlib
import json
from datetime import UTC, datetime

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from core.models import UidModel


class Entry(UidModel):
    """One fact that matters, written in the transaction of the change."""

    type = models.CharField("类型", max_length=64)
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="办理人",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    actor_name = models.CharField("办理人姓名", max_length=60, blank=True, default="")
    actor_post = models.CharField("办理人职务", max_length=120, blank=True, default="")
    department_code = models.CharField("单位代码", max_length=40, blank=True, default="")
    subject_type = models.CharField("对象类型", max_length=60)
    subject_id = models.BigIntegerField("对象主键")
    subject_uid = models.UUIDField("对象标识", null=True, blank=True)
    subject_label = models.CharField("对象名称", max_length=200, blank=True, default="")
    campaign_id = models.BigIntegerField("专项", null=True, blank=True)
    data = models.JSONField("内容", default=dict, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = verbose_name_plural = "日志"
        indexes = [
            models.Index(
                fields=["subject_type", "subject_id", "id"], name="journal_entry_subject_ix"
            ),
            models.Index(fields=["at"], name="journal_entry_at_ix"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.subject_label}"

    def digest(self, number: int, previous_hash: str, sealed_at: datetime) -> str:
        """Return the SHA-256 of this entry, as stored, sealed at `number` behind `previous_hash`.

        Only meaningful on a row read back from the database: `data` is then plain JSON.
        """
        content = [
            number,
            previous_hash,
            _utc(sealed_at),
            self.pk,
            str(self.uid),
            self.type,
            _utc(self.at),
            self.actor_id,
            self.actor_name,
            self.actor_post,
            self.department_code,
            self.subject_type,
            self.subject_id,
            str(self.subject_uid) if self.subject_uid else None,
            self.subject_label,
            self.campaign_id,
            self.data,
        ]
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Unsealed(models.Model):
    """Entries that wait for their seal; a trigger adds the row, sealing removes it.

    It makes sealing cost what is new, not what is old, and finds an entry whose transaction
    committed late although its id is low.
    """

    entry = models.OneToOneField(
        Entry, on_delete=models.DO_NOTHING, primary_key=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "待封存日志"

    def __str__(self) -> str:
        return str(self.entry_id)


class Seal(models.Model):
    """The number of an entry in commit order, chained by hash to the one before."""

    number = models.BigIntegerField("序号", primary_key=True)
    entry = models.OneToOneField(
        Entry, verbose_name="日志", on_delete=models.PROTECT, related_name="seal"
    )
    previous_hash = models.CharField("前一摘要", max_length=64)
    hash = models.CharField("摘要", max_length=64, unique=True)
    sealed_at = models.DateTimeField("封存时间")

    class Meta:
        verbose_name = verbose_name_plural = "日志封存"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="journal_seal_number_positive"
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
