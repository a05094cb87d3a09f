"""Counts of items are kept where items change, in key order, so that nothing is ever scanned."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from campaign.models import Campaign
from rectification.enums import DONE_STATES, CountKind, State, VoidReason
from rectification.lights import TICKING
from rectification.models import Item, ItemCount

BATCH = 500


@dataclass(frozen=True)
class CountKey:
    """What items that are counted together share; see `ItemCount`."""

    kind: str
    campaign_id: int
    is_sensitive: bool
    lead_department_id: int | None = None
    target_id: int | None = None
    source_id: int | None = None
    bucket: str = ""
    effective_due_on: date | None = None

    @property
    def key(self) -> str:
        due = self.effective_due_on.isoformat() if self.effective_due_on else ""
        ids = (self.lead_department_id, self.target_id, self.source_id)
        parts = (self.kind, self.campaign_id, *(i or "" for i in ids), self.bucket, due)
        return "|".join(map(str, (*parts, int(self.is_sensitive))))


def bucket_of(item: Item) -> str:
    """The state; closures from before this system are a bucket of their own (导入前已销号)."""
    if item.state in DONE_STATES and item.sign_off_id is None and item.legacy_closure_id:
        return f"{item.state}_before"
    return item.state


def count_keys(item: Item) -> frozenset[CountKey]:
    """The keys under which an item is counted; none for drafts and undone imports.

    Where the clock stands (suspended, or signed and waiting for verification) no date counts.
    """
    if item.state == State.DRAFT or item.void_reason == VoidReason.IMPORT_UNDONE:
        return frozenset()
    common = {"campaign_id": item.campaign_id, "is_sensitive": item.is_sensitive}
    place = {"lead_department_id": item.lead_department_id, "target_id": item.target_id}
    found = [
        CountKey(
            CountKind.STATE.value,
            **common,
            **place,
            source_id=item.first_source_id,
            bucket=bucket_of(item),
        )
    ]
    running = item.state in TICKING
    if running and item.effective_due_on is not None:
        due = {"effective_due_on": item.effective_due_on}
        source = {"source_id": item.first_source_id}
        found.append(CountKey(CountKind.DUE.value, **common, **place, **due))
        found.append(CountKey(CountKind.SOURCE_DUE.value, **common, **source, **due))
    return frozenset(found)


_INSERT = (
    "INSERT INTO rectification_itemcount AS c (key, kind, campaign_id, lead_department_id, "
    "target_id, source_id, bucket, effective_due_on, is_sensitive, n) VALUES "
)
_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_ADD = " ON CONFLICT (key) DO UPDATE SET n = c.n + excluded.n"


def apply(deltas: dict[CountKey, int]) -> None:
    """Add to the counts in one statement per 500 keys.

    Keys are taken in order, so that two transactions never wait for each other crosswise. Django
    has no upsert that adds, hence the SQL; both databases know it.
    """
    rows = sorted((key.key, key, n) for key, n in deltas.items() if n)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            values: list[object] = []
            for text, key, n in part:
                values += [text, key.kind, key.campaign_id, key.lead_department_id]
                values += [key.target_id, key.source_id, key.bucket, key.effective_due_on]
                values += [key.is_sensitive, n]
            rows_of = ", ".join([_ROW] * len(part))
            sql = _INSERT + rows_of + _ADD  # nosec B608 - placeholders are joined, no value
            cursor.execute(sql, values)


def shift(before: frozenset[CountKey], after: frozenset[CountKey]) -> None:
    """One item has gone from some keys to others."""
    deltas = dict.fromkeys(before - after, -1) | dict.fromkeys(after - before, 1)
    if deltas:
        apply(deltas)


def add_all(items: Iterable[Item]) -> None:
    """Count items that were written in bulk."""
    apply(Counter(key for item in items for key in count_keys(item)))


def take_all(items: Iterable[Item]) -> None:
    """Take items out of the counts, as they stand, before they are moved in bulk."""
    there = Counter(key for item in items for key in count_keys(item))
    apply({key: -n for key, n in there.items()})


def true_counts(campaign: Campaign) -> Counter[CountKey]:
    """The counts as the rows say, by reading all of them."""
    fields = ("state", "void_reason", "campaign_id", "is_sensitive", "lead_department_id")
    more = ("target_id", "first_source_id", "effective_due_on", "sign_off_id", "legacy_closure_id")
    rows = Item.objects.filter(campaign=campaign).exclude(state=State.DRAFT).only(*fields, *more)
    true: Counter[CountKey] = Counter()
    for item in rows.order_by("id").iterator(chunk_size=5000):
        true.update(count_keys(item))
    return true


@transaction.atomic
def recount(*, campaign: Campaign) -> int:
    """Compare the counts of a campaign with its rows and mend them; returns keys that differed."""
    wanted = {key.key: (key, n) for key, n in true_counts(campaign).items()}
    stored = dict(ItemCount.objects.filter(campaign=campaign).values_list("key", "n"))
    wrong = {
        text
        for text in stored.keys() | wanted.keys()
        if stored.get(text, 0) != wanted.get(text, (None, 0))[1]
    }
    ItemCount.objects.filter(key__in=wrong).delete()
    apply({wanted[text][0]: wanted[text][1] for text in wrong if text in wanted})
    ItemCount.objects.filter(campaign=campaign, n=0).delete()
    return len(wrong)
