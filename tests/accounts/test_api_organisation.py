"""Departments, people, posts and the caller by REST: by token and by session."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import services
from accounts.enums import PostKind
from accounts.models import AccessToken, Department, Post, User
from campaign.enums import CampaignRole
from campaign.models import Campaign, Membership
from core.clock import local_date, now
from tests.accounts.conftest import House

pytestmark = pytest.mark.django_db
Open = Callable[[User], Client]


@pytest.fixture
def town(house: House) -> House:
    house.post("zhao", PostKind.FIRST_IN_CHARGE)
    house.post("qian", PostKind.TEAM_MEMBER, sections=["业务一科"])
    house.post("li", PostKind.TEAM_MEMBER, house.root, portfolio=[house.bureau])
    house.post("sun", PostKind.OFFICER, house.other)
    User.objects.update(phone="000-31415926", email="a@yangli.example")
    return house


@pytest.fixture
def api(town: House) -> Client:
    """A program with a token of zhao's."""
    token = services.issue_token(user=town.person("zhao"), days=1, by=None, at=now())
    return Client(headers={"authorization": f"Bearer {token}"})


def get(client: Client, path: str, status: int = 200) -> dict:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == status, response.content.decode()
    return response.json()


def names(client: Client, path: str) -> list[str]:
    return [row["name"] for row in get(client, path)["results"]]


def test_departments_in_rank_order_with_their_heads(api: Client, town: House) -> None:
    rows = get(api, "departments")["results"]
    assert [row["code"] for row in rows] == ["000", "003", "00301", "010"]
    assert rows[1]["first_in_charge"] == {
        "person": {"uid": str(town.person("zhao").uid), "name": "zhao某甲"},
        "title": "第一责任人",
        "capacity": "holder",
    }
    assert rows[1]["parent"]["name"] == "样例市人民政府"
    assert rows[3]["first_in_charge"] is None
    assert get(api, f"departments/{town.bureau.uid}") == rows[1]


def test_filters_of_departments(api: Client, town: House) -> None:
    services.add_alias(department=town.bureau, name="市教委", by=None, at=now())
    assert names(api, "departments?q=教委") == ["市教育局"]
    assert names(api, "departments?code=010") == ["市财政局"]
    assert names(api, "departments?is_sub_unit=true") == ["市第一中学"]
    assert names(api, f"departments?parent={town.bureau.uid}") == ["市第一中学"]
    assert names(api, "departments?vacant=false") == ["市教育局"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("departments?colour=red", 400, "unknown_parameter"),
        ("departments?vacant=perhaps&x=1", 400, "unknown_parameter"),
        ("departments?parent=7", 422, "invalid"),
        ("posts?kind=king", 422, "invalid"),
        ("posts?on=yesterday", 422, "invalid"),
        ("people?limit=201", 400, "bad_request"),
        ("people?cursor=abc", 400, "invalid_cursor"),
        ("people/01990000-0000-7000-8000-000000000000", 404, "not_found"),
        ("me?fields=password", 400, "unknown_parameter"),
    ],
)
def test_what_is_refused(api: Client, path: str, status: int, code: str) -> None:
    assert get(api, path, status)["code"] == code


def test_people_without_phone_but_of_the_same_unit(api: Client, town: House) -> None:
    phones = {row["name"]: row["phone"] for row in get(api, "people")["results"]}
    assert phones == {
        "zhao某甲": "000-31415926",
        "qian某甲": "000-31415926",
        "li某甲": None,
        "sun某甲": None,
    }
    row = get(api, f"people/{town.person('sun').uid}")
    assert (row["phone"], row["email"]) == (None, None)
    assert row["posts"][0]["department"]["name"] == "市财政局"
    assert "password" not in row


def test_the_campaigns_office_sees_every_phone(api: Client, town: House) -> None:
    campaign = Campaign.objects.create(code="c", name="主题教育", starts_on=local_date(now()))
    Membership.objects.create(
        campaign=campaign,
        person=town.person("zhao"),
        role=CampaignRole.OFFICE,
        starts_on=local_date(now()),
    )
    assert all(row["phone"] for row in get(api, "people")["results"])


