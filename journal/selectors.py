"""Questions that the journal answers. Entries carry no visibility: ask it of the subject first."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, QuerySet

from core.clock import LOCAL_ZONE
from core.selectors import COUNTED_TO, DueRows
from journal.models import Entry, Unsealed


def timeline(subject_type: str, subject_id: int) -> QuerySet[Entry]:
    """Return the entries of one subject, oldest first, e.g. timeline("rectification.item", 7)."""
    return Entry.objects.filter(subject_type=subject_type, subject_id=subject_id).order_by("id")


def moments_of(
    type: str,  # noqa: A002 - the entry's own word
    subject_type: str,
    subject_ids: Collection[int],
) -> dict[int, list[datetime]]:
    """When entries of `type` were made, by subject, the oldest first (1 statement)."""
    rows = Entry.objects.filter(
        subject_type=subject_type, subject_id__in=list(subject_ids), type=type
    )
    found: dict[int, list[datetime]] = {}
    for subject_id, at in rows.order_by("id").values_list("subject_id", "at"):
        found.setdefault(subject_id, []).append(at)
    return found


def recorded_today(
    *,
    type: str,  # noqa: A002 - the entry's own word
    subject: Model,
    by: AbstractBaseUser,
    on: date,
) -> bool:
    """Return whether `by` has an entry of `type` about `subject` on the day `on` in China."""
    start = datetime.combine(on, time(), LOCAL_ZONE)
    return Entry.objects.filter(
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        type=type,
        actor=by.pk,
        at__gte=start,
        at__lt=start + timedelta(days=1),
    ).exists()


def due_entries(at: datetime) -> DueRows:
    """What waits for its seal, for the operator's page (settings.DUE_ROWS). 2 statements."""
    oldest = Unsealed.objects.select_related("entry").order_by("entry_id").first()
    since = oldest.entry.at if oldest else None
    return DueRows("待封存的日志", since, Unsealed.objects.all()[:COUNTED_TO].count())
