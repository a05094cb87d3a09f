"""Counts of items, kept by the services in the transaction of each change."""

from django.db import models

from accounts.models import Department
from campaign.models import Campaign, Source, Target
from rectification.enums import CountKind


class ItemCount(models.Model):
    """How many items share what `kind` says; every item is counted once in each kind.

    STATE: campaign, lead, target, first source, sensitivity and `bucket`: the state, or
    `closed_before`/`sustained_before` for closures from before this system.
    DUE (running clocks only): campaign, lead, target, sensitivity and `effective_due_on`.
    SOURCE_DUE (running clocks only): campaign, first source, sensitivity and `effective_due_on`.

    Dates stand apart from states and sources, so that the table stays small however many items
    there are: what is read for an overview grows with departments × targets × days. `key` joins
    all of it, unique.
    """

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=10, choices=CountKind)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="item_counts")
    lead_department = models.ForeignKey(
        Department, models.CASCADE, related_name="item_counts", null=True
    )
    target = models.ForeignKey(Target, models.CASCADE, related_name="item_counts", null=True)
    source = models.ForeignKey(Source, models.CASCADE, related_name="item_counts", null=True)
    bucket = models.CharField(max_length=24, blank=True)
    effective_due_on = models.DateField(null=True)
    is_sensitive = models.BooleanField()
    n = models.IntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "事项计数"
        indexes = [
            models.Index(fields=["campaign", "kind", "effective_due_on"], name="count_lookup"),
            models.Index(fields=["lead_department", "kind"], name="count_of_department"),
        ]

    def __str__(self) -> str:
        return f"{self.key}={self.n}"
