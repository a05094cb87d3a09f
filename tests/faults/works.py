"""Work that the fault tests ask for beside reminders: journal entries and background jobs.

`python -m tests.faults.works COUNT` asks for it in the database of the environment.
"""

import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import django

from tests.faults.simulated import LeapingClock

if __name__ == "__main__":
    django.setup()

from accounts.models import User
from core import services
from core.models import Job
from journal.services import record


def run_probe(*, job: Job, now: Callable[[], datetime]) -> None:
    """Three steps, each of which prolongs the lease."""
    for step in range(1, 4):
        services.report_progress(job=job, done=step, at=now(), total=3)


def ask_for_jobs(*, count: int, at: datetime) -> None:
    """Ask for so many jobs, and write an entry for each."""
    person = User.objects.order_by("id").first()
    for n in range(count):
        services.enqueue_job(kind="probe", by=None, at=at, title=f"probe {n}")
        record(type="person.probed", subject=person, by=None, at=at, data={"n": n})


if __name__ == "__main__":
    ask_for_jobs(count=int(sys.argv[1]), at=LeapingClock(Path(os.environ["FAULTS_CLOCK"])).now())
