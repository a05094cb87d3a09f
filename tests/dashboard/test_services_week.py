"""The leaders' week: told once, in place of that day's digest."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from dashboard.services import tell_week
from notifications.models import Delivery, Message
from notifications.services import deliver_due, tell
from tests.personas import City, at

MONDAY = date(2019, 10, 14)
LEADERS = ["deputy_leader", "group_leader", "supervisor"]


def told() -> list[str]:
    names = Message.objects.filter(kind="weekly").values_list("person__username", flat=True)
    return sorted(names)


def test_the_leaders_are_told_once_a_week(city: City) -> None:
    assert [tell_week(at=at(MONDAY, hour)) for hour in (0, 8, 9)] == [3, 0, 0]
    assert tell_week(at=at(MONDAY + timedelta(days=4), 9)) == 0
    assert told() == LEADERS
    assert set(Message.objects.values_list("key", flat=True)) == {"weekly:2019-W42"}
    assert tell_week(at=at(MONDAY + timedelta(days=6))) == 0
    assert told() == LEADERS
    tell_week(at=at(MONDAY + timedelta(days=7), 1))
    assert len(told()) == 6


def test_a_week_begins_with_its_first_working_day(city: City) -> None:
    tuesday_after_the_holiday = date(2019, 10, 8)
    assert tell_week(at=at(date(2019, 10, 7), 9)) == 0
    assert tell_week(at=at(tuesday_after_the_holiday, 9)) == 3


def test_it_takes_the_place_of_the_days_digest(city: City) -> None:
    for key, cadence in (("day", ""), ("week", "weekly")):
        tell(people=[city.deputy_leader], kind="informed", key=key, subject=city.campaign,
             text="知会", cadence=cadence, at=at(MONDAY - timedelta(days=2), 10))  # fmt: skip
    tell_week(at=at(MONDAY, 0, 5))
    assert deliver_due(at=at(MONDAY, 8, 30)).delivered == 3
    [made] = Delivery.objects.filter(person=city.deputy_leader)
    assert (made.occasion, made.lines.count()) == ("weekly", 3)
    assert deliver_due(at=at(MONDAY, 9)).delivered == 0


def test_a_scheduler_that_was_down_on_monday_tells_on_tuesday(city: City) -> None:
    tuesday = MONDAY + timedelta(days=1)
    tell_week(at=at(tuesday, 8))
    assert deliver_due(at=at(tuesday, 8, 30)).delivered == 3


def test_the_command_says_how_many(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("send_weekly", "--at", "2019-10-14T00:05")
    assert capsys.readouterr().out == "told 3\n"
