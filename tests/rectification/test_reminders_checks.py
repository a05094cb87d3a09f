"""What changes between the scan and the delivery counts: no stale word goes out, none is lost."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from accounts.models import Post
from core import workdays
from notifications.models import Message
from notifications.services import deliver_due
from rectification import services
from rectification.enums import Kind
from rectification.models import Item
from rectification.reminders import no_longer_hold
from tests.factories import Walk, closure
from tests.personas import City, at

pytestmark = pytest.mark.django_db


def day(item: Item, offset: int) -> date:
    return workdays.load().add(item.effective_due_on, offset)


def told(item: Item, offset: int) -> list[Message]:
    """The due date's messages of a rung, made before anybody is at work."""
    services.send_due(at=at(day(item, offset), 0, 5))
    rows = Message.objects.filter(subject_uid=item.uid, key__contains=":due:")
    return list(rows.order_by("id"))


def gone(messages: list[Message], item: Item, offset: int) -> set[str]:
    keys = no_longer_hold(messages=messages, at=at(day(item, offset), 8, 30))
    return {m.person.username for m in messages if m.pk in keys}


def extend(walk: Walk, city: City) -> None:
    asked = {"reason": "寒潮停工", "progress": "完成两处", "interim_measure": "临时供热"}
    later = workdays.load().add(walk.item.effective_due_on, 20)
    services.request_extension(**walk._common(city.first_in_charge), new_due_on=later, **asked)
    services.grant_extension(**walk._common(city.office))


def recall(walk: Walk, city: City) -> None:
    services.recall(**walk._common(city.office_head), reason="牵头单位有误")


def suspend(walk: Walk, city: City) -> None:
    services.suspend(
        **walk._common(city.office_head),
        reason="涉诉中止",
        document_number="样例法〔2019〕3号",
        review_on=walk.when.date() + timedelta(days=20),
    )


def test_what_has_not_changed_still_holds(city: City) -> None:
    item = Walk(city).in_progress().item
    messages = told(item, 1)
    assert len(messages) == 3
    assert gone(messages, item, 1) == set()


@pytest.mark.parametrize("change", [extend, recall, suspend])
def test_a_later_date_a_recall_or_a_pause_takes_back_what_is_not_delivered(
    city: City, change: Callable[[Walk, City], None]
) -> None:
    walk = Walk(city).in_progress()
    messages = told(walk.item, 1)
    walk.when = at(day(walk.item, 1), 8)
    change(walk, city)
    assert gone(messages, walk.item, 1) == {"officer", "portfolio_leader", "first_in_charge"}


def test_who_has_asked_for_closure_needs_no_word_to_do_so(city: City) -> None:
    walk = Walk(city, kind=Kind.IMMEDIATE).in_progress()
    messages = told(walk.item, -1)
    assert [m.person for m in messages] == [city.officer]
    walk.when = at(day(walk.item, -1), 8)
    services.request_closure(**walk._common(city.officer), content=closure(walk.item, walk.when))
    assert gone(messages, walk.item, -1) == {"officer"}


def test_a_signature_ends_the_department_s_ladder(city: City) -> None:
    walk = Walk(city).in_progress()
    messages = told(walk.item, 1)
    walk.when = at(day(walk.item, 1), 7)
    walk.ask().endorse().sign()
    assert gone(messages, walk.item, 1) == {"officer", "portfolio_leader", "first_in_charge"}


def test_a_new_first_in_charge_is_told_and_the_old_one_is_not(city: City) -> None:
    item = Walk(city).in_progress().item
    messages = told(item, 1)
    today = day(item, 1)
    Post.objects.filter(pk=city.post("first_in_charge").pk).update(ends_on=today)
    Post.objects.create(
        person=city.stranger_head,
        department=city.lead,
        kind="first_in_charge",
        title="局长",
        starts_on=today,
    )
    assert gone(messages, item, 1) == {"first_in_charge"}
    assert services.send_due(at=at(today, 8, 15)).created == 1
    assert services.send_due(at=at(today, 8, 20)).created == 0
    new = Message.objects.get(person=city.stranger_head, subject_uid=item.uid)
    assert "已逾期1个工作日" in new.text
    deliver_due(at=at(today, 8, 30))
    old = Message.objects.get(person=city.first_in_charge, subject_uid=item.uid, kind="reminder")
    assert old.withdrawn_at is not None
    new.refresh_from_db()
    assert new.withdrawn_at is None


def test_a_handler_named_after_the_scan_is_told_in_his_stead(city: City) -> None:
    walk = Walk(city).in_progress()
    messages = told(walk.item, 0)
    walk.when = at(day(walk.item, 0), 7)
    services.name_handler(**walk._common(city.officer), handler=city.second_officer)
    assert gone(messages, walk.item, 0) == {"officer"}
    services.send_due(at=at(day(walk.item, 0), 8, 15))
    rows = Message.objects.filter(person=city.second_officer, key__contains=":due:")
    assert rows.count() == 1


def test_messages_of_other_kinds_are_left_alone(city: City) -> None:
    item = Walk(city).in_progress().item
    others = list(Message.objects.filter(subject_uid=item.uid).order_by("id"))
    assert others
    assert no_longer_hold(messages=others, at=at()) == set()
