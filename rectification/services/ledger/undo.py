"""An import is taken back within a day: what has not moved goes, what has moved stays, by name.

Beside adoption in `apply`, the only writes of `Item.state` outside `base.move`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import User
from accounts.selectors import officers_of
from core.clock import local_date
from core.errors import Conflict, GuardFailed
from journal import services as journal
from journal.models import Entry
from notifications import services as notifications
from notifications.enums import MessageKind
from rectification.enums import AssignmentEnd, BatchState, State, VoidReason
from rectification.models import Assignment, Clearance, ImportBatch, ImportRow, Item, LegacyClosure
from rectification.permissions.ledger import (
    HEAD,
    check_confirm,
    check_undo,
    closing_role,
    office_code,
    undo_hours,
)
from rectification.selectors.imports import unconfirmed
from rectification.services import counts
from rectification.services.ledger.amending import restore_row
from rectification.services.ledger.batches import locked

WRITE = 500
QUIET = ("item.imported", "item.read", "item.due_recomputed")
"""Journal rows that are no move: the import itself, and that somebody read."""
UNDONE = "导入已撤销"


@dataclass(frozen=True)
class Moved:
    """An item that somebody has worked on since the import; it stays."""

    row: ImportRow
    item: Item
    who: str
    what: str
    when: datetime | None


@dataclass
class UndoPlan:
    """What an undo would take back, and what would stay."""

    free: list[ImportRow] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)


def _rows(batch: ImportBatch, by: User, at: datetime) -> list[ImportRow]:
    everything = check_undo(batch, by, at)
    rows = batch.rows.filter(item__isnull=False, undone_at__isnull=True)
    rows = rows.filter(written_at__gt=at - undo_hours(batch))
    if not everything:
        rows = rows.filter(written_by=by)
    return list(rows.select_related("item__lead_department").order_by("id"))


def undo_plan(*, batch: ImportBatch, by: User, at: datetime) -> UndoPlan:
    """What `by` could take back now. Raises Denied, or GuardFailed once the day is over."""
    plan = UndoPlan()
    rows = _rows(batch, by, at)
    last = _last_entries([row.item_id for row in rows if not row.previous], batch)
    holding = _holding({row.item_id for row in rows})
    for row in rows:
        entry = last.get(row.item_id)
        if row.previous:
            touched = row.item.version != row.written_version
            entry = _last_of(row.item_id) if touched else None
            if touched and entry is None:
                plan.moved.append(Moved(row, row.item, "", "已有后续改动", None))
                continue
        if entry is not None:
            who = entry.actor_name or "系统"
            plan.moved.append(Moved(row, row.item, who, entry.type, entry.at))
        elif row.item_id in holding and not row.previous:
            plan.moved.append(Moved(row, row.item, "", "已有事项并入", None))
        else:
            plan.free.append(row)
    return plan


def _last_entries(ids: Sequence[int], batch: ImportBatch) -> dict[int, Entry]:
    """The last journal row of each item that is more than its import."""
    found: dict[int, Entry] = {}
    for start in range(0, len(ids), WRITE):
        entries = Entry.objects.filter(
            subject_type=Item._meta.label_lower, subject_id__in=ids[start : start + WRITE]
        )
        for entry in entries.exclude(type__in=QUIET).order_by("id"):
            found[entry.subject_id] = entry
    return found


def _last_of(item_id: int) -> Entry | None:
    entries = Entry.objects.filter(subject_type=Item._meta.label_lower, subject_id=item_id)
    return entries.exclude(type__in=QUIET).order_by("-id").first()


def _holding(ids: set[int]) -> set[int]:
    """Items into which others, not of this import, were merged since."""
    found: set[int] = set()
    wanted = sorted(ids)
    for start in range(0, len(wanted), WRITE):
        others = Item.objects.filter(merged_into__in=wanted[start : start + WRITE])
        pairs = others.exclude(void_reason=VoidReason.IMPORT_UNDONE)
        found |= {into for pk, into in pairs.values_list("id", "merged_into_id") if pk not in ids}
    return found


@transaction.atomic
def undo_batch(
    *, batch: ImportBatch, by: User, at: datetime, leaving: int = 0
) -> tuple[int, list[Moved]]:
    """Take the import back. Returns how many rows were undone, and the items that stay.

    `leaving` is how many moved items the person was shown and agreed to leave: GuardFailed names
    them where he was not, Conflict where more have moved meanwhile. Untouched items become voided
    (import_undone) and drafts are deleted; corrected items get their old values back.
    """
    current = locked(batch)
    rows = batch.rows.filter(item__isnull=False, undone_at__isnull=True).values("item")
    list(Item.objects.filter(pk__in=rows).select_for_update().order_by("id").values_list("pk"))
    plan = undo_plan(batch=current, by=by, at=at)
    if len(plan.moved) != leaving:
        if leaving:
            raise Conflict("核对之后又有事项已被办理，请重新查看哪些事项会保留，再决定是否撤销。")
        raise GuardFailed([_sentence(moved) for moved in plan.moved], before="以下事项已有人办理：")
    if not plan.free:
        raise GuardFailed("导入的事项都已有人办理，没有可撤销的内容。")
    _take_back(current, plan.free, by, at)
    left = current.rows.filter(item__isnull=False, undone_at__isnull=True).exists()
    if not left:
        ImportBatch.objects.filter(pk=current.pk).update(
            state=BatchState.UNDONE, undone_by=by, undone_at=at
        )
    journal.record(
        type="import.undone",
        subject=current,
        by=by,
        at=at,
        data={"undone": len(plan.free), "kept": len(plan.moved)},
        campaign_id=current.campaign_id,
    )
    return len(plan.free), plan.moved


def _sentence(moved: Moved) -> str:
    who = f"{moved.who}已办理" if moved.who else moved.what
    return f"第{moved.row.row}行{moved.item.number or '草稿'}：{who}"


def _take_back(batch: ImportBatch, rows: Sequence[ImportRow], by: User, at: datetime) -> None:
    amended = [row for row in rows if row.previous]
    fresh = [row for row in rows if not row.previous]
    drafts = [row.item for row in fresh if row.item.state == State.DRAFT]
    items = [row.item for row in fresh if row.item.state != State.DRAFT]
    journal.record_many(
        journal.Fact(
            type="item.import_undone",
            subject=row.item,
            by=by,
            at=at,
            data={"batch": str(batch.uid), "row": row.row, "from": row.item.state},
            campaign_id=batch.campaign_id,
        )
        for row in rows
    )
    for start in range(0, len(rows), WRITE):
        ids = [row.pk for row in rows[start : start + WRITE]]
        ImportRow.objects.filter(pk__in=ids).update(undone_at=at)
    _tell(batch, items, by, at)
    _void(items, by, at)
    for start in range(0, len(drafts), WRITE):
        ids = [item.pk for item in drafts[start : start + WRITE]]
        Item.objects.filter(pk__in=ids, state=State.DRAFT).delete()
    for row in amended:
        changes = {**restore_row(row.item, row.previous), "changed_at": at}
        before = counts.count_keys(row.item)
        Item.objects.filter(pk=row.item_id).update(version=F("version") + 1, **changes)
        for name, value in changes.items():
            setattr(row.item, name, value)
        counts.shift(before, counts.count_keys(row.item))


def _void(items: Sequence[Item], by: User, at: datetime) -> None:
    """Undone items keep their number and are left out of lists and counts."""
    counts.take_all(items)
    for start in range(0, len(items), WRITE):
        ids = [item.pk for item in items[start : start + WRITE]]
        Item.objects.filter(pk__in=ids).update(
            state=State.VOIDED,
            state_since=at,
            changed_at=at,
            void_reason=VoidReason.IMPORT_UNDONE,
            merged_into=None,
            look_back_due_on=None,
            version=F("version") + 1,
        )
        Clearance.objects.filter(item__in=ids, ended_at__isnull=True).update(ended_at=at)
        Assignment.objects.filter(item__in=ids, end="").update(
            end=AssignmentEnd.RECALLED, end_reason=UNDONE, ended_by=by, ended_at=at
        )


def _tell(batch: ImportBatch, items: Sequence[Item], by: User, at: datetime) -> None:
    """The units that were told of the import are told that it is gone."""
    numbers: dict[int, int] = {}
    for item in items:
        if not item.is_sensitive and item.state not in (State.VOIDED, State.MERGED):
            for pk in {item.lead_department_id, item.handling_unit_id} - {None}:
                numbers[pk] = numbers.get(pk, 0) + 1
    facts = [
        notifications.Fact(
            people=[post.person for post in posts],
            kind=MessageKind.INFORMED,
            key=f"import:{batch.uid}:undone:{pk}:{at:%Y%m%d%H%M%S}",
            subject=batch,
            text=f"{UNDONE}：您单位的{numbers[pk]}件导入事项不再办理。",
            by=by,
        )
        for pk, posts in officers_of(numbers, local_date(at)).items()
    ]
    notifications.tell_many(facts=facts, at=at)


@transaction.atomic
def confirm_batch(*, batch: ImportBatch, by: User, at: datetime) -> int:
    """Confirm closures that a command brought in (待确认); returns how many.

    The office's head answers for them; those of the office's own department are the supervisor's,
    and stay unconfirmed until he does. Denied for anybody else, GuardFailed where none is left.
    """
    current = locked(batch)
    roles = check_confirm(current, by, at)
    office = office_code(current.campaign)
    mine = [row for row in unconfirmed(current) if closing_role(row.parsed, office) in roles]
    if not mine:
        other = "其余须由办公室事项的分管副组长确认。" if roles == {HEAD} else ""
        raise GuardFailed(f"没有待您确认的导入前已销号事项。{other}")
    for start in range(0, len(mine), WRITE):
        items = [row.item_id for row in mine[start : start + WRITE]]
        LegacyClosure.objects.filter(item__in=items, confirmed_at__isnull=True).update(
            confirmed_by=by, confirmed_at=at
        )
    if not unconfirmed(current).exists():
        ImportBatch.objects.filter(pk=current.pk).update(confirmed_by=by, confirmed_at=at)
    journal.record(
        type="import.confirmed",
        subject=current,
        by=by,
        at=at,
        data={"confirmed": len(mine)},
        campaign_id=current.campaign_id,
    )
    return len(mine)
