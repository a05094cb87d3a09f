"""The clock: the only place that asks what time it is.

Doors (views, api, tasks, management commands) call `now()` once and hand the time down as `at=`,
so that every rule below can be tested at any moment.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

LOCAL_ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return the present moment, aware."""
    return timezone.now()


def local_date(at: datetime) -> date:
    """Return the calendar day of `at` in China (GB/T 7408: one zone, UTC+8, for the country).

    Refuses a naive time with ValueError: its day would depend on the machine.
    """
    return local_time(at).date()


def local_time(at: datetime) -> datetime:
    """Return `at` as wall-clock time in China; ValueError when it is naive."""
    if at.tzinfo is None:
        raise ValueError("a naive time has no day of its own")
    return at.astimezone(LOCAL_ZONE)
