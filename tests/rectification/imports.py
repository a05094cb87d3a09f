"""What the tests of ledger imports share: a small ledger of the test city, brought in."""

from datetime import datetime
from typing import Any

from accounts.models import Department, User
from rectification.enums import State
from rectification.imports.preview import file_to_import, preview
from rectification.models import ImportBatch, ImportRow, Item
from rectification.services import ledger
from tests.personas import City, at

from . import ledgers

HEAD = [*ledgers.HEAD, "事项编号", "经办人", "第一责任人", "销号时间", "第一责任人签批时间"]
EXTRA = ("事项编号", "经办人", "第一责任人", "销号时间", "第一责任人签批时间")


def line(number: int = 1, **cells: object) -> list[object]:
    """One good row of the test city under HEAD: led by the lead, in progress."""
    more = [cells.pop(head, "") for head in EXTRA]
    given = {"牵头单位": "市住房和城乡建设局", "整改时限": "2019年12月31日", **cells}
    return [*ledgers.line(number, **given), *more]


def sheet(*rows: dict[str, object]) -> bytes:
    """A workbook with one row a mapping of cells by head."""
    return ledgers.xlsx(("整改台账", [HEAD, *(line(n, **row) for n, row in enumerate(rows, 1))]))


def opened(
    city: City,
    *rows: dict[str, object],
    by: User | None = None,
    department: Department | None = None,
    when: datetime | None = None,
    system: bool = False,
    content: bytes | None = None,
) -> ImportBatch:
    """An import to look at, opened by the office unless another is named."""
    return preview(
        campaign=city.campaign,
        department=department,
        file=file_to_import(content or sheet(*rows), "台账.xlsx"),
        by=None if system else by or city.office,
        at=when or at(),
    )


def applied(
    city: City, *rows: dict[str, object], by: User | None = None, **more: Any
) -> ImportBatch:
    """An import that its opener applied at once."""
    when, system = more.get("when") or at(), more.get("system", False)
    batch = opened(city, *rows, by=by, **more)
    who = None if system else by or city.office
    ledger.apply_batch(batch=batch, by=who, at=when)
    batch.refresh_from_db()
    return batch


def rows_of(batch: ImportBatch) -> list[ImportRow]:
    return list(batch.rows.select_related("item").order_by("id"))


def items_of(batch: ImportBatch) -> list[Item]:
    return [row.item for row in rows_of(batch) if row.item is not None]


def states_of(batch: ImportBatch) -> list[State]:
    return [State(item.state) for item in items_of(batch)]


def said(row: ImportRow, level: str | None = None) -> str:
    return "|".join(one["text"] for one in row.messages if level in (None, one["level"]))
