"""The day of a moment is the day in China."""

from datetime import UTC, date, datetime

import pytest

from core import clock


def test_local_date_turns_at_midnight_in_china() -> None:
    assert clock.local_date(datetime(2025, 11, 2, 15, 59, tzinfo=UTC)) == date(2025, 11, 2)
    assert clock.local_date(datetime(2025, 11, 2, 16, 0, tzinfo=UTC)) == date(2025, 11, 3)


def test_local_date_refuses_a_naive_time() -> None:
    with pytest.raises(ValueError, match="naive"):
        clock.local_date(datetime(2025, 11, 2))  # noqa: DTZ001 - one without a zone is the case


def test_now_is_aware() -> None:
    assert clock.now().tzinfo is not None
