"""Pages of the organisation and of the three administrators, and who may open which."""

import csv
import io
from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import services
from accounts.enums import PostKind
from accounts.models import Delegation, Department, DepartmentAlias, DepartmentGrant, Post, User
from core.clock import local_date, now
from journal.models import Entry
from tests.accounts.conftest import House

pytestmark = pytest.mark.django_db
Open = Callable[[User], Client]
ROLES = ("sys_admin", "sec_admin", "audit_admin", "first_in_charge", "officer", "anonymous")
EVERYBODY = set(ROLES) - {"anonymous"}

# page → who gets it; everybody else who is signed in gets 403, the anonymous the sign-in page
PAGES = {
    "/departments": EVERYBODY,
    "/departments/{bureau}": EVERYBODY,
    "/people/{head}": EVERYBODY,
    "/password": EVERYBODY,
    "/tokens": EVERYBODY,
    "/posts/{post}/end": {"sec_admin"},
    "/admin/people": {"sys_admin"},
    "/admin/people/new": {"sys_admin"},
    "/admin/grants": {"sec_admin"},
    "/admin/roles": {"sec_admin"},
    "/admin/journal": {"audit_admin"},
    "/admin/operation": {"sys_admin"},
}
ACTS = {
    "/departments/{bureau}/aliases": ("sys_admin", {"name": "教育局"}),
    "/departments/{bureau}/posts": (
        "sec_admin",
        {"person": "newcomer", "kind": "officer", "title": "科员"},
    ),
    "/departments/{bureau}/delegations": (
        "first_in_charge",
        {"delegate": "member", "ends_on": "today", "reason": "出差"},
    ),
    "/posts/{post}/end": ("sec_admin", {}),
    "/people-acts/invite": ("sys_admin", {}),
    "/people-acts/deactivate": ("sys_admin", {}),
    "/admin/people/new": ("sys_admin", {"username": "neu", "name": "某甲"}),
    "/admin/grants": ("sec_admin", {"person": "newcomer", "department": "{bureau}"}),
    "/admin/roles": ("sec_admin", {"person": "newcomer", "role": "audit_admin"}),
    "/admin/journal.csv": ("audit_admin", {}),
}


@pytest.fixture
def town(house: House) -> House:
    house.post("first_in_charge", PostKind.FIRST_IN_CHARGE)
    house.post("member", PostKind.TEAM_MEMBER)
    house.post("officer", PostKind.OFFICER, house.other)
    house.person("newcomer")
    for role in ("sys_admin", "sec_admin", "audit_admin"):
        house.admin(role)
    return house


def fill(text: str, town: House) -> str:
    if text == "today":
        return str(local_date(now()))
    head = town.person("first_in_charge")
    text = text.replace("/people-acts/", f"/admin/people/{town.person('newcomer').uid}/")
    return text.format(bureau=town.bureau.uid, head=head.uid, post=head.posts.get().uid)


def browser(town: House, role: str, as_user: Open) -> Client:
    return Client() if role == "anonymous" else as_user(town.person(role))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("path", PAGES)
def test_who_opens_which_page(town: House, as_user: Open, path: str, role: str) -> None:
    response = browser(town, role, as_user).get(fill(path, town))
    expected = 302 if role == "anonymous" else 200 if role in PAGES[path] else 403
    assert response.status_code == expected
    if expected == 403:
        assert (
            "管理员办理" in response.content.decode() or "安全审计员" in response.content.decode()
        )


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("path", ACTS)
def test_who_does_what(town: House, as_user: Open, path: str, role: str) -> None:
    only, data = ACTS[path]
    before = Entry.objects.count()
    filled = {key: fill(value, town) for key, value in data.items()}
    response = browser(town, role, as_user).post(fill(path, town), filled)
    if role == only:
        assert response.status_code in (200, 303), response.content.decode()
        assert Entry.objects.count() > before
    else:
        assert response.status_code == (302 if role == "anonymous" else 403)
        assert Entry.objects.count() == before


def test_the_stopped_open_nothing(town: House, as_user: Open) -> None:
    page = as_user(town.person("officer"))
    services.deactivate_person(person=town.person("officer"), by=None, at=now())
    for path in PAGES:
        assert page.get(fill(path, town)).status_code == 302


def text_of(response: HttpResponse) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_the_tree_shows_heads_vacancies_and_acting_in_rank_order(
    town: House, as_user: Open
) -> None:
    services.record_acting(
        department=town.other,
        person=town.person("newcomer"),
        document_number="1号",
        by=None,
        at=now(),
    )
    text = text_of(as_user(town.person("officer")).get("/departments"))
    places = [text.index(name) for name in ("样例市人民政府", "市教育局", "市第一中学", "市财政局")]
    assert places == sorted(places)
    assert "first_in_charge某甲" in text
    assert "主持工作" in text
    assert "其中 2 个第一责任人空缺" in text


