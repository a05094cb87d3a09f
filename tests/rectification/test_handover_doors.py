"""Handovers by REST, in the office's queue, on the department's page and on an item."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.models import Handover
from campaign.models import Campaign
from core import clock, workdays
from core.clock import local_date
from core.errors import Invalid
from rectification.models import Item
from tests.api import ApiClient
from tests.personas import PASSWORD, City
from tests.rectification.handovers import head_leaves, takes_over
from tests.rectification.pages import sensitive_item

pytestmark = pytest.mark.django_db


def browser(city: City, name: str) -> Client:
    client = Client()
    client.force_login(city.people[name], "django.contrib.auth.backends.ModelBackend")
    return client


def left_now(city: City) -> Handover:
    handover = head_leaves(city, clock.now())
    takes_over(city, clock.now())
    return handover


def test_a_receiver_accepts_refuses_and_signs_by_rest(city: City) -> None:
    handover = left_now(city)
    path = f"handovers/{handover.uid}"
    client = ApiClient(city.stranger_head)
    found = client.get(path).json()
    assert (found["state"], found["my_role"], found["shown_hash"]) == ("open", "receiver", None)
    assert "还有2项未接收" in found["reasons"][0]
    first, second = (line["uid"] for line in found["lines"])
    act = f"{path}/actions"
    assert client.post(f"{act}/accept", {"lines": [first], "other": 1}).status_code == 400
    assert client.post(f"{act}/accept", {"lines": []}).status_code == 422
    assert client.post(f"{act}/accept", {"lines": [first]}).status_code == 200
    refused = client.post(f"{act}/refuse", {"line": second, "reason": "材料不齐"})
    shown = refused.json()["shown_hash"]
    assert [line["state"] for line in refused.json()["lines"]] == ["accepted", "refused"]
    without = client.post(f"{act}/sign", {"shown_hash": shown})
    assert (without.status_code, without.json()["code"]) == (403, "reauthentication_required")
    stale = client.post(f"{act}/sign", {"shown_hash": "x", "password": PASSWORD})
    assert (stale.status_code, stale.json()["current"]) == (409, {"shown_hash": shown})
    signed = client.post(f"{act}/sign", {"shown_hash": shown, "password": PASSWORD})
    assert [row["role"] for row in signed.json()["signatures"]] == ["receiver"]


def test_the_city_leader_names_by_rest_and_others_may_not(city: City) -> None:
    handover = left_now(city)
    act = f"handovers/{handover.uid}/actions/name-supervisor"
    body = {"person": str(city.secretary.uid)}
    assert ApiClient(city.office).post(act, body).status_code == 403
    named = ApiClient(city.deputy_leader).post(act, body)
    assert named.json()["supervisor"]["name"] == "王某辛"
    wrong = ApiClient(city.deputy_leader).post(act, {"person": str(handover.uid)})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/person")


def test_the_list_has_what_the_caller_may_see(city: City) -> None:
    left_now(city)
    for name, count in (("office", 1), ("stranger_head", 1), ("officer", 0), ("sec_admin", 0)):
        rows = ApiClient(city.people[name]).get("handovers?state=open").json()["results"]
        assert (name, len(rows)) == (name, count)
    assert ApiClient(city.office).get("handovers?state=done").json()["results"] == []
    assert ApiClient(city.office).get("handovers?state=wrong").status_code == 422


def test_a_sensitive_line_is_empty_by_rest_for_who_is_not_cleared(city: City) -> None:
    item = sensitive_item(city)
    services.end_post(post=city.post("officer"), by=None, at=clock.now())
    path = f"handovers/{Handover.objects.get().uid}"
    [line] = ApiClient(city.seconded).get(path).json()["lines"]
    assert (line["is_hidden"], line["label"], line["subject_uid"]) == (True, None, None)
    [line] = ApiClient(city.first_in_charge).get(path).json()["lines"]
    assert (line["is_hidden"], line["subject_uid"]) == (False, str(item.uid))


def test_the_office_finds_open_handovers_and_how_long_a_post_is_vacant(city: City) -> None:
    head_leaves(city, clock.now())
    client = browser(city, "office")
    text = client.get(reverse("rectification:queues") + "?tab=handovers").content.decode()
    assert "卫某丙移交，接收人尚未确定，监交人周某戊" in text
    text = client.get(reverse("rectification:queues") + "?tab=vacant").content.decode()
    since = local_date(clock.now()).isoformat()
    assert f"第一责任人自 {since} 起空缺，在办 2 项，其中 1 项待签批，等待计入办公室" in text
    page = reverse("accounts:department", args=[city.lead.uid])
    assert "未完成的交接单" in client.get(page).content.decode()
    assert "未完成的交接单" not in browser(city, "stranger").get(page).content.decode()


def test_an_item_says_that_its_head_is_in_his_days_of_grace(city: City) -> None:
    left_now(city)
    words = "接任未满5个工作日，此前的逾期不计入本人"
    page = reverse("rectification:item", args=[Item.objects.first().uid])
    assert words in browser(city, "officer").get(page).content.decode()


def test_an_old_head_has_no_grace(city: City) -> None:
    item = sensitive_item(city)
    page = reverse("rectification:item", args=[item.uid])
    assert "接任未满" not in browser(city, "first_in_charge").get(page).content.decode()


def test_the_office_sets_how_long_a_delegation_may_last(city: City) -> None:
    Campaign.objects.update(rules={"delegation_max_workdays": 3})
    today = local_date(clock.now())
    add = workdays.load().add
    start = add(today, 10)
    common = {
        "post": city.post("first_in_charge"),
        "delegate": city.portfolio_leader,
        "reason": "外出学习",
        "by": city.first_in_charge,
        "at": clock.now(),
    }
    with pytest.raises(Invalid, match="委托最长3个工作日"):
        services.make_delegation(starts_on=start, ends_on=add(start, 3), **common)
    made = services.make_delegation(starts_on=start, ends_on=add(start, 2), **common)
    assert (made.starts_on, made.ends_on) == (start, add(start, 2))
    page = reverse("accounts:department", args=[city.lead.uid])
    text = browser(city, "first_in_charge").get(page).content.decode()
    assert "最长3个工作日" in text
    assert "卫某丙 委托 沈某丙" in text


def test_who_delegated_is_told_when_his_delegate_leaves(city: City) -> None:
    post = city.post("first_in_charge")
    today = local_date(clock.now())
    services.make_delegation(
        post=post,
        delegate=city.portfolio_leader,
        ends_on=workdays.load().add(today, 3),
        reason="外出学习",
        by=city.first_in_charge,
        at=clock.now(),
    )
    services.end_post(post=city.post("portfolio_leader"), by=None, at=clock.now())
    told = city.first_in_charge.messages.values_list("text", flat=True)
    assert any("您对沈某丙的委托已终止" in text for text in told)
