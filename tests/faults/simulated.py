"""A clock that leaps: two numbers in a file, read by every program of a fault test.

Within a leap it runs at the pace of the real one, so that leases and limits mean what they mean in
production; a leap is a night during which nothing ran. Only the programs of these tests ever load
this: they replace `core.clock.now`, the one place that asks what time it is, before any tick runs.
"""

import json
import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from core import clock


class LeapingClock:
    """The moment that the file tells."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def leap(self, to: datetime) -> None:
        """From now on it is `to`, for everybody."""
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps([time.time(), to.timestamp()]), encoding="ascii")
        os.replace(fresh, self.path)

    def now(self) -> datetime:
        """The simulated moment, aware."""
        real, told = json.loads(self.path.read_text(encoding="ascii"))
        return datetime.fromtimestamp(told + time.time() - real, clock.LOCAL_ZONE)


def replace_clock(path: Path) -> Callable[[], None]:
    """Let this process live in simulated time; returns what ends that."""
    real = clock.now
    clock.now = LeapingClock(path).now

    def end() -> None:
        clock.now = real

    return end
