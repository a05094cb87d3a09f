"""Passwords that hold, and the password asked for once more."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction

from accounts import services
from accounts.models import PastPassword
from core.errors import Invalid, ReauthenticationRequired
from journal.models import Entry
from tests.accounts.conftest import NOW, PASSWORD, House

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("Aa1#short", "10"),
        ("abcdefghijklm", "三类|3类"),
        ("Qwerty-2026-xx", "qwerty"),
        ("zhaomou-Jia9", "zhaomou"),
        ("8273645190", "3类"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(
    house: House, password: str, sentence: str
) -> None:
    person = house.person("zhaomou")
    with pytest.raises(Invalid, match=sentence):
        services.set_password(user=person, password=password, by=person, at=NOW)
    assert not person.has_usable_password()


def test_the_last_five_do_not_come_back(house: House) -> None:
    person = house.person("zhao")
    words = [f"Shan-Shui{n}kan{n}" for n in range(6)]
    for number, word in enumerate(words):
        services.set_password(
            user=person, password=word, by=person, at=NOW + timedelta(days=number)
        )
    assert PastPassword.objects.filter(user=person).count() == 5
    for word in words[1:]:
        with pytest.raises(Invalid, match="最近5次"):
            services.set_password(user=person, password=word, by=person, at=NOW)
    services.set_password(user=person, password=words[0], by=person, at=NOW + timedelta(days=9))


def test_setting_a_password_starts_a_new_epoch_and_tells_no_secret(house: House) -> None:
    person = house.person("zhao")
    services.set_password(user=person, password=PASSWORD, by=person, at=NOW)
    assert (person.session_epoch, person.password_set_at) == (1, NOW)
    assert PASSWORD not in str(list(Entry.objects.values()))


def wrong(house: House, at: object = NOW) -> str:
    with pytest.raises(ReauthenticationRequired) as refusal:
        services.check_password_again(house.person("zhao"), "wrong", at=at)
    return refusal.value.detail


def test_the_right_password_again(house: House) -> None:
    person = house.with_password("zhao")
    wrong(house)
    services.check_password_again(person, PASSWORD, at=NOW)
    assert not AccessAttempt.objects.exists()
    with pytest.raises(ReauthenticationRequired, match="请输入本人登录密码"):
        services.check_password_again(person, "", at=NOW)


def test_too_many_wrong_ones_lock_for_a_while(house: House) -> None:
    person = house.with_password("zhao")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        assert "不正确" in wrong(house)
    with pytest.raises(ReauthenticationRequired, match="15分钟后"):
        services.check_password_again(person, PASSWORD, at=NOW + timedelta(minutes=14))
    services.check_password_again(person, PASSWORD, at=NOW + timedelta(minutes=16))


def test_the_system_administrator_unlocks(house: House) -> None:
    person = house.with_password("zhao")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        wrong(house)
    services.unlock_person(person=person, by=house.admin("sys_admin"), at=NOW)
    services.check_password_again(person, PASSWORD, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_a_count_is_never_rolled_back_with_the_act(house: House) -> None:

    person = house.with_password("zhao")
    with pytest.raises(RuntimeError), transaction.atomic():
        services.check_password_again(person, PASSWORD, at=NOW)
