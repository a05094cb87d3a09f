"""An import is applied: the chosen rows go into the ledger, all of them or none.

Adoption here and its undoing in `undo` are the only writes of `Item.state` outside `base.move`:
an item of a ledger that exists already enters the state that its word says, without an arrow.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models, transaction
from django.db.models import OuterRef, Q, Subquery

from accounts.models import User
from campaign.models import Campaign
from campaign.permissions import CampaignStanding
from core.clock import local_date
from core.errors import GuardFailed, Invalid
from journal import services as journal
from rectification.enums import DONE_STATES, BatchState, RowChoice, RowOutcome, State
from rectification.models import (
    Assignment,
    Clearance,
    Cooperation,
    ImportBatch,
    ImportRow,
    Item,
    ItemOrigin,
    LegacyClosure,
    Measure,
    Plan,
)
from rectification.permissions.ledger import check_import, left_to, office_code
from rectification.selectors.twins import Sought, find_twins
from rectification.services import counts
from rectification.services.intake import problem_key, reserve_numbers
from rectification.services.ledger.adopt import Adopted, Adopter, adopt, draw_sample
from rectification.services.ledger.amending import amend_row
from rectification.services.ledger.batches import OPEN_TO_WORK, locked
from rectification.services.ledger.telling import tell_applied

WRITE = 500
_LATE = (State.MERGED, *DONE_STATES)
"""States whose row needs another row first; such items are written as registered, then moved."""


@dataclass
class Applied:
    """What an application did."""

    created: list[Item] = field(default_factory=list)
    amended: list[Item] = field(default_factory=list)
    duplicates: list[ImportRow] = field(default_factory=list)
    """Rows that somebody else has brought in since the preview."""
    left: list[tuple[ImportRow, str]] = field(default_factory=list)
    """Rows that another must apply, with the sentence why."""
    adopted: list[Adopted] = field(default_factory=list)


def chosen(batch: ImportBatch) -> models.QuerySet[ImportRow]:
    """The rows that an application would write: good ones unless skipped, and chosen duplicates."""
    good = Q(outcome__in=[RowOutcome.NEW, RowOutcome.DOUBTFUL]) & ~Q(choice=RowChoice.SKIP)
    wanted = Q(outcome=RowOutcome.DUPLICATE, choice__in=[RowChoice.AS_NEW, RowChoice.AMEND])
    return batch.rows.filter(good | wanted, item__isnull=True, undone_at__isnull=True)


@transaction.atomic
def apply_batch(
    *, batch: ImportBatch, by: User | None, at: datetime, only_sure: bool = False
) -> Applied:
    """Write the chosen rows into the ledger; `by` is None for the command line.

    `only_sure` leaves doubtful rows for later. Rows that another must apply (closed ones without
    the office's head) are left and named. Raises Denied, GuardFailed, or Invalid for a row that the
    lists no longer fit; then nothing is written.
    """
    current = locked(batch)
    standing = check_import(current, by, at)
    if current.state not in OPEN_TO_WORK:
        raise GuardFailed(f"本次导入现为“{current.get_state_display()}”，不能导入。")
    # Two imports of one campaign wait for each other, so that neither writes the other's rows.
    Campaign.objects.select_for_update(no_key=True).get(pk=current.campaign_id)
    done = Applied()
    mine = _mine(current, standing, only_sure, done)
    amends = [row for row in mine if row.choice == RowChoice.AMEND]
    others = [row for row in mine if row.choice != RowChoice.AMEND]
    fresh = _without_twins(current, others, by, at, done)
    if not fresh and not amends:
        raise GuardFailed(_nothing(done))
    adopter = Adopter(current, fresh, by, at)
    _create(adopter, fresh, done)
    for row in amends:
        done.amended.append(amend_row(row, by=by, at=at))
    _close_batch(current, by, at, done)
    tell_applied(adopter, done.adopted, done.left, by=by)
    return done


def _mine(
    batch: ImportBatch, standing: CampaignStanding | None, only_sure: bool, done: Applied
) -> list[ImportRow]:
    """The chosen rows that this person may apply; the others are left with the sentence why."""
    rows = chosen(batch).order_by("id")
    if only_sure:
        rows = rows.exclude(outcome=RowOutcome.DOUBTFUL)
    office, mine = office_code(batch.campaign), []
    for row in rows:
        row.batch = batch
        why = left_to(row, office, standing)
        if why:
            done.left.append((row, why))
        else:
            mine.append(row)
    return mine


def _nothing(done: Applied) -> str:
    if done.left:
        return done.left[0][1]
    return "没有可以导入的行：请先修改有误的行，或为重复的行选择处理方式。"


def _without_twins(
    batch: ImportBatch, rows: Sequence[ImportRow], by: User | None, at: datetime, done: Applied
) -> list[ImportRow]:
    """Leave out rows that came into the ledger since the preview; they become duplicates."""
    asked = [row for row in rows if row.choice != RowChoice.AS_NEW]
    sought = [
        Sought(
            row.pk,
            row.parsed.get("number", ""),
            row.parsed.get("lead_id"),
            problem_key(row.parsed["problem"]),
            row.twin_key,
        )
        for row in asked
    ]
    twins = find_twins(batch.campaign, batch.department_id, sought, by=by, on=local_date(at))
    for row in asked:
        if row.pk in twins:
            row.outcome, row.duplicate_of_id = RowOutcome.DUPLICATE, twins[row.pk]
            done.duplicates.append(row)
    ImportRow.objects.bulk_update(done.duplicates, ["outcome", "duplicate_of"], batch_size=WRITE)
    return [row for row in rows if row.pk not in twins]


def _create(adopter: Adopter, rows: Sequence[ImportRow], done: Applied) -> None:
    if not rows:
        return
    numbers: list[str | None] = [None] * len(rows)
    if adopter.batch.department_id is None:
        numbers = list(reserve_numbers(adopter.at, len(rows)))
    done.adopted = [adopt(adopter, row, number) for row, number in zip(rows, numbers, strict=True)]
    draw_sample(adopter, done.adopted)
    write_adopted(adopter, done.adopted)
    done.created = [made.item for made in done.adopted]


def write_adopted(adopter: Adopter, adopted: Sequence[Adopted]) -> None:
    """Write items and what belongs to them in bulk; the import is each item's first journal row."""
    for made in adopted:
        if made.enters in _LATE:
            made.item.state = State.REGISTERED
    items = Item.objects.bulk_create([made.item for made in adopted], batch_size=WRITE)
    _write(ItemOrigin, (origin for made in adopted for origin in made.origins))
    _write(Measure, (measure for made in adopted for measure in made.measures))
    _write(Plan, (made.plan for made in adopted if made.plan))
    _write(Assignment, (made.assignment for made in adopted if made.assignment))
    _write(Cooperation, (part for made in adopted for part in made.cooperations))
    _write(Clearance, (clearance for made in adopted for clearance in made.clearances))
    _write(LegacyClosure, (made.legacy for made in adopted if made.legacy))
    through = Item.dimensions.through
    _write(
        through,
        (
            through(item_id=made.item.pk, reviewdimension_id=made.dimension.pk)
            for made in adopted
            if made.dimension
        ),
    )
    _enter_late(adopter, adopted)
    _note_rows(adopter, adopted)
    journal.record_many(_fact(adopter, made) for made in adopted)
    counts.add_all(items)


def _write(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    model._default_manager.bulk_create(list(rows), batch_size=WRITE)


def _enter_late(adopter: Adopter, adopted: Sequence[Adopted]) -> None:
    """Closed items get their state together with the closure that stands for it; merged ones
    together with the item that they went into."""
    legacy = LegacyClosure.objects.filter(item=OuterRef("pk")).values("pk")
    for state in DONE_STATES:
        of_state = [made for made in adopted if made.enters == state]
        for start in range(0, len(of_state), WRITE):
            part = of_state[start : start + WRITE]
            Item.objects.filter(pk__in=[made.item.pk for made in part]).update(
                state=state, legacy_closure=Subquery(legacy)
            )
        for made in of_state:
            made.item.state, made.item.legacy_closure = state, made.legacy
    merged = [made for made in adopted if made.enters == State.MERGED]
    if not merged:
        return
    known = {made.row.parsed.get("number"): made.item for made in adopted}
    others = Item.objects.filter(number__in={made.merges_into for made in merged})
    known |= {item.number: item for item in others}
    for made in merged:
        into = known.get(made.merges_into)
        if into is None or into.pk == made.item.pk:
            sentence = f"第{made.row.row}行：没有找到所并入的事项“{made.merges_into}”，请改正编号。"
            raise Invalid.at("rows", sentence)
        made.item.state, made.item.merged_into = State.MERGED, into
    Item.objects.bulk_update([m.item for m in merged], ["state", "merged_into"], batch_size=WRITE)


def _note_rows(adopter: Adopter, adopted: Sequence[Adopted]) -> None:
    """Tie the rows to their items; what was said at adoption stays on the row."""
    rows, noted = [made.row for made in adopted], []
    for made in adopted:
        made.row.item, made.row.written_version = made.item, made.item.version
        if made.notes:
            said = [{"field": None, "column": "", "text": t, "level": "note"} for t in made.notes]
            made.row.messages = [*made.row.messages, *said]
            noted.append(made.row)
    ImportRow.objects.bulk_update(rows, ["item"], batch_size=WRITE)
    ImportRow.objects.bulk_update(noted, ["messages"], batch_size=WRITE)
    for start in range(0, len(rows), WRITE):
        ids = [row.pk for row in rows[start : start + WRITE]]
        ImportRow.objects.filter(pk__in=ids).update(
            written_by=adopter.by, written_at=adopter.at, written_version=1
        )


def _fact(adopter: Adopter, made: Adopted) -> journal.Fact:
    item, row, batch = made.item, made.row, adopter.batch
    data = {
        "batch": str(batch.uid),
        "file": batch.name,
        "sheet": row.sheet,
        "row": row.row,
        "word": row.parsed.get("state", ""),
        "enters": made.enters.value,
        "state": item.state,
        "version": item.version,
    }
    if made.enters == State.VOIDED:
        data["reason"] = row.parsed.get("remarks", "")[:500]
    if item.due_set_by_system:
        data["due_set_by_system"] = item.due_on.isoformat()
    if made.enters == State.DRAFT and row.enters != State.DRAFT:
        data["would_enter"] = row.enters
    return journal.Fact(
        type="item.imported",
        subject=item,
        by=adopter.by,
        at=adopter.at,
        department_code=item.lead_department.code if item.lead_department else "",
        data=data,
        campaign_id=item.campaign_id,
    )


def _close_batch(batch: ImportBatch, by: User | None, at: datetime, done: Applied) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(
        state=BatchState.APPLIED, applied_by=by, applied_at=at
    )
    batch.state, batch.applied_by, batch.applied_at = BatchState.APPLIED, by, at
    journal.record(
        type="import.applied",
        subject=batch,
        by=by,
        at=at,
        data={
            "created": len(done.created),
            "amended": len(done.amended),
            "duplicates": len(done.duplicates),
            "left": len(done.left),
        },
        campaign_id=batch.campaign_id,
    )
