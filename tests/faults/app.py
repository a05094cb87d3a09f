"""The Celery application of the fault tests: the installation's own, in simulated time, in haste.

Every tick but the rare ones is sent each half second, and some statements dawdle, so that a kill
finds a transaction open more often than it would by chance.
"""

import contextlib
import os
import random
import signal
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
WRITES = ("INSERT", "UPDATE", "DELETE")
COUNTING = ("rectification_rungreached", "notifications_")

app = installation.app
app.conf.beat_schedule = {
    name: {**entry, "schedule": schedule(PERIOD), "options": {"expires": 10.0}}
    for name, entry in app.conf.beat_schedule.items()
    if entry["schedule"].run_every < RARE
}


class Doom:
    """Slows statements down, and dies where a warrant says so: amid the writes that count.

    A warrant is a file with a number in the folder FAULTS_WARRANTS. Whoever is about to write
    rungs, messages or deliveries takes one and kills itself (kill -9) after so many more writes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._left: int | None = None

    def __call__(self, execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        if sql.startswith(WRITES) and any(table in sql for table in COUNTING):
            self._count()
        if random.randrange(DAWDLE_ONE_IN) == 0:
            time.sleep(DAWDLE_SECONDS)
        return execute(sql, *more)

    def _count(self) -> None:
        if self._left is None:
            self._left = self._take()
        if self._left is not None:
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            self._left -= 1

    def _take(self) -> int | None:
        for path in sorted(self._folder.glob("*.warrant")):
            with contextlib.suppress(FileNotFoundError):
                mine = path.rename(path.with_suffix(f".{os.getpid()}"))
                return int(mine.read_text(encoding="ascii"))
        return None


@worker_process_init.connect
def slow_down(**_: Any) -> None:
    """In each process of a worker's pool."""
    connection.execute_wrappers.append(Doom(Path(os.environ["FAULTS_WARRANTS"])))
