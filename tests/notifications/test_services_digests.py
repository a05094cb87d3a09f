"""Digests: one a person on a working day, of what still holds, and nothing twice."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.models import User
from notifications.models import Delivery, Message
from notifications.services import deliver_due, mark_read, withdraw
from tests.notifications import senders
from tests.notifications.senders import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    clock,
    in_digests,
    lines_of,
    mailbox,
    say,
    say_many,
    states,
    with_address,
)
from tests.personas import City


def test_a_digest_leaves_at_half_past_eight_once_a_day(city: City) -> None:
    say(city, city.officer, key="1", when=clock(MONDAY, "20:00"))
    say(city, city.officer, key="2", when=clock(TUESDAY, "07:00"))
    assert deliver_due(at=clock(TUESDAY, "08:29")).delivered == 0
    assert deliver_due(at=clock(TUESDAY, "08:30")).delivered == 1
    say(city, city.officer, city.cooperator, key="3", when=clock(TUESDAY, "09:00"))
    assert deliver_due(at=clock(TUESDAY, "09:30")).delivered == 0
    assert deliver_due(at=clock(WEDNESDAY, "08:30")).delivered == 2
    assert in_digests(city.officer) == [["1", "2"], ["3"]]
    assert deliver_due(at=clock(WEDNESDAY, "08:31")).delivered == 0


def test_nothing_leaves_in_the_evening_and_on_days_off(city: City) -> None:
    friday, saturday = MONDAY + timedelta(days=4), MONDAY + timedelta(days=5)
    say(city, city.officer, key="1", when=clock(friday, "18:29"))
    say(city, city.officer, key="2", when=clock(friday, "18:31"), kind="returned")
    for day, hour in ((friday, "18:30"), (saturday, "08:30"), (saturday, "12:00")):
        assert deliver_due(at=clock(day, hour)).delivered == 0
    monday = MONDAY + timedelta(days=7)
    assert deliver_due(at=clock(monday, "08:30")).delivered == 1
    assert in_digests(city.officer) == [["1", "2"]]


def test_a_worked_saturday_has_its_digest(city: City) -> None:
    saturday = MONDAY - timedelta(days=2)
    say(city, city.officer, key="1", when=clock(saturday, "08:00"))
    assert deliver_due(at=clock(saturday, "08:30")).delivered == 1


def test_after_three_days_without_a_run_there_is_one_digest(city: City) -> None:
    for n, day in enumerate((MONDAY, TUESDAY, WEDNESDAY)):
        for person in (city.officer, city.cooperator):
            say(city, person, key=f"red:{n}", when=clock(day, "00:10"), topic="item:1:due")
            say(city, person, key=f"other:{n}", when=clock(day, "00:10"))
    thursday = WEDNESDAY + timedelta(days=1)
    assert deliver_due(at=clock(thursday, "14:00")).delivered == 2
    assert in_digests(city.officer) == [["other:0", "other:1", "other:2", "red:2"]]
    withdrawn = Message.objects.filter(withdrawn_at__isnull=False, person=city.officer)
    assert sorted(withdrawn.values_list("key", flat=True)) == ["red:0", "red:1"]


def test_read_messages_and_deactivated_people_are_left_out(city: City) -> None:
    say(city, city.officer, key="1", when=clock(MONDAY, "10:00"))
    mark_read(by=city.officer, at=clock(MONDAY, "11:00"))
    say(city, city.cooperator, key="2", when=clock(MONDAY, "10:00"))
    User.objects.filter(pk=city.cooperator.pk).update(
        is_active=False, deactivated_at=clock(MONDAY, "12:00")
    )
    assert deliver_due(at=clock(TUESDAY, "08:30")).delivered == 0
    assert not Delivery.objects.exists()


def test_a_first_in_charge_gets_one_only_for_what_is_his(city: City) -> None:
    head = city.first_in_charge
    say(city, head, key="informed", when=clock(MONDAY, "10:00"), kind="informed")
    say(city, head, key="to-do", when=clock(MONDAY, "10:00"))
    assert deliver_due(at=clock(TUESDAY, "08:30")).delivered == 0
    say(city, head, key="red", when=clock(TUESDAY, "10:00"), kind="reminder", section="red")
    assert deliver_due(at=clock(WEDNESDAY, "08:30")).delivered == 1
    assert in_digests(head) == [["informed", "red", "to-do"]]


@pytest.mark.parametrize("section", ["red", "yellow", "to_sign"])
def test_red_yellow_and_signatures_call_a_first_in_charge(city: City, section: str) -> None:
    say(city, city.first_in_charge, key="1", when=clock(MONDAY, "10:00"), section=section)
    assert deliver_due(at=clock(TUESDAY, "08:30")).delivered == 1


def test_weekly_messages_wait_for_the_first_working_day_of_the_week(city: City) -> None:
    leader = city.deputy_leader
    say(city, leader, key="1", when=clock(MONDAY, "09:00"), cadence="weekly")
    assert deliver_due(at=clock(TUESDAY, "08:30")).delivered == 0
    say(city, leader, key="2", when=clock(WEDNESDAY, "09:00"), cadence="weekly")
    monday = MONDAY + timedelta(days=7)
    say(city, leader, key="weekly:2019-W43", when=clock(monday, "00:05"), kind="weekly",
        cadence="weekly")  # fmt: skip
    say(city, leader, key="3", when=clock(monday, "00:10"))
    # The scheduler was down on Monday: due and not yet done.
    assert deliver_due(at=clock(monday + timedelta(days=1), "08:30")).delivered == 1
    assert in_digests(leader) == [["1", "2", "3", "weekly:2019-W43"]]
    assert Delivery.objects.get(channel="in_app").occasion == "weekly"


def test_what_no_longer_holds_is_dropped_and_withdrawn(city: City, settings: Settings) -> None:
    senders.answer_for(settings)
    senders.GONE.update({"1", "3"})
    say(city, city.officer, key="1", when=clock(MONDAY, "10:00"))
    say(city, city.officer, key="2", when=clock(MONDAY, "10:00"))
    say(city, city.first_in_charge, key="3", when=clock(MONDAY, "10:00"), section="red")
    say(city, city.first_in_charge, key="4", when=clock(MONDAY, "10:00"))
    assert deliver_due(at=clock(TUESDAY, "08:30")).delivered == 1
    assert in_digests(city.officer) == [["2"]]
    assert senders.ASKED == [4]
    gone = Message.objects.filter(withdrawn_at__isnull=False)
    assert sorted(gone.values_list("key", flat=True)) == ["1", "3"]


def test_topics_are_withdrawn_until_they_are_delivered(city: City) -> None:
    for key, topic in (("1", "item:1:due"), ("2", "item:2:due"), ("3", "")):
        say(city, city.officer, key=key, when=clock(MONDAY, "10:00"), topic=topic)
    assert withdraw(topics=["item:1:due", "unknown", ""], at=clock(MONDAY, "11:00")) == 1
    assert withdraw(topics=["item:1:due"], at=clock(MONDAY, "12:00")) == 0
    deliver_due(at=clock(TUESDAY, "08:30"))
    assert in_digests(city.officer) == [["2", "3"]]
    assert withdraw(topics=["item:2:due"], at=clock(TUESDAY, "09:00")) == 0
    assert Message.objects.unread().count() == 2


def test_a_digest_of_37_shows_ten_lines_the_reds_first(city: City, settings: Settings) -> None:
    box = mailbox(settings)
    with_address(city.officer)
    say_many(city, city.officer, 36, clock(MONDAY, "10:00"))
    say(city, city.officer, key="red", when=clock(MONDAY, "09:00"), section="red", text="逾期1日")
    report = deliver_due(at=clock(TUESDAY, "08:30"))
    assert (report.delivered, report.failed) == (2, 0)
    [parcel] = box.parcels
    assert [part.label for part in parcel.parts] == ["逾期", "待我办"]
    assert lines_of(parcel) == ["逾期1日", *(f"第{n}条" for n in range(35, 26, -1))]
    assert parcel.more == 27
    assert parcel.title == "10月15日每日汇总：逾期1、待我办36"
    assert states("record") == {"sent": 1}


def test_a_digest_says_nothing_of_what_may_no_longer_be_seen(
    city: City, settings: Settings
) -> None:
    box = mailbox(settings)
    senders.answer_for(settings)
    with_address(city.officer, city.cooperator)
    say(city, city.officer, city.cooperator, key="1", when=clock(MONDAY, "10:00"))
    say(city, city.officer, key="2", when=clock(MONDAY, "10:00"), subject=city.lead, text="看不见")
    say(city, city.cooperator, key="3", when=clock(MONDAY, "10:00"), subject=city.lead)
    Message.objects.filter(key="1", person=city.cooperator).update(read_at=clock(MONDAY, "11:00"))
    senders.HIDDEN.add(city.lead.uid)
    deliver_due(at=clock(TUESDAY, "08:30"))
    assert [(p.person, lines_of(p)) for p in box.parcels] == [(city.officer, ["事项1"])]
    assert states("record") == {"sent": 1, "cancelled": 1}


def test_sensitive_items_leave_the_house_as_a_number(city: City, settings: Settings) -> None:
    box = mailbox(settings)
    senders.answer_for(settings)
    senders.SECRET.add(city.lead.uid)
    with_address(city.officer)
    for n in range(2):
        say(city, city.officer, key=f"s{n}", when=clock(MONDAY, "10:00"), subject=city.lead,
            text="亲属经商办企业")  # fmt: skip
    say(city, city.officer, key="1", when=clock(MONDAY, "10:00"))
    say(city, city.officer, key="r", when=clock(TUESDAY, "08:10"), kind="returned",
        subject=city.lead, text="亲属经商办企业")  # fmt: skip
    deliver_due(at=clock(TUESDAY, "08:30"))
    assert sorted(map(lines_of, box.parcels)) == [
        ["您有1件敏感事项待办"],
        ["您有1件敏感事项待办", "事项1"],
    ]
    assert "亲属" not in "".join(parcel.title for parcel in box.parcels)


def test_planning_costs_statements_by_batch_not_by_person(
    city: City,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    say(city, city.officer, city.cooperator, key="1", when=clock(MONDAY, "10:00"))
    with django_assert_max_num_queries(40) as two:
        assert deliver_due(at=clock(TUESDAY, "08:30")).delivered == 2
    people = list(User.objects.active().order_by("id"))
    for n in range(3):
        say(city, *people, key=f"many{n}", when=clock(TUESDAY, "10:00"), section="red")
    with django_assert_max_num_queries(len(two)):
        assert deliver_due(at=clock(WEDNESDAY, "08:30")).delivered == len(people)


def test_the_command_says_what_it_did(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    say(city, city.officer, key="1", when=clock(MONDAY, "10:00"))
    call_command("deliver_due", "--at", "2019-10-15T08:30")
    assert capsys.readouterr().out.splitlines()[-1] == "delivered 1, failed 0"
