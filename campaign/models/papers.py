"""How many papers the system made, and how much of them it filled in by itself.

A row names no person and no row of the ledger: what a paper is about is kept as a digest that
serves only to count it once.
"""

from django.db import models
from django.db.models import Q

from accounts.models import Department
from campaign.enums import PaperKind
from campaign.models.campaign import Campaign


class GeneratedPaper(models.Model):
    """One paper of one week: made again, it stays one and keeps the latest figures.

    `department` is the one that it is about, None for the city; `cells` are the filled cells that
    came from rows, `items` the items that it draws on. Sensitive rows are in neither.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="generated_papers")
    kind = models.CharField("材料", max_length=16, choices=PaperKind)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", null=True, blank=True
    )
    week = models.DateField("所在周", help_text="星期一")
    on = models.DateField("生成日期")
    digest = models.CharField("内容标记", max_length=32)
    cells = models.PositiveBigIntegerField("自动填好的栏数")
    items = models.PositiveIntegerField("所用事项数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "自动生成的材料"
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "week", "kind", "digest"], name="paper_once_a_week"
            ),
            models.CheckConstraint(condition=Q(cells__gt=0), name="paper_says_something"),
            models.CheckConstraint(
                condition=Q(kind__in=PaperKind.values), name="paper_of_a_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.week}"
