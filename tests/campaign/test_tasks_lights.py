"""The light of a department's task counts as the items' lights and the reminders do."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from campaign.models import TaskDuty
from core import workdays
from tests.campaign.tasking import duty_of
from tests.personas import City, at, city
from tests.rectification.pages import browser_of, stop_clock

__all__ = ["city"]

pytestmark = pytest.mark.django_db


def pages_of(city: City, duty: TaskDuty, on: date, patch: pytest.MonkeyPatch) -> list[str]:
    stop_clock(patch, at(on))
    urls = (reverse("campaign:duty", args=[duty.uid]), reverse("campaign:duties"))
    return [browser_of(city.officer).get(url).content.decode() for url in urls]


def test_late_is_counted_in_working_days(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    duty = duty_of(city)
    on = workdays.load().add(duty.effective_due_on, 6)
    assert (on - duty.effective_due_on).days > 6
    for text in pages_of(city, duty, on, monkeypatch):
        assert "逾期 6 个工作日" in text


def test_late_by_days_off_alone_is_past_but_not_counted(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    duty = duty_of(city)
    days = workdays.load()
    friday = next(
        d
        for n in range(30)
        if days.is_workday(d := duty.effective_due_on + timedelta(n))
        and not days.is_workday(d + timedelta(1))
    )
    TaskDuty.objects.filter(pk=duty.pk).update(due_on=friday, effective_due_on=friday)
    for text in pages_of(city, duty, friday + timedelta(1), monkeypatch):
        assert "已过时限" in text
