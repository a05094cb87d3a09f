"""Counts of items, kept by the services in the transaction of each change."""

from django.db import models

from accounts.models import Department
from campaign.models import Campaign, Source, Target


class ItemCount(models.Model):
    """How many items share campaign, lead, target, first source, bucket, date and sensitivity.

    `bucket` is the state, or `closed_before`/`sustained_before` for closures from before this
    system. `effective_due_on` is kept for open items only. `key` joins all of it, unique.
    """

    key = models.CharField(max_length=120, unique=True)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="item_counts")
    lead_department = models.ForeignKey(
        Department, models.CASCADE, related_name="item_counts", null=True
    )
    target = models.ForeignKey(Target, models.CASCADE, related_name="item_counts", null=True)
    source = models.ForeignKey(Source, models.CASCADE, related_name="item_counts", null=True)
    bucket = models.CharField(max_length=24)
    effective_due_on = models.DateField(null=True)
    is_sensitive = models.BooleanField()
    n = models.IntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "事项计数"
        indexes = [
            models.Index(fields=["campaign", "bucket", "effective_due_on"], name="count_lookup")
        ]

    def __str__(self) -> str:
        return f"{self.key}={self.n}"
