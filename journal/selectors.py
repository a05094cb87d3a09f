"""Questions that the journal answers. Entries carry no visibility: ask it of the subject first."""

from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, QuerySet

from core.clock import LOCAL_ZONE
from journal.models import Entry


def timeline(subject_type: str, subject_id: int) -> QuerySet[Entry]:
    """Return the entries of one subject, oldest first, e.g. timeline("rectification.item", 7)."""
    return Entry.objects.filter(subject_type=subject_type, subject_id=subject_id).order_by("id")


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
