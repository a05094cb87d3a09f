"""Who may see sensitive items, and the views that people keep."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from core.models import UidModel
from rectification.enums import ClearanceKind
from rectification.models.item import Item


class Clearance(UidModel):
    """A named person who may see one sensitive item. Leaders follow from their posts instead."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="clearances")
    person = models.ForeignKey(User, models.PROTECT, related_name="clearances")
    kind = models.CharField(max_length=12, choices=ClearanceKind)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "知悉范围"
        indexes = [models.Index(fields=["person", "item"], name="clearance_of_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "person", "kind"],
                condition=Q(ended_at__isnull=True),
                name="cleared_once",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class SavedView(UidModel):
    """A filter of the ledger that a person keeps under a name."""

    person = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    name = models.CharField("名称", max_length=30)
    query = models.CharField("筛选条件", max_length=500)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "已存筛选"
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name
