"""The Celery application of the fault tests: the installation's own, in simulated time, in haste.

Every tick but the rare ones is sent each half second, and some statements dawdle, so that a kill
finds a transaction open more often than it would by chance.
"""

import os
import random
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery.schedules import schedule
from celery.signals import worker_process_init
from django.db import connection

from tests.faults.simulated import replace_clock

replace_clock(Path(os.environ["FAULTS_CLOCK"]))

from config import celery as installation  # noqa: E402

PERIOD = float(os.environ.get("FAULTS_PERIOD", "0.5"))
RARE = timedelta(minutes=30)
DAWDLE_ONE_IN, DAWDLE_SECONDS = 25, 0.25

app = installation.app
app.conf.include = ["tests.faults.reminders"]
app.conf.beat_schedule["stand-in"] = installation.tick("tests.faults.reminders.tell_due", 1)
app.conf.beat_schedule = {
    name: {**entry, "schedule": schedule(PERIOD), "options": {"expires": 10.0}}
    for name, entry in app.conf.beat_schedule.items()
    if entry["schedule"].run_every < RARE
}


def dawdle(execute: Callable[..., Any], *statement: Any) -> Any:
    """Run the statement, now and then a quarter of a second later."""
    if random.randrange(DAWDLE_ONE_IN) == 0:
        time.sleep(DAWDLE_SECONDS)
    return execute(*statement)


@worker_process_init.connect
def slow_down(**_: Any) -> None:
    """In each process of a worker's pool."""
    connection.execute_wrappers.append(dawdle)
