"""A head in his first five working days is told of what is late, and that it is not laid to him."""

from datetime import date

import pytest

from accounts.models import Post
from core import workdays
from notifications.models import Message
from rectification import services
from rectification.models import Item
from tests.factories import Walk
from tests.personas import City, at

WORDS = "您接任未满5个工作日，此前的逾期不计入您本人"

pytestmark = pytest.mark.django_db


def taken_over(city: City, on: date) -> None:
    """A new head since `on`."""
    Post.objects.filter(pk=city.post("first_in_charge").pk).update(ends_on=on)
    Post.objects.create(
        person=city.stranger_head,
        department=city.lead,
        kind="first_in_charge",
        title="局长",
        starts_on=on,
    )


def told(item: Item, offset: int) -> dict[str, str]:
    """What a rung says, by account."""
    when = at(workdays.load().add(item.effective_due_on, offset), 8, 30)
    services.send_due(at=when)
    rows = Message.objects.filter(subject_uid=item.uid, created_at=when, key__contains=":due:")
    return dict(rows.values_list("person__username", "text"))


def test_the_new_head_alone_reads_of_his_days_of_grace(city: City) -> None:
    item = Walk(city).in_progress().item
    taken_over(city, item.effective_due_on)
    said = told(item, 1)
    assert said["stranger_head"].endswith(f"{WORDS}。")
    assert WORDS not in said["officer"] + said["portfolio_leader"]
    assert said["stranger_head"].replace(f"{WORDS}。", "") == said["officer"]


def test_the_fifth_working_day_ends_it(city: City) -> None:
    item = Walk(city).in_progress().item
    taken_over(city, workdays.load().add(item.effective_due_on, -2))
    assert WORDS not in told(item, 3)["stranger_head"]


def test_before_the_date_there_is_nothing_to_forgive(city: City) -> None:
    item = Walk(city).awaiting_signoff().item
    taken_over(city, workdays.load().add(item.effective_due_on, -1))
    texts = [text for offset in (-1, 0) for text in told(item, offset).values()]
    assert texts and not any("接任未满" in text for text in texts)
