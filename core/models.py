"""Tables without a domain: uid base, days off, background jobs, ticks, idempotency keys."""

import uuid

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.enums import JobState


def new_uid() -> uuid.UUID:
    """Return a fresh uuid7 (RFC 9562): sorts by time, gives nothing away but the time."""
    return uuid.UUID(int=uuid6.uuid7().int)


class UidModel(models.Model):
    """Base of everything that is shown outside: bigint inside, `uid` outside."""

    uid = models.UUIDField("标识", unique=True, default=new_uid, editable=False)

    class Meta:
        abstract = True


class WorkdayOverride(models.Model):
    """A day that the office declares a working day or a day off, over the library's calendar."""

    date = models.DateField("日期", unique=True)
    is_workday = models.BooleanField("是否工作日")
    name = models.CharField("名称", max_length=60, blank=True, default="")
    source_doc = models.CharField("依据文件", max_length=120, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "工作日调整"

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d}"

    @property
    def journal_label(self) -> str:
        """What the journal calls this day: “2027-01-01 休息”."""
        return f"{self} {'上班' if self.is_workday else '休息'}"


class Job(UidModel):
    """A piece of background work and how far it is; claimed with a lease, never lost."""

    kind = models.CharField("种类", max_length=60)
    title = models.CharField("名称", max_length=200, blank=True, default="")
    state = models.CharField(
        "状态", max_length=10, choices=JobState.choices, default=JobState.QUEUED
    )
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    note = models.CharField("当前步骤", max_length=200, blank=True, default="")
    payload = models.JSONField("参数", default=dict, blank=True)
    result = models.JSONField("结果", default=dict, blank=True)
    result_file = models.CharField("结果文件", max_length=255, blank=True, default="")
    error = models.CharField("原因", max_length=500, blank=True, default="")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="发起人",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    created_at = models.DateTimeField("发起时间")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    lease = models.UUIDField("租约", null=True, blank=True)
    lease_until = models.DateTimeField("租约到期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=JobState.values), name="core_job_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=JobState.RUNNING, lease__isnull=False, lease_until__isnull=False)
                | (~Q(state=JobState.RUNNING) & Q(lease__isnull=True, lease_until__isnull=True)),
                name="core_job_lease_while_running",
            ),
            models.CheckConstraint(
                condition=Q(total=0) | Q(done__lte=F("total")), name="core_job_done_within_total"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[JobState.DONE, JobState.FAILED])
                | Q(finished_at__isnull=False),
                name="core_job_finished_at_when_over",
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at", "id"],
                condition=Q(state__in=[JobState.QUEUED, JobState.RUNNING]),
                name="core_job_open_ix",
            ),
            models.Index(fields=["created_by", "-id"], name="core_job_by_person_ix"),
        ]

    def __str__(self) -> str:
        return self.title or self.kind

    @property
    def is_over(self) -> bool:
        """True once nothing more will happen to this job."""
        return self.state in (JobState.DONE, JobState.FAILED)


class TickRun(models.Model):
    """How the last run of a tick went, one row a tick; nothing depends on it but the reader."""

    name = models.CharField("定时任务", max_length=120, unique=True)
    started_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间")
    succeeded_at = models.DateTimeField("上次成功", null=True, blank=True)
    milliseconds = models.PositiveIntegerField("用时（毫秒）")
    result = models.CharField("结果", max_length=200, blank=True, default="")
    error = models.CharField("原因", max_length=500, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "定时任务记录"

    def __str__(self) -> str:
        return self.name


class IdempotencyKey(models.Model):
    """The answer that a write gave, kept 24 hours so that a repeated request gets it again."""

    principal = models.CharField("调用方", max_length=80)
    key = models.CharField("幂等键", max_length=255)
    request_hash = models.CharField("请求摘要", max_length=64)
    status = models.PositiveSmallIntegerField("状态码", null=True, blank=True)
    headers = models.JSONField("响应头", default=dict, blank=True)
    body = models.JSONField("响应体", null=True, blank=True)
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "幂等键"
        constraints = [
            models.UniqueConstraint(
                fields=["principal", "key"], name="core_idempotencykey_principal_key_uniq"
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="core_idempotency_created_ix")]

    def __str__(self) -> str:
        return f"{self.principal} {self.key}"
