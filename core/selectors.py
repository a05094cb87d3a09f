"""Questions about background work: what is due, how late it is, which ticks are overdue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from core.enums import JobState
from core.models import Job, TickRun

COUNTED_TO = 10_000
LATE_AFTER = timedelta(minutes=5)
TICK_GRACE = timedelta(minutes=1)
FIRST_RUN_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True)
class DueRows:
    """What waits for a tick, of one kind: how many (up to COUNTED_TO), since when the oldest."""

    name: str
    oldest: datetime | None
    count: int
    late_after: timedelta = LATE_AFTER

    def waited(self, at: datetime) -> timedelta:
        """Return how long the oldest has waited; nothing for none, or for one of the future."""
        return max(at - self.oldest, timedelta()) if self.oldest else timedelta()

    def is_late(self, at: datetime) -> bool:
        """Return whether the oldest has waited longer than its kind may."""
        return self.waited(at) > self.late_after


@dataclass(frozen=True)
class TickState:
    """A tick of the beat schedule and how its last run went; `run` is None before the first."""

    name: str
    label: str
    period: timedelta
    run: TickRun | None

    @property
    def has_failed(self) -> bool:
        """Return whether its last run ended with an error."""
        return self.run is not None and bool(self.run.error)

    def is_overdue(self, at: datetime) -> bool:
        """Return whether three periods (and a minute) went by without a run.

        A rare tick has a whole period until its first run, so that it is not overdue on the day
        of the installation.
        """
        if self.run is None:
            return self.period <= FIRST_RUN_WITHIN
        return at - self.run.ended_at > 3 * self.period + TICK_GRACE


def due_rows(at: datetime) -> list[DueRows]:
    """Return what waits, by settings.DUE_ROWS: dotted paths of f(at) -> DueRows."""
    return [import_string(path)(at) for path in settings.DUE_ROWS]


def tick_states(periods: Mapping[str, timedelta]) -> list[TickState]:
    """Return every tick of `periods`, the most frequent first. 1 statement."""
    runs = {run.name: run for run in TickRun.objects.filter(name__in=list(periods))}
    return [
        TickState(name, settings.TICK_LABELS.get(name, name), period, runs.get(name))
        for name, period in sorted(periods.items(), key=lambda pair: (pair[1], pair[0]))
    ]


def due_jobs(at: datetime) -> DueRows:
    """Background jobs that no worker has, or that a dead worker left. 2 statements."""
    waiting = _due_jobs(at)
    oldest = waiting.order_by("created_at", "id").first()
    since = (oldest.lease_until or oldest.created_at) if oldest else None
    return DueRows("后台任务", since, waiting[:COUNTED_TO].count())


def _due_jobs(at: datetime) -> QuerySet[Job]:
    waiting = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=at)
    return Job.objects.filter(waiting)
