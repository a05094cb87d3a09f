"""Days off and make-up days that the office declares. The caller writes the journal."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from core.models import WorkdayOverride


def set_override(
    *, day: date, is_workday: bool, name: str = "", source_doc: str = ""
) -> WorkdayOverride:
    """Declare `day` worked or off; an earlier declaration of the same day is replaced."""
    override, _ = WorkdayOverride.objects.update_or_create(
        date=day,
        defaults={"is_workday": is_workday, "name": name, "source_doc": source_doc},
    )
    return override


@transaction.atomic
def set_overrides(*, rows: Iterable[WorkdayOverride]) -> int:
    """Declare many days in one statement; returns how many."""
    declared = WorkdayOverride.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["date"],
        update_fields=["is_workday", "name", "source_doc"],
    )
    return len(declared)


def delete_override(*, day: date) -> bool:
    """Take a declaration back; False when there was none."""
    deleted, _ = WorkdayOverride.objects.filter(date=day).delete()
    return bool(deleted)
