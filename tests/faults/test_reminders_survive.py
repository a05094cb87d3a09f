"""Nothing lost, nothing doubled, while workers, beats, broker and database break."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.clock import LOCAL_ZONE
from tests.faults.chaos import AMID_WRITES, Chaos
from tests.faults.sink import sink
from tests.faults.stack import stack
from tests.faults.trial_of_reminders import trial

MONDAY = datetime(2026, 3, 2, tzinfo=LOCAL_ZONE)
SEED = 2019
FAULTS = 10
DAYS = 2


@pytest.mark.parametrize("kind", ["postgresql", "sqlite"])
def test_reminders_survive_whatever_breaks(kind: str, tmp_path: Path) -> None:
    with sink(SEED) as (mail, port), stack(kind, tmp_path, mail_port=port) as running:
        running.prepare(at=MONDAY, items=1000, departments=8)
        days = [MONDAY + timedelta(days=n) for n in range(DAYS)]
        outcome = trial(running, mail, Chaos(running, SEED), days, FAULTS)
    assert outcome.told.total() >= 1000
    assert (outcome.lost, outcome.doubled) == (0, 0), outcome
    assert outcome.most_digests_a_day == 1
    assert outcome.faults[AMID_WRITES] >= DAYS
    assert outcome.faults.total() >= FAULTS + DAYS
