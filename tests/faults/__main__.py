"""`make faults`: the full trial of reminders, on both stacks, and what came of it as a table.

    REMINDERS=10000 DAYS=30 FAULTS=200 STACKS="postgresql sqlite" SEED=2019 TAMPERINGS=500

Beside FAULTS, workers die by warrant amid their writes, two at each moment of each day. After the
trial the journal is tampered with so many times. It starts everything that it kills, on loopback,
and leaves nothing behind.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType

from core.clock import LOCAL_ZONE
from tests.faults.chaos import Chaos
from tests.faults.sink import sink
from tests.faults.stack import stack
from tests.faults.trial_of_reminders import Outcome, trial

MONDAY = datetime(2026, 3, 2, tzinfo=LOCAL_ZONE)
REMINDERS_AN_ITEM = 1.9
"""What 30 days of the ladder make of an item of the made-up city."""
NAMES = {"postgresql": "PostgreSQL + Redis", "sqlite": "SQLite + files"}


def number(name: str, default: int) -> int:
    return int(os.environ.get(name) or default)


def one(kind: str, folder: Path) -> Outcome:
    """The trial on one stack."""
    seed = number("SEED", 2019)
    items = int(number("REMINDERS", 10_000) / REMINDERS_AN_ITEM)
    days = [MONDAY + timedelta(days=n) for n in range(number("DAYS", 30))]
    with sink(seed) as (mail, port), stack(kind, folder, mail_port=port) as running:
        running.prepare(at=MONDAY, items=items, departments=20)
        chaos = Chaos(running, seed, longest=3.0)
        return trial(running, mail, chaos, days, number("FAULTS", 200))


def report(kind: str, outcome: Outcome, seconds: float) -> str:
    """Lines of a Markdown table."""
    kinds = ", ".join(f"{name} {count}" for name, count in sorted(outcome.faults.items()))
    cells = [
        NAMES[kind],
        str(outcome.told.total()),
        str(outcome.lines.total()),
        str(outcome.mails),
        str(outcome.mail_repeated),
        str(outcome.faults.total()),
        str(outcome.lost),
        str(outcome.doubled),
        str(outcome.most_digests_a_day),
        f"{max(outcome.settled):.1f} s",
        f"{seconds / 60:.1f} min",
    ]
    return f"| {' | '.join(cells)} |\n  faults: {kinds}\n"


def tamper() -> int:
    """Random tampering with the journal, each found and located; pytest's exit code."""
    tests = ["tests/journal/test_services_verify.py", "-k", "random_tampering"]
    command = [sys.executable, "-m", "pytest", "--quiet", *tests]
    return subprocess.call(command, env={"TAMPERINGS": "500", **os.environ})


def stop(number_: int, frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one must not cut the tidying short
    raise SystemExit(128 + number_)


def main() -> int:
    """0 when nothing was lost, nothing doubled and no tampering went unseen."""
    signal.signal(signal.SIGTERM, stop)
    failed = 0
    sys.stdout.write(
        "| stack | reminders | in-app lines | mails | repeats, same id | faults | lost | doubled"
        " | digests a person a day | slowest to settle | took |\n"
    )
    for kind in (os.environ.get("STACKS") or "postgresql sqlite").split():
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="ledger-faults-", dir="/tmp") as folder:
            outcome = one(kind, Path(folder))
        sys.stdout.write(report(kind, outcome, time.monotonic() - began))
        sys.stdout.flush()
        failed += bool(outcome.lost or outcome.doubled or outcome.most_digests_a_day > 1)
    return int(failed > 0) or tamper()


if __name__ == "__main__":
    sys.exit(main())
