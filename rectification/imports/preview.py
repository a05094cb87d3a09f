"""A file or a pasted text becomes an import to look at; its rows are read again when corrected.

Reads (pure), compares with the ledger, then hands plain values to `services.ledger`.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from accounts.models import Department, User
from accounts.selectors import department_names
from campaign.models import Campaign
from campaign.selectors import CampaignLists, lists_of
from core.clock import local_date
from core.errors import FieldError, Invalid, TooLarge
from core.validators.uploads import LEDGER_MAX_BYTES, MEGABYTE, check_ledger, clean_name
from rectification.columns import Field
from rectification.imports.comparing import Compared, Place, compare
from rectification.imports.context import Context
from rectification.imports.lists import Entry, Lists
from rectification.imports.reading import Overrides, read_ledger, read_pasted
from rectification.imports.results import Workbook
from rectification.imports.rows import reread
from rectification.imports.stored import parsed_of, raw_of, row_from, said_as_dict, sheet_of
from rectification.imports.units import DepartmentName, DepartmentNames
from rectification.imports.workbooks import LISTS_SHEET
from rectification.models import ImportBatch, ImportRow
from rectification.services import ledger
from rectification.services.ledger import LedgerFile, Reading, ReadRow

PASTED = "粘贴的内容"


def names() -> DepartmentNames:
    """All names of departments, as the reader takes them; ended ones with what they became."""
    units = department_names()
    codes = {unit.id: unit.code for unit in units}
    return DepartmentNames.of(
        DepartmentName(
            code=unit.code,
            name=unit.name,
            short_name=unit.short_name,
            aliases=unit.aliases,
            parent_code=codes.get(unit.parent_id, ""),
            ended=unit.end_refusal,
            heir=unit.heir,
        )
        for unit in units
    )


def campaign_lists(lists: CampaignLists) -> Lists:
    """The campaign's lists as the reader takes them."""

    def entries(rows: Sequence[Any]) -> list[Entry]:
        return [
            Entry(row.name, tuple(row.aliases or ()), row.source_text, row.code) for row in rows
        ]

    return Lists.of(entries(lists.targets), entries(lists.sources), entries(lists.dimensions))


def as_of_for(campaign: Campaign, on: date) -> date:
    """The day by which dates without a year are read: today, kept within the campaign."""
    latest = campaign.ends_on if campaign.ends_on and campaign.ends_on < on else on
    return max(latest, campaign.starts_on)


def file_to_import(content: bytes, name: str) -> LedgerFile:
    """A file that may be read: .xlsx, .xls by content, or .csv, up to 5 MB.

    Raises TooLarge, Unsupported or Invalid with what to do.
    """
    if name.lower().endswith((".csv", ".tsv", ".txt")):
        _check_text(content)
        return LedgerFile(clean_name(name), content)
    found = check_ledger(io.BytesIO(content), name)
    return LedgerFile(found.name, content)


def _check_text(content: bytes) -> None:
    if len(content) > LEDGER_MAX_BYTES:
        sentence = f"文件超过 {LEDGER_MAX_BYTES // MEGABYTE} MB，请拆分后再导入。"
        raise TooLarge(sentence, errors=[FieldError("/file", "size", sentence)])
    if not content.strip():
        raise Invalid.at("file", "文件是空的，请重新选择文件。", "empty")


def text_to_import(text: str) -> LedgerFile:
    """A text pasted from a spreadsheet; Invalid where there is none, TooLarge beyond 5 MB."""
    if not text.strip():
        raise Invalid.at("text", "请粘贴台账（连同表头），或选择文件。")
    content = text.encode()
    if len(content) > LEDGER_MAX_BYTES:
        raise TooLarge(f"粘贴的内容超过 {LEDGER_MAX_BYTES // MEGABYTE} MB，请分几次导入。")
    return LedgerFile(PASTED, content, is_paste=True)


def read(file: LedgerFile, place: Place, overrides: Overrides | None = None) -> Reading:
    """Read a ledger and compare it; ReadError where there is nothing to be read."""
    known: dict[str, Any] = {
        "names": names(),
        "lists": campaign_lists(lists_of(place.campaign)),
        "as_of": as_of_for(place.campaign, place.on),
        "overrides": overrides or {},
    }
    if file.is_paste:
        book = read_pasted(file.content.decode(), **known)
    else:
        book = read_ledger(file.content, file.name, **known)
    return _reading(book, place, overrides or {})


def _reading(book: Workbook, place: Place, overrides: Overrides) -> Reading:
    sensitive = {t.name for t in lists_of(place.campaign).targets if t.is_sensitive_by_default}
    book.sheets = [sheet for sheet in book.sheets if sheet.name != LISTS_SHEET]
    rows = [_stored(one, sensitive) for one in compare(book.rows, place)]
    dates = [sheet.as_of for sheet in book.sheets if sheet.as_of]
    return Reading(
        rows=rows,
        sheets=[sheet_of(sheet) for sheet in book.sheets],
        as_of=dates[0] if dates else None,
        column_map={
            name: {str(index): found.value if found else None for index, found in columns.items()}
            for name, columns in overrides.items()
        },
    )


