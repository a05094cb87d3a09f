"""What leaves the house: attempts with a stable id, leases, and never a row lost."""

from datetime import datetime, timedelta

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from core.errors import Conflict, Denied
from journal.models import Entry
from notifications.channels import Outcome, Result
from notifications.models import Delivery, Message
from notifications.services import choose_channels, deliver_due, mark_read, resend, withdraw
from notifications.services.sending import LEASE
from tests.notifications.senders import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    Recorder,
    clock,
    lines_of,
    mailbox,
    say,
    states,
    with_address,
)
from tests.personas import City

EIGHT_THIRTY = clock(TUESDAY, "08:30")
LATER = Result(Outcome.RETRY, "暂不接收")


@pytest.fixture
def box(city: City, settings: Settings) -> type[Recorder]:
    """The recorder, with a message of Monday for the officer."""
    with_address(city.officer, city.cooperator)
    say(city, city.officer, key="1", when=clock(MONDAY, "10:00"), topic="t")
    return mailbox(settings)


def sent_on() -> Delivery:
    return Delivery.objects.get(channel="record")


def test_who_has_no_address_is_told_in_the_inbox_only(city: City, box: type[Recorder]) -> None:
    User.objects.filter(pk=city.officer.pk).update(email="")
    assert deliver_due(at=EIGHT_THIRTY).delivered == 1
    assert not Delivery.objects.filter(channel="record").exists()


def test_an_attempt_that_failed_is_repeated_under_the_same_id(
    city: City, box: type[Recorder]
) -> None:
    box.script += [LATER, LATER, Result(Outcome.PARTIAL, "一个地址无效")]
    report = deliver_due(at=EIGHT_THIRTY)
    assert (report.delivered, report.failed) == (1, 1)
    assert (sent_on().last_error, sent_on().next_at) == ("暂不接收", clock(TUESDAY, "08:31"))
    assert deliver_due(at=EIGHT_THIRTY).failed == 0
    assert deliver_due(at=clock(TUESDAY, "08:31")).failed == 1
    assert sent_on().next_at == clock(TUESDAY, "08:36")
    assert deliver_due(at=clock(TUESDAY, "08:40")).delivered == 1
    assert len({parcel.uid for parcel in box.parcels}) == 1
    assert (sent_on().state, sent_on().attempts, sent_on().last_error) == (
        "sent",
        3,
        "一个地址无效",
    )


def test_seven_failures_end_it_and_the_next_day_is_not_disturbed(
    city: City, box: type[Recorder]
) -> None:
    box.script += [LATER] * 7
    at = EIGHT_THIRTY
    for _ in range(7):
        assert deliver_due(at=at).failed == 1
        at = sent_on().next_at
    assert (sent_on().state, sent_on().attempts) == ("dead", 7)
    # 8:30 + 1 m + 5 m + 30 m + 2 h + 5 h, then 10 h later is the night: the next morning.
    assert at == clock(WEDNESDAY, "08:30")
    assert deliver_due(at=at).failed == 0


def test_a_refusal_for_good_is_not_repeated(city: City, box: type[Recorder]) -> None:
    box.script.append(Result(Outcome.PERMANENT, "550 查无此人"))
    assert deliver_due(at=EIGHT_THIRTY).failed == 1
    assert (sent_on().state, sent_on().last_error) == ("dead", "550 查无此人")