@pytest.mark.parametrize(
    ("words", "count"), [("教育", 1), ("教委", 1), ("010", 1), ("一中", 1), ("无", 0)]
)
def test_searching_by_any_name(town: House, as_user: Open, words: str, count: int) -> None:
    services.add_alias(department=town.bureau, name="市教委", by=None, at=now())
    text = text_of(as_user(town.person("officer")).get("/departments", {"q": words}))
    assert f"共 {count} 个单位" in text


def test_names_are_kept_by_the_system_administrator(town: House, as_user: Open) -> None:
    page, url = as_user(town.person("sys_admin")), f"/departments/{town.bureau.uid}"
    page.post(f"{url}/aliases", {"name": "教育局"})
    assert "教育局" in text_of(page.get(url))
    taken = page.post(f"{url}/aliases", {"name": "市财政局"})
    assert taken.status_code == 409
    assert "已是市财政局的名称" in taken.content.decode()
    alias = DepartmentAlias.objects.get()
    page.post(f"{url}/aliases/{alias.uid}/remove")
    assert not DepartmentAlias.objects.exists()


def test_posts_are_kept_by_the_security_administrator(town: House, as_user: Open) -> None:
    page, url = as_user(town.person("sec_admin")), f"/departments/{town.bureau.uid}"
    post = {"person": "newcomer", "kind": "first_in_charge", "title": "局长"}
    taken = page.post(f"{url}/posts", post)
    assert (taken.status_code, "请先办理其离任" in taken.content.decode()) == (409, True)
    assert 'value="局长"' in taken.content.decode()
    unknown = page.post(f"{url}/posts", post | {"person": "nobody"})
    assert (unknown.status_code, "没有找到" in unknown.content.decode()) == (422, True)
    held = Post.objects.get(kind="first_in_charge")
    assert page.post(f"/posts/{held.uid}/end", {"ends_on": "2999-01-01"}).status_code == 422
    page.post(f"/posts/{held.uid}/end")
    assert "第一责任人空缺" in text_of(page.get(url))
    page.post(f"{url}/posts", post)
    assert "局长" in text_of(page.get(url))


def test_the_head_delegates_on_the_page(town: House, as_user: Open) -> None:
    page, url = as_user(town.person("first_in_charge")), f"/departments/{town.bureau.uid}"
    today = str(local_date(now()))
    wrong = page.post(
        f"{url}/delegations", {"delegate": "officer", "ends_on": today, "reason": "出差"}
    )
    assert (wrong.status_code, "班子成员" in wrong.content.decode()) == (422, True)
    own = page.get(f"/people/{town.person('first_in_charge').uid}").content.decode()
    assert f'href="{url}#delegation">委托签批</a>' in own
    assert "member某甲</option>" in page.get(url).content.decode()
    page.post(f"{url}/delegations", {"delegate": "member", "ends_on": today, "reason": "出差"})
    row = Delegation.objects.get()
    assert "委托 member某甲" in text_of(page.get(url))
    refused = as_user(town.person("officer")).post(f"/delegations/{row.uid}/revoke")
    assert refused.status_code == 403
    page.post(f"/delegations/{row.uid}/revoke")
    assert "现在没有委托" in text_of(page.get(url))


def test_a_phone_is_shown_to_the_same_unit_the_keeper_and_himself(
    town: House, as_user: Open
) -> None:
    head = town.person("first_in_charge")
    User.objects.filter(pk=head.pk).update(phone="000-31415926")
    seen = {
        role: "000-31415926" in text_of(as_user(town.person(role)).get(f"/people/{head.uid}"))
        for role in ("first_in_charge", "member", "officer", "sys_admin", "sec_admin")
    }
    assert {role for role, yes in seen.items() if yes} == {"first_in_charge", "member", "sys_admin"}


def test_a_person_is_made_invited_stopped_and_restored(town: House, as_user: Open) -> None:
    page = as_user(town.person("sys_admin"))
    bad = page.post("/admin/people/new", {"username": "带 空格", "name": "某甲"})
    assert (bad.status_code, "账号只能由字母" in bad.content.decode()) == (422, True)
    page.post("/admin/people/new", {"username": "guide", "name": "巡回某甲"})
    person = User.objects.get(username="guide")
    link = text_of(page.post(f"/admin/people/{person.uid}/invite"))
    path = link[link.index("/invitation/") :].split("<")[0]
    assert "设置密码" in text_of(Client().get(path, follow=True))
    page.post(f"/admin/people/{person.uid}/deactivate")
    assert "已停用" in text_of(page.get("/admin/people", {"q": "guide", "state": "stopped"}))
    page.post(f"/admin/people/{person.uid}/reactivate")
    again = page.post(f"/admin/people/{person.uid}/reactivate", follow=True)
    assert "不需要恢复" in text_of(again)


