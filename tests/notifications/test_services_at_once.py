"""Messages at once: the five kinds, three a day, in working hours; the rest is in the digest."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.clock import LOCAL_ZONE, local_time
from core.workdays import Workdays
from notifications.enums import IMMEDIATE_KINDS
from notifications.models import Delivery, DeliveryLine, Message
from notifications.services import deliver_due
from notifications.services.timing import (
    BACK_OFF,
    first_of_week,
    is_quiet,
    next_attempt,
    sending_moment,
)
from tests.notifications.senders import MONDAY, TUESDAY, clock, in_digests, say
from tests.personas import City

WORKDAYS = Workdays()
unhurried = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
moments = st.builds(
    datetime.combine,
    st.dates(date(2019, 1, 1), date(2026, 12, 20)),
    st.times(),
    st.just(LOCAL_ZONE),
)


@pytest.mark.parametrize("kind", IMMEDIATE_KINDS)
def test_five_kinds_are_told_within_the_day(city: City, kind: str) -> None:
    say(city, city.first_in_charge, key="1", when=clock(TUESDAY, "10:00"), kind=kind)
    assert deliver_due(at=clock(TUESDAY, "10:00")).delivered == 1
    assert deliver_due(at=clock(TUESDAY, "10:01")).delivered == 0
    assert Delivery.objects.get().occasion == "at_once"


def test_the_fourth_of_a_day_falls_into_the_next_digest(city: City) -> None:
    deliver_due(at=clock(TUESDAY, "08:30"))
    for n in range(5):
        when = clock(TUESDAY, f"1{n}:00")
        say(city, city.officer, key=f"{n}", when=when, kind="assigned")
        assert deliver_due(at=when).delivered == (n < 3)
    wednesday = TUESDAY + timedelta(days=1)
    assert deliver_due(at=clock(wednesday, "08:10")).delivered == 0
    assert deliver_due(at=clock(wednesday, "08:30")).delivered == 1
    assert in_digests(city.officer) == [["0"], ["1"], ["2"], ["3", "4"]]
    say(city, city.officer, key="5", when=clock(wednesday, "09:00"), kind="assigned")
    assert deliver_due(at=clock(wednesday, "09:00")).delivered == 1


def test_what_comes_in_the_evening_waits_for_the_digest(city: City) -> None:
    head = city.first_in_charge
    say(city, head, key="1", when=clock(MONDAY, "18:31"), kind="escalated")
    assert deliver_due(at=clock(MONDAY, "18:31")).delivered == 0
    assert deliver_due(at=clock(TUESDAY, "08:05")).delivered == 0
    assert deliver_due(at=clock(TUESDAY, "08:30")).delivered == 1
    assert Delivery.objects.get().occasion == "digest"


def test_the_database_refuses_a_second_digest_and_a_message_told_twice(city: City) -> None:
    say(city, city.officer, key="1", when=clock(MONDAY, "10:00"))
    deliver_due(at=clock(TUESDAY, "08:30"))
    made = Delivery.objects.get()
    again = {"person": city.officer, "channel": "in_app", "day": TUESDAY, "occasion": "weekly"}
    times = {"next_at": made.next_at, "created_at": made.created_at}
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(**again, **times)
    other = Delivery.objects.create(**{**again, "occasion": "at_once"}, **times)
    with pytest.raises(IntegrityError), transaction.atomic():
        DeliveryLine.objects.create(delivery=other, message=Message.objects.get(), channel="in_app")


@unhurried
@given(moments)
def test_a_message_leaves_in_working_hours_at_once_or_at_half_past_eight(at: datetime) -> None:
    leaves = sending_moment(at, WORKDAYS)
    assert not is_quiet(leaves, WORKDAYS)
    assert leaves >= at
    assert leaves == at or (local_time(leaves).hour, local_time(leaves).minute) == (8, 30)
    # Nothing between is skipped: every 08:30 of a working day before it is before `at`.
    day, last = local_time(at).date(), local_time(leaves).date()
    while leaves != at and day < last:
        assert not WORKDAYS.is_workday(day) or at > datetime(
            day.year, day.month, day.day, 8, 30, tzinfo=LOCAL_ZONE
        )
        day += timedelta(days=1)


@unhurried
@given(moments, st.integers(1, 12))
def test_attempts_end_and_never_fall_into_the_night(at: datetime, attempts: int) -> None:
    again = next_attempt(attempts, at, WORKDAYS)
    if attempts > len(BACK_OFF):
        assert again is None
    else:
        assert again is not None
        assert again >= at + BACK_OFF[attempts - 1]
        assert not is_quiet(again, WORKDAYS)


@unhurried
@given(st.dates(date(2019, 1, 1), date(2026, 12, 20)).filter(WORKDAYS.is_workday))
def test_a_week_begins_with_its_first_working_day(day: date) -> None:
    first = first_of_week(day, WORKDAYS)
    assert first <= day
    assert first.isocalendar()[:2] == day.isocalendar()[:2]
    assert WORKDAYS.between(first - timedelta(days=first.weekday() + 1), first) == 1
