"""Signing in: one sentence for every refusal, a lock, links that work once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from accounts import services
from accounts.models import User
from core.clock import now
from journal.models import Entry
from tests.accounts.conftest import PASSWORD, House

pytestmark = pytest.mark.django_db
REFUSED = "账号或密码不正确，或账号已停用、暂时锁定"


def sign_in(client: Client, username: str, password: str, **more: str) -> HttpResponse:
    return client.post("/login", {"username": username, "password": password, **more})


def test_in_and_out(house: House, client: Client) -> None:
    person = house.with_password("zhao")
    response = sign_in(client, " ZHAO ", PASSWORD)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get("/departments").status_code == 200
    assert client.get("/login").status_code == 302
    assert client.get("/logout").status_code == 405
    assert client.post("/logout")["Location"] == "/login"
    assert SESSION_KEY not in client.session
    kinds = Entry.objects.filter(subject_id=person.pk).values_list("type", flat=True)
    assert {"org.signed_in", "org.signed_out"} <= set(kinds)


def test_no_page_without_signing_in(client: Client, house: House) -> None:
    response = client.get("/departments?q=x")
    assert response["Location"] == "/login?next=/departments%3Fq%3Dx"
    house.with_password("zhao")
    response = sign_in(client, "zhao", PASSWORD, next="/departments?q=x")
    assert response["Location"] == "/departments?q=x"


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil"]
)
def test_nobody_is_sent_out_of_the_house(house: House, client: Client, address: str) -> None:
    house.with_password("zhao")
    assert sign_in(client, "zhao", PASSWORD, next=address)["Location"] == "/"


def test_the_answer_tells_nothing_about_accounts(house: House) -> None:
    house.with_password("zhao")
    house.person("nopass")
    stopped = house.with_password("gone")
    services.deactivate_person(person=stopped, by=None, at=now())
    answers = {
        (response.status_code, REFUSED in response.content.decode(), len(response.content))
        for response in (
            sign_in(Client(), username, password)
            for username, password in (
                ("zhao", "wrong"),
                ("zhen", "wrong"),
                ("nopa", "wrong"),
                ("gone", PASSWORD),
            )
        )
    }
    assert len(answers) == 1
    assert {(status, told) for status, told, _ in answers} == {(422, True)}


def test_a_lock_for_account_and_address_says_the_same(house: House) -> None:
    house.with_password("zhao")
    pages = [sign_in(Client(), "zhao", "wrong") for _ in range(settings.AXES_FAILURE_LIMIT)]
    locked = sign_in(Client(), "zhao", PASSWORD)
    assert locked.status_code == 422
    assert REFUSED in locked.content.decode()
    assert len(locked.content) == len(pages[0].content)
    assert Entry.objects.filter(type="org.sign_in_locked").count() == 1
    other = Client(REMOTE_ADDR="10.0.0.9")
    assert sign_in(other, "zhao", PASSWORD).status_code == 302


def test_unlocking_lets_him_in(house: House, as_user: Callable[[User], Client]) -> None:
    person = house.with_password("zhao")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(Client(), "zhao", "wrong")
    page = as_user(house.admin("sys_admin"))
    assert "解除登录锁定" in page.get(f"/people/{person.uid}").content.decode()
    assert "登录锁定" in page.get("/admin/people").content.decode()
    page.post(f"/admin/people/{person.uid}/unlock")
    assert sign_in(Client(), "zhao", PASSWORD).status_code == 302


def test_nothing_typed_and_nonsense_typed(client: Client, house: House) -> None:
    for username, password in (("", ""), ("a\x00b", "x"), ("长" * 65, "y")):
        assert sign_in(client, username, password).status_code == 422


def test_a_link_sets_the_first_password_once(house: House, client: Client) -> None:
    person = house.person("zhao")
    link = services.invite_link(person=person, by=None, at=now())
    page = client.get(link, follow=True)
    assert "设置密码" in page.content.decode()
    here = page.redirect_chain[-1][0]
    assert link.rsplit("/", 1)[1] not in here
    weak = client.post(here, {"password": "short", "repeated": "short"})
    assert (weak.status_code, "至少" in weak.content.decode()) == (422, True)
    unlike = client.post(here, {"password": PASSWORD, "repeated": "x"})
    assert "两次填写的密码不一致" in unlike.content.decode()
    assert client.post(here, {"password": PASSWORD, "repeated": PASSWORD}).status_code == 303
    assert "链接已失效" in Client().get(link, follow=True).content.decode()
    assert sign_in(Client(), "zhao", PASSWORD).status_code == 302


def test_a_link_is_dead_for_a_stopped_person_and_for_another(house: House) -> None:
    person, other = house.person("zhao"), house.person("qian")
    link = services.invite_link(person=person, by=None, at=now())
    swapped = link.replace(str(person.uid), str(other.uid))
    assert "链接已失效" in Client().get(swapped, follow=True).content.decode()
    services.deactivate_person(person=person, by=None, at=now())
    assert "链接已失效" in Client().get(link, follow=True).content.decode()


def test_changing_the_password_ends_the_other_sessions(
    house: House, as_user: Callable[[User], Client]
) -> None:
    person = house.with_password("zhao")
    here, elsewhere = as_user(person), as_user(person)
    new = "Gao-Shan8liu"
    wrong = here.post("/password", {"current": "x", "password": new, "repeated": new})
    assert (wrong.status_code, "登录密码不正确" in wrong.content.decode()) == (422, True)
    used = here.post("/password", {"current": PASSWORD, "password": PASSWORD, "repeated": PASSWORD})
    assert "最近5次" in used.content.decode()
    done = here.post("/password", {"current": PASSWORD, "password": new, "repeated": new})
    assert done.status_code == 303
    assert here.get("/departments").status_code == 200
    assert elsewhere.get("/departments").status_code == 302


def test_an_old_password_is_mentioned_in_production(
    house: House, as_user: Callable[[User], Client], settings: Settings
) -> None:
    person = house.with_password("zhao")
    User.objects.filter(pk=person.pk).update(password_set_at=now() - timedelta(days=181))
    page = as_user(person)
    assert "180天未更换" not in page.get("/departments").content.decode()
    settings.PRODUCTION = True
    assert "180天未更换" in page.get("/departments").content.decode()
    User.objects.filter(pk=person.pk).update(password_set_at=now() - timedelta(days=179))
    assert "180天未更换" not in page.get("/departments").content.decode()


def test_a_password_is_in_no_log(
    house: House, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    house.with_password("zhao")
    with caplog.at_level("DEBUG"):
        sign_in(client, "zhao", "Wrong-Secret9")
        sign_in(client, "zhao", PASSWORD)
    assert "Wrong-Secret9" not in caplog.text
    assert PASSWORD not in caplog.text