def test_reading_is_granted_and_taken_back(town: House, as_user: Open) -> None:
    page = as_user(town.person("sec_admin"))
    grant = {"person": "newcomer", "department": str(town.bureau.uid)}
    page.post("/admin/grants", grant)
    assert page.post("/admin/grants", grant).status_code == 409
    admin = page.post("/admin/grants", grant | {"person": "audit_admin"})
    assert (admin.status_code, "三员" in admin.content.decode()) == (403, True)
    page.post(f"/admin/grants/{town.person('newcomer').uid}/{town.bureau.uid}/revoke")
    assert not DepartmentGrant.objects.exists()


# --- the journal ---------------------------------------------------------------


def test_the_auditor_reads_labels_and_no_business_text(town: House, as_user: Open) -> None:
    Entry.objects.create(
        type="item.submitted",
        at=now(),
        actor=town.person("officer"),
        actor_name="officer某甲",
        subject_type="rectification.item",
        subject_id=1,
        subject_label="供热管网改造滞后",
        data={"problem": "三个小区未通暖"},
    )
    page = as_user(town.person("audit_admin"))
    text = text_of(page.get("/admin/journal"))
    assert "提交登记" in text
    assert "建立人员" in text
    assert "供热管网" not in text
    assert "未通暖" not in text
    assert "提交登记" in text_of(page.get("/admin/journal", {"type": "other"}))
    mine = text_of(page.get("/admin/journal", {"person": "officer某甲"}))
    assert mine.count('<tr><td><span class="t">') == 1
    none = text_of(page.get("/admin/journal", {"last": "2000-01-01"}))
    assert "没有符合条件的日志" in none


def test_the_journal_leaves_as_csv_and_that_is_journalled(town: House, as_user: Open) -> None:
    town.person("formula", "=HYPERLINK(1)")
    page = as_user(town.person("audit_admin"))
    response = page.post("/admin/journal.csv?type=org.person_created")
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert rows[0][:3] == ["时间", "类型", "办理人"]
    assert {row[1] for row in rows[1:]} == {"建立人员"}
    assert any(row[6] == "'=HYPERLINK(1)" for row in rows)
    entry = Entry.objects.get(type="org.journal_exported")
    assert entry.data["filters"] == {"type": "org.person_created"}


def test_the_journal_is_paged_by_place(town: House, as_user: Open) -> None:
    people = [town.person("newcomer")] * 120
    Entry.objects.bulk_create(
        Entry(type="org.signed_in", at=now(), subject_type="accounts.user", subject_id=row.pk)
        for row in people
    )
    page, seen, url = as_user(town.person("audit_admin")), 0, "/admin/journal?type=org.signed_in"
    for _ in range(3):
        text = text_of(page.get(url))
        seen += text.count('<tr><td><span class="t">')
        if "下一页" in text:
            link = text[: text.index('rel="next"')]
            url = "/admin/journal" + link[link.rindex('href="') + 6 :].split('"')[0].replace(
                "&amp;", "&"
            )
    assert seen == 120


# --- statements: the same for one row and for fifty -------------------------------


def statements(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


def crowd(town: House) -> None:
    """Fifty departments with a head and aliases; fifty officers in the bureau."""
    for number in range(50):
        unit = Department.objects.create(
            code=f"9{number:02}", name=f"市某{number}局", short_name=f"某{number}", parent=town.root
        )
        town.post(f"head{number}", PostKind.FIRST_IN_CHARGE, unit)
        town.post(f"clerk{number}", PostKind.OFFICER, town.bureau)
        services.add_alias(department=unit, name=f"别名{number}", by=None, at=now())


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("officer", "/departments"),
        ("officer", "/departments/{bureau}"),
        ("sys_admin", "/admin/people"),
        ("sec_admin", "/admin/grants"),
        ("audit_admin", "/admin/journal"),
    ],
)
def test_a_page_costs_the_same_for_fifty(town: House, as_user: Open, role: str, path: str) -> None:
    page, url = as_user(town.person(role)), fill(path, town)
    page.get(url)
    few = statements(page, url)
    crowd(town)
    for number in range(50):
        services.grant_reading(
            person=town.person(f"clerk{number}"), department=town.other, by=None, at=now()
        )
    assert statements(page, url) == few <= 12