def test_filters_of_people(api: Client, town: House) -> None:
    assert names(api, f"people?department={town.other.uid}") == ["sun某甲"]
    assert names(api, "people?q=qian") == ["qian某甲"]
    services.deactivate_person(person=town.person("sun"), by=None, at=now())
    assert names(api, "people?is_active=false") == ["sun某甲"]
    assert names(api, f"people?department={town.other.uid}") == []


def test_posts_of_all_times_and_of_a_day(api: Client, town: House) -> None:
    post = Post.objects.get(person=town.person("sun"))
    services.end_post(post=post, by=None, at=now())
    today = local_date(now())
    assert len(get(api, "posts")["results"]) == 4
    assert len(get(api, f"posts?on={today}")["results"]) == 3
    assert len(get(api, f"posts?on={today - timedelta(days=1)}")["results"]) == 4
    row = get(api, f"posts?person={town.person('li').uid}")["results"][0]
    assert row["portfolio"] == [str(town.bureau.uid)]
    assert get(api, "posts?kind=first_in_charge&total=1")["total"] == 1


def test_pages_follow_one_another(api: Client, town: House) -> None:
    seen, path = [], "posts?limit=1"
    while path:
        page = get(api, path)
        seen += [row["uid"] for row in page["results"]]
        path = (page["next"] or "").partition("/api/v1/")[2]
    assert len(seen) == len(set(seen)) == 4
    assert seen == [row["uid"] for row in get(api, "posts")["results"]]


def test_who_the_caller_is(api: Client, town: House) -> None:
    services.make_delegation(
        post=Post.objects.get(person=town.person("zhao")),
        delegate=town.person("qian"),
        ends_on=local_date(now()),
        reason="出差",
        by=town.person("zhao"),
        at=now(),
    )
    me = get(api, "me")
    assert (me["username"], me["admin_role"], me["delegations"]) == ("zhao", "", [])
    assert [post["kind"] for post in me["posts"]] == ["first_in_charge"]
    token = services.issue_token(user=town.person("qian"), days=1, by=None, at=now())
    other = Client(headers={"authorization": f"Bearer {token}"})
    assert get(other, "me")["delegations"][0]["department"]["name"] == "市教育局"


@pytest.mark.parametrize("path", ["departments", "people", "posts", "me"])
def test_nobody_unknown_gets_an_answer(town: House, path: str) -> None:
    assert get(Client(), path, 401)["code"] == "not_authenticated"
    for header in ("Bearer", "Bearer a b", "Bearer nonsense", "Bearer \u00ff"):
        client = Client(headers={"authorization": header})
        assert get(client, path, 401)["code"] == "authentication_failed"


def test_an_expired_and_a_revoked_token(town: House, api: Client) -> None:
    token = AccessToken.objects.get()
    AccessToken.objects.update(expires_at=now() - timedelta(seconds=1))
    assert get(api, "me", 401)["code"] == "authentication_failed"
    AccessToken.objects.update(expires_at=now() + timedelta(days=1))
    services.revoke_token(token=token, by=None, at=now())
    assert get(api, "me", 401)["code"] == "authentication_failed"


def test_a_session_will_do_and_nothing_can_be_written(town: House, as_user: Open) -> None:
    page = as_user(town.person("sun"))
    assert get(page, "me")["username"] == "sun"
    for path in ("departments", f"departments/{town.bureau.uid}", "people", "posts", "me"):
        for method in (page.post, page.put, page.patch, page.delete):
            assert method(f"/api/v1/{path}").status_code == 405


@pytest.mark.parametrize("path", ["departments", "people", "posts"])
def test_a_list_costs_the_same_for_fifty(api: Client, town: House, path: str) -> None:
    # token with person · page · one for each relation · the caller's standing (people only)
    with CaptureQueriesContext(connection) as few:
        get(api, path)
    units = Department.objects.bulk_create(
        Department(code=f"9{n}", name=f"市某{n}局", short_name="某", parent=town.root)
        for n in range(50)
    )
    people = User.objects.bulk_create(User(username=f"p{n}", name="某") for n in range(50))
    Post.objects.bulk_create(
        Post(
            person=person,
            department=unit,
            kind=PostKind.FIRST_IN_CHARGE,
            title="局长",
            starts_on=local_date(now()),
        )
        for person, unit in zip(people, units, strict=True)
    )
    with CaptureQueriesContext(connection) as many:
        assert len(get(api, f"{path}")["results"]) == 50
    assert len(many) == len(few) <= 13
