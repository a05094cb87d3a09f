"""When a message may leave: working hours, digests, weeks and attempts. Pure."""

from datetime import date, datetime, time, timedelta

from core.clock import LOCAL_ZONE, local_time
from core.workdays import Workdays

OPENS, DIGEST_AT, CLOSES = time(8, 0), time(8, 30), time(18, 30)
"""Nothing leaves from 18:30 to 08:00 and on days that are not worked (domain.md 4.3)."""

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 300, 600))
"""The wait after each failed attempt; after the seventh a delivery is given up."""

DAILY_CAP = 3
"""Messages at once for a person on a day; the rest falls into the digest."""


def is_quiet(at: datetime, workdays: Workdays) -> bool:
    """Whether nothing leaves at `at`."""
    local = local_time(at)
    return not (OPENS <= local.time() < CLOSES and workdays.is_workday(local.date()))


def sending_moment(at: datetime, workdays: Workdays) -> datetime:
    """`at`, or where that is quiet the next 08:30 of a working day."""
    if not is_quiet(at, workdays):
        return at
    local = local_time(at)
    day = local.date()
    if local.time() >= CLOSES:
        day += timedelta(days=1)
    return digest_moment(workdays.next_on_or_after(day))


def opening(day: date) -> datetime:
    """When the first message at once may leave on a working day."""
    return datetime.combine(day, OPENS, LOCAL_ZONE)


def digest_moment(day: date) -> datetime:
    """When a working day's digests leave."""
    return datetime.combine(day, DIGEST_AT, LOCAL_ZONE)


def first_of_week(day: date, workdays: Workdays) -> date:
    """The first working day of the week of `day`, itself a working day."""
    return workdays.next_on_or_after(day - timedelta(days=day.weekday()))


def next_attempt(attempts: int, at: datetime, workdays: Workdays) -> datetime | None:
    """When to try again after `attempts` failures; None once it is given up."""
    if attempts > len(BACK_OFF):
        return None
    return sending_moment(at + BACK_OFF[attempts - 1], workdays)
