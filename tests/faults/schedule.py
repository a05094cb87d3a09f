"""`python -m tests.faults.schedule` prints the task of every tick that the beats send."""

import sys

from tests.faults.app import app

if __name__ == "__main__":
    sys.stdout.write(" ".join(entry["task"] for entry in app.conf.beat_schedule.values()))
