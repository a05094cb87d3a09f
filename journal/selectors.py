"""Questions that the journal answers. Entries carry no visibility: ask it of the subject first."""

from django.db.models import QuerySet

from journal.models import Entry


def timeline(subject_type: str, subject_id: int) -> QuerySet[Entry]:
    """Return the entries of one subject, oldest first, e.g. timeline("rectification.item", 7)."""
    return Entry.objects.filter(subject_type=subject_type, subject_id=subject_id).order_by("id")
