"""An export: from keys of items to a file, at once or in the background."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from tempfile import TemporaryFile
from typing import BinaryIO

from django.core.files.base import File
from django.core.files.storage import default_storage

from accounts.models import User
from campaign.enums import PaperKind
from campaign.models import WorkGoal
from campaign.permissions import campaign_standing_of, scope_of
from campaign.services.papers import count_paper
from core import workdays as calendar
from core.clock import local_date, local_time
from core.errors import NotFound
from core.exports.workbook import Report, write_workbook
from core.models import Job, new_uid
from core.services import JobResult, report_progress
from core.services.jobs import Clock
from rectification.exports.ledger import SHEETS, Moment, Sheet
from rectification.exports.reading import read_whole
from rectification.lights import Soon
from rectification.models import Item
from rectification.querysets import ItemQuerySet

AT_ONCE = 2000
"""Rows up to which a workbook is made while the person waits."""


@dataclass(frozen=True)
class Export:
    """Who takes out which list of which items, when; `about` is the filter or choice in words."""

    sheet: Sheet
    pks: Sequence[int]
    by: User
    at: datetime
    campaign_id: int | None = None
    about: str = ""

    @property
    def file_name(self) -> str:
        return f"{self.sheet.title}{local_time(self.at):%Y%m%d-%H%M}.xlsx"

    @property
    def origin(self) -> str:
        when = f"{local_time(self.at):%Y-%m-%d %H:%M}"
        return f"截至 {when}　导出人：{self.by.name}　系统生成，仅供内部工作使用，不得外传"


@dataclass
class Tally:
    """What a list says of items that anybody may count: filled cells, items, their leads."""

    cells: int = 0
    items: set[int] = field(default_factory=set)
    leads: set[int | None] = field(default_factory=set)

    def add(self, item: Item, cells: Sequence[str]) -> None:
        """A row; its running number is none of the item's."""
        if item.is_sensitive:
            return
        self.cells += sum(1 for cell in cells[1:] if cell)
        self.items.add(item.pk)
        self.leads.add(item.lead_department_id)


def readable(by: User, at: datetime) -> ItemQuerySet:
    """What a person may take out: items that he may read whole."""
    return Item.objects.fully_visible_to(by, on=local_date(at)).listed()


def write_export(export: Export, out: BinaryIO, report: Report | None = None) -> int:
    """Write the workbook and count it; returns its rows. What is no longer his to read is left
    out."""
    on = local_date(export.at)
    days = calendar.load()
    limits = campaign_standing_of(export.by, on).limits
    moment = Moment(on, Soon(on, days, limits), days)
    heads = [(column.head, column.width) for column in export.sheet.columns]
    tally = Tally()
    rows = write_workbook(
        out,
        title=export.sheet.title,
        origin=export.origin,
        heads=heads,
        rows=_rows(export, moment, tally),
        report=report,
    )
    count_paper(
        campaign_id=export.campaign_id,
        kind=PaperKind(export.sheet.key),
        about=export.about,
        cells=tally.cells,
        items=len(tally.items),
        department=next(iter(tally.leads)) if len(tally.leads) == 1 else None,
        at=export.at,
    )
    return rows


def _rows(export: Export, moment: Moment, tally: Tally) -> Iterator[Sequence[str]]:
    done = 0
    goals = WorkGoal.objects.within(scope_of(export.by, moment.on))
    for wholes in read_whole(readable(export.by, export.at), export.pks, moment.on, goals):
        for whole, cells in export.sheet.rows(wholes, moment, done + 1):
            done += 1
            tally.add(whole.item, cells)
            yield cells


@contextmanager
def exported(export: Export) -> Iterator[BinaryIO]:
    """The workbook as a temporary file, read from its beginning."""
    with TemporaryFile() as file:
        write_export(export, file)
        file.seek(0)
        yield file


def run_export(*, job: Job, now: Clock) -> JobResult:
    """settings.JOB_KINDS: make the workbook that a person asked for."""
    by = User.objects.filter(pk=job.created_by_id, is_active=True).first()
    sheet = SHEETS.get(str(job.payload.get("sheet")))
    if by is None or sheet is None:
        raise NotFound("导出人已停用或清单种类不存在，未能导出。")
    export = Export(
        sheet,
        job.payload["items"],
        by,
        job.created_at,
        job.payload["campaign"],
        job.payload["about"],
    )

    def report(done: int) -> None:
        report_progress(job=job, done=done, at=now())

    with TemporaryFile() as file:
        rows = write_export(export, file, report)
        file.seek(0)
        path = default_storage.save(f"exports/{new_uid().hex}.xlsx", File(file))
    return JobResult(data={"filename": export.file_name, "rows": rows}, file=path)
