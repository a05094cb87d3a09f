"""A small city lives through some weeks: ticks run twice, then not at all, then again."""

import pytest

from journal.models import Entry
from notifications.models import Delivery, Message
from notifications.services.timing import first_of_week
from rectification.models import Item
from tests.bench.quarter_run import Quarter


@pytest.mark.django_db
def test_some_weeks_of_a_small_city_with_days_on_which_nothing_runs() -> None:
    quarter = Quarter(city=3, items=5, days=16, seed=7, variant="shipped")
    found = quarter.live(stopped=range(6, 9))
    assert found.of(found.messages) > 30
    assert found.doubled == 0, "two digests for one person on one day"
    assert max(found.digests.values()) == 1
    back = quarter.dates[9]
    told = [place for place in found.digests if place[1] == back]
    assert told, "what was missed is told on the first day back"
    reds = Entry.objects.filter(type="item.overdue").values_list("subject_id", "data__due_version")
    assert len(reds) == len(set(reds)) > 0
    leaders = found.people["group_leader"]
    weekly = Delivery.objects.filter(person__in=leaders, channel="in_app")
    days = set(weekly.values_list("day", flat=True))
    assert days == {first_of_week(day, quarter.workdays) for day in days} != set()
    on = quarter.dates[15]
    rows = Message.objects.filter(key__contains=":due:").select_related("person")
    for row in rows[:60]:
        handed = Item.objects.visible_to(row.person, on=on).filter(uid=row.subject_uid)
        assert handed.exists(), f"{row.person}: {row.text}"
