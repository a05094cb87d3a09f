"""What is asked of leaders about an item: more time, a pause; and what they say to it."""

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from core.models import UidModel
from rectification.enums import ExtensionState
from rectification.models.item import Item


class Extension(UidModel):
    """A request for a later due date; the original date is kept for ever on the item."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="extensions", db_index=False)
    cycle = models.PositiveIntegerField()
    ordinal = models.PositiveSmallIntegerField("第几次")
    state = models.CharField(max_length=10, choices=ExtensionState, default=ExtensionState.PENDING)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    old_due_on = models.DateField()
    new_due_on = models.DateField()
    is_after_due = models.BooleanField("逾期后申请")
    reason = models.CharField(max_length=500)
    progress = models.CharField(max_length=500)
    interim_measure = models.CharField(max_length=500)
    endorsed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    endorsed_at = models.DateTimeField(null=True, blank=True)
    endorsement_absent = models.CharField("无第一责任人意见的原因", max_length=100, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "延期申请"
        indexes = [models.Index(fields=["item", "cycle", "id"], name="extension_of_item")]
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(state__in=[ExtensionState.PENDING, ExtensionState.ENDORSED]),
                name="one_pending_extension",
            ),
            models.CheckConstraint(
                condition=Q(new_due_on__gt=F("old_due_on")), name="extension_is_later"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="extension_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_due_on}→{self.new_due_on}"


class Suspension(UidModel):
    """A pause for a legal or force-majeure reason; the clock stops."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="suspensions")
    cycle = models.PositiveIntegerField()
    reason = models.CharField(max_length=500)
    document_number = models.CharField(max_length=100)
    started_on = models.DateField()
    review_on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    renewals = models.JSONField(default=list)

    class Meta:
        verbose_name = verbose_name_plural = "中止"
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(ended_on__isnull=True), name="one_open_suspension"
            )
        ]

    def __str__(self) -> str:
        return self.reason


class Instruction(UidModel):
    """A leader's written instruction (批示) on an item."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="instructions", db_index=False)
    text = models.CharField(max_length=500)
    asks_notice = models.BooleanField("要求发督办单", default=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    post_title = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "批示"
        indexes = [models.Index(fields=["item", "-id"], name="instruction_of_item")]

    def __str__(self) -> str:
        return self.text
