"""Shapes of dates, sizes, jobs and ticks for the reader."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings

from core.clock import local_time
from core.enums import JobState
from core.models import Job
from core.selectors import COUNTED_TO, DueRows, TickState
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


def span(length: timedelta) -> str:
    """Return a length of time as people say it: "8秒", "12分钟", "3小时", "2天"."""
    seconds = int(length.total_seconds())
    for unit, word in ((86400, "天"), (3600, "小时"), (60, "分钟")):
        if seconds >= unit:
            return f"{seconds // unit}{word}"
    return f"{seconds}秒"


def due_facts(row: DueRows, at: datetime) -> dict[str, Any]:
    """Return what /readyz says of one kind of waiting rows."""
    return {
        "name": row.name,
        "count": row.count,
        "oldest": row.oldest.isoformat() if row.oldest else None,
        "waited_seconds": int(row.waited(at).total_seconds()),
        "late": row.is_late(at),
    }


def tick_facts(tick: TickState, at: datetime) -> dict[str, Any]:
    """Return what /readyz says of one tick."""
    run = tick.run
    return {
        "name": tick.name,
        "every_seconds": int(tick.period.total_seconds()),
        "started_at": run.started_at.isoformat() if run else None,
        "ended_at": run.ended_at.isoformat() if run else None,
        "milliseconds": run.milliseconds if run else None,
        "failed": tick.has_failed,
        "overdue": tick.is_overdue(at),
    }


def due_line(row: DueRows, at: datetime) -> dict[str, Any]:
    """Return one line of the operator's table of waiting rows; `light` has kind and words."""
    late = row.is_late(at)
    return {
        "name": row.name,
        "count": f"{COUNTED_TO} 以上" if row.count >= COUNTED_TO else str(row.count),
        "oldest": moment_full(row.oldest) or "—",
        "waited": span(row.waited(at)) if row.oldest else "—",
        "light": ("bad", "偏晚") if late else ("ok", "正常"),
    }


def tick_line(tick: TickState, at: datetime) -> dict[str, Any]:
    """Return one line of the operator's table of ticks; `light` has kind and words."""
    run = tick.run
    return {
        "name": tick.label,
        "task": tick.name,
        "period": f"每{span(tick.period)}",
        "started": moment_second(run.started_at) if run else "—",
        "ended": moment_second(run.ended_at) if run else "—",
        "took": f"{run.milliseconds} 毫秒" if run else "—",
        "result": (run.error or result_words(run.result)) if run else "—",
        "light": _tick_light(tick, at),
    }


def result_words(result: str) -> str:
    """Return what a tick left for the reader: "7 条", "送达 20，未送达 0"."""
    if result.isdigit():
        return f"{result} 条"
    parts = []
    for part in result.split(", "):
        name, _, value = part.partition(" ")
        parts.append(f"{settings.TICK_RESULTS.get(name, name)} {value}".strip())
    return "，".join(parts)


def moment_second(at: datetime) -> str:
    """Return "11-20 16:08:03" in Chinese time: where seconds matter."""
    return f"{local_time(at):%m-%d %H:%M:%S}"


def _tick_light(tick: TickState, at: datetime) -> tuple[str, str]:
    if tick.is_overdue(at):
        return ("bad", "逾期未运行")
    if tick.run is None:
        return ("none", "尚未运行")
    return ("warn", "上次出错") if tick.has_failed else ("ok", "正常")
