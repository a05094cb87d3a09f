"""The kick-off list and leading groups through the API: one row a department."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Department, Post
from campaign.models import Campaign, GroupMember, KickOff, LeadingGroup
from core import clock
from tests.api import ApiClient
from tests.personas import City, at

pytestmark = pytest.mark.django_db

KICK_OFF = {
    "plan_issued_on": "2019-10-09",
    "plan_document_number": "样例住建党组发〔2019〕3号",
    "meeting_held_on": None,
}
NOT_TYPED = {"plan_issued_on": None, "plan_document_number": "", "meeting_held_on": None}


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: at(hour=12))


def group_body(city: City, **changes: Any) -> dict[str, Any]:
    seats = [
        {"post": str(city.post("first_in_charge").uid), "role": "leader"},
        {"post": str(city.post("portfolio_leader").uid), "role": "member"},
    ]
    return {"formed_on": "2019-10-08", "document_number": "", "seats": seats, **changes}


def put(client: ApiClient, kind: str, unit: Department, body: Any, **headers: str) -> Any:
    return client.call("PUT", f"{kind}/{unit.uid}", body, **headers)


def test_a_row_tells_what_was_typed_and_what_the_system_holds(city: City) -> None:
    client = ApiClient(city.officer)
    path = f"kick-offs/{city.lead.uid}"
    fresh = client.get(path)
    assert (fresh.json()["version"], fresh["ETag"]) == (0, '"0"')
    assert {name: fresh.json()[name] for name in NOT_TYPED} == NOT_TYPED
    typed = put(client, "kick-offs", city.lead, KICK_OFF)
    assert (typed.status_code, typed["ETag"]) == (200, '"1"')
    assert {name: typed.json()[name] for name in KICK_OFF} == KICK_OFF
    assert (typed.json()["campaign"], typed.json()["department"]["code"]) == ("test", "014")
    derived = {"has_group": False, "members": 0, "has_liaison": True, "is_whole": False}
    assert {name: typed.json()[name] for name in derived} == derived
    put(client, "leading-groups", city.lead, group_body(city))
    derived |= {"has_group": True, "members": 2, "is_whole": True}
    row = client.get(path).json()
    assert {name: row[name] for name in derived} == derived


def test_a_group_is_named_and_replaced_whole(city: City) -> None:
    client = ApiClient(city.officer)
    none = client.get(f"leading-groups/{city.lead.uid}").json()
    assert (none["version"], none["formed_on"], none["seats"]) == (0, None, [])
    named = put(client, "leading-groups", city.lead, group_body(city))
    assert (named.status_code, named["ETag"]) == (200, '"1"')
    first = named.json()["seats"][0]
    assert (first["person"]["name"], first["title"], first["role_label"]) == (
        "卫某丙",
        "党组书记、局长",
        "组长",
    )
    one = group_body(city, seats=group_body(city)["seats"][:1], document_number="〔2019〕4号")
    again = put(client, "leading-groups", city.lead, one, If_Match='"1"')
    assert (len(again.json()["seats"]), again.json()["document_number"]) == (1, "〔2019〕4号")
    assert GroupMember.objects.count() == 1


@pytest.mark.parametrize("kind", ["kick-offs", "leading-groups"])
def test_a_row_that_was_typed_needs_its_version(city: City, kind: str) -> None:
    client, body = ApiClient(city.officer), KICK_OFF
    if kind == "leading-groups":
        body = group_body(city)
    assert put(client, kind, city.lead, body, If_Match='"7"').status_code == 409
    assert put(client, kind, city.lead, body, If_Match='"0"').status_code == 200
    assert put(client, kind, city.lead, body).status_code == 428
    for stale in (0, 7):
        refused = put(client, kind, city.lead, {**body, "version": stale})
        assert (refused.status_code, refused.json()["current"]["version"]) == (409, 1)
    assert put(client, kind, city.lead, {**body, "version": 1})["ETag"] == '"2"'


@pytest.mark.parametrize(
    ("change", "status", "where"),
    [
        ({"plan_issued_on": "2019-10-16"}, 422, "/plan_issued_on"),
        ({"plan_document_number": "号" * 101}, 422, "/plan_document_number"),
        ({"has_group": True}, 400, "/has_group"),
        ({"members": 3}, 400, "/members"),
    ],
)
def test_what_a_kick_off_may_not_say(
    city: City, change: dict[str, Any], status: int, where: str
) -> None:
    answer = put(ApiClient(city.officer), "kick-offs", city.lead, KICK_OFF | change)
    assert answer.status_code == status
    assert [one["pointer"] for one in answer.json()["errors"]] == [where]
    assert not KickOff.objects.exists()


def test_nothing_is_emptied_by_leaving_it_out(city: City) -> None:
    answer = put(ApiClient(city.officer), "kick-offs", city.lead, {"plan_document_number": ""})
    assert answer.status_code == 422
    assert {one["pointer"] for one in answer.json()["errors"]} == {
        "/plan_issued_on",
        "/meeting_held_on",
    }


def test_what_a_group_may_not_say(city: City) -> None:
    client = ApiClient(city.officer)
    head, member = group_body(city)["seats"]
    strange = {"post": str(city.post("stranger_head").uid), "role": "leader"}
    ended = Post.objects.get(pk=city.post("second_leader").pk)
    Post.objects.filter(pk=ended.pk).update(ends_on=at().date())
    gone = {"post": str(ended.uid), "role": "member"}
    for seats, where in (
        ([], "/seats"),
        ([member], "/seats"),
        ([head, {**member, "role": "leader"}], "/seats"),
        ([head, {**head, "role": "member"}], "/seats"),
        ([strange], "/seats"),
        ([head, gone], "/seats/1/post"),
        ([head, {**member, "role": "boss"}], "/seats/1/role"),
        ([head, {**member, "score": 1}], "/seats/1/score"),
    ):
        answer = put(client, "leading-groups", city.lead, group_body(city, seats=seats))
        assert answer.status_code in (400, 422), seats
        assert [one["pointer"] for one in answer.json()["errors"]] == [where], answer.json()
    assert not LeadingGroup.objects.exists()


# who: (reads, writes the rows of 014)
MAY = {
    "officer": (200, 200),
    "first_in_charge": (200, 200),
    "office": (200, 200),
    "office_head": (200, 200),
    "group_leader": (200, 403),
    "deputy_leader": (200, 403),
    "guidance": (200, 403),
    "stranger": (404, 404),
    "cooperator_head": (404, 404),
    "sub_unit_officer": (404, 404),
    "sys_admin": (404, 404),
    "sec_admin": (404, 404),
    "audit_admin": (404, 404),
}


def test_who_reads_and_writes_them(city: City) -> None:
    bodies = {"kick-offs": KICK_OFF, "leading-groups": group_body(city)}
    for n, (name, expected) in enumerate(MAY.items()):
        client = ApiClient(city.people[name])
        for kind, body in bodies.items():
            read = client.get(f"{kind}/{city.lead.uid}")
            version = read.json()["version"] if read.status_code == 200 else n
            wrote = put(client, kind, city.lead, body, If_Match=f'"{version}"')
            assert (read.status_code, wrote.status_code) == expected, (name, kind)
            rows = client.get(kind).json()["results"]
            codes = [row["department"]["code"] for row in rows]
            assert ("014" in codes) is (expected[0] == 200), (name, kind)


def test_lists_are_in_rank_order_with_equal_statements(city: City) -> None:
    office = ApiClient(city.office)
    head = {"post": str(city.post("stranger_head").uid), "role": "leader"}
    both = {
        "kick-offs": (KICK_OFF, KICK_OFF),
        "leading-groups": (group_body(city), group_body(city, seats=[head])),
    }
    for kind, (first, second) in both.items():
        put(office, kind, city.lead, first)
        with CaptureQueriesContext(connection) as few:
            assert len(office.get(f"{kind}?limit=3").json()["results"]) == 3
        put(office, kind, city.other, second)
        with CaptureQueriesContext(connection) as many:
            rows = office.get(kind).json()["results"]
        assert len(few) == len(many), kind
        found = [(row["department"]["code"], row["version"]) for row in rows]
        assert found == [("001", 0), ("010", 0), ("014", 1), ("015", 1), ("023", 0), ("040", 0)]
        half = office.get(f"{kind}?limit=4").json()
        assert len(office.get(half["next"]).json()["results"]) == 2
        own = ApiClient(city.officer).get(kind).json()["results"]
        assert [row["department"]["code"] for row in own] == ["014", "01401"]


def test_each_campaign_has_its_own_rows(city: City) -> None:
    other = Campaign.objects.create(
        code="next", name="下一批", starts_on=at().date(), office_department=city.lead
    )
    client = ApiClient(city.officer)
    path = f"kick-offs/{city.lead.uid}"
    assert client.call("PUT", f"{path}?campaign=next", KICK_OFF).status_code == 200
    assert KickOff.objects.get().campaign == other
    assert client.get(path).json()["version"] == 0
    assert client.get(f"{path}?campaign=next").json()["campaign"] == "next"
    assert client.get(f"{path}?campaign=none").status_code == 404
    assert client.get("kick-offs?campaign=none").status_code == 404
    assert client.get("kick-offs?department=014").status_code == 400