def test_a_sender_that_dies_is_followed_by_another_after_its_lease(
    city: City, box: type[Recorder]
) -> None:
    box.script.append(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        deliver_due(at=EIGHT_THIRTY)
    assert states("in_app") == {"sent": 1}
    assert deliver_due(at=EIGHT_THIRTY + LEASE).delivered == 0
    assert deliver_due(at=EIGHT_THIRTY + LEASE + timedelta(seconds=1)).delivered == 1
    assert len({parcel.uid for parcel in box.parcels}) == 1
    assert (sent_on().state, sent_on().lease) == ("sent", None)


def test_a_sender_that_comes_back_late_writes_nothing(
    city: City, box: type[Recorder], monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(self: Recorder, parcel: object) -> Result:
        monkeypatch.undo()
        assert deliver_due(at=EIGHT_THIRTY + LEASE + timedelta(seconds=1)).delivered == 1
        return Result(Outcome.PERMANENT, "too late")

    monkeypatch.setattr(Recorder, "send", slow)
    report = deliver_due(at=EIGHT_THIRTY)
    assert (report.delivered, report.failed) == (1, 0)
    assert (sent_on().state, sent_on().last_error) == ("sent", "")


def test_a_channel_that_raises_stops_nobody_else(city: City, box: type[Recorder]) -> None:
    say(city, city.cooperator, key="2", when=clock(MONDAY, "10:00"))
    box.script.append(RuntimeError("secret"))
    report = deliver_due(at=EIGHT_THIRTY)
    assert (report.delivered, report.failed) == (3, 1)
    failed = Delivery.objects.get(channel="record", state="due")
    assert failed.last_error == "渠道程序出错：RuntimeError"


def test_a_channel_that_is_down_costs_one_attempt_a_run(
    city: City, box: type[Recorder], settings: Settings
) -> None:
    say(city, city.cooperator, key="2", when=clock(MONDAY, "10:00"))
    box.script.append(Result(Outcome.RETRY, "连接不上", unreachable=True))
    assert deliver_due(at=EIGHT_THIRTY).failed == 1
    rows = Delivery.objects.filter(channel="record").order_by("id")
    assert [(row.attempts, row.lease) for row in rows] == [(1, None), (0, None)]
    assert len(box.parcels) == 1


def test_days_of_a_channel_that_was_down_become_one_digest(city: City, box: type[Recorder]) -> None:
    down = Result(Outcome.RETRY, "连接不上", unreachable=True)
    for n, day in enumerate((TUESDAY, WEDNESDAY)):
        box.script = [down]
        deliver_due(at=clock(day, "08:30"))
        say(city, city.officer, key=f"more{n}", when=clock(day, "10:00"))
    Recorder.script, Recorder.parcels = [], []
    deliver_due(at=clock(WEDNESDAY + timedelta(days=1), "08:30"))
    [parcel] = Recorder.parcels
    assert lines_of(parcel) == ["事项more1", "事项more0", "事项1"]
    assert states("record") == {"cancelled": 2, "sent": 1}
    assert states("in_app") == {"sent": 3}


@pytest.mark.parametrize("what", ["read", "withdrawn", "deactivated"])
def test_what_is_over_while_it_waits_is_not_sent(
    city: City, box: type[Recorder], what: str
) -> None:
    box.script.append(LATER)
    deliver_due(at=EIGHT_THIRTY)
    at = clock(TUESDAY, "09:00")
    if what == "read":
        mark_read(by=city.officer, at=at)
    elif what == "withdrawn":
        assert withdraw(topics=["t"], at=at) == 1
    else:
        User.objects.filter(pk=city.officer.pk).update(is_active=False, deactivated_at=at)
    report = deliver_due(at=at)
    assert (report.delivered, report.failed) == (0, 0)
    assert (sent_on().state, len(box.parcels)) == ("cancelled", 1)
    assert sent_on().last_error == (
        "人员已停用" if what == "deactivated" else "内容已办结、已读或不再可见"
    )


def test_a_channel_that_is_switched_off_leaves_nothing_behind(
    city: City, box: type[Recorder], settings: Settings
) -> None:
    box.script.append(LATER)
    deliver_due(at=EIGHT_THIRTY)
    settings.MESSAGE_CHANNELS_ON = []
    assert deliver_due(at=clock(TUESDAY, "09:00")).delivered == 0
    assert (sent_on().state, sent_on().last_error) == ("cancelled", "该渠道已停用")


def test_a_person_switches_a_channel_off_and_a_head_still_gets_what_is_overdue(
    city: City, box: type[Recorder]
) -> None:
    head = city.first_in_charge
    with_address(head)
    for person in (city.officer, head):
        choose_channels(wanted={"record": False}, by=person, at=clock(MONDAY, "09:00"))
        say(city, person, key="red", when=clock(MONDAY, "10:00"), section="red", text="逾期1日")
        say(city, person, key="sign", when=clock(MONDAY, "10:00"), section="to_sign")
    assert deliver_due(at=EIGHT_THIRTY).delivered == 3
    [parcel] = box.parcels
    assert (parcel.person, lines_of(parcel)) == (head, ["逾期1日"])
    entry = Entry.objects.filter(type="org.channels_chosen").latest("id")
    assert (entry.actor_name, entry.data) == (head.name, {"record": False})


def test_dead_letters_are_sent_again_by_the_system_administrator(
    city: City, box: type[Recorder]
) -> None:
    say(city, city.cooperator, key="2", when=clock(MONDAY, "10:00"))
    box.script += [Result(Outcome.PERMANENT, "550"), LATER]
    deliver_due(at=EIGHT_THIRTY)
    dead = Delivery.objects.get(state="dead")
    noon: datetime = clock(TUESDAY, "12:00")
    for stranger in (city.officer, city.office_head, city.sec_admin):
        with pytest.raises(Denied):
            resend(by=stranger, at=noon)
    assert resend(by=city.sys_admin, at=noon, delivery=dead) == 1
    assert resend(by=city.sys_admin, at=noon) == 1
    assert deliver_due(at=noon).delivered == 2
    assert len({parcel.uid for parcel in box.parcels}) == 2
    assert resend(by=city.sys_admin, at=noon) == 0
    with pytest.raises(Conflict):
        resend(by=city.sys_admin, at=noon, delivery=dead)
    entries = Entry.objects.filter(type="org.messages_resent").order_by("id")
    assert [entry.data["count"] for entry in entries] == [1, 1]
    assert Message.objects.unread().count() == 2


def no_words(**_: object) -> dict:
    raise KeyError("subject")


def test_a_delivery_that_can_not_be_composed_holds_up_nobody(
    city: City, box: type[Recorder], settings: Settings
) -> None:
    """The officer's letter is about a subject that breaks; the co-operator's is not."""
    say(city, city.officer, key="2", when=clock(MONDAY, "10:00"), subject=city.lead)
    say(city, city.cooperator, key="3", when=clock(MONDAY, "11:00"))
    broken = {"accounts.department": f"{__name__}.no_words"}
    settings.MESSAGE_SUBJECTS = {**settings.MESSAGE_SUBJECTS, **broken}
    deliver_due(at=EIGHT_THIRTY)
    assert [parcel.person for parcel in box.parcels] == [city.cooperator]
    rows = Delivery.objects.filter(channel="record", person=city.officer)
    assert [(row.state, row.lease) for row in rows] == [("due", None)]
    settings.MESSAGE_SUBJECTS = {}
    deliver_due(at=clock(TUESDAY, "08:31"))
    assert [parcel.person for parcel in box.parcels] == [city.cooperator, city.officer]


def test_a_check_that_breaks_silences_nobody(
    city: City, box: type[Recorder], settings: Settings
) -> None:
    settings.MESSAGE_CHECKS = {"campaign.campaign": f"{__name__}.no_words"}
    deliver_due(at=EIGHT_THIRTY)
    assert [parcel.person for parcel in box.parcels] == [city.officer]
