"""What the operator sees waiting to be sent."""

from datetime import timedelta

import pytest

from accounts.models import User
from core import clock
from notifications.enums import Occasion
from notifications.models import Delivery
from notifications.selectors import due_deliveries

pytestmark = pytest.mark.django_db


def test_due_deliveries_are_counted_and_those_of_later_are_not() -> None:
    at = clock.now()
    person = User.objects.create(username="zhao", name="赵某甲")
    assert (due_deliveries(at).count, due_deliveries(at).is_late(at)) == (0, False)
    for hours in (2, 1, -1):
        Delivery.objects.create(
            person=person,
            channel="email",
            occasion=Occasion.AT_ONCE,
            day=clock.local_date(at),
            next_at=at - timedelta(hours=hours),
            created_at=at,
        )
    due = due_deliveries(at)
    assert (due.count, due.waited(at), due.is_late(at)) == (2, timedelta(hours=2), True)
