"""Problems that nobody has decided: told once, to who settles them, and no more once decided."""

from datetime import datetime, timedelta

import pytest

from campaign.permissions.review import no_longer_waiting
from campaign.services import review
from core import workdays
from notifications.models import Message
from rectification.services import send_due
from tests.campaign.reviewing import add_lists, registered, sensitive
from tests.personas import TODAY, City, at

pytestmark = pytest.mark.django_db


def sixth(since: datetime | None = None) -> datetime:
    return at(workdays.load().add((since or at()).date(), 6))


def reminders() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    rows = Message.objects.filter(topic__endswith=":waiting").select_related("person")
    for row in rows.order_by("person__username", "id"):
        found.setdefault(row.person.username, []).append(row.text)
    return found


def test_the_liaison_and_the_first_in_charge_are_told_once(city: City) -> None:
    add_lists(city)
    problem = registered(city)
    send_due(at=at(workdays.load().add(TODAY, 5)))
    assert reminders() == {}
    send_due(at=sixth())
    assert set(reminders()) == {"officer", "first_in_charge"}
    assert "已超过5个工作日没有确定处理方式" in reminders()["officer"][0]
    send_due(at=sixth() + timedelta(days=3))
    assert [len(texts) for texts in reminders().values()] == [1, 1]
    waiting = list(Message.objects.filter(topic__endswith=":waiting"))
    assert no_longer_waiting(messages=waiting, at=sixth()) == set()
    given = {"problem": problem, "by": city.first_in_charge, "at": sixth()}
    review.solve_problem(**given, how="已补发", version=1)
    assert no_longer_waiting(messages=waiting, at=sixth()) == {m.pk for m in waiting}
    review.withdraw_decision(**given, reason="没有改好", version=2)
    send_due(at=sixth(sixth()))
    assert [len(texts) for texts in reminders().values()] == [2, 2]


def test_a_sensitive_one_is_told_without_words_to_who_may_read_it(city: City) -> None:
    add_lists(city)
    sensitive(city, found_on=TODAY)
    send_due(at=sixth())
    told = reminders()
    assert set(told) == {"officer", "first_in_charge"}
    assert "亲属" not in "".join(told["officer"])
