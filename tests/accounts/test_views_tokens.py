"""接口令牌: everybody his own, shown once, opened by the password, dead when revoked."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import services
from accounts.models import AccessToken, User
from core.clock import now
from journal.models import Entry
from tests.accounts.conftest import PASSWORD, House

pytestmark = pytest.mark.django_db
Open = Callable[[User], Client]
URL = "/tokens"


def issue(client: Client, **changed: str) -> HttpResponse:
    given = {"name": "OA 取数", "days": "30", "password": PASSWORD} | changed
    return client.post(URL, given)


def me(plain: str) -> HttpResponse:
    return Client(headers={"authorization": f"Bearer {plain}"}).get("/api/v1/me")


def plain_of(response: HttpResponse) -> str:
    return response.content.decode().partition("<code>")[2].partition("</code>")[0]


def test_a_token_is_shown_once_and_opens_the_api(house: House, as_user: Open) -> None:
    client = as_user(house.with_password("zhao"))
    assert f'href="{URL}"' in client.get("/departments").content.decode()
    answer = issue(client)
    plain = plain_of(answer)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert me(plain).json()["username"] == "zhao"
    token = AccessToken.objects.get()
    assert token.expires_at - token.created_at == timedelta(days=30)
    page = client.get(URL)
    assert "no-store" in page["Cache-Control"]
    assert ("OA 取数" in page.content.decode(), "有效" in page.content.decode()) == (True, True)
    assert plain not in page.content.decode()
    assert plain not in str(dict(client.session.items()))
    assert plain not in str([vars(entry) for entry in Entry.objects.all()])


@pytest.mark.parametrize(
    ("changed", "status", "field", "sentence"),
    [
        ({"password": ""}, 422, "password", "请输入本人登录密码"),
        ({"password": "wrong"}, 403, "password", "登录密码不正确"),
        ({"days": "0"}, 422, "days", "1至365天"),
        ({"days": "366"}, 422, "days", "1至365天"),
        ({"days": "9" * 30}, 422, "days", "1至365天"),
        ({"days": "x"}, 422, "days", "请填整数"),
        ({"name": " "}, 422, "name", "请填写用途"),
        ({"name": "长" * 101}, 422, "name", "100"),
    ],
)
def test_a_refusal_stands_beside_its_field(
    house: House,
    as_user: Open,
    changed: dict[str, str],
    status: int,
    field: str,
    sentence: str,
) -> None:
    answer = issue(as_user(house.with_password("zhao")), **changed)
    assert answer.status_code == status
    assert sentence in str(answer.context["form"].errors[field])
    assert PASSWORD not in answer.content.decode()
    assert not AccessToken.objects.exists()


def test_guessing_the_password_is_locked(house: House, as_user: Open) -> None:
    client = as_user(house.with_password("zhao"))
    for _ in range(settings.AXES_FAILURE_LIMIT):
        issue(client, password="wrong")
    answer = issue(client)
    assert (answer.status_code, "输错次数过多" in answer.content.decode()) == (403, True)
    assert not AccessToken.objects.exists()


def test_a_revoked_token_opens_nothing(house: House, as_user: Open) -> None:
    client = as_user(house.with_password("zhao"))
    plain, kept = plain_of(issue(client)), plain_of(issue(client, name="另一个"))
    token = AccessToken.objects.get(name="OA 取数")
    assert client.get(f"{URL}/{token.uid}/revoke").status_code == 405
    answer = client.post(f"{URL}/{token.uid}/revoke", follow=True).content.decode()
    assert "已撤销令牌“OA 取数”" in answer
    assert answer.count("/revoke") == 1
    assert (me(plain).status_code, me(kept).status_code) == (401, 200)
    again = client.post(f"{URL}/{token.uid}/revoke", follow=True).content.decode()
    assert "该令牌已经撤销" in again
    assert Entry.objects.filter(type="org.token_revoked", actor=token.user).count() == 1


def test_what_is_over_says_so(house: House, as_user: Open) -> None:
    person = house.with_password("zhao")
    services.issue_token(
        user=person, days=1, name="旧的", by=None, at=now() - timedelta(days=1, minutes=1)
    )
    page = as_user(person).get(URL).content.decode()
    assert "已过期" in page
    assert "/revoke" not in page


def test_nobody_sees_or_revokes_anothers(house: House, as_user: Open) -> None:
    services.issue_token(user=house.person("zhao"), days=1, name="赵的程序", by=None, at=now())
    token = AccessToken.objects.get()
    for client in (as_user(house.person("qian")), as_user(house.admin("sys_admin"))):
        assert "赵的程序" not in client.get(URL).content.decode()
        assert client.post(f"{URL}/{token.uid}/revoke").status_code == 404
    for answer in (Client().get(URL), Client().post(f"{URL}/{token.uid}/revoke")):
        assert answer["Location"].startswith("/login?")
    token.refresh_from_db()
    assert token.revoked_at is None


def test_an_administrator_has_his_own_like_everybody(house: House, as_user: Open) -> None:
    house.admin("audit_admin")
    plain = plain_of(issue(as_user(house.with_password("audit_admin"))))
    assert me(plain).json()["username"] == "audit_admin"


def test_the_list_costs_the_same_for_fifty(house: House, as_user: Open) -> None:
    person = house.person("zhao")
    client = as_user(person)

    def add(number: int) -> None:
        for n in range(number):
            services.issue_token(user=person, days=9, name=f"程序{n}", by=None, at=now())

    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(URL).status_code == 200
        return len(found)

    add(1)
    client.get(URL)
    few = statements()
    add(49)
    assert statements() == few <= 8
    add(1)
    page = client.get(URL).content.decode()
    assert page.count("/revoke") == 50
    assert client.get(f"{URL}?page=2").content.decode().count("/revoke") == 1
