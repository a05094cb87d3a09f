"""三员设置: the security administrator says who the three are, never himself."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import services
from accounts.enums import PostKind
from accounts.models import User
from core.clock import now
from journal.models import Entry
from tests.accounts.conftest import House

pytestmark = pytest.mark.django_db
Open = Callable[[User], Client]
URL = "/admin/roles"


@pytest.fixture
def page(house: House, as_user: Open) -> Client:
    return as_user(house.admin("sec_admin"))


def role_of(person: User) -> str:
    person.refresh_from_db()
    return person.admin_role


def test_it_says_who_they_are_and_who_is_missing(house: House, page: Client) -> None:
    house.admin("audit_admin")
    text = page.get(URL).content.decode()
    assert "还没有人担任</b>　系统管理员</div>" in text
    assert text.index("sec_admin某甲") < text.index("audit_admin某甲"), "in the roles' order"
    assert text.count("/revoke") == 1, "not his own"
    services.deactivate_person(person=house.person("audit_admin"), by=None, at=now())
    text = page.get(URL).content.decode()
    assert "系统管理员、安全审计员</div>" in text
    assert "已停用" in text


def test_set_and_taken_away_at_once(house: House, page: Client, as_user: Open) -> None:
    person = house.person("zhao")
    his = as_user(person)
    answer = page.post(URL, {"person": "zhao", "role": "audit_admin"}, follow=True)
    assert "已将zhao某甲设为安全审计员" in answer.content.decode()
    assert role_of(person) == "audit_admin"
    assert his.get("/admin/journal").status_code == 302, "he signs in afresh"
    assert as_user(person).get("/admin/journal").status_code == 200
    answer = page.post(f"{URL}/{person.uid}/revoke", follow=True)
    assert "已取消zhao某甲的三员角色" in answer.content.decode()
    assert role_of(person) == ""
    again = page.post(f"{URL}/{person.uid}/revoke", follow=True)
    assert "没有担任三员" in again.content.decode()
    entries = Entry.objects.filter(type="org.admin_role_set", subject_id=person.pk)
    actors = entries.order_by("id").values_list("data__role", "actor__username")
    assert list(actors) == [("audit_admin", "sec_admin"), ("", "sec_admin")]


@pytest.mark.parametrize(
    ("person", "role", "status", "field", "sentence"),
    [
        ("officer", "sys_admin", 409, "person", "不能兼任三员"),
        ("audit_admin", "sys_admin", 409, "person", "一人只能担任一员"),
        ("audit_admin", "audit_admin", 409, "person", "不需要再设"),
        ("sec_admin", "sec_admin", 403, "person", "不能设置自己"),
        ("gone", "sys_admin", 422, "person", "已停用"),
        ("nobody", "sys_admin", 422, "person", "没有找到"),
        ("", "sys_admin", 422, "person", "请填写人员"),
        ("newcomer", "", 422, "role", "请选择角色"),
        ("newcomer", "boss", 422, "role", "boss"),
    ],
)
def test_a_refusal_stands_beside_its_field(
    house: House, page: Client, person: str, role: str, status: int, field: str, sentence: str
) -> None:
    house.post("officer", PostKind.OFFICER)
    house.admin("audit_admin")
    house.person("newcomer")
    services.deactivate_person(person=house.person("gone"), by=None, at=now())
    before = set(User.objects.values_list("username", "admin_role"))
    answer = page.post(URL, {"person": person, "role": role})
    assert answer.status_code == status
    assert sentence in str(answer.context["form"].errors[field])
    assert set(User.objects.values_list("username", "admin_role")) == before


def test_nobody_else_and_not_himself(house: House, page: Client, as_user: Open) -> None:
    house.post("officer", PostKind.OFFICER)
    auditor, target = house.admin("audit_admin"), house.person("zhao")
    for name in ("officer", "sys_admin", "audit_admin"):
        person = house.admin(name) if name.endswith("admin") else house.person(name)
        client = as_user(person)
        assert client.get(URL).status_code == 403, name
        assert client.post(URL, {"person": "zhao", "role": "sys_admin"}).status_code == 403, name
        assert client.post(f"{URL}/{auditor.uid}/revoke").status_code == 403, name
        assert "三员设置" not in client.get("/departments").content.decode()
    own = house.person("sec_admin")
    assert page.post(f"{URL}/{own.uid}/revoke").status_code == 403
    assert page.get(f"{URL}/{own.uid}/revoke").status_code == 405
    assert (role_of(target), role_of(auditor), role_of(own)) == ("", "audit_admin", "sec_admin")
    assert Client().get(URL)["Location"].startswith("/login?")


def test_the_list_costs_the_same_for_fifty(house: House, page: Client) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            assert page.get(URL).status_code == 200
        return len(found)

    page.get(URL)
    few = statements()
    User.objects.bulk_create(
        User(username=f"a{n}", name="钱某乙", admin_role="audit_admin") for n in range(50)
    )
    assert statements() == few <= 6
