"""The inbox by section, its settings, and the administrator's page of what did not arrive."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from journal.models import Entry
from notifications.channels import Outcome, Result
from notifications.models import ChannelChoice, Delivery, Message
from notifications.services import deliver_due, withdraw
from tests.notifications.senders import (
    MONDAY,
    TUESDAY,
    Recorder,
    clock,
    mailbox,
    say,
    with_address,
)
from tests.personas import City

ADMIN = "/admin/deliveries"


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def test_the_inbox_has_a_tab_for_each_section(city: City, client: Client) -> None:
    client.force_login(city.officer)
    for n in range(3):
        say(city, city.officer, key=f"red{n}", when=clock(MONDAY, "10:00"), section="red")
    say(city, city.officer, key="sign", when=clock(MONDAY, "10:00"), section="to_sign")
    whole = page(client, "/messages")
    assert '逾期<span class="n">3</span>' in whole
    assert '待我签<span class="n">1</span>' in whole
    red = page(client, "/messages?section=red")
    assert "事项red2" in red
    assert "事项sign" not in red
    assert "这一栏没有消息" in page(client, "/messages?section=yellow")
    page(client, "/messages?section=other", 404)


def test_the_tabs_go_with_the_pages(city: City, client: Client) -> None:
    client.force_login(city.officer)
    for n in range(60):
        say(city, city.officer, key=f"{n}", when=clock(MONDAY, "10:00"), section="red")
    say(city, city.officer, key="sign", when=clock(MONDAY, "10:00"), section="to_sign")
    first = page(client, "/messages?section=red")
    after = Message.objects.get(key="10")
    assert f"?section=red&amp;after={after.uid}" in first
    second = page(client, f"/messages?section=red&after={after.uid}")
    assert "事项9<" in second
    assert "事项10<" not in second


def test_a_withdrawn_message_is_marked_and_not_counted(city: City, client: Client) -> None:
    client.force_login(city.officer)
    say(city, city.officer, key="1", when=clock(MONDAY, "10:00"), topic="t")
    withdraw(topics=["t"], at=clock(MONDAY, "11:00"))
    found = page(client, "/messages")
    assert "已失效" in found
    assert "知道了" not in found
    assert "全部标为已读" not in found
    [row] = client.get("/api/v1/messages").json()["results"]
    assert (row["section"], row["section_label"]) == ("to_do", "待我办")
    assert row["withdrawn_at"] is not None


def test_channels_are_chosen_on_a_page(city: City, client: Client, settings: Settings) -> None:
    client.force_login(city.officer)
    assert "本系统没有启用其他接收方式" in page(client, "/messages/settings")
    mailbox(settings)
    assert "没有登记您的地址" in page(client, "/messages/settings")
    assert client.post("/messages/settings", {}).status_code == 303
    assert list(ChannelChoice.objects.values_list("channel", "is_on")) == [("record", False)]
    client.post("/messages/settings", {"record": "on"})
    assert list(ChannelChoice.objects.values_list("channel", "is_on")) == [("record", True)]
    assert Entry.objects.filter(type="org.channels_chosen").count() == 2
    assert "逾期提醒不能退订" not in page(client, "/messages/settings")
    client.force_login(city.first_in_charge)
    assert "逾期提醒不能退订" in page(client, "/messages/settings")


def test_channels_are_chosen_by_api(city: City, client: Client, settings: Settings) -> None:
    url, kind = "/api/v1/messages/settings", "application/json"
    client.force_login(city.officer)
    assert client.get(url).json() == {"channels": []}
    assert client.put(url, {"on": ["record"]}, content_type=kind).status_code == 422
    mailbox(settings)
    answer = client.put(url, {"on": []}, content_type=kind)
    row = {"name": "record", "label": "记录", "is_on": False, "reaches": False}
    assert answer.json() == client.get(url).json() == {"channels": [row]}
    assert client.put(url, {"on": ["record"]}, content_type=kind).json()["channels"][0]["is_on"]
    for wrong in ({"on": ["in_app"]}, {"on": "record"}, {}):
        refused = client.put(url, wrong, content_type=kind)
        assert refused.status_code in (400, 422)
        assert refused["Content-Type"] == "application/problem+json"
    assert client.put(url, {"on": [], "off": []}, content_type=kind).status_code == 400
    assert client.get(f"{url}?person=x").status_code == 400


@pytest.fixture
def failed(city: City, settings: Settings) -> Delivery:
    mailbox(settings)
    with_address(city.officer)
    say(city, city.officer, key="1", when=clock(MONDAY, "10:00"), text="2019-003“路灯”")
    Recorder.script.append(Result(Outcome.PERMANENT, "550 查无此人"))
    deliver_due(at=clock(TUESDAY, "08:30"))
    return Delivery.objects.get(state="dead")


def test_the_administrator_sees_why_and_nothing_of_what(
    city: City, client: Client, failed: Delivery
) -> None:
    client.force_login(city.sys_admin)
    found = page(client, ADMIN)
    for word in ("朱某丙", "记录", "已停止", "550 查无此人", "10-15 08:30"):
        assert word in found
    assert "路灯" not in found
    assert client.post(f"{ADMIN}/{failed.uid}/resend").status_code == 303
    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == ("due", 0)
    assert "没有未送达的消息" in page(client, ADMIN)
    assert (
        "不需要重新发送"
        in client.post(f"{ADMIN}/{failed.uid}/resend", follow=True).content.decode()
    )


def test_all_of_them_are_sent_again_by_one_button(
    city: City, client: Client, failed: Delivery
) -> None:
    client.force_login(city.sys_admin)
    assert client.post(ADMIN).status_code == 303
    failed.refresh_from_db()
    assert failed.state == "due"


@pytest.mark.parametrize("name", ["officer", "office_head", "sec_admin", "audit_admin"])
def test_nobody_else_comes_near(city: City, client: Client, failed: Delivery, name: str) -> None:
    client.force_login(city.people[name])
    assert client.get(ADMIN).status_code == 403
    assert client.post(ADMIN).status_code == 403
    assert client.post(f"{ADMIN}/{failed.uid}/resend").status_code == 403
    failed.refresh_from_db()
    assert failed.state == "dead"


def test_the_pages_cost_the_same_for_one_row_and_fifty(
    city: City,
    client: Client,
    failed: Delivery,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(city.sys_admin)
    page(client, ADMIN)
    with django_assert_max_num_queries(8) as one:
        page(client, ADMIN)
    people = [city.people[name] for name in sorted(city.people)][:20]
    rows = [
        Delivery(person=person, channel="record", occasion="at_once", day=MONDAY, state="dead",
                 next_at=failed.next_at, created_at=failed.created_at)
        for person in people for _ in range(2)
    ]  # fmt: skip
    Delivery.objects.bulk_create(rows)
    with django_assert_max_num_queries(len(one)):
        page(client, ADMIN)
