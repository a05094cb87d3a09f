"""An import before it is applied: opened, corrected row by row, given up."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import Department, User
from campaign.models import Campaign
from core.errors import GuardFailed, Invalid
from journal import services as journal
from rectification.enums import BatchState, RowChoice, RowOutcome
from rectification.models import ImportBatch, ImportRow
from rectification.permissions.ledger import check_import

WRITE = 500
OPEN_TO_WORK = (BatchState.PREVIEW, BatchState.APPLIED)
READ_FIELDS = (
    "raw",
    "parsed",
    "messages",
    "outcome",
    "enters",
    "twin_key",
    "is_sensitive",
    "duplicate_of_id",
)


@dataclass(frozen=True)
class LedgerFile:
    """What was brought: a file or a pasted text, as bytes."""

    name: str
    content: bytes
    is_paste: bool = False


@dataclass(frozen=True)
class ReadRow:
    """A row as it was read: plain values, see `ImportRow`."""

    sheet: str
    row: int
    raw: Mapping[str, Any]
    parsed: Mapping[str, Any]
    messages: Sequence[Mapping[str, Any]]
    outcome: RowOutcome
    enters: str = ""
    twin_key: str = ""
    is_sensitive: bool = False
    duplicate_of_id: int | None = None


@dataclass(frozen=True)
class Reading:
    """A whole reading: rows, what is known of the sheets, and the columns a person chose."""

    rows: Sequence[ReadRow]
    sheets: Sequence[Mapping[str, Any]] = ()
    as_of: date | None = None
    column_map: Mapping[str, Any] = field(default_factory=dict)


def _fields(row: ReadRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in READ_FIELDS}


def _write_rows(batch: ImportBatch, rows: Iterable[ReadRow]) -> None:
    ImportRow.objects.bulk_create(
        [ImportRow(batch=batch, sheet=r.sheet, row=r.row, **_fields(r)) for r in rows],
        batch_size=WRITE,
    )


@transaction.atomic
def open_batch(
    *,
    campaign: Campaign,
    department: Department | None,
    file: LedgerFile,
    by: User | None,
    at: datetime,
    reading: Reading | None = None,
) -> ImportBatch:
    """Keep a ledger and its reading for a look at it; nothing goes into the ledger yet.

    `department` is None for the office's own import. Without `reading` the import waits for
    `fill_batch`. `by` is None for the command line. Raises Denied or GuardFailed.
    """
    batch = ImportBatch(
        campaign=campaign,
        department=department,
        name=file.name[:200],
        digest=hashlib.sha256(file.content).hexdigest(),
        content=file.content,
        is_paste=file.is_paste,
        state=BatchState.READING,
        seed=secrets.token_hex(8),
        is_from_command=by is None,
        created_by=by,
        created_at=at,
    )
    check_import(batch, by, at)
    batch.save(force_insert=True)
    if reading is not None:
        fill_batch(batch=batch, reading=reading, by=by, at=at)
    return batch


@transaction.atomic
def fill_batch(*, batch: ImportBatch, reading: Reading, by: User | None, at: datetime) -> None:
    """Write a reading, in place of an earlier one of which nothing is in the ledger yet.

    Raises Denied where `by` may not import, GuardFailed where rows are in the ledger already.
    """
    check_import(batch, by, at)
    if batch.rows.filter(item__isnull=False).exists():
        raise GuardFailed("已有行导入台账，不能再改列的含义；请逐行修改，或撤销导入后重来。")
    batch.rows.all().delete()
    _write_rows(batch, reading.rows)
    facts = {
        "sheets": [dict(sheet) for sheet in reading.sheets],
        "as_of": reading.as_of,
        "column_map": dict(reading.column_map),
        "state": BatchState.PREVIEW,
    }
    states = (BatchState.READING, BatchState.PREVIEW)
    if not ImportBatch.objects.filter(pk=batch.pk, state__in=states).update(**facts):
        raise GuardFailed("本次导入已经办结，不能再重新读取。")
    for name, value in facts.items():
        setattr(batch, name, value)


def locked(batch: ImportBatch) -> ImportBatch:
    """The import as it stands now, ours until the transaction ends. The file stays behind."""
    rows = ImportBatch.objects.defer("content").select_for_update(of=("self",), no_key=True)
    return rows.select_related("campaign__office_department", "department").get(pk=batch.pk)


def _workable(batch: ImportBatch, by: User | None, at: datetime) -> ImportBatch:
    current = locked(batch)
    check_import(current, by, at)
    if current.state not in OPEN_TO_WORK:
        raise GuardFailed(f"本次导入现为“{current.get_state_display()}”，不能再修改。")
    return current


@transaction.atomic
def replace_rows(
    *,
    batch: ImportBatch,
    rows: Mapping[int, tuple[Mapping[str, str], ReadRow]],
    by: User,
    at: datetime,
) -> int:
    """Write rows that were read again: {id: (cells changed by a person, reading)}.

    Rows that are in the ledger already stay as they are. Returns how many were written.
    """
    _workable(batch, by, at)
    found = ImportRow.objects.filter(batch=batch, pk__in=list(rows), item__isnull=True)
    changed = []
    for row in found.select_for_update().order_by("id"):
        edits, reading = rows[row.pk]
        row.edits = dict(edits)
        for name, value in _fields(reading).items():
            setattr(row, name, value)
        if row.choice == RowChoice.AMEND and row.duplicate_of_id is None:
            row.choice = ""
        changed.append(row)
    ImportRow.objects.bulk_update(
        changed, [*READ_FIELDS[:-1], "duplicate_of", "edits", "choice"], batch_size=100
    )
    return len(changed)


_MAY_CHOOSE: dict[str, tuple[str, ...]] = {
    RowOutcome.NEW: ("", RowChoice.SKIP, RowChoice.IMPORT),
    RowOutcome.DOUBTFUL: ("", RowChoice.SKIP, RowChoice.IMPORT),
    RowOutcome.DUPLICATE: ("", RowChoice.SKIP, RowChoice.AS_NEW, RowChoice.AMEND),
    RowOutcome.REFUSED: ("", RowChoice.SKIP),
}


def choices_for(row: ImportRow, department_id: int | None) -> tuple[str, ...]:
    """What a person may decide about a row."""
    allowed = _MAY_CHOOSE[row.outcome]
    if row.duplicate_of_id is None or department_id is not None:
        allowed = tuple(choice for choice in allowed if choice != RowChoice.AMEND)
    return allowed


@transaction.atomic
def choose(*, batch: ImportBatch, choices: Mapping[int, str], by: User, at: datetime) -> int:
    """Note what a person decided about rows: {id: choice}. Returns how many changed.

    Invalid where a row does not allow it: a refused one must be corrected first.
    """
    current = _workable(batch, by, at)
    found = ImportRow.objects.filter(batch=batch, pk__in=list(choices), item__isnull=True)
    changed = 0
    for row in found.order_by("id"):
        wanted = choices[row.pk]
        if wanted == row.choice:
            continue
        if wanted not in choices_for(row, current.department_id):
            label = RowOutcome(row.outcome).label
            raise Invalid.at("choice", f"第{row.row}行为“{label}”，不能选择这一处理方式。")
        changed += ImportRow.objects.filter(pk=row.pk).update(choice=wanted)
    return changed


@transaction.atomic
def discard_batch(*, batch: ImportBatch, by: User, at: datetime) -> None:
    """Give up an import of which nothing is in the ledger; file and rows are removed."""
    current = locked(batch)
    check_import(current, by, at)
    if current.state not in (BatchState.READING, BatchState.PREVIEW):
        raise GuardFailed(f"本次导入现为“{current.get_state_display()}”，不能放弃。")
    current.rows.all().delete()
    ImportBatch.objects.filter(pk=batch.pk).update(
        state=BatchState.DISCARDED, content=b"", sheets=[], column_map={}
    )
    journal.record(
        type="import.discarded",
        subject=current,
        by=by,
        at=at,
        campaign_id=current.campaign_id,
    )


@transaction.atomic
def drop_unread(*, batch: ImportBatch) -> None:
    """Remove an import whose file could not be read; nothing was ever shown of it."""
    ImportBatch.objects.filter(pk=batch.pk, state=BatchState.READING).delete()
