"""Four scanners and four deliverers at once, and a scheduler that stood still for three days."""

from collections import Counter
from datetime import datetime, time, timedelta

import pytest
from django.core.management import call_command
from django.db import transaction

from core import clock, workdays
from notifications.enums import Occasion
from notifications.models import Delivery, DeliveryLine, Message
from notifications.services import deliver_due
from rectification.models import RungReached
from rectification.services import send_due
from tests.faults.crash import at_once

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 4


def morning(after_days: int) -> datetime:
    """8:40 of the first working day that lies so many days ahead."""
    day = clock.local_date(clock.now()) + timedelta(days=after_days)
    day = workdays.load().next_on_or_after(day)
    return datetime.combine(day, time(8, 40), clock.LOCAL_ZONE)


def alone(at: datetime) -> Counter[tuple[int, str]]:
    """What one scanner would tell, without leaving a trace."""
    with transaction.atomic():
        before = told()
        send_due(at=at)
        expected = told() - before
        transaction.set_rollback(True)
    return expected


def told() -> Counter[tuple[int, str]]:
    return Counter(Message.objects.values_list("person_id", "key"))


def digests(at: datetime) -> Counter[int]:
    """Digests of each person on the day of `at`, in the inbox."""
    rows = Delivery.objects.filter(channel="in_app", day=clock.local_date(at))
    return Counter(rows.exclude(occasion=Occasion.AT_ONCE).values_list("person_id", flat=True))


def test_four_at_once_tell_and_deliver_once_and_after_three_days_one_digest() -> None:
    call_command("seed_city", items=250, departments=4, verbosity=0)
    first, late = morning(1), morning(5)
    expected = alone(first)
    assert expected.total() > 100

    at_once([lambda: send_due(at=first)] * AT_ONCE)
    assert told() == expected
    rungs = Counter(RungReached.objects.values_list("clock", "subject_id", "version", "rung"))
    assert set(rungs.values()) == {1}

    at_once([lambda: deliver_due(at=first)] * AT_ONCE)
    lines = Counter(DeliveryLine.objects.values_list("message_id", "channel"))
    assert set(lines.values()) == {1}
    assert set(digests(first).values()) == {1}

    missed = alone(late)  # nothing ran on the days between
    assert missed.total() > 0
    at_once([lambda: send_due(at=late)] * AT_ONCE)
    at_once([lambda: deliver_due(at=late)] * AT_ONCE)
    assert told() == expected + missed
    assert max(digests(late).values()) == 1
    days = Delivery.objects.values_list("day", flat=True).distinct()
    assert set(days) == {clock.local_date(first), clock.local_date(late)}
