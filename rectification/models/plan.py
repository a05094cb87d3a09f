"""What is to be done about an item, what has been done, and what proves it."""

from django.db import models
from django.db.models import Q

from accounts.models import Department, User
from core.models import UidModel
from rectification.enums import (
    CauseKind,
    EvidenceClass,
    MeasureState,
    PlanChangeState,
    PlanState,
)
from rectification.models.item import Item


class Plan(UidModel):
    """One version of an item's measures; `frozen` keeps the text that was approved."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="plans")
    cycle = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.DRAFTED)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    frozen = models.JSONField(default=list)

    class Meta:
        verbose_name = verbose_name_plural = "整改方案"
        constraints = [
            models.UniqueConstraint(fields=["item", "cycle", "version"], name="plan_version_once")
        ]

    def __str__(self) -> str:
        return f"第{self.version}版"


class Cause(UidModel):
    """Why the problem arose: thought, work or duty."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="causes")
    cycle = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=CauseKind)
    text = models.CharField(max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "产生原因"

    def __str__(self) -> str:
        return self.text


class Measure(UidModel):
    """A measure: action, owner, date, deliverable and criterion (不把想法当做法)."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="measures", db_index=False)
    cycle = models.PositiveIntegerField()
    order = models.PositiveIntegerField(default=1)
    action = models.CharField("措施", max_length=500)
    owner_name = models.CharField("责任人", max_length=50, blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="measures", null=True, blank=True
    )
    due_on = models.DateField("完成时限", null=True, blank=True)
    deliverable = models.CharField("交付物", max_length=300, blank=True)
    criterion = models.CharField("完成标准", max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=MeasureState, default=MeasureState.OPEN)
    outcome = models.CharField("完成情况", max_length=500, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "整改措施"
        indexes = [models.Index(fields=["item", "cycle", "order", "id"], name="measure_of_item")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=MeasureState.DONE) | Q(done_at__isnull=False),
                name="measure_done_when",
            )
        ]

    def __str__(self) -> str:
        return self.action


class PlanChange(UidModel):
    """A wish to drop or weaken a measure of the plan in force; in force only when granted."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="plan_changes")
    cycle = models.PositiveIntegerField()
    state = models.CharField(
        max_length=10, choices=PlanChangeState, default=PlanChangeState.PENDING
    )
    changes = models.JSONField(default=list)
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "措施变更"
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(state=PlanChangeState.PENDING),
                name="one_pending_plan_change",
            )
        ]

    def __str__(self) -> str:
        return self.reason


class ProgressEntry(UidModel):
    """One sentence of news; “本期无变化” is one click."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="progress_entries", db_index=False)
    cycle = models.PositiveIntegerField()
    text = models.CharField("进展", max_length=500)
    percent = models.PositiveSmallIntegerField("完成比例", null=True, blank=True)
    figure = models.CharField("数据", max_length=100, blank=True)
    no_change = models.BooleanField("本期无变化", default=False)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "进展"
        indexes = [models.Index(fields=["item", "-id"], name="progress_of_item")]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__lte=100), name="progress_percent"
            )
        ]

    def __str__(self) -> str:
        return self.text


class Evidence(UidModel):
    """A file, or a reference to a document or system record, that proves something."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="evidence", db_index=False)
    cycle = models.PositiveIntegerField()
    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    evidence_class = models.CharField("类别", max_length=8, choices=EvidenceClass)
    title = models.CharField("名称", max_length=200)
    dated_on = models.DateField("材料日期")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    reference = models.CharField("文号或系统记录号", max_length=200, blank=True)
    is_institution_in_force = models.BooleanField("制度已施行并有应用实例", default=False)
    file_path = models.CharField(max_length=200, blank=True)
    file_name = models.CharField("文件名", max_length=200, blank=True)
    file_size = models.PositiveIntegerField(default=0)
    content_type = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    by_verifier = models.BooleanField("验收人补充", default=False)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"
        indexes = [models.Index(fields=["item", "cycle", "id"], name="evidence_of_item")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reference="") | ~Q(file_path=""), name="evidence_is_something"
            )
        ]

    def __str__(self) -> str:
        return self.title
