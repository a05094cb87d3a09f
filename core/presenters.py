"""Shapes of dates, sizes and jobs for the reader."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from core.clock import local_time
from core.enums import JobState
from core.models import Job
from core.workdays import Workdays


def day_short(day: date | None) -> str:
    """Return "11-03", or "" for none: within tables whose year is plain."""
    return f"{day:%m-%d}" if day else ""


def day(day: date | None) -> str:
    """Return "2025-11-03", or "" for none."""
    return f"{day:%Y-%m-%d}" if day else ""


def day_words(day: date | None) -> str:
    """Return "2025年11月3日", or "" for none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def moment(at: datetime | None) -> str:
    """Return "11月20日 16:08" in Chinese time, or "" for none."""
    if at is None:
        return ""
    local = local_time(at)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def moment_full(at: datetime | None) -> str:
    """Return "2025-11-20 16:08" in Chinese time, or "" for none."""
    return f"{local_time(at):%Y-%m-%d %H:%M}" if at else ""


def calendar_notice(
    workdays: Workdays, days: Iterable[date | None], *, on: date
) -> dict[str, str] | None:
    """Return the notice of a page that shows `days`, where the days off of a year are guessed.

    Years before that of `on` are left out; None where every day is known. Asks no database.
    """
    years = workdays.guessed_years(days, since=on)
    if not years:
        return None
    named = "、".join(f"{year}年" for year in years)
    return {"kind": "warn", "text": f"{named}节假日尚未导入，按周一至周五推算。"}


def file_size(size: int) -> str:
    """Return a size as people say it: "812 B", "34 KB", "1.2 MB"."""
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1024:
        return f"{size / 1024:.0f} KB"
    return f"{size / 1024 / 1024:.1f} MB"


def job_progress(job: Job) -> dict[str, Any]:
    """Return what templates/_components/job.html shows of a job."""
    return {
        "title": job.title or "后台任务",
        "done": job.done,
        "total": job.total,
        "percent": 100 * job.done // job.total if job.total else 0,
        "running": not job.is_over,
        "failed": job.state == JobState.FAILED,
        "text": _job_text(job),
    }


def _job_text(job: Job) -> str:
    if job.state == JobState.FAILED:
        return job.error
    if job.state == JobState.DONE:
        return job.note or "处理完毕。"
    if job.state == JobState.QUEUED:
        return "排队等候处理，一般几秒内开始。"
    counted = f"已处理 {job.done}/{job.total}" if job.total else "正在处理"
    return f"{counted}，{job.note}" if job.note else counted
