"""The Celery application of the fault tests: the installation's own, in simulated time, in haste.

Every tick but the rare ones is sent every second or two, and some statements dawdle, so that a
kill finds a transaction open more often than it would by chance. No two ticks keep step: where the
workers can't follow, the first of a volley would be taken each time and the last expire each time.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery.schedules import schedule
from celery.signals import worker_process_init
from django.db import connection

from tests.faults.simulated import replace_clock
from tests.faults.warrants import Doom

replace_clock(Path(os.environ["FAULTS_CLOCK"]))

from config import celery as installation  # noqa: E402 - after the clock is replaced

PERIOD, OUT_OF_STEP, EXPIRES = 1.0, 0.13, 5.0
"""Seconds between two of the first tick, by how much each next one is slower, until one is void."""
RARE = timedelta(minutes=30)

app = installation.app
often = {
    name: entry
    for name, entry in app.conf.beat_schedule.items()
    if entry["schedule"].run_every < RARE
}
app.conf.beat_schedule = {
    name: {
        **entry,
        "schedule": schedule(PERIOD + OUT_OF_STEP * number),
        "options": {"expires": EXPIRES},
    }
    for number, (name, entry) in enumerate(often.items())
}


@worker_process_init.connect
def slow_down(**_: Any) -> None:
    """In each process of a worker's pool."""
    connection.execute_wrappers.append(Doom(Path(os.environ["FAULTS_WARRANTS"])))