def _stored(one: Compared, sensitive: set[str]) -> ReadRow:
    row = one.row
    return ReadRow(
        sheet=row.sheet,
        row=row.row,
        raw=raw_of(row),
        parsed={**parsed_of(row), "lead_id": one.lead_id},
        messages=[said_as_dict(said) for said in (*row.messages, *one.said)],
        outcome=one.outcome,
        enters=row.enters.value if row.enters else "",
        twin_key=one.twin_key,
        is_sensitive=row.target in sensitive,
        duplicate_of_id=one.duplicate_of_id,
    )


def preview(
    *,
    campaign: Campaign,
    department: Department | None,
    file: LedgerFile,
    by: User | None,
    at: datetime,
) -> ImportBatch:
    """Read a ledger and keep it with its reading; nothing goes into the ledger.

    Raises ReadError, and Denied or GuardFailed where `by` may not import.
    """
    place = Place(campaign, department, by, local_date(at))
    reading = read(file, place)
    return ledger.open_batch(
        campaign=campaign, department=department, file=file, by=by, at=at, reading=reading
    )


def stored_file(batch: ImportBatch) -> LedgerFile:
    """The file of an import, as it came."""
    content = ImportBatch.objects.values_list("content", flat=True).get(pk=batch.pk)
    return LedgerFile(batch.name, bytes(content), batch.is_paste)


def fill(*, batch: ImportBatch, by: User, at: datetime) -> None:
    """Read an import that waits for it."""
    place = Place(batch.campaign, batch.department, by, local_date(at))
    overrides = overrides_from(batch.column_map)
    reading = read(stored_file(batch), place, overrides)
    ledger.fill_batch(batch=batch, reading=reading, by=by, at=at)


def overrides_from(column_map: Mapping[str, Mapping[str, str | None]]) -> Overrides:
    """What a person decided about columns, as the reader takes it."""
    return {
        sheet: {int(index): Field(found) if found else None for index, found in columns.items()}
        for sheet, columns in column_map.items()
    }


def remap(*, batch: ImportBatch, column_map: Overrides, by: User, at: datetime) -> None:
    """Read the file again with columns as a person decided; corrections of cells are given up.

    Raises GuardFailed once a row is in the ledger, ReadError where nothing can be read then.
    """
    place = Place(batch.campaign, batch.department, by, local_date(at))
    reading = read(stored_file(batch), place, column_map)
    ledger.fill_batch(batch=batch, reading=reading, by=by, at=at)


def recheck(
    *, batch: ImportBatch, changes: Mapping[int, Mapping[str, str]], by: User, at: datetime
) -> int:
    """Read rows again with cells that a person changed: {row id: {field: text}}.

    Rows without changes may be named too: they are compared with the ledger as it is now. Returns
    how many rows were read. Rows that are in the ledger already are left alone.
    """
    place = Place(batch.campaign, batch.department, by, local_date(at))
    lists = lists_of(batch.campaign)
    units, known = names(), campaign_lists(lists)
    days = {sheet["name"]: sheet["as_of"] for sheet in batch.sheets}
    rows = list(batch.rows.filter(pk__in=list(changes), item__isnull=True).order_by("id"))
    edits = {row.pk: {**row.edits, **_clean(row, changes[row.pk])} for row in rows}
    parsed = []
    for row in rows:
        day = days.get(row.sheet)
        context = Context(units, known, date.fromisoformat(day) if day else None)
        texts = {Field(name): text for name, text in edits[row.pk].items()}
        parsed.append(reread(row_from(row.sheet, row.row, row.raw), texts, context))
    sensitive = {target.name for target in lists.targets if target.is_sensitive_by_default}
    compared = compare(parsed, place)
    _twins_beside(batch, rows, compared)
    again = {}
    for row, one in zip(rows, compared, strict=True):
        stored = _stored(one, sensitive)
        again[row.pk] = (edits[row.pk], _with_raw(stored, row))
    return ledger.replace_rows(batch=batch, rows=again, by=by, at=at)


def _clean(row: ImportRow, changes: Mapping[str, str]) -> dict[str, str]:
    """Only what differs from the cell as it stands; known fields only."""
    cells = {**row.raw.get("cells", {}), **row.edits}
    known = {found.value for found in Field}
    texts = {name: text.replace("\r\n", "\n").strip() for name, text in changes.items()}
    return {n: t for n, t in texts.items() if n in known and t != cells.get(n, "").strip()}


def _with_raw(stored: ReadRow, row: ImportRow) -> ReadRow:
    """The cells stay as the file has them; what was changed stands in `edits`."""
    facts = {name: getattr(stored, name) for name in ReadRow.__dataclass_fields__}
    return ReadRow(**{**facts, "raw": row.raw})


def _twins_beside(
    batch: ImportBatch, rows: Sequence[ImportRow], compared: Sequence[Compared]
) -> None:
    """Twins among the rows of the import that were not read again."""
    keys = [one.twin_key for one in compared]
    others = batch.rows.filter(twin_key__in=keys).exclude(pk__in=[row.pk for row in rows])
    others = others.exclude(outcome__in=["refused", "duplicate"])
    known = {row.twin_key: row for row in others.only("twin_key", "row").order_by("-id")}
    for one in compared:
        other = known.get(one.twin_key)
        if other is not None and one.outcome in ("new", "doubtful"):
            one.mark_twin_of(other.row)
