"""Which rungs of the ladder have been reached and told: what makes a reminder happen once."""

from datetime import UTC, datetime

from django.db import models

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class RungReached(models.Model):
    """A rung that a clock has reached, noted in the transaction that tells of it.

    `source` and `subject_id` say whose clock it is (an item's key for "item"). What starts a new
    ladder makes a new row: `version` is the due version of a date, the cycle of a desk, the key of
    a request; `since` is when the item came to the desk (`EPOCH` where the version says it all).
    A scan leaves out, by this table's one index, whatever has its highest rung noted; so it costs
    what is new, and two scanners can't both note the same rung.
    """

    source = models.CharField(max_length=12)
    clock = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    version = models.BigIntegerField(default=0)
    since = models.DateTimeField(default=EPOCH)
    rung = models.SmallIntegerField()
    noted_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "已到提醒节点"
        indexes = [models.Index(fields=["noted_at", "id"], name="rung_noted")]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "clock", "subject_id", "version", "since", "rung"],
                name="rung_noted_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.subject_id} {self.clock} {self.rung:+d}"
