"""`python -m tests.faults.oracle MOMENT …`: every tick at every moment, without any fault."""

import os
import sys
from datetime import datetime
from pathlib import Path

import django
from django.utils.module_loading import import_string

from tests.faults.simulated import LeapingClock, replace_clock

LAST = "notifications.tasks.deliver"
"""Delivers what the others tell."""


def main(moments: list[str]) -> None:
    """In the database of the environment; mail stays in this process."""
    file = Path(os.environ["FAULTS_CLOCK"])
    replace_clock(file)
    django.setup()
    from tests.faults.app import app  # noqa: PLC0415 - needs the applications

    names = [entry["task"] for entry in app.conf.beat_schedule.values()]
    for moment in moments:
        LeapingClock(file).leap(datetime.fromisoformat(moment))
        for name in sorted(names, key=lambda name: name == LAST):
            import_string(name).run()


if __name__ == "__main__":
    main(sys.argv[1:])
