"""Prescribed tasks, issued once by the office to chosen departments, and optional actions."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Department, User
from campaign.enums import DutyState, TaskKind, TaskState
from campaign.models.campaign import Campaign, Stream
from campaign.models.research import ResearchTopic
from campaign.models.study import StudySession
from campaign.querysets import ScopedQuerySet, TaskQuerySet
from core.models import UidModel


class Task(UidModel):
    """What is to be done: a prescribed task of the office, or a department's own optional action.

    An optional action has its department, no deadline and no reminders; by one click it is shared
    as good practice (好做法).
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="tasks")
    stream = models.ForeignKey(Stream, models.PROTECT, related_name="tasks")
    kind = models.CharField("类别", max_length=12, choices=TaskKind)
    state = models.CharField("状态", max_length=10, choices=TaskState, default=TaskState.DRAFT)
    title = models.CharField("任务", max_length=200)
    requirement = models.TextField("要求", blank=True)
    expected_minutes = models.PositiveIntegerField("每单位预计用时（分钟）", default=0)
    document_number = models.CharField("依据文号", max_length=100, blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="own_tasks", null=True, blank=True
    )
    due_on = models.DateField("时限", null=True, blank=True)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    issued_at = models.DateTimeField("下达时间", null=True, blank=True)
    outcome = models.TextField("做法与成效", blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)
    shared_at = models.DateTimeField("推广时间", null=True, blank=True)
    shared_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField()

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任务"
        indexes = [models.Index(fields=["campaign", "kind", "state", "-id"], name="task_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=TaskKind.PRESCRIBED, department__isnull=True)
                | Q(kind=TaskKind.OPTIONAL, department__isnull=False, due_on__isnull=True),
                name="task_prescribed_or_own",
            ),
            models.CheckConstraint(
                condition=~Q(kind=TaskKind.PRESCRIBED, state=TaskState.ISSUED)
                | Q(due_on__isnull=False, issued_at__isnull=False),
                name="task_issued_with_date",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class TaskDuty(UidModel):
    """A prescribed task in one department's hands: received, reported, accepted or returned."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="duties", db_index=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="task_duties")
    department = models.ForeignKey(Department, models.PROTECT, related_name="task_duties")
    state = models.CharField("状态", max_length=10, choices=DutyState, default=DutyState.ISSUED)
    due_on = models.DateField("时限")
    effective_due_on = models.DateField("计时时限")
    due_version = models.PositiveIntegerField("时限版本", default=1)
    state_since = models.DateTimeField()
    received_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    report = models.TextField("完成情况", blank=True)
    no_change = models.BooleanField("本期无变化", default=False)
    session = models.ForeignKey(
        StudySession, models.SET_NULL, related_name="duties", null=True, blank=True
    )
    topic = models.ForeignKey(
        ResearchTopic, models.SET_NULL, related_name="duties", null=True, blank=True
    )
    reported_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.CharField("退回理由", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位任务"
        indexes = [
            models.Index(fields=["campaign", "state", "effective_due_on", "id"], name="duty_due"),
            models.Index(
                fields=["department", "state", "effective_due_on", "id"], name="duty_of_department"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["task", "department"], name="task_once_a_department"),
            models.CheckConstraint(
                condition=Q(effective_due_on__lte=F("due_on")), name="duty_effective_not_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id}/{self.department_id}"
