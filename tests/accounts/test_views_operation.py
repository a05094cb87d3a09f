"""The system administrator sees whether the machinery runs, and what to do where it does not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from accounts.views import administration
from core import clock, services
from core.adapters import BrokerState
from core.models import TickRun
from journal.services import record, seal
from tests.accounts.conftest import House

pytestmark = pytest.mark.django_db

URL = "/admin/operation"
ALL_TICKS = list(administration.periods())
Open = Callable[[User], Client]


@pytest.fixture
def page(house: House, as_user: Open) -> Client:
    browser = as_user(house.admin("sys_admin"))
    seal(at=clock.now())
    return browser


def ran(ago: timedelta = timedelta()) -> None:
    for name in ALL_TICKS:
        services.run_tick(name=name, work=lambda: 3, now=lambda: clock.now() - ago)


def test_all_is_well(page: Client) -> None:
    ran()
    text = page.get(URL).content.decode()
    assert "封存日志" in text
    assert "需要处理" not in text
    assert "逾期未运行" not in text


def test_a_dead_broker_and_idle_ticks_are_told_with_what_to_do(
    page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran(timedelta(days=4))  # the rarest tick runs daily: three periods are over
    monkeypatch.setattr(administration, "broker_state", lambda: BrokerState(False))
    text = page.get(URL).content.decode()
    assert "消息队列没有应答" in text
    assert "请检查 worker 和 beat" in text
    assert text.count("逾期未运行。") == 1
    assert text.count("<span>逾期未运行</span>") == len(ALL_TICKS)


def test_what_waits_too_long_and_what_failed_is_named(page: Client, house: House) -> None:
    ran()
    TickRun.objects.filter(name="journal.tasks.seal").update(error="OperationalError: locked")
    long_ago = clock.now() - timedelta(hours=3)
    record(type="person.created", subject=house.people["sys_admin"], by=None, at=long_ago)
    text = page.get(URL).content.decode()
    assert "OperationalError: locked" in text
    assert "封存日志上次运行出错" in text
    assert "待封存的日志积压较久" in text


def test_no_name_of_a_person_or_an_item_is_on_it(page: Client, house: House) -> None:
    person = house.person("secret", "钱某密")
    record(type="person.created", subject=person, by=None, at=clock.now())
    assert "钱某密" not in page.get(URL).content.decode()
