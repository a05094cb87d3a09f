"""Bulk loading of made-up items, for measuring: the rows that the services would have written.

No act of a person goes through here, and no command that a city uses calls it but `seed_city`,
which refuses a database that holds anything else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Case, F, OuterRef, Subquery, Value, When

from journal import services as journal
from rectification.enums import Kind, State
from rectification.models import (
    Assignment,
    ClosureRequest,
    Cooperation,
    Evidence,
    Item,
    ItemOrigin,
    ItemSequence,
    Measure,
    Plan,
    SignOff,
    Verification,
    VerificationDraw,
)

BATCH = 2000


@dataclass
class Batch:
    """Rows of one batch; children refer to their item by object."""

    items: list[Item] = field(default_factory=list)
    origins: list[ItemOrigin] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    cooperations: list[Cooperation] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    requests: list[ClosureRequest] = field(default_factory=list)
    sign_offs: list[SignOff] = field(default_factory=list)
    draws: list[VerificationDraw] = field(default_factory=list)
    verifications: list[Verification] = field(default_factory=list)
    facts: list[journal.Fact] = field(default_factory=list)


@transaction.atomic
def load_batch(batch: Batch) -> None:
    """Write one batch, children after their items, in statements of `BATCH` rows.

    Items that are to be closed come as awaiting verification with `closed_at` set. The counts are
    made at the end, by `recount`.
    """
    Item.objects.bulk_create(batch.items, batch_size=BATCH)
    lists: Sequence[list] = (
        batch.origins,
        batch.assignments,
        batch.cooperations,
        batch.plans,
        batch.measures,
        batch.evidence,
        batch.requests,
        batch.sign_offs,
        batch.draws,
        batch.verifications,
    )
    for rows in lists:
        if rows:
            type(rows[0]).objects.bulk_create(rows, batch_size=BATCH)
    _close(batch)
    journal.record_many(batch.facts)


def _close(batch: Batch) -> None:
    ids = [item.pk for item in batch.items if item.closed_at is not None]
    signed = SignOff.objects.filter(item=OuterRef("pk")).values("pk")[:1]
    verified = Verification.objects.filter(item=OuterRef("pk")).values("pk")[:1]
    long_term = When(kind=Kind.LONG_TERM, then=Value(State.SUSTAINED.value))
    Item.objects.filter(pk__in=ids).update(
        sign_off=Subquery(signed),
        verification=Subquery(verified),
        state=Case(long_term, default=Value(State.CLOSED.value)),
        version=F("version") + 1,
    )


def set_sequence(year: int, last: int) -> None:
    """Let numbers go on after those that were loaded."""
    ItemSequence.objects.update_or_create(year=year, defaults={"last": last})
