"""Counts of items are kept where items change, in key order, so that nothing is ever scanned."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F

from campaign.models import Campaign
from rectification.enums import DONE_STATES, OPEN_STATES, State, VoidReason
from rectification.models import Item, ItemCount


@dataclass(frozen=True, order=True)
class CountKey:
    """What items that are counted together share."""

    key: str
    campaign_id: int
    lead_department_id: int | None
    target_id: int | None
    source_id: int | None
    bucket: str
    effective_due_on: date | None
    is_sensitive: bool


def bucket_of(item: Item) -> str:
    """The state; closures from before this system are a bucket of their own (导入前已销号)."""
    if item.state in DONE_STATES and item.sign_off_id is None and item.legacy_closure_id:
        return f"{item.state}_before"
    return item.state


def count_key(item: Item) -> CountKey | None:
    """The key under which an item is counted; None for drafts and undone imports."""
    if item.state == State.DRAFT or item.void_reason == VoidReason.IMPORT_UNDONE:
        return None
    due = item.effective_due_on if item.state in OPEN_STATES else None
    bucket = bucket_of(item)
    parts = (
        item.campaign_id,
        item.lead_department_id or "-",
        item.target_id or "-",
        item.first_source_id or "-",
        bucket,
        due.isoformat() if due else "-",
        int(item.is_sensitive),
    )
    return CountKey(
        key="|".join(str(part) for part in parts),
        campaign_id=item.campaign_id,
        lead_department_id=item.lead_department_id,
        target_id=item.target_id,
        source_id=item.first_source_id,
        bucket=bucket,
        effective_due_on=due,
        is_sensitive=item.is_sensitive,
    )


def _row(key: CountKey, n: int) -> ItemCount:
    return ItemCount(
        key=key.key,
        campaign_id=key.campaign_id,
        lead_department_id=key.lead_department_id,
        target_id=key.target_id,
        source_id=key.source_id,
        bucket=key.bucket,
        effective_due_on=key.effective_due_on,
        is_sensitive=key.is_sensitive,
        n=n,
    )


def apply(deltas: dict[CountKey, int]) -> None:
    """Add to the counts, in key order so that two transactions never wait for each other."""
    for key in sorted(deltas, key=lambda k: k.key):
        delta = deltas[key]
        if delta == 0:
            continue
        if ItemCount.objects.filter(key=key.key).update(n=F("n") + delta):
            continue
        ItemCount.objects.bulk_create([_row(key, 0)], ignore_conflicts=True)
        ItemCount.objects.filter(key=key.key).update(n=F("n") + delta)


def shift(before: CountKey | None, after: CountKey | None) -> None:
    """One item has gone from one key to another."""
    if before == after:
        return
    deltas: Counter[CountKey] = Counter()
    if before is not None:
        deltas[before] -= 1
    if after is not None:
        deltas[after] += 1
    apply(deltas)


def add_all(items: Iterable[Item]) -> None:
    """Count items that were written in bulk."""
    apply(Counter(key for key in map(count_key, items) if key is not None))


@transaction.atomic
def recount(*, campaign: Campaign) -> int:
    """Compare the counts of a campaign with its rows and mend them; returns keys that differed."""
    true: Counter[CountKey] = Counter()
    rows = Item.objects.filter(campaign=campaign).exclude(state=State.DRAFT)
    for item in rows.order_by("id").iterator(chunk_size=5000):
        key = count_key(item)
        if key is not None:
            true[key] += 1
    stored = dict(ItemCount.objects.filter(campaign=campaign).values_list("key", "n"))
    wanted = {key.key: n for key, n in true.items()}
    wrong = {k for k in stored.keys() | wanted.keys() if stored.get(k, 0) != wanted.get(k, 0)}
    ItemCount.objects.filter(campaign=campaign).delete()
    rows_wanted = [_row(key, n) for key, n in sorted(true.items(), key=lambda p: p[0].key)]
    ItemCount.objects.bulk_create(rows_wanted, batch_size=1000)
    return len(wrong)
