"""A stand-in for the ladder: whoever leads an open item is told once that it is near or over."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.selectors import heads_of
from core import clock
from core.clock import local_date
from core.tasks import tick
from notifications.services import Fact, tell_many
from rectification.models import Item

BATCH = 50


def send_due(*, at: datetime) -> int:
    """Tell what is due within three days and has not been told; returns how many items."""
    on = local_date(at)
    items = Item.objects.filter(
        effective_due_on__lte=on + timedelta(days=3), lead_department__isnull=False
    ).exclude(state__in=["closed", "voided"])
    rows = list(items.order_by("id"))
    heads = heads_of({row.lead_department_id for row in rows}, on)
    for start in range(0, len(rows), BATCH):
        with transaction.atomic():
            tell_many(facts=[_fact(row, heads) for row in rows[start : start + BATCH]], at=at)
    return len(rows)


def _fact(item: Item, heads: dict) -> Fact:
    return Fact(
        people=[heads[item.lead_department_id].user],
        kind="informed",
        key=f"item:{item.uid}:due:{item.due_version}",
        subject=item,
        text="到期提醒",
    )


@tick()
def tell_due() -> int:
    """The stand-in as a tick."""
    return send_due(at=clock.now())
