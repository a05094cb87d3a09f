"""Days that the office declares."""

from datetime import date

import pytest

from core import services, workdays
from core.models import WorkdayOverride

pytestmark = pytest.mark.django_db
DAY = date(2027, 1, 1)


def test_override_is_set_replaced_and_taken_back() -> None:
    services.set_override(day=DAY, is_workday=False, name="元旦", source_doc="国办发明电")
    assert not workdays.load().is_workday(DAY)
    services.set_override(day=DAY, is_workday=True)
    assert workdays.load().is_workday(DAY)
    assert services.delete_override(day=DAY)
    assert not services.delete_override(day=DAY)
    assert not workdays.load().is_known(DAY)


def test_overrides_are_set_together() -> None:
    services.set_override(day=DAY, is_workday=True)
    rows = [WorkdayOverride(date=date(2027, 1, n), is_workday=False) for n in range(1, 4)]
    assert services.set_overrides(rows=rows) == 3
    assert WorkdayOverride.objects.filter(is_workday=False).count() == 3
