"""A ledger being brought in: the sheet as it came, the reading of it, and what became of it."""

from django.db import models

from accounts.models import Department, User
from campaign.models import Campaign
from core.models import UidModel
from rectification.enums import BatchState, RowChoice, RowOutcome
from rectification.models.item import Item


class ImportBatch(UidModel):
    """One file or paste. Nothing is in the ledger until it is applied, all or nothing.

    Rows that were left out, or that another must apply, may follow later: each row says who wrote
    it and when. `seed` is that of the sample of closures from before this system.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="import_batches")
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="import_batches", null=True, blank=True
    )
    name = models.CharField("文件", max_length=200)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    is_paste = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=BatchState, default=BatchState.PREVIEW)
    as_of = models.DateField("截至日期", null=True, blank=True)
    sheets = models.JSONField(default=list)
    column_map = models.JSONField(default=dict)
    seed = models.CharField(max_length=64, blank=True)
    is_from_command = models.BooleanField(default=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField()
    applied_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "台账导入"
        indexes = [models.Index(fields=["campaign", "-id"], name="batches_of_campaign")]

    def __str__(self) -> str:
        return self.name


class ImportRow(UidModel):
    """One row of the sheet: what stands there, how it was read, what was chosen and done.

    `raw` holds the cells and what is needed to read them again, `parsed` what they mean, `edits`
    the cells that a person changed. `twin_key` is that of lead and problem text: the same row of
    another file is known by it even when its item has moved on since.
    """

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    sheet = models.CharField(max_length=100)
    row = models.PositiveIntegerField()
    raw = models.JSONField(default=dict)
    edits = models.JSONField(default=dict)
    parsed = models.JSONField(default=dict)
    messages = models.JSONField(default=list)
    outcome = models.CharField(max_length=10, choices=RowOutcome)
    enters = models.CharField(max_length=24, blank=True)
    choice = models.CharField(max_length=10, choices=RowChoice, blank=True)
    twin_key = models.CharField(max_length=64, blank=True)
    is_sensitive = models.BooleanField("敏感", default=False)
    duplicate_of = models.ForeignKey(Item, models.SET_NULL, null=True, blank=True, related_name="+")
    item = models.ForeignKey(
        Item, models.SET_NULL, null=True, blank=True, related_name="import_rows"
    )
    previous = models.JSONField(default=dict)
    written_version = models.PositiveIntegerField(null=True, blank=True)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入行"
        indexes = [
            models.Index(fields=["batch", "outcome", "id"], name="rows_of_batch"),
            models.Index(
                fields=["twin_key"], condition=models.Q(item__isnull=False), name="row_twin"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["batch", "sheet", "row"], name="import_row_once")
        ]

    def __str__(self) -> str:
        return f"{self.sheet}!{self.row}"
