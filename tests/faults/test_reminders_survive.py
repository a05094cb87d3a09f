"""Nothing lost, nothing doubled, while workers, beats, broker and database break."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.clock import LOCAL_ZONE
from tests.faults.chaos import Chaos
from tests.faults.stack import stack
from tests.faults.trial_of_reminders import trial

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL_ZONE)
FAULTS = 14


@pytest.mark.parametrize("kind", ["postgresql", "sqlite"])
def test_reminders_survive_whatever_breaks(kind: str, tmp_path: Path) -> None:
    with stack(kind, tmp_path) as running:
        running.prepare(at=MONDAY, items=1500, departments=8)
        moments = [MONDAY + timedelta(days=n) for n in range(3)]
        outcome = trial(running, Chaos(running, seed=2019), moments, FAULTS)
    assert outcome.told.total() >= 500
    assert (outcome.lost, outcome.doubled) == (0, 0)
    assert outcome.faults.total() >= FAULTS
