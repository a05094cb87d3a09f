"""Large ledgers are read and applied in the background, with their progress shown."""

from datetime import datetime

from django.db import transaction

from accounts.models import Department, User
from campaign.models import Campaign
from core.errors import DomainError
from core.models import Job
from core.services import JobResult, enqueue_job, report_progress
from core.services.jobs import Clock
from rectification.enums import BatchState
from rectification.imports.preview import fill
from rectification.models import ImportBatch
from rectification.services import ledger
from rectification.services.ledger import LedgerFile

READ, APPLY = "ledger_read", "ledger_apply"
LARGE_FILE = 60_000
"""Bytes from which a file is read in the background: about 500 rows of a workbook."""
LARGE_TEXT = 150_000
MANY_ROWS = 500
"""Rows from which an import is applied in the background."""


def is_large(file: LedgerFile) -> bool:
    """Whether reading this takes longer than a page should."""
    plain = file.is_paste or not file.name.lower().endswith((".xlsx", ".xls"))
    return len(file.content) > (LARGE_TEXT if plain else LARGE_FILE)


def url_of(batch: ImportBatch) -> str:
    """The page of an import."""
    return f"/import/{batch.uid}"


@transaction.atomic
def preview_later(
    *,
    campaign: Campaign,
    department: Department | None,
    file: LedgerFile,
    by: User,
    at: datetime,
) -> Job:
    """Keep the file and ask for its reading."""
    batch = ledger.open_batch(
        campaign=campaign, department=department, file=file, by=by, at=at, reading=None
    )
    payload = {"batch": str(batch.uid)}
    return enqueue_job(kind=READ, by=by, at=at, title=f"读取台账：{file.name}", payload=payload)


def apply_later(*, batch: ImportBatch, by: User, at: datetime, only_sure: bool) -> Job:
    """Ask for the application of an import."""
    payload = {"batch": str(batch.uid), "only_sure": only_sure}
    rows = ledger.chosen(batch).count()
    title = f"导入台账：{batch.name}"
    return enqueue_job(kind=APPLY, by=by, at=at, title=title, payload=payload, total=rows)


def run_read(*, job: Job, now: Clock) -> JobResult:
    """Read a kept file. One that can't be read leaves nothing behind but the sentence why."""
    batch = _batch(job)
    report_progress(job=job, done=0, at=now(), note="正在读取和核对")
    if batch.state == BatchState.READING:
        try:
            fill(batch=batch, by=job.created_by, at=now())
        except DomainError:
            ledger.drop_unread(batch=batch)
            raise
    return JobResult({"url": url_of(batch), "label": "查看核对结果"})


def run_apply(*, job: Job, now: Clock) -> JobResult:
    """Apply an import, all or nothing; a second run finds the rows written and is content."""
    batch = _batch(job)
    report_progress(job=job, done=0, at=now(), note="正在整批写入，中途出错全部撤销")
    only_sure = bool(job.payload.get("only_sure"))
    again = batch.state == BatchState.APPLIED and job.attempts > 1
    if not (again and not ledger.chosen(batch).exists()):
        ledger.apply_batch(batch=batch, by=job.created_by, at=now(), only_sure=only_sure)
    return JobResult({"url": url_of(batch), "label": "查看导入结果"})


def _batch(job: Job) -> ImportBatch:
    batches = ImportBatch.objects.defer("content").select_related(
        "campaign__office_department", "department"
    )
    return batches.get(uid=job.payload["batch"])
