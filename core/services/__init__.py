"""The writes of core: days off, background jobs, ticks, idempotency keys, stored files."""

from core.services.calendar import delete_override, set_override, set_overrides
from core.services.idempotency import Answer, claim_key, forget_keys, keep_answer
from core.services.jobs import (
    JobResult,
    LeaseLost,
    claim_job,
    enqueue_job,
    fail_job,
    finish_job,
    report_progress,
    run_due,
)
from core.services.ticks import run_tick
from core.services.uploads import StoredFile, discard_upload, store_upload, upload_kept

__all__ = [
    "Answer",
    "JobResult",
    "LeaseLost",
    "StoredFile",
    "claim_job",
    "claim_key",
    "delete_override",
    "discard_upload",
    "enqueue_job",
    "fail_job",
    "finish_job",
    "forget_keys",
    "keep_answer",
    "report_progress",
    "run_due",
    "run_tick",
    "set_override",
    "set_overrides",
    "store_upload",
    "upload_kept",
]
