"""Signing over pages: what is shown is what is signed, with the password, and taken back."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from rectification import services
from rectification.enums import State
from rectification.models import Item, SignOff
from rectification.services import shown_for_signature
from tests.factories import STATEMENT, fresh, item_at
from tests.personas import PASSWORD, City, at
from tests.rectification.pages import act_path, browser_of, item_path, stop_clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def sign_path(item: Item) -> str:
    return f"{item_path(item)}/sign"


def typed(city: City, item: Item, **changes: str) -> dict[str, str]:
    _, digest = shown_for_signature(item=fresh(item), by=city.first_in_charge, at=at(hour=12))
    return {"version": str(fresh(item).version), "shown_hash": digest, "comment": "", **changes}


def press(client: Client, item: Item, act: str, data: dict[str, str]) -> HttpResponse:
    return client.post(sign_path(item), {**data, "act": act})


def test_the_page_shows_what_is_signed_and_neither_button_is_chosen(city: City) -> None:
    item = item_at(city, State.AWAITING_SIGNOFF)
    page = browser_of(city.first_in_charge).get(sign_path(item)).content.decode()
    assert STATEMENT in page
    assert "2 / 2" in page
    assert "3 件" in page
    assert "退回整改" in page
    assert "同意，提交验收" in page
    assert "checked" not in page
    assert typed(city, item)["shown_hash"] in page


def test_agreeing_asks_for_the_password_and_signs_nothing_yet(city: City) -> None:
    item = item_at(city, State.AWAITING_SIGNOFF)
    client = browser_of(city.first_in_charge)
    answer = press(client, item, "sign-off", typed(city, item, comment="成效属实"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'type="password"' in page
    assert "成效属实" in page
    assert not SignOff.objects.exists()


@pytest.mark.parametrize(
    ("password", "sentence"),
    [("", "请输入本人登录密码，核实身份后再提交。"), ("wrong", "登录密码不正确，请重新输入。")],
)
def test_without_the_right_password_nothing_is_signed(
    city: City, password: str, sentence: str
) -> None:
    item = item_at(city, State.AWAITING_SIGNOFF)
    client = browser_of(city.first_in_charge)
    answer = press(client, item, "confirm", typed(city, item, password=password))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert sentence in page
    assert 'value="wrong"' not in page
    assert not SignOff.objects.exists()


def test_a_signature_is_flashed_with_the_way_back_for_two_hours(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = item_at(city, State.AWAITING_SIGNOFF)
    client = browser_of(city.first_in_charge)
    signed = press(client, item, "confirm", typed(city, item, password=PASSWORD))
    assert signed.status_code == 303
    assert fresh(item).state == State.AWAITING_VERIFICATION
    page = client.get(item_path(item)).content.decode()
    back = f"{act_path(item, 'withdraw-sign-off')}?version={fresh(item).version}"
    assert f'<form method="post" action="{back}">' in page
    stop_clock(monkeypatch, at(hour=14) + timedelta(minutes=1))
    late = browser_of(city.first_in_charge).post(back)
    assert late.status_code == 422
    assert "签批已超过2小时，不能撤回" in late.content.decode()
    stop_clock(monkeypatch, at(hour=13, minute=59))
    assert browser_of(city.first_in_charge).post(back).status_code == 303
    assert fresh(item).state == State.AWAITING_SIGNOFF


def test_returning_needs_a_reason_and_no_password(city: City) -> None:
    item = item_at(city, State.AWAITING_SIGNOFF)
    client = browser_of(city.first_in_charge)
    silent = press(client, item, "return-closure", typed(city, item))
    assert silent.status_code == 422
    assert "退回须写明理由，让经办人知道还差什么。" in silent.content.decode()
    told = press(client, item, "return-closure", typed(city, item, comment="缺测温记录"))
    assert told.status_code == 303
    assert fresh(item).state == State.IN_PROGRESS


def test_what_changed_after_it_was_shown_is_shown_again_with_the_words(city: City) -> None:
    item = item_at(city, State.AWAITING_SIGNOFF)
    seen = typed(city, item, comment="成效属实", password=PASSWORD)
    item.evidence.order_by("id").first().delete()
    client = browser_of(city.first_in_charge)
    answer = press(client, item, "confirm", seen)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "签批内容在您查看之后有变动，请重新查看后再签批。" in page
    assert "成效属实" in page
    assert typed(city, item)["shown_hash"] in page
    assert not SignOff.objects.exists()


def test_a_returned_request_can_no_longer_be_signed(city: City) -> None:
    item = item_at(city, State.AWAITING_SIGNOFF)
    seen = typed(city, item, password=PASSWORD)
    services.withdraw(item=fresh(item), by=city.officer, at=at(hour=11), version=None)
    answer = press(browser_of(city.first_in_charge), item, "confirm", seen)
    assert answer.status_code == 409
    assert "“整改中”状态下不能签批。" in answer.content.decode()


@pytest.mark.parametrize("who", ["officer", "portfolio_leader", "office_head", "group_leader"])
def test_nobody_else_signs(city: City, who: str) -> None:
    item = item_at(city, State.AWAITING_SIGNOFF)
    client = browser_of(city.people[who])
    assert client.get(sign_path(item)).status_code == 403
    data = typed(city, item, password=PASSWORD)
    assert press(client, item, "confirm", data).status_code == 403
    assert not SignOff.objects.exists()


def test_the_act_page_leads_to_the_page_of_the_signature(city: City) -> None:
    item = item_at(city, State.AWAITING_SIGNOFF)
    answer = browser_of(city.first_in_charge).get(act_path(item, "sign-off"))
    assert (answer.status_code, answer.url) == (302, sign_path(item))
