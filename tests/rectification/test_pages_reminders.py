"""Where an item's reminders stand: for those who work on it, without a word of who has read."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from notifications.models import Delivery, Message
from notifications.services import deliver_due, mark_read, tell
from rectification.enums import State
from rectification.models import Item
from tests.factories import item_at
from tests.personas import TODAY, City, at

FOLLOW = {"officer", "second_officer", "first_in_charge", "office", "office_head", "group_leader"}
OTHERS = {"stranger", "stranger_head", "guidance", "sys_admin", "sec_admin", "audit_admin"}


@pytest.fixture
def item(city: City) -> Item:
    return item_at(city, State.IN_PROGRESS)


def page(client: Client, city: City, name: str, item: Item) -> tuple[int, str]:
    client.force_login(city.people[name])
    response = client.get(f"/items/{item.uid}/reminders")
    return response.status_code, response.content.decode()


def table(html: str) -> str:
    return html[html.index("<table") : html.index("</table>")]


def remind(city: City, item: Item, key: str, **more: Any) -> None:
    tell(people=[city.officer], kind="reminder", key=key, subject=item, text=f"提醒{key}",
         at=at(hour=7), **more)  # fmt: skip


@pytest.mark.parametrize("name", sorted(FOLLOW | OTHERS))
def test_who_works_on_an_item_sees_it_and_nobody_else(
    city: City, client: Client, item: Item, name: str
) -> None:
    assert page(client, city, name, item)[0] == (200 if name in FOLLOW else 404)
    linked = "提醒送达情况" in client.get(f"/items/{item.uid}").content.decode()
    assert linked == (name in FOLLOW)


def test_each_reminder_says_how_far_it_has_come(city: City, client: Client, item: Item) -> None:
    Message.objects.all().delete()
    remind(city, item, "甲")
    assert "已进站内消息，待送达" in page(client, city, "office", item)[1]
    deliver_due(at=at(hour=9))
    assert "站内消息：已送达 10-15 09:00" in page(client, city, "office", item)[1]
    made = Delivery.objects.get()
    Delivery.objects.filter(pk=made.pk).update(
        state="dead", sent_at=None, channel="email", last_error="邮件服务器拒收：550"
    )
    found = page(client, city, "office", item)[1]
    assert "邮件：未送达" in found
    assert "邮件服务器拒收：550" in found


def test_it_never_says_who_has_read(city: City, client: Client, item: Item) -> None:
    Message.objects.all().delete()
    remind(city, item, "甲")
    remind(city, item, "乙")
    before = table(page(client, city, "office", item)[1])
    mark_read(by=city.officer, at=at(), message=Message.objects.get(key="甲"))
    assert "已进站内消息" in before
    assert table(page(client, city, "office", item)[1]) == before
    deliver_due(at=at(TODAY + timedelta(days=1), 8, 30))
    assert "在站内消息中，未另行提醒" in page(client, city, "office", item)[1]


def test_it_costs_the_same_for_one_message_and_fifty(
    city: City,
    client: Client,
    item: Item,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(city.office)
    client.get(f"/items/{item.uid}/reminders")
    remind(city, item, "first")
    with django_assert_max_num_queries(13) as one:
        client.get(f"/items/{item.uid}/reminders")
    for n in range(50):
        remind(city, item, f"{n}")
    with django_assert_max_num_queries(len(one)):
        client.get(f"/items/{item.uid}/reminders")
