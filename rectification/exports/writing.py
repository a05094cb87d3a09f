"""An export: from keys of items to a file, at once or in the background."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from tempfile import TemporaryFile
from typing import BinaryIO

from django.core.files.base import File
from django.core.files.storage import default_storage

from accounts.models import User
from campaign.permissions import campaign_standing_of
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
    """Who takes out which list of which items, when."""

    sheet: Sheet
    pks: Sequence[int]
    by: User
    at: datetime

    @property
    def file_name(self) -> str:
        return f"{self.sheet.title}{local_time(self.at):%Y%m%d-%H%M}.xlsx"

    @property
    def origin(self) -> str:
        when = f"{local_time(self.at):%Y-%m-%d %H:%M}"
        return f"截至 {when}　导出人：{self.by.name}　系统生成，仅供内部工作使用，不得外传"


def readable(by: User, at: datetime) -> ItemQuerySet:
    """What a person may take out: items that he may read whole."""
    return Item.objects.fully_visible_to(by, on=local_date(at)).listed()


def write_export(export: Export, out: BinaryIO, report: Report | None = None) -> int:
    """Write the workbook; returns its rows. What is no longer his to read is left out."""
    on = local_date(export.at)
    days = calendar.load()
    limits = campaign_standing_of(export.by, on).limits
    moment = Moment(on, Soon(on, days, limits), days)
    heads = [(column.head, column.width) for column in export.sheet.columns]
    return write_workbook(
        out,
        title=export.sheet.title,
        origin=export.origin,
        heads=heads,
        rows=_rows(export, moment),
        report=report,
    )


def _rows(export: Export, moment: Moment) -> Iterator[Sequence[str]]:
    done = 0
    for wholes in read_whole(readable(export.by, export.at), export.pks, moment.on):
        for cells in export.sheet.rows(wholes, moment, done + 1):
            done += 1
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
    export = Export(sheet, job.payload["items"], by, job.created_at)

    def report(done: int) -> None:
        report_progress(job=job, done=done, at=now())

    with TemporaryFile() as file:
        rows = write_export(export, file, report)
        file.seek(0)
        path = default_storage.save(f"exports/{new_uid().hex}.xlsx", File(file))
    return JobResult(data={"filename": export.file_name, "rows": rows}, file=path)
