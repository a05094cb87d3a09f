"""Background work as rows: asked for in the request's transaction, done by a tick.

A worker claims a job with a lease. A worker that dies leaves a lease that runs out, and the next
tick takes the job over; one that comes back late can't write any more, since every write says
"where the lease is mine". A kind of job is named in settings.JOB_KINDS with the dotted path of
`run(*, job: Job, now: Clock) -> JobResult | None`, which must be safe to run again. The door passes
the clock in, since a job outlives the moment at which it was claimed.
"""

import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from core.enums import JobState
from core.errors import DomainError, StorageFull, is_storage_full
from core.models import Job

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 3
UNFORESEEN = "处理时出现意外错误，未能完成。请重试或联系管理员。"
Clock = Callable[[], datetime]


class LeaseLost(Exception):
    """Another worker has taken the job over: stop and write nothing."""


@dataclass(frozen=True)
class JobResult:
    """What a job leaves: facts for the page, and the storage path of a file."""

    data: Mapping[str, Any] = field(default_factory=dict)
    file: str = ""


def enqueue_job(
    *,
    kind: str,
    by: AbstractBaseUser | None,
    at: datetime,
    title: str = "",
    payload: Mapping[str, Any] | None = None,
    total: int = 0,
) -> Job:
    """Ask for a job in the caller's transaction; ValueError for a kind not in JOB_KINDS."""
    _runner(kind)
    return Job.objects.create(
        kind=kind,
        title=title,
        payload=dict(payload or {}),
        total=total,
        created_by=by,
        created_at=at,
    )


def claim_job(*, at: datetime) -> Job | None:
    """Take the oldest job that nobody works on, or None. Each job goes to one worker."""
    while True:
        with transaction.atomic():
            job = _lock_rows(_claimable(at)).order_by("created_at", "id").first()
            if job is None:
                return None
            if job.attempts >= MAX_ATTEMPTS:
                _give_up(job, at)
                continue
            mine = _claimable(at).filter(pk=job.pk, attempts=job.attempts)
            if mine.update(
                state=JobState.RUNNING,
                lease=uuid.uuid4(),
                lease_until=at + LEASE,
                attempts=job.attempts + 1,
            ):
                return Job.objects.get(pk=job.pk)


def report_progress(
    *, job: Job, done: int, at: datetime, total: int | None = None, note: str | None = None
) -> None:
    """Say how far the job is and prolong the lease; LeaseLost when it is no longer ours.

    Inside a transaction nobody sees it before the commit: report between transactions.
    """
    limit = job.total if total is None else total
    changes: dict[str, Any] = {
        "done": min(done, limit) if limit else done,
        "total": limit,
        "lease_until": at + LEASE,
    }
    if note is not None:
        changes["note"] = note[:200]
    _write(job, changes)


def finish_job(*, job: Job, at: datetime, result: JobResult | None = None) -> None:
    """Close the job as done; LeaseLost when it is no longer ours."""
    left = result or JobResult()
    changes = {
        "state": JobState.DONE,
        "done": max(job.done, job.total),
        "result": dict(left.data),
        "result_file": left.file,
    }
    _write(job, changes | _over(at))


def fail_job(*, job: Job, at: datetime, error: str) -> None:
    """Close the job as failed with the sentence for its creator; LeaseLost when not ours."""
    _write(job, {"state": JobState.FAILED, "error": error[:500]} | _over(at))


def run_due(*, now: Clock, limit: int = 100) -> int:
    """Run jobs until none is due; returns how many were taken up. Errors end one job, not all."""
    count = 0
    while count < limit and (job := claim_job(at=now())) is not None:
        count += 1
        try:
            _run(job, now)
        except LeaseLost:
            logger.warning("job %s (%s) went to another worker", job.uid, job.kind)
    return count


def _run(job: Job, now: Clock) -> None:
    try:
        result = _runner(job.kind)(job=job, now=now)
    except LeaseLost:
        raise
    except DomainError as refusal:
        fail_job(job=job, at=now(), error=refusal.detail)
    except Exception as error:
        logger.exception("job %s (%s) failed", job.uid, job.kind)
        full = is_storage_full(error)
        sentence = StorageFull.default_detail if full else UNFORESEEN
        fail_job(job=job, at=now(), error=sentence)
    else:
        finish_job(job=job, at=now(), result=result)


def _runner(kind: str) -> Any:
    kinds: Mapping[str, str] = getattr(settings, "JOB_KINDS", {})
    if kind not in kinds:
        raise ValueError(f"{kind} is not in JOB_KINDS")
    return import_string(kinds[kind])


def _claimable(at: datetime) -> QuerySet[Job]:
    return Job.objects.filter(
        Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=at)
    )


def _lock_rows(rows: QuerySet[Job]) -> QuerySet[Job]:
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True)
    return rows


def _give_up(job: Job, at: datetime) -> None:
    sentence = f"处理中断 {MAX_ATTEMPTS} 次，已停止。请缩小范围后重试，或联系管理员。"
    _claimable(at).filter(pk=job.pk).update(state=JobState.FAILED, error=sentence, **_over(at))


def _over(at: datetime) -> dict[str, Any]:
    return {"lease": None, "lease_until": None, "finished_at": at}


def _write(job: Job, changes: Mapping[str, Any]) -> None:
    if not Job.objects.filter(pk=job.pk, lease=job.lease).update(**changes):
        raise LeaseLost(str(job.uid))
    for name, value in changes.items():
        if name != "lease":
            setattr(job, name, value)
