"""Questions about background work."""

from datetime import datetime

from django.db.models import Q

from core.enums import JobState
from core.models import Job


def oldest_due_job(at: datetime) -> Job | None:
    """Return the job that has waited longest for a worker, None when nothing waits."""
    waiting = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=at)
    return Job.objects.filter(waiting).order_by("created_at", "id").first()
